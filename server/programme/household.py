"""Households, in the document: members who may spend each other's points."""

from __future__ import annotations

from .parts import Known
from .reading import Reader
from .rulebook import Household
from .toml import Located

MEMBERS_LIMIT = 20


def household(tree: Located, known: Known) -> Household | None:
    """[household]: how many members one has at most, and whose points they share."""
    at = tree.table.get("household")
    if at is None:
        return None
    reader = Reader(at, "The section [household]", known.mistakes)
    members = reader.whole("members", least=2, most=MEMBERS_LIMIT)
    spent = [code for code, currency in known.currencies.items() if currency.redeemable]
    currencies = reader.choices("currencies", spent)
    reader.nothing_else({"size": "Write members = 6.", "currency": 'Write currencies = ["points"].'})
    return Household(members, currencies)
