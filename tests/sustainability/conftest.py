"""A small programme with choices, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.activities.world import PROGRAMME, World, world_on
from tests.schema.domain.conftest import database, town

__all__ = ["database", "town"]

CHOICES = """
[[kind]]
code = "returned"
senders = ["partner"]
facts.packs = { type = "integer", min = 1, max = 2000 }
sv = { name = "Pant" }
en = { name = "Deposit" }

[[earn]]
code = "deposit"
kind = "returned"
rate = "0.2"
of = "packs"
sv = { name = "Panta", why = "1 poäng per fem" }
en = { name = "Return", why = "1 point for five" }

[[kind]]
code = "borrowed"
senders = ["partner"]
sv = { name = "Lån" }
en = { name = "Loan" }

[[kind]]
code = "walk"
senders = ["member", "partner"]
facts.km = { type = "decimal", required = false, min = "0.1", max = 100, unit = "km" }
sv = { name = "Promenad" }
en = { name = "Walk" }

[[earn]]
code = "walk"
kind = "walk"
rate = "1"
of = "km"
cap = { points = 10, per = "day" }
sv = { name = "Gå", why = "1 poäng per km, 10 om dagen" }
en = { name = "Walk", why = "1 point a km, 10 a day" }

[estimates]
factors = "2026-11"
picture = "car_petrol_pkm"
sv = { picture = "Ungefär {km} km i bensinbil." }
en = { picture = "About {km} km in a petrol car." }

[[action]]
code = "bike"
kind = "ride"
of = "km"
proof = "own word"
baseline = "car_petrol_pkm"
chosen = "bike_pkm"
sv = { name = "Cyklade", impact = "Uppskattat {kg} kg mindre", source = "källa 2022" }
en = { name = "Cycled", impact = "Estimated {kg} kg less", source = "source 2022" }

[[action]]
code = "walked"
kind = "walk"
of = "km"
proof = "own word"
baseline = "car_petrol_pkm"
chosen = "bike_pkm"
sv = { name = "Gick", impact = "Uppskattat {kg} kg mindre", source = "källa 2022" }
en = { name = "Walked", impact = "Estimated {kg} kg less", source = "source 2022" }

[[action]]
code = "deposit"
kind = "returned"
of = "packs"
proof = "partner"
saving = "deposit_pack"
sv = { name = "Pantade", impact = "Uppskattat {kg} kg mindre", source = "källa 2023" }
en = { name = "Returned", impact = "Estimated {kg} kg less", source = "source 2023" }

[[action]]
code = "loan"
kind = "borrowed"
proof = "partner"
sv = { name = "Lånade", impact = "Vi räknar inga kilo här än." }
en = { name = "Borrowed", impact = "We count no kilograms here yet." }
"""
TEXT = PROGRAMME.replace('max = 10 }', 'max = 10, unit = "km" }') + CHOICES


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TEXT) as world:
        yield world
