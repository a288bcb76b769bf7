"""Caps in the document: a rule's own, those that rules share by code, and budgets."""

from __future__ import annotations

from typing import Literal, get_args

from server.programme.rulebook import Cap, Currency

from .parts import Known, calendar_of, currency_of, points_of
from .reading import Reader, one_of
from .toml import Located

CAP_LIMIT = 10  # Of one rule.
TIMES_LIMIT = 10**9
Each = Literal["member", "shop", "partner"]
EACH: tuple[Each, ...] = get_args(Each)
SHARED = "cap:"  # Before a shared cap's code, so that no rule's own cap has the same counter.


def shared_caps(tree: Located, known: Known) -> dict[str, Cap]:
    """[[cap]]: counters that the rules and multipliers which name them have in common."""
    found = {}
    for code, reader in known.entries(tree, "cap", "cap"):
        currency = None
        if reader.has("points") or reader.has("currency"):
            shown = [code for code in known.currencies if not known.currencies[code].counter]
            currency = currency_of(reader, known) if len(shown) > 1 else known.currencies[shown[0]] if shown else None
        found[code] = _cap(reader, f"{SHARED}{code}", currency)
        known.cap_currencies[code] = currency.code if currency is not None else None
        reader.nothing_else()
    return found


def caps_of(reader: Reader, known: Known, code: str, currency: Currency | None) -> tuple[Cap, ...]:
    """cap = { points = 100, per = "day" }, or caps = [{ … }, "code of a [[cap]]"], and budget = 100000."""
    caps: list[Cap] = []
    if reader.has("cap") and reader.has("caps"):
        reader.wrong("caps", f"{reader.what} has both cap and caps.", "Put them all into caps = [ … ].")
    for key in ("cap", "caps"):
        at = reader.raw(key)
        if at is None:
            continue
        listed = at.items if isinstance(at.value, list) else [at]
        if not 0 < len(listed) <= CAP_LIMIT:
            reader.wrong(key, f"{reader.what}: {key} must be 1 to {CAP_LIMIT} caps.",
                         'Write caps = [{ points = 100, per = "day" }, "…"].')
        for item in listed:
            cap = _one(reader, known, key, item, code, currency)
            caps += [cap] if cap is not None else []
    if reader.has("budget"):
        points = points_of(reader, "budget", currency)
        caps.append(Cap(points or 1, "lifetime", code, None, frozenset()))
    return tuple(caps)


def _one(reader: Reader, known: Known, key: str, at: Located, code: str, currency: Currency | None) -> Cap | None:
    if isinstance(at.value, str):
        shared = known.caps.get(at.value)
        if shared is None:
            reader.mistakes.absent(at.line, reader.what, at.value,
                                   f"{reader.what}: there is no [[cap]] “{at.value[:60]}”.",
                                   one_of(at.value, known.caps))
            return None
        of = known.cap_currencies.get(at.value)
        if shared.points is not None and currency is not None and of not in (None, currency.code):
            reader.mistakes.add(at.line, f"{reader.what}: the cap “{at.value}” counts “{of}”, and this gives "
                                         f"“{currency.code}”.", "Share a cap among rules of one currency.")
        return shared
    inner = Reader(at, f"{reader.what}: {key}", reader.mistakes)
    cap = _cap(inner, code, currency)
    inner.nothing_else()
    return cap


def _cap(reader: Reader, code: str, currency: Currency | None) -> Cap:
    if not reader.has("points") and not reader.has("times"):
        reader.mistakes.add(reader.line, f"{reader.what} says neither points nor times.",
                            'Write { points = 100, per = "day" } or { times = 1, per = "lifetime" }.')
    points = points_of(reader, "points", currency) if reader.has("points") else None
    times = reader.whole("times", least=1, most=TIMES_LIMIT) if reader.has("times") else None
    each: frozenset[Each] = frozenset({"member"})
    at = reader.raw("each")
    if at is not None and at.value == []:
        each = frozenset()  # All draw on it together.
    elif at is not None:
        each = reader.choices("each", EACH)
    return Cap(points, calendar_of(reader, "per"), code, times, each)
