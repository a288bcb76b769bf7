"""Kvarteret's town on a database of its own, with everything that a process runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server import activities, leaderboards, live, mail, programme, storage
from server.kernel import clock
from tests.schema.domain.town import BEGAN, Town, open_shop


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[None]:
    await storage.connect(migrated_url)
    try:
        await storage.start_process()
        yield
    finally:
        await storage.close()


_POINTS = '[[currency]]\ncode = "points"'
CLUBS = """
[[charity]]
code = "bollklubben"
chosen = true
sv = { name = "Bollklubben", text = "Fotboll." }
en = { name = "The football club", text = "Football." }

[[earn]]
code = "for_club"
kind = "purchase"
rate = "0.03"
of = "amount"
to = "beneficiary"
sv = { name = "Till klubben", why = "3 procent till din klubb" }
en = { name = "For the club", why = "3 percent for your club" }
"""

CAPPED = """
[[earn]]
code = "extra"
kind = "purchase"
rate = "1"
of = "amount"
cap = { points = 150, per = "day" }
sv = { name = "Extra", why = "1 poäng till per krona" }
en = { name = "Extra", why = "1 more point per krona" }
"""


@pytest.fixture
async def town(database: None) -> AsyncIterator[Town]:
    async with _living() as town:
        yield town


@pytest.fixture
async def town_with_clubs(database: None) -> AsyncIterator[Town]:
    async with _living(CLUBS) as town:
        yield town


@pytest.fixture
async def town_with_a_cap(database: None) -> AsyncIterator[Town]:
    async with _living(CAPPED) as town:
        yield town


@pytest.fixture
async def town_that_waits(database: None) -> AsyncIterator[Town]:
    """Points wait fourteen days until they are the member's."""
    async with _living(waits='[[currency]]\ncode = "points"\npending_days = 14') as town:
        yield town


@asynccontextmanager
async def _living(more: str = "", waits: str = _POINTS) -> AsyncIterator[Town]:
    """The town, with more in its programme, and with other points."""
    mail.configure(mail.Post(public_url="https://kvarteret.example"))
    programme.forget()
    text = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
    await programme.publish(text.replace(_POINTS, waits, 1) + more, "kvarteret.toml", holds_from=clock.now() - BEGAN)
    await live.connect(None)
    await leaderboards.open_ranks(None)
    activities.start()
    try:
        town = Town(
            await open_shop("linneas-livs", "Linneas Livs", "Mataffär"), await open_shop("omtag", "Omtag", "Återbruk"),
            None, None,  # type: ignore[arg-type]
        )  # fmt: skip
        town.elsa = await town.new_person("Elsa Lindqvist", days_ago=100)
        town.nils = await town.new_person("Nils-Erik Åkesson", days_ago=100)
        yield town
    finally:
        await activities.stop()
        await leaderboards.close_ranks()
        await live.close()
        mail.configure(mail.Post())
