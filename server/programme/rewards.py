"""What points are spent on, in the document: rewards and charities."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from server.kernel import money

from .parts import Known, currency_of, points_of
from .reading import Reader
from .rulebook import Charity, Places, Reward
from .toml import Located

VALUES: tuple[Literal["rational", "functional", "emotional"], ...] = ("rational", "functional", "emotional")
VALID_DAYS, VALID_DAYS_LIMIT = 30, 1000
PLACES_LIMIT = 1_000_000
FACE_LIMIT = Decimal(1_000_000)


def charities(tree: Located, known: Known) -> dict[str, Charity]:
    found = {}
    for code, reader in known.entries(tree, "charity", "charity"):
        found[code] = Charity(code, reader.texts("name", "text"))
        reader.nothing_else()
    return found


def rewards(tree: Located, known: Known, given_to: dict[str, Charity]) -> dict[str, Reward]:
    found = {}
    for code, reader in known.entries(tree, "reward", "reward"):
        found[code] = _reward(code, reader, known, given_to)
        reader.nothing_else({"level": "The level is written tier = “…”, as in [[tier]].",
                             "limit": "Write places = { total = 40, month = 2, member = 1 }, or some of them."})
    return found


def _reward(code: str, reader: Reader, known: Known, given_to: dict[str, Charity]) -> Reward:
    currency = currency_of(reader, known)
    if currency is not None and not currency.redeemable:
        reader.wrong("currency", f"{reader.what} costs “{currency.code}”, which cannot be spent.",
                     "Name a currency that is redeemable.")
    points = points_of(reader, "points", currency)
    face = reader.decimal("face", decimals=known.money_decimals, least=Decimal(0), most=FACE_LIMIT)
    value = reader.choice("value", VALUES)
    tier = reader.reference("tier", known.tiers, "tier") if reader.has("tier") else None
    shops = reader.text_list("shops") if reader.has("shops") else ()
    charity = reader.reference("charity", given_to, "charity") if reader.has("charity") else None
    days = reader.whole("valid_days", least=1, most=VALID_DAYS_LIMIT, default=VALID_DAYS)
    for key in ("valid_days", "shops"):
        if charity is not None and reader.has(key):
            reader.wrong(key, f"{reader.what} is given away at once: there is no code that could be used.",
                         f"Remove {key}.")
    return Reward(
        code, currency.code if currency is not None else "", points or 1,
        money.to_minor(face, known.money_decimals) if face is not None else 0, value, tier, _places(reader), days,
        shops, charity, reader.texts("name", "text"),
    )  # fmt: skip


def _places(reader: Reader) -> Places:
    inner = reader.table("places")
    if inner is None:
        return Places()
    total, month, member = (
        inner.whole(key, least=1, most=PLACES_LIMIT) if inner.has(key) else None for key in ("total", "month", "member")
    )
    if total is None and month is None and member is None:
        reader.wrong("places", f"{reader.what}: places says no number.",
                     "Write { total = 40 }, { month = 2 } or { member = 1 }.")
    inner.nothing_else()
    return Places(total, month, member)
