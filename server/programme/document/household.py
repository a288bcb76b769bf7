"""Households and sharing groups, in the document: members who may spend each other's points."""

from __future__ import annotations

from typing import get_args

from server.programme.rulebook import HOUSEHOLD, Household, HouseholdEnds, HouseholdOrder, HouseholdSpender

from .parts import Known
from .reading import Reader
from .toml import Located

MEMBERS_LIMIT = 20


def household(tree: Located, known: Known) -> Household | None:
    """[household]: how many members one has at most, whose points they share and how, and what it is called."""
    at = tree.table.get("household")
    if at is None:
        return None
    reader = Reader(at, "The section [household]", known.mistakes)
    members = reader.whole("members", least=2, most=MEMBERS_LIMIT)
    spent = [code for code, currency in known.currencies.items() if currency.redeemable]
    currencies = reader.choices("currencies", spent)
    spends = reader.choice("spends", get_args(HouseholdSpender), default="anyone")
    takes = reader.choice("takes", get_args(HouseholdOrder), default="own_first")
    expires = reader.choice("expires", get_args(HouseholdEnds), default="own")
    if expires == "owner" and currencies and not any(_own_period(known, code) for code in currencies):
        reader.wrong("expires", f"{reader.what}: expires = “owner” changes nothing: none of what is shared ends with "
                     "a period of the member's own.",
                     'Write at_end_of = "membership_year" in the currency\'s expires, or leave expires out here.')
    texts = reader.texts("name", "one", "the") if reader.has("sv") or reader.has("en") else HOUSEHOLD
    reader.nothing_else({"size": "Write members = 6.", "currency": 'Write currencies = ["points"].'})
    return Household(members, currencies, spends, takes, expires, texts)


def _own_period(known: Known, code: str) -> bool:
    expires = known.currencies[code].expires
    return expires is not None and expires.by_own_period
