"""Gifts in the document: what a rule, a milestone, a period's close or a day gives."""

from __future__ import annotations

from server.programme.rulebook import Gift

from .parts import Known, currency_of, points_of
from .reading import Reader

GIFT_LIMIT = 10  # In one list.
MONTHS_LIMIT = 120
WAYS = ("reward", "points", "tier", "extend")
EXAMPLE = 'Write { reward = "…" }, { points = 100 }, { tier = "…", months = 3 } or { extend = "points", months = 6 }.'


def gifts_of(reader: Reader, known: Known, key: str = "gives") -> tuple[Gift, ...]:
    """gives = [{ reward = "coffee" }, { points = 5, currency = "x" }, { tier = "gold", months = 3 },
    { extend = "points", months = 6 }]. Absent: none."""
    at = reader.raw(key)
    if at is None:
        return ()
    if not isinstance(at.value, list) or not 0 < len(at.items) <= GIFT_LIMIT:
        reader.wrong(key, f"{reader.what}: {key} must be a list of 1 to {GIFT_LIMIT} gifts.", EXAMPLE)
        return ()
    found = []
    for number, item in enumerate(at.items, 1):
        inner = Reader(item, f"{reader.what}: gift {number}", known.mistakes)
        gift = gift_of(inner, known)
        inner.nothing_else()
        found += [gift] if gift is not None else []
    return tuple(found)


def gift_of(reader: Reader, known: Known) -> Gift | None:
    """The one gift that a table names, by reward, points, tier or extend; None where it is wrong."""
    named = [way for way in WAYS if reader.has(way)]
    if len(named) != 1:
        for key in ("currency", "months"):
            reader.has(key)
        reader.mistakes.add(reader.line, f"{reader.what} must say one thing that is given.", EXAMPLE)
        return None
    if named == ["reward"]:
        code = reader.reference("reward", known.rewards, "reward")
        return Gift("reward", code) if code in known.rewards else None
    if named == ["points"]:
        currency = currency_of(reader, known)
        points = points_of(reader, "points", currency)
        return Gift("points", currency.code, points) if currency is not None and points is not None else None
    if named == ["tier"]:
        code = reader.reference("tier", known.tiers, "tier")
        months = reader.whole("months", least=1, most=MONTHS_LIMIT) if reader.has("months") else 0
        return Gift("tier", code, months=months) if code in known.tiers else None
    code = reader.reference("extend", [code for code, found in known.currencies.items() if found.redeemable],
                            "redeemable currency")
    months = reader.whole("months", least=1, most=MONTHS_LIMIT)
    if code in known.currencies and known.currencies[code].expires is None:
        reader.wrong("extend", f"{reader.what}: “{code}” never expires, so nothing can be extended.",
                     "Give the currency expires = { months = … }, or give something else.")
    return Gift("extension", code, months=months) if code in known.currencies else None
