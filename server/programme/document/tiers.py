"""Tiers in the document: the ladder, its tiers by several paths, and what tiers may be used for."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from server.programme.rulebook import Currency, Ladder, Path, Period, Perk, Rolling, Tier, Validity, Within

from .parts import SECTION_LIMIT, Known, points_of
from .reading import Reader, nearest
from .toml import Located
from .windows import period_of, within_of

PATH_LIMIT = 8  # Ways to one tier: more than anybody keeps in mind.
YEARS_LIMIT = 50
LIFETIME = Period("lifetime")


def ladder(tree: Located, known: Known) -> Ladder | None:
    at, entries = tree.table.get("ladder"), known.entries(tree, "tier", "tier")
    if at is None:
        if entries:
            entries[0][1].wrong("code", "There are tiers, but no ladder that says what they are counted in.",
                                'Add [ladder] with currency = "…" and within = { days = 365 }.')
        return None
    reader = Reader(at, "The ladder", known.mistakes)
    currency = None
    shorts = [item.table["from"].value for item in _items(tree) if "from" in item.table]
    if reader.has("currency") or any(short != 0 for short in shorts):
        currency = known.currencies.get(reader.reference("currency", known.currencies, "currency"))
    told = known.mistakes.told
    window = within_of(reader, known)
    if known.mistakes.told > told:  # What is wrong with the window says nothing of what depends on it.
        window = Period("year")
    validity = _validity(reader, window)
    reader.nothing_else()
    tiers = [(_tier(code, entry, known, currency, window), entry) for code, entry in entries]
    _check_order(tiers, reader)
    for tier, entry in tiers:
        if tier.lands_on and (window == LIFETIME or (isinstance(window, Rolling) and not validity.months)):
            entry.wrong("lands_on", f"{entry.what} lands on another, but the ladder has no time for which to hold it.",
                        'Let the ladder be within "year", or say keeps = { months = 12 }; or remove lands_on.')
    return Ladder(currency.code if currency is not None else "", window, tuple(tier for tier, _ in tiers), validity)


def _items(tree: Located) -> tuple[Located, ...]:
    at = tree.table.get("tier")
    return tuple(at.items) if at is not None else ()


def _validity(reader: Reader, window: Within) -> Validity:
    """keeps = { periods = 1, months = 3 }: beyond the period in which a tier was reached."""
    inner = reader.table("keeps")
    if inner is None:
        return Validity()
    periods = inner.whole("periods", least=0, most=20, default=0)
    months = inner.whole("months", least=0, most=120, default=0)
    inner.nothing_else()
    if isinstance(window, Rolling) and periods:
        inner.wrong("periods", "The ladder's window slides: it has no periods that could follow.",
                    "Write keeps = { months = 12 }: so long from when the tier was last earned.")
        return Validity(0, months)
    if window == LIFETIME and (periods or months):
        reader.wrong("keeps", "The ladder counts a lifetime: what is reached is kept anyway.", "Remove keeps.")
        return Validity()
    return Validity(periods, months)


def _tier(code: str, entry: Reader, known: Known, currency: Currency | None, window: Within) -> Tier:
    given_only = entry.boolean("given_only", default=False)
    short = points_of(entry, "from", currency, least=0) if entry.has("from") else None
    reach = _paths(entry, "reach", known, window)
    lifetime = _paths(entry, "lifetime", known, window)
    if entry.has("from") and entry.has("reach"):
        entry.wrong("from", f"{entry.what} says from and reach.", "Write reach alone: from is short for one path.")
    if given_only and (entry.has("from") or entry.has("reach")):
        entry.wrong("given_only", f"{entry.what} is only given, and yet says how it is reached.",
                    "Remove from and reach, or given_only.")
    if short and currency is not None:
        reach = (Path({currency.code: short}, window),)
    threshold = reach[0].needs.get(currency.code, 0) if reach and currency is not None else 0
    lands_on = entry.reference("lands_on", known.tiers, "tier") if entry.has("lands_on") else None
    texts = entry.texts("name", optional=("perks",), lists=("perks",))
    entry.nothing_else()
    return Tier(code, threshold, texts, reach, lifetime, given_only, lands_on or None)


def _paths(entry: Reader, key: str, known: Known, window: Within) -> tuple[Path, ...]:
    """reach = [ { level = 45000 }, { flights = 45 } ]: any of these; what one names is needed together."""
    at = entry.raw(key)
    if at is None:
        return ()
    example = f'Write {key} = [ {{ {next(iter(known.currencies), "points")} = 500 }} ].'
    if not isinstance(at.value, list) or not 0 < len(at.items) <= PATH_LIMIT:
        entry.wrong(key, f"{entry.what}: {key} must be a list of 1 to {PATH_LIMIT} ways.", example)
        return ()
    paths = []
    for number, item in enumerate(at.items, 1):
        inner = Reader(item, f"{entry.what}: {key}: way {number}", known.mistakes)
        path = _lifetime_path(inner, known, window) if key == "lifetime" else _path(inner, known, window)
        inner.nothing_else({unit: nearest(unit, known.currencies) for unit in item.table})
        if path.needs or path.years:
            paths.append(path)
        elif item.table.keys() <= {"within"}:
            inner.mistakes.add(inner.line, f"{inner.what} asks for nothing.", example)
    return tuple(paths)


def _path(inner: Reader, known: Known, window: Within) -> Path:
    return Path(_needs(inner, known), within_of(inner, known, default=window))


def _lifetime_path(inner: Reader, known: Known, window: Within) -> Path:
    needs = _needs(inner, known)
    rows = [key for key in ("years", "years_in_a_row") if inner.has(key)]
    years = inner.whole(rows[0], least=1, most=YEARS_LIMIT) if rows else 0
    if len(rows) > 1:
        inner.wrong("years", f"{inner.what} says years and years_in_a_row.", "Write one of them.")
    if rows and (isinstance(window, Rolling) or window == LIFETIME):
        inner.wrong(rows[0], f"{inner.what}: the ladder has no years that could be counted.",
                    'Let the ladder be within "year", "membership_year" or { months = 12, from = "joining_month" }.')
        years = 0
    return Path(needs, LIFETIME, years=years, in_a_row=rows == ["years_in_a_row"])


def _needs(inner: Reader, known: Known) -> Mapping[str, int]:
    needs = {}
    for unit, currency in known.currencies.items():
        if inner.has(unit) and (points := points_of(inner, unit, currency)) is not None:
            needs[unit] = points
    return needs


def _check_order(tiers: list[tuple[Tier, Reader]], ladder_reader: Reader) -> None:
    if not tiers:
        ladder_reader.mistakes.add(ladder_reader.line, "The ladder has no tiers.",
                                   'Add [[tier]] with code = "…" and from = 0.')
        return
    first, entry = tiers[0]
    if first.reach or first.given_only:
        key = "from" if entry.has("from") else "reach" if entry.has("reach") else "given_only"
        entry.wrong(key, f"The first tier, “{first.code}”, does not begin at 0.",
                    "Write from = 0: everybody has a tier.")
    for place, (tier, entry) in enumerate(tiers):
        below = [one.code for one, _ in tiers[:place]]
        if tier.lands_on is not None and tier.lands_on not in below:
            entry.wrong("lands_on", f"{entry.what} lands on “{tier.lands_on}”, which is not below it.",
                        f"Write one of: {', '.join(below)}." if below else "Remove lands_on.")
        if place and not any(entry.has(key) for key in ("from", "reach", "lifetime")) and not tier.given_only:
            entry.wrong("code", f"{entry.what} has no way to it.",
                        "Write from = 500, reach = [ … ], or given_only = true.")
        short = entry.raw("from")
        if place and short is not None and short.value == 0:
            entry.wrong("from", f"The tier “{tier.code}” comes after “{tiers[place - 1][0].code}”, but does not begin "
                        "higher.", "Put the tiers in order, lowest first, each with a higher from.")
    for (before, _), (after, entry) in itertools.combinations(tiers, 2):
        if any(_no_harder(path, than) for path in after.reach for than in before.reach):
            entry.wrong("from" if entry.has("from") else "reach",
                        f"The tier “{after.code}” comes after “{before.code}”, but does not begin higher.",
                        "Put the tiers in order, lowest first, each with a higher from.")


def _no_harder(path: Path, than: Path) -> bool:
    """Whether everybody who goes the other way has gone this one."""
    return path.within == than.within and all(points <= than.needs.get(unit, 0) for unit, points in path.needs.items())


def perks(tree: Located, known: Known) -> dict[str, Perk]:
    """[[perk]]: tier = ["gold"], uses = 1, per = "year", gives_tier = "silver"."""
    found = {}
    for code, reader in known.entries(tree, "perk", "perk"):
        tiers = reader.choices("tier", known.tiers)
        uses = reader.whole("uses", least=1, most=SECTION_LIMIT, default=1)
        period = period_of(reader, known, key="per")
        gives = reader.reference("gives_tier", known.tiers, "tier") if reader.has("gives_tier") else None
        if gives and known.tiers and gives == known.tiers[0]:
            reader.wrong("gives_tier", f"{reader.what} gives “{gives}”, which everybody has.", "Name a higher tier.")
        texts = reader.texts("name", "text")
        reader.nothing_else()
        ordered = tuple(tier for tier in known.tiers if tier in tiers)
        found[code] = Perk(code, ordered, uses, period, texts, gives or None)
    return found
