"""Real input: 23,570 customers and 69,659 purchases, sent as a till would send them, and proved by arithmetic.

    .venv/bin/python -m tests.load.replay_purchases                                  # SQLite, in a temporary folder
    .venv/bin/python -m tests.load.replay_purchases --database postgres://…/empty    # a database that is empty
    .venv/bin/python -m tests.load.replay_purchases --url http://… --client ID:SECRET  # a server that runs already

Without `--url` it makes the tables, publishes cdnow.toml, registers a partner's client and starts `serve` on a free
port. Everything is sent twice: the second time must change nothing. With `--home` an interrupted run goes on where it
was: what was recorded is replayed, for keys carry the lines' numbers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from server.commands.terminal import Step
from tests.journeys import books
from tests.journeys.serving import command
from tests.journeys.till import Refused, Till, Unreachable
from tests.load.purchases import Purchase, Reckoning, purchases, reckoned, top
from tests.load.replay_setup import SCOPES, Failed, prepared

T = TypeVar("T")

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "cdnow_purchases.txt"
ENROLL_CALL = 1_000
RECORD_CALL = 100
READ_CALL = 40  # Members of one query.
BOARD_PLACES = 100
SILENCE_SECONDS = 120  # How long a server may be away before we give up.
MISTAKES_SHOWN = 20

ENROLL = """mutation($i: [EnrollMemberInput!]!) { enrollMembers(input: $i) {
  __typename ... on MemberEnrolled { replayed member { card } } ... on Problem { message } } }"""
RECORD = """mutation($i: [RecordActivityInput!]!) { recordActivities(input: $i) {
  __typename ... on ActivityRecorded { replayed entries { points currency { code } } badges { badge { code } }
  balances { points currency { code } } } ... on Problem { message } } }"""
BOARD = """query($first: Int!) { leaderboard(code: "all_time") {
  size standings(first: $first) { edges { node { rank points } } } } }"""


@dataclass(slots=True)
class Replay:
    """One run: its till, what it learned, and what it counted."""

    till: Till
    file: Path
    customers: int | None
    in_flight: int
    cards: dict[str, str] = field(default_factory=dict)  # customer → card, from enrollMembers' answers
    recorded: int = 0
    replayed: int = 0
    waits: int = 0  # RATE_LIMITED answers that were honoured.

    def lines(self) -> Iterator[Purchase]:
        return purchases(self.file, customers=self.customers)

    async def enroll(self, customers: list[str], step: Step) -> None:
        for part in parts(customers, ENROLL_CALL):
            forms = [{"key": f"cdnow/{customer}", "displayName": f"Customer {customer}"} for customer in part]
            answers = (await self._ask(ENROLL, forms))["enrollMembers"]
            for customer, answer in zip(part, answers, strict=True):
                if answer["__typename"] != "MemberEnrolled":
                    raise Failed(f"Customer {customer} was not enrolled: {answer}")
                self.cards[customer] = answer["member"]["card"]
            step.to(len(self.cards) / len(customers))

    async def send(self, total: int, step: Step) -> None:
        """Every purchase, in hundreds, some calls at once."""
        self.recorded = self.replayed = 0
        hundreds = parts(self.lines(), RECORD_CALL)

        async def work() -> None:
            for hundred in hundreds:  # One iterator for all: each takes what the others have not.
                await self._record(hundred)
                step.to((self.recorded + self.replayed) / total)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.in_flight):
                    group.create_task(work())
        except ExceptionGroup as several:
            raise several.exceptions[0] from None  # The first stopped the others.

    async def _record(self, hundred: tuple[Purchase, ...]) -> None:
        inputs = [
            {
                "key": purchase.key, "member": {"card": self.cards[purchase.customer]}, "kind": "purchase",
                "occurredAt": purchase.occurred_at, "facts": {"amount": purchase.amount, "cds": purchase.cds},
            }
            for purchase in hundred
        ]  # fmt: skip
        answers = (await self._ask(RECORD, inputs))["recordActivities"]
        for purchase, answer in zip(hundred, answers, strict=True):
            if answer["__typename"] != "ActivityRecorded":
                raise Failed(f"Line {purchase.line} was not recorded: {answer}")
            if answer["replayed"]:
                self.replayed += 1
            else:
                self.recorded += 1

    async def members(self, customers: list[str], step: Step) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Each customer's balances and tier, as the API tells them."""
        names = [f"m{n}" for n in range(READ_CALL)]
        query = "".join((
            "query(", ", ".join(f"${name}: MemberRef!" for name in names), ") {",
            *(f"{name}: member(ref: ${name}) {{ ...Stand }} " for name in names),
            "} fragment Stand on Member { card balances { points currency { code } } tier { code } ",
            "badges(first: 10) { edges { node { badge { code } } } } }",
        ))  # fmt: skip
        done = 0
        for part in parts(customers, READ_CALL):
            asked = [*part, *[part[0]] * (READ_CALL - len(part))]  # One document for all calls.
            variables = {name: {"card": self.cards[c]} for name, c in zip(names, asked, strict=True)}
            data = await self._until_answered(query, variables)
            for name, customer in zip(names, part, strict=False):
                yield customer, data[name]
            done += len(part)
            step.to(done / len(customers))

    async def board(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self._until_answered(BOARD, {"first": BOARD_PLACES}))["leaderboard"]
        return found

    async def _ask(self, query: str, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        return await self._until_answered(query, {"i": inputs})

    async def _until_answered(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Sends again what was refused for want of room, and what has no answer: keys make that safe."""
        deadline = time.monotonic() + SILENCE_SECONDS
        while True:
            try:
                return await self.till.ask(query, variables)
            except Refused as refused:
                if refused.code != "RATE_LIMITED":
                    raise Failed(f"{refused.code}: {refused}") from refused
                self.waits += 1
                await asyncio.sleep(refused.retry_after or 1)
            except Unreachable as error:
                if time.monotonic() > deadline:
                    raise Failed(f"The server has not answered for {SILENCE_SECONDS} s: {error}") from error
                await asyncio.sleep(1)


async def compare(replay: Replay, expected: dict[str, Reckoning], database: str | None, step: Step) -> list[str]:
    """Every difference between the file's arithmetic and what the server says."""
    found: list[str] = []
    async for customer, member in replay.members(sorted(expected), step):
        reckoning = expected[customer]
        points = {balance["currency"]["code"]: balance["points"] for balance in member["balances"]}
        badges = frozenset(edge["node"]["badge"]["code"] for edge in member["badges"]["edges"])
        tier = member["tier"]["code"] if member["tier"] else None
        if points.get("points", 0) != reckoning.points or points.get("level", 0) != reckoning.points:
            found.append(f"customer {customer}: has {points}, and {reckoning.points} by the file")
        if badges != reckoning.badges:
            found.append(f"customer {customer}: has {sorted(badges)}, and {sorted(reckoning.badges)} by the file")
        if tier != reckoning.tier:
            found.append(f"customer {customer}: is {tier}, and {reckoning.tier} by the file")
    found += _board_mistakes(await replay.board(), expected)
    if database is not None:
        found += await _stored_mistakes(replay, expected, database)
    return found


def _board_mistakes(board: dict[str, Any], expected: dict[str, Reckoning]) -> Iterator[str]:
    """The top as everybody sees it: points and ranks. Those who hide have no name there."""
    scores = sorted((r.points for r in expected.values() if r.points > 0), reverse=True)
    places = [edge["node"] for edge in board["standings"]["edges"]]
    points = [place["points"] for place in places]
    if points != scores[:BOARD_PLACES]:
        yield f"the top {BOARD_PLACES}: {points}, and {scores[:BOARD_PLACES]} by the file"
    if [place["rank"] for place in places] != list(range(1, len(places) + 1)):
        yield f"ranks: {[place['rank'] for place in places]}"
    if board["size"] != len(scores):
        yield f"the board has {board['size']} places, and {len(scores)} by the file"


async def _stored_mistakes(replay: Replay, expected: dict[str, Reckoning], database: str) -> list[str]:
    """Who stands where, ties as groups; and whether the books agree with themselves."""
    customers = {card: customer for customer, card in replay.cards.items()}
    members, standings = await books.read(
        database,
        "SELECT id, card FROM member",
        "SELECT score, member_id FROM standing WHERE board = 'all_time' AND score > 0 ORDER BY score DESC",
    )
    names = {id_: customers[card] for id_, card in members if card in customers}
    groups: dict[int, set[str]] = {}
    for score, member in standings:
        groups.setdefault(score, set()).add(names[member])
    wanted = top(expected, BOARD_PLACES)
    stands = [(points, frozenset(groups[points])) for points in sorted(groups, reverse=True)[: len(wanted)]]
    found = [] if stands == wanted else [f"the top {BOARD_PLACES} in groups: {stands}, and {wanted} by the file"]
    return found + await books.audit(database)


async def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """The run's figures. Raises Failed where anything is not as the file says."""
    expected = reckoned(purchases(arguments.file, customers=arguments.customers))
    total = sum(reckoning.purchases for reckoning in expected.values())
    customers = sorted(expected)
    async with prepared(arguments) as ready, aiohttp.ClientSession() as http:
        till = Till(http, ready.url, ready.client_id, ready.secret, " ".join(SCOPES))
        replay = Replay(till, arguments.file, arguments.customers, arguments.in_flight)
        figures: dict[str, Any] = {"members": len(customers), "purchases": total}
        with _step("Enrolling") as step:
            figures["enroll_seconds"] = await _timed(replay.enroll(customers, step))
        with _step("Sending") as step:
            seconds = await _timed(replay.send(total, step))
        figures |= {
            "recorded": replay.recorded, "replayed": replay.replayed, "seconds": seconds,
            "awards_a_second": round(replay.recorded / seconds) if seconds else None,  # A resumed end sends none.
        }  # fmt: skip
        with _step("Comparing with the file") as step:
            _raise(await compare(replay, expected, ready.database, step))
        before = await books.counts(ready.database) if ready.database else {}
        with _step("Sending again") as step:
            await replay.enroll(customers, step)
            figures["again_seconds"] = await _timed(replay.send(total, step))
        if replay.recorded:
            raise Failed(f"Sent again, {replay.recorded} purchases were recorded once more.")
        with _step("Comparing again") as step:
            _raise(await compare(replay, expected, ready.database, step))
        if ready.database is not None and ready.home is not None:
            _raise(_changes(before, await books.counts(ready.database)))
            silence = await asyncio.to_thread(command, ready.home, ready.database, "reconcile")
            if silence.returncode != 0:
                raise Failed(f"reconcile: {silence.stdout}{silence.stderr}")
            figures["database_megabytes"] = round(await _size(ready.database) / 1e6)
        if ready.serve is not None and ready.serve.process is not None:
            figures["server_peak_megabytes"] = _peak_memory(ready.serve.process.pid)
        figures |= {"tokens": till.tokens, "rate_limited": replay.waits}
    return figures


def parts(things: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Tuples of `size`, the last maybe shorter. Never holds more than one."""
    rest = iter(things)
    while part := tuple(islice(rest, size)):
        yield part


def _changes(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """What grew although nothing new was sent. Links that complete a membership are made afresh, as a lost one was
    perhaps never seen; the worker's jobs come and go, and what is counted at times is counted; the log of a client's
    calls tells the calls of the second sending too."""
    free = {"member_link", "job", "throttle", "counter", "badge_share", "partner_request", "partner_client_use"}
    return [
        f"{table}: {before[table]} rows before, {rows} after"
        for table, rows in after.items()
        if rows != before[table] and table not in free
    ]


def _raise(mistakes: list[str]) -> None:
    if mistakes:
        shown = "\n".join(mistakes[:MISTAKES_SHOWN])
        raise Failed(f"{len(mistakes)} differences:\n{shown}")


async def _size(database: str) -> int:
    if database.startswith("sqlite"):
        path = Path(database.removeprefix("sqlite:///"))
        return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    ((row,),) = await books.read(database, "SELECT pg_database_size(current_database())")
    return int(row[0])


def _peak_memory(pid: int) -> int | None:
    """Of the server's process, where the system tells."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), None)


async def _timed(work: Any) -> float:
    began = time.monotonic()
    await work
    return round(time.monotonic() - began, 3)


def _step(label: str) -> Step:
    return Step(label, stream=sys.stderr)


def words(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Replay CDNOW's purchases against a server, and prove the outcome.")
    parser.add_argument("file", nargs="?", type=Path, default=FILE, help="the purchases (%(default)s)")
    parser.add_argument("--database", help="sqlite:///path or postgres://…, empty; unset: SQLite in the home")
    parser.add_argument("--home", type=Path, help="where the run keeps its client and database; unset: temporary")
    parser.add_argument("--url", help="a server that runs already, whose programme is cdnow.toml")
    parser.add_argument("--client", help="ID:SECRET, for --url")
    parser.add_argument("--customers", type=int, help="only the file's first customers")
    parser.add_argument("--in-flight", type=int, default=4, help="calls at once (%(default)s)")
    return parser.parse_args(arguments)


def main() -> int:
    arguments = words()
    if not arguments.file.exists():
        print(f"{arguments.file} is not there: give the path of cdnow_purchases.txt.", file=sys.stderr)
        return 2
    try:
        figures = asyncio.run(run(arguments))
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
