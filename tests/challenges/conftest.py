"""A small programme with a challenge of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import live
from tests.activities.world import PROGRAMME, World, world_on

TEXTS = """
sv = { name = "x", text = "x", step = "{n} av 3", done = "x" }
en = { name = "x", text = "x", step = "{n} of 3", done = "x" }
"""
CHALLENGES = f"""{PROGRAMME}
[[kind]]
code = "liked"
senders = ["system"]
sv = {{ name = "Gillade" }}
en = {{ name = "Liked" }}

[[kind]]
code = "bottles"
senders = ["partner"]
facts.packs = {{ type = "integer", min = 1, max = 2000 }}
sv = {{ name = "Pantade" }}
en = {{ name = "Returned" }}

[[challenge]]
code = "begin"
join = "automatic"
measure = "sequence"
within = "lifetime"
{TEXTS}
[[challenge.steps]]
kind = "purchase"
when = "amount >= 50.0"
sv = {{ name = "Handla" }}
en = {{ name = "Shop" }}
[[challenge.steps]]
kind = "liked"
sv = {{ name = "Gilla" }}
en = {{ name = "Like" }}

[[challenge]]
code = "rides"
join = "choice"
measure = "days_a_week"
kind = "ride"
days = 3
target = 4
rest_weeks = 1
within = {{ days_from_joining = 70 }}
after_leaving = "kept"
points = 80
{TEXTS.replace("{n} av 3", "Vecka {w}, {n} av 3").replace("{n} of 3", "Week {w}, {n} of 3")}
[[challenge]]
code = "often"
join = "choice"
measure = "count"
kind = "purchase"
target = 3
within = "month"
after_leaving = "kept"
points = 10
{TEXTS}
[[challenge]]
code = "cans"
join = "together"
measure = "sum"
fact = "packs"
kind = "bottles"
target = 1000
within = "lifetime"
gift = {{ charity = "club", amount = 50 }}
{TEXTS}
[[badge]]
code = "begun"
given = {{ challenge = "begin" }}
sv = {{ name = "Kom igång", text = "x" }}
en = {{ name = "Get going", text = "x" }}

[[badge]]
code = "together"
given = {{ challenge = "cans" }}
sv = {{ name = "Tillsammans", text = "x" }}
en = {{ name = "Together", text = "x" }}
"""


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=CHALLENGES) as world:
        yield world
        await live.close()  # What waited to be told belongs to this test's event loop.
