"""A town to measure in: the example programme as it is published, one partner with a till, many members who are signed
in and have bought something, one of them with a longer past. Everything is made by the server's own packages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schema.transport.door import COOKIE
from server import activities, live, members, oauth, partners, programme, storage
from server.activities import CALL_LIMIT, Intent, JoinChallenge, RecordActivity, Source
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, Instant
from server.members import NewMember, Principal

MEMBERS = 10_000  # As many as the plain resolver has.
SCOPES = ("activities:write", "points:award", "members:read")
BEGAN, JOINED = 400 * DAY, 100 * DAY  # Ago.
PAST_PURCHASES, PAST_BAGS = 28, 4
ADD_SLICE, SIGN_IN_SLICE = 1_000, 200
ZONE = "Europe/Stockholm"


@dataclass(frozen=True, slots=True)
class Town:
    """Member n of 0…MEMBERS is email(n). Cookies are those of the members 0, 1, 2 …; member 0 has a longer past."""

    database: str
    client_id: str
    secret: str
    cookies: tuple[str, ...]

    def write_cookies(self, path: Path) -> Path:
        path.touch(mode=0o600)
        path.write_text("".join(f"{cookie}\n" for cookie in self.cookies))
        return path


def email(number: int | str) -> str:
    """Also of a number that a load generator fills in: email("{member}")."""
    return f"member{number}@bench.example"


async def settle(database: str, *, signed_in: int) -> Town:
    """Fills an empty database, and closes it."""
    programme.forget()
    await storage.connect(database)
    try:
        await storage.migrate()
        await storage.start_process()
        await live.connect(None)
        activities.start()
        try:
            with clock.stepped() as steps:
                now = clock.now()
                steps.to(now - BEGAN)
                partner_id, client_id, secret = await _found()
                steps.to(now - JOINED)
                ids = await _move_in(partner_id)
                for at, intent in _past(ids[0], partner_id, now):
                    steps.to(at)
                    await activities.record(intent)
                steps.to(now - HOUR)
                await _everybody_buys(ids, partner_id)
        finally:
            await activities.stop()
            await live.close()
        cookies: list[str] = []
        for start in range(0, signed_in, SIGN_IN_SLICE):
            some = ids[start : min(start + SIGN_IN_SLICE, signed_in)]
            sessions = await asyncio.gather(*(members.start_session(member_id) for member_id in some))
            cookies += [f"{COOKIE}={session.token}" for session in sessions]
    finally:
        await storage.close()
        programme.forget()
    return Town(database, client_id, secret, tuple(cookies))


async def _found() -> tuple[int, str, str]:
    """The programme and the partner: its id, its client and the client's secret."""
    text = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
    await programme.publish(text, "kvarteret.toml", holds_from=clock.now())
    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code="bageriet", name="Bageriet")
        await partners.add_shop(tx, partner_id=partner.id, code="bageriet", name="Bageriet")
        await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=1_000_000)
        client_id, secret = await oauth.create_client(
            tx, partner_id=partner.id, shop_code="bageriet", name="Kassan", scopes=SCOPES
        )
    return partner.id, client_id, secret


async def _move_in(partner_id: int) -> list[int]:
    ids: list[int] = []
    for start in range(0, MEMBERS + 1, ADD_SLICE):
        some = [
            NewMember(
                display_name=f"Member {number}", language="sv", timezone=ZONE, email=email(number),
                email_verified=clock.now(), board_visibility="name", enrolled_by_partner_id=partner_id,
            )
            for number in range(start, min(start + ADD_SLICE, MEMBERS + 1))
        ]  # fmt: skip
        async with storage.transaction() as tx:
            ids += await members.add_members(tx, some)
    return ids


async def _everybody_buys(ids: list[int], partner_id: int) -> None:
    """Once each, so that what is measured is a member's next purchase, in tables that are not empty."""
    till = _till(partner_id)
    for start in range(0, len(ids), CALL_LIMIT):
        intents = [
            RecordActivity(
                source=till, key=f"first/{member_id}", member=("id", member_id), kind="purchase",
                facts={"amount": f"{40 + member_id % 300}.00"},
            )
            for member_id in ids[start : start + CALL_LIMIT]
        ]  # fmt: skip
        for answer in await activities.record_many(intents):
            if isinstance(answer, Exception):
                raise answer


def _till(partner_id: int) -> Source:
    return Source.of(Principal(kind="client", partner_id=partner_id, shop_code="bageriet", client_id="past"))


def _past(member_id: int, partner_id: int, now: Instant) -> Iterator[tuple[Instant, Intent]]:
    """A quarter of a year of one member: a challenge taken on, purchases, bags of clothes; in the order of time."""
    own = Source.of(Principal(kind="person", member_id=member_id, roles=frozenset({"member"})))
    till = _till(partner_id)
    who = ("id", member_id)
    yield now - 95 * DAY, JoinChallenge(source=own, key="past/join", member=who, challenge="fem_dorrar")
    events: list[tuple[Instant, str, dict[str, str]]] = [
        (now - 90 * DAY + number * 90 * DAY // PAST_PURCHASES, "purchase", {"amount": f"{60 + 7 * number}.50"})
        for number in range(PAST_PURCHASES)
    ]
    events += [
        (now - 80 * DAY + number * 20 * DAY, "recycled_clothes", {"kg": "1.5"}) for number in range(PAST_BAGS)
    ]
    for number, (at, kind, facts) in enumerate(sorted(events, key=lambda event: event[0])):
        yield at, RecordActivity(source=till, key=f"past/{number}", member=who, kind=kind, facts=facts)
