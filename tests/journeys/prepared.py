"""A database as an installation has it on its first day: a programme, a partner with a client, members with cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import aiohttp

from schema.transport.door import COOKIE
from server import members, oauth, partners, programme, storage
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import NewMember
from tests.activities.world import PROGRAMME
from tests.journeys.till import Till

SCOPES = ("activities:write", "points:award", "members:read")
BEGAN = 200 * DAY  # How long ago the programme began and everybody joined.
BUDGET = 100_000


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    card: str
    cookie: str  # Of somebody who is signed in.


@dataclass(frozen=True, slots=True)
class Prepared:
    database: str
    client_id: str
    secret: str
    people: tuple[Person, ...]

    def till(self, http: aiohttp.ClientSession, url: str, scopes: Iterable[str] = SCOPES) -> Till:
        return Till(http, url, self.client_id, self.secret, " ".join(scopes))


async def prepare(database: str, *, people: int = 8) -> Prepared:
    """Fills an empty database, and closes it. Raises what storage raises."""
    programme.forget()
    await storage.connect(database)
    try:
        await storage.migrate()
        await storage.start_process()
        with clock.stepped() as steps:
            steps.to(clock.now() - BEGAN)
            await programme.publish(PROGRAMME, "journey.toml")
            client_id, secret, cards, member_ids = await _found(people)
        cookies = [f"{COOKIE}={(await members.start_session(member_id)).token}" for member_id in member_ids]
    finally:
        await storage.close()
        programme.forget()
    who = zip(member_ids, cards, cookies, strict=True)
    return Prepared(
        database, client_id, secret,
        tuple(Person(member_id, f"Member {n}", card, cookie) for n, (member_id, card, cookie) in enumerate(who)),
    )  # fmt: skip


async def _found(people: int) -> tuple[str, str, list[str], list[int]]:
    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code="north", name="North")
        await partners.add_shop(tx, partner_id=partner.id, code="north", name="North")
        await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=BUDGET)
        client_id, secret = await oauth.create_client(
            tx, partner_id=partner.id, shop_code="north", name="Till", scopes=SCOPES
        )
        new = [NewMember(display_name=f"Member {n}", language="sv", timezone="Europe/Stockholm") for n in range(people)]
        member_ids = await members.add_members(tx, new)
    return client_id, secret, [member.card for member in new], member_ids
