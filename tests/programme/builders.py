"""A small valid programme, and ways to change it."""

from __future__ import annotations

from collections.abc import Mapping

from server import programme
from server.programme.rulebook import FactValue, Rulebook

SMALL = '''[programme]
code = "corner"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Hörnet", line = "Kaffet minns dig." }
en = { name = "The Corner", line = "The coffee remembers you." }

[[currency]]
code = "points"
expires_months = 24
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }

[[currency]]
code = "level"
redeemable = false
sv = { name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }
en = { name = "Level points", one = "level point", many = "level points" }

[[kind]]
code = "purchase"
senders = ["partner", "staff"]
facts.amount = { type = "money" }
facts.shop = { type = "text", filled_by = "shop" }
facts.kg = { type = "decimal", required = false, unit = "kg", max = 100 }
facts.items = { type = "integer", default = 1, max = 50 }
facts.category = { type = "text", required = false, choices = ["coffee", "bread"] }
facts.gift = { type = "boolean", required = false }
facts.bought = { type = "date", required = false }
sv = { name = "Köp" }
en = { name = "Purchase" }

[[earn]]
code = "shop"
kind = "purchase"
currency = "points"
rate = "1"
of = "amount"
sv = { name = "Handla", why = "1 poäng per hel krona" }
en = { name = "Shop", why = "1 point per whole krona" }

[ladder]
currency = "level"
within = { days = 365 }
[[tier]]
code = "guest"
from = 0
sv = { name = "Gäst" }
en = { name = "Guest" }
[[tier]]
code = "regular"
from = 1500
sv = { name = "Stamgäst" }
en = { name = "Regular" }

[[challenge]]
code = "thrice"
join = "automatic"
measure = "count"
kind = "purchase"
target = 3
within = "week"
sv = { name = "Tre", text = "Kom tre gånger.", step = "{n} av 3", done = "Klart." }
en = { name = "Three", text = "Come three times.", step = "{n} of 3", done = "Done." }

[[badge]]
code = "thrice_done"
given = { challenge = "thrice" }
sv = { name = "Tre", text = "Tre gånger." }
en = { name = "Three", text = "Three times." }

[[board]]
code = "week"
currency = "points"
window = "week"
sv = { name = "Veckan", tie = "Först dit." }
en = { name = "The week", tie = "First there." }
'''


def changed(*changes: tuple[str, str]) -> str:
    """SMALL with each first text replaced by the second. A change that changes nothing is a mistake in the test."""
    text = SMALL
    for before, after in changes:
        assert text.count(before) >= 1, before
        text = text.replace(before, after, 1)
    return text


def small(*changes: tuple[str, str]) -> Rulebook:
    return programme.compile(programme.parse(changed(*changes), "small.toml"), 1)


def typed(
    rulebook: Rulebook, facts: Mapping[str, object], *, kind: str = "purchase", shop: str | None = None
) -> dict[str, FactValue]:
    return programme.type_facts(rulebook.kinds[kind], facts, shop, rulebook)
