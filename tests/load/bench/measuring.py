"""The measurements: each takes what stands side by side in turn, round by round, so that a noisy moment hits both."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from server.commands import till
from tests.load.bench import kit as kits
from tests.load.bench.documents import page_document, page_number
from tests.load.bench.figures import Measured
from tests.load.bench.kit import Unmeasurable
from tests.load.bench.ranks import measure_ranks
from tests.load.bench.running import Effort, House, Peer, Stage, say
from tests.load.bench.town import MEMBERS, email

CONNECTIONS, CALLS_AT_ONCE = 32, 8
CALL = 100  # Activities of one recordActivities.
SOCKETS, PERSONAL_SOCKETS = 5_000, 1_000
EVENTS, AWARDS = 8, 200  # Of one round.
REST = "300ms"  # Between two events to everybody: a board is told of at most each 200 ms.
BREATH_SECONDS = 0.5  # Between two sides: what one left undone must not meet the other.

NAIVE_AWARD = "mutation($m:ID!,$k:String!){award(member:$m,points:10,key:$k){member points duplicate}}"
RECORD_MANY = (
    "mutation($i:[RecordActivityInput!]!){recordActivities(input:$i){__typename "
    "... on ActivityRecorded{replayed entries{points why} balances{points currency{code}}} "
    "... on Problem{message}}}"
)
NAIVE_PERSONAL = "subscription($m:ID!){personal(member:$m){id text at}}"


Measurement = Callable[[Stage, Effort], Awaitable[list[Measured]]]


def purchase(key: str, member: str) -> dict[str, Any]:
    """What a till sends; the load generators put names in the braces."""
    return {"key": key, "member": {"email": email(member)}, "kind": "purchase", "facts": {"amount": "214.50"}}


# One award


def award_on(dialect: str) -> Measurement:
    async def measure(stage: Stage, effort: Effort) -> list[Measured]:
        house, naive = await stage.house(dialect), await stage.naive(dialect)
        await _check_award(house)
        limit, plain = Measured(f"award-{dialect}"), Measured(f"naive-{dialect}")
        for number in range(effort.rounds):
            ours = await _our_awards(stage, house, effort.seconds)
            theirs = await _limit(stage, dialect, effort.seconds)
            peers = await _in_thread(
                stage.kit.requests, naive.url, seconds=effort.seconds, connections=CONNECTIONS, pid=naive.pid,
                words=["--query", NAIVE_AWARD, "--vars", '{"m":"{member}","k":"{key}"}', "--members", str(MEMBERS)],
            )  # fmt: skip
            of_limit = theirs.get("cpu_us_per_award")
            cpu = (ours["server_cpu_us_per_req"], of_limit) if of_limit else None
            limit.add(ours["rps"], theirs["a_second"], cpu=cpu, our=ours, their=theirs)
            plain.add(ours["rps"], peers["rps"], cpu=_cpu(ours, peers), our=ours, their=peers)
            say(f"award-{dialect} {number + 1}: "
                f"{ours['rps']:.0f} / {theirs['a_second']:.0f} / {peers['rps']:.0f} a second")  # fmt: skip
        return [limit, plain]

    return measure


def _cpu(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[float, float]:
    """Microseconds of the server's processor time that a request took, here and there."""
    return ours["server_cpu_us_per_req"], theirs["server_cpu_us_per_req"]


async def _our_awards(stage: Stage, house: House, seconds: int) -> dict[str, Any]:
    before = await house.activities()
    words = ["--query", till.MUTATION, "--vars", json.dumps({"i": purchase("{key}", "{member}")}), "--members",
             str(MEMBERS), "--token", await house.token()]  # fmt: skip
    figures = await _in_thread(
        stage.kit.requests, house.url, seconds=seconds, connections=CONNECTIONS, pid=house.pid, words=words
    )
    await _recorded(house, before, at_least=figures["rps"] * seconds * 0.95)
    return dict(figures)


async def _limit(stage: Stage, dialect: str, seconds: int) -> dict[str, Any]:
    if dialect == "sqlite":
        figures = await _in_thread(stage.kit.sqlite, stage.folder, seconds=min(3, seconds))
        return {**figures, "a_second": figures["tx_s"]}
    database = await stage.database("limit")
    figures = await _in_thread(stage.kit.pgbench, "pg_award", database, seconds=seconds)
    return {**figures, "a_second": figures["tps"]}


async def _check_award(house: House) -> None:
    """One award by hand: an answer can be 200 and a refusal."""
    answer = await _ask(house, till.MUTATION, {"i": purchase("check", "1")})
    outcome = answer.get("data", {}).get("recordActivity", {})
    if outcome.get("__typename") != "ActivityRecorded" or not outcome["entries"]:
        raise Unmeasurable(f"An award is not recorded: {answer}")


async def _recorded(house: House, before: int, *, at_least: float) -> None:
    """What was counted must stand in the table. Raises Unmeasurable."""
    found = await house.activities() - before
    if found < at_least:
        raise Unmeasurable(f"{at_least:.0f} awards were answered, and {found} are recorded.")
    await asyncio.sleep(BREATH_SECONDS)


# Many in a call


async def measure_many(stage: Stage, effort: Effort) -> list[Measured]:
    house, database = await stage.house("postgres"), await stage.database("limit")
    measured = Measured("many", note=f"PostgreSQL; {CALLS_AT_ONCE} connections on both sides.")
    variables = json.dumps({"i": [purchase("{key}", "{member}")] * CALL})
    for number in range(effort.rounds):
        before = await house.activities()
        words = ["--query", RECORD_MANY, "--vars", variables, "--members", str(MEMBERS), "--token", await house.token()]
        ours = await _in_thread(
            stage.kit.requests, house.url, seconds=effort.seconds, connections=CALLS_AT_ONCE, pid=house.pid, words=words
        )
        await _recorded(house, before, at_least=ours["rps"] * CALL * effort.seconds * 0.9)
        theirs = await _in_thread(stage.kit.pgbench, "pg_award_batch100", database, seconds=effort.seconds)
        measured.add(ours["rps"] * CALL, theirs["tps"] * CALL, our=ours, their=theirs)
        say(f"many {number + 1}: {ours['rps'] * CALL:.0f} / {theirs['tps'] * CALL:.0f} awards a second")
    return [measured]


# One event to everybody


async def measure_fanout(stage: Stage, effort: Effort) -> list[Measured]:
    client, house = await stage.client(), await stage.house("sqlite")
    raw, node = await stage.raw_sockets(), await stage.node_sockets()
    against_raw = Measured("fanout-raw", note=(
        f"leaderboardChanged as the page asks for it, each socket a signed-in member's; the publishing mutation is a "
        f"purchase on SQLite, and its whole award is inside the time to the last delivery. One change an event, "
        f"{REST} apart, because a board is told of at most each 200 ms; all sides rest alike."
    ))  # fmt: skip
    against_node = Measured("fanout-node")
    common = ["-n", str(SOCKETS), "-rounds", str(EVENTS), "-pause", REST]
    for number in range(effort.rounds):
        ours = await _in_thread(kits.sockets, client, house.url, pid=house.pid, words=[
            *common, "-cookies", str(house.cookies), "-token", await house.token(),
            "-sub", page_document("BoardChanged"), "-subvars", '{"code":"week"}',
            "-pub", till.MUTATION, "-pubvars", json.dumps({"i": purchase(f"fan-{number}-{{r}}", "7")}),
        ])  # fmt: skip
        plain = await _in_thread(kits.sockets, client, raw.url, pid=raw.pid, words=[*common, "-raw"])
        await asyncio.sleep(BREATH_SECONDS)
        nodes = await _in_thread(kits.sockets, client, node.url, pid=node.pid, words=common)
        # Events a second are the inverse of the time to the last of 5,000 deliveries.
        for measured, peer in ((against_raw, plain), (against_node, nodes)):
            cpu = ours["server_cpu_us_per_msg"], peer["server_cpu_us_per_msg"]
            measured.add(1 / ours["bcast_last_ms"], 1 / peer["bcast_last_ms"], cpu=cpu, our=ours, their=peer)
        say(f"fanout {number + 1}: last of {SOCKETS:,} after {ours['bcast_last_ms']} / {plain['bcast_last_ms']} / "
            f"{nodes['bcast_last_ms']} ms")  # fmt: skip
    return [against_raw, against_node]


# An award to its member's screen


def push_on(dialect: str) -> Measurement:
    async def measure(stage: Stage, effort: Effort) -> list[Measured]:
        client, house, naive = await stage.client(), await stage.house(dialect), await stage.naive(dialect)
        measured = Measured(f"push-{dialect}", note="The first of the award's events; the page's own document.")
        common = ["-n", str(PERSONAL_SOCKETS), "-rounds", "0", "-onerounds", str(AWARDS), "-pause", "10ms"]
        for number in range(effort.rounds):
            ours = await _in_thread(kits.sockets, client, house.url, pid=house.pid, words=[
                *common, "-cookies", str(house.cookies), "-token", await house.token(),
                "-sub", page_document("MemberEvents"), "-subvars", '{"after":null}',
                "-one", till.MUTATION, "-onevars", json.dumps({"i": purchase(f"push-{number}-{{r}}", "{i}")}),
            ])  # fmt: skip
            theirs = await _in_thread(kits.sockets, client, naive.url, pid=naive.pid, words=[
                *common, "-sub", NAIVE_PERSONAL, "-subvars", '{"m":"1{i}"}',
                "-one", NAIVE_AWARD, "-onevars", f'{{"m":"1{{i}}","k":"push-{number}-{{r}}"}}',
            ])  # fmt: skip
            measured.add(ours["personal_p50_ms"], theirs["personal_p50_ms"], our=ours, their=theirs)
            say(f"push-{dialect} {number + 1}: {ours['personal_p50_ms']} / {theirs['personal_p50_ms']} ms")
        return [measured]

    return measure


# The home query


def home_on(dialect: str) -> Measurement:
    async def measure(stage: Stage, effort: Effort) -> list[Measured]:
        house, plain = await stage.house(dialect), await stage.plain_home(dialect)
        document, cookie = page_document("Home"), house.town.cookies[0]
        url = plain.url.replace("/graphql", "/home?") + urlencode(pages_of(document))
        await _same_answer(house, document, url, cookie)
        measured = Measured(f"home-{dialect}", note="Both answer the same JSON, compared before; one member.")
        for number in range(effort.rounds):
            ours = await _read(
                stage, Peer(house.url, house.pid), effort, cookie,
                ["--query", document, "--vars", json.dumps(home_variables())],
            )  # fmt: skip
            theirs = await _read(stage, Peer(url, plain.pid), effort, cookie, ["--get"])
            measured.add(ours["rps"], theirs["rps"], cpu=_cpu(ours, theirs), our=ours, their=theirs)
            say(f"home-{dialect} {number + 1}: {ours['rps']:.0f} / {theirs['rps']:.0f} a second")
        return [measured]

    return measure


def home_variables() -> dict[str, int]:
    """As the page sends them."""
    return {"recent": page_number("EVENTS_KEPT")}


def pages_of(document: str) -> dict[str, int]:
    """How many of each list the page asks for, as the plain server takes it. Raises Unmeasurable."""
    asked = {"challenges": "challenges", "badges": "badges", "events": "recentEvents"}
    found = {name: re.search(rf"\b{field}\(first: (\d+|\$\w+)\)", document) for name, field in asked.items()}
    try:
        return {name: _size(match[1]) for name, match in found.items()}  # type: ignore[index]
    except (KeyError, TypeError) as error:
        raise Unmeasurable(f"The home query asks for its lists in a way that is not known here: {document}") from error


def _size(word: str) -> int:
    return home_variables()[word[1:]] if word.startswith("$") else int(word)


async def _read(stage: Stage, side: Peer, effort: Effort, cookie: str, words: list[str]) -> dict[str, Any]:
    figures = await _in_thread(
        stage.kit.requests, side.url, seconds=effort.seconds, connections=CONNECTIONS, pid=side.pid,
        words=[*words, "--header", f"Cookie: {cookie}"],
    )  # fmt: skip
    await asyncio.sleep(BREATH_SECONDS)
    return dict(figures)


async def _same_answer(house: House, document: str, url: str, cookie: str) -> None:
    """Raises Unmeasurable, naming the first field that differs."""
    ours = (await _ask(house, document, home_variables(), cookie=cookie))["data"]
    async with aiohttp.ClientSession() as http, http.get(url, headers={"Cookie": cookie}) as answer:
        theirs = (await answer.json())["data"]
    differing = difference(ours, theirs)
    if not ours["me"]["recentEvents"] or differing is not None:
        raise Unmeasurable(f"The home query and the plain server differ: {differing or 'there are no events'}")


def difference(ours: Any, theirs: Any, path: str = "data") -> str | None:
    """Where two answers first differ, and how; None where they are equal. Theirs may tell more: a plain server does not
    ask what is wanted."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        if not ours.keys() <= theirs.keys():
            return f"{path} has {sorted(ours)} here and {sorted(theirs)} there"
        return next((found for name in ours if (found := difference(ours[name], theirs[name], f"{path}.{name}"))), None)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return next((found for n, (a, b) in pairs if (found := difference(a, b, f"{path}[{n}]"))), None)
    return None if ours == theirs else f"{path} is {ours!r} here and {theirs!r} there"


async def _ask(house: House, query: str, variables: dict[str, Any], cookie: str | None = None) -> dict[str, Any]:
    headers = {"Cookie": cookie} if cookie else {"Authorization": f"Bearer {await house.token()}"}
    body = {"query": query, "variables": variables}
    async with aiohttp.ClientSession() as http, http.post(house.url, json=body, headers=headers) as answer:
        said: dict[str, Any] = await answer.json()
    if said.get("errors"):
        raise Unmeasurable(f"The operation is refused: {said['errors']}")
    return said


async def _in_thread(work: Callable[..., dict[str, Any]], *words: Any, **named: Any) -> dict[str, Any]:
    return await asyncio.to_thread(work, *words, **named)


MEASUREMENTS: Mapping[str, Measurement] = {
    "award-postgres": award_on("postgres"),
    "award-sqlite": award_on("sqlite"),
    "many": measure_many,
    "fanout": measure_fanout,
    "push-postgres": push_on("postgres"),
    "push-sqlite": push_on("sqlite"),
    "rank": measure_ranks,
    "home-postgres": home_on("postgres"),
    "home-sqlite": home_on("sqlite"),
}
"""By the names that --only takes; `award-…` also measures `naive-…`."""
