"""Which tier a member holds by what was counted and given, and until when. Pure.

A tier that is reached in a period is held to its end, for as many periods more as the ladder keeps it, and then for its
months of grace. A correction or a reversal that lowers a period's sum undoes what that sum had reached. One that a
sliding window brought is held while the window holds enough; and, where the ladder keeps tiers, so long from when it
was last earned. When a tier ends that lands on another, that one is held for the period in which it ended, with the
same grace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.kernel.clock import Instant
from server.programme import spans
from server.programme.rulebook import Path, Period, Rolling, Tier, window_name

from .counting import FOREVER, Counted, Grant, History, Terms, meets, moments, of_history

LIFETIME = Period("lifetime")
NEVER: Instant = -1
KEPT = "kept"  # By whose word a tier is kept that an earlier ladder promised.


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands. `until`: the first instant at which the tier is no longer held, as far as is known;
    FOREVER: it is theirs for good. None: everybody's tier, or as long as a sliding window holds enough (`slides`)."""

    place: int
    until: Instant | None
    slides: bool
    due: Instant | None  # When time alone next changes something.


def assess(terms: Terms, counted: Counted, now: Instant) -> Standing:
    """The highest tier that is held now, by whatever way."""
    tiers = terms.ladder.tiers
    landings: dict[str, Instant] = {}
    place, ends, slides = 0, NEVER, False
    for at in range(len(tiers) - 1, 0, -1):
        tier = tiers[at]
        holding = max((*_ends(terms, counted, at), landings.get(tier.code, NEVER)))
        held = _slides(terms, counted, tier)
        if (holding > now or held) and place == 0:
            place, ends, slides = at, holding, held
        if tier.lands_on is not None and NEVER < holding <= now and not held:
            landings[tier.lands_on] = max(landings.get(tier.lands_on, NEVER), landing_end(terms, holding))
    until = ends if ends > now else None
    changes = [at for at in (until, counted.shrinks_at) if at is not None and at < FOREVER]
    return Standing(place, until, slides and until is None, min(changes, default=None))


def _ends(terms: Terms, counted: Counted, place: int) -> Iterator[Instant]:
    """Until when each thing that ever brought a tier brings it, those of the past too; NEVER where nothing did."""
    tier = terms.ladder.tiers[place]
    yield NEVER
    for path in tier.reach:
        if isinstance(path.within, Period):
            for start, sums in counted.sums.get(window_name(path.within), {}).items():
                if meets(path.needs, sums):
                    yield hold_end(terms, path.within, start)
    if (met := counted.met.get(tier.code)) is not None:
        yield lasting_end(terms, met)
    for grant in counted.grants:
        if grant.tier == tier.code:
            yield grant.until
    if any(_for_good(terms, counted, place, path) for path in tier.lifetime):
        yield FOREVER


def hold_end(terms: Terms, within: Period, start: Instant) -> Instant:
    """Until when a tier is held that was reached in a period: that of the ladder, or of a way of its own."""
    window = terms.ladder.window
    if within == LIFETIME:
        return FOREVER
    if isinstance(window, Period) and window not in (within, LIFETIME):
        _, ends = spans.bounds(within, start, terms.zone, terms.joined_at)
        start, _ = spans.bounds(window, (ends or start + 1) - 1, terms.zone, terms.joined_at)
        within = window
    return _kept(terms, within, start)


def lasting_end(terms: Terms, earned_at: Instant) -> Instant:
    """Until when a tier is held that a sliding window brought, from when it was last earned."""
    window, validity = terms.ladder.window, terms.ladder.validity
    if window == LIFETIME:
        return FOREVER
    if isinstance(window, Period):
        start, _ = spans.bounds(window, earned_at, terms.zone, terms.joined_at)
        return _kept(terms, window, start)
    return spans.end_of_day_after(earned_at, validity.months, terms.zone) if validity.months else earned_at


def landing_end(terms: Terms, ended: Instant) -> Instant:
    """Until when the tier is held that another landed on when it ended."""
    window = terms.ladder.window
    if isinstance(window, Rolling):
        return spans.leaves_at(window, ended, terms.zone)
    _, ends = spans.bounds(window, ended, terms.zone, terms.joined_at)
    return spans.months_on(ends, terms.ladder.validity.months, terms.zone) if ends is not None else FOREVER


def given_end(terms: Terms, at: Instant, months: int) -> Instant:
    """Until when a tier is held that was given: so many months to the end of the day; 0: as if it were reached then."""
    if months:
        return spans.end_of_day_after(at, months, terms.zone)
    window = terms.ladder.window
    if isinstance(window, Rolling) and not terms.ladder.validity.months:
        return spans.leaves_at(window, at, terms.zone)
    return lasting_end(terms, at)


def _kept(terms: Terms, within: Period, start: Instant) -> Instant:
    _, ends = spans.bounds(within, start, terms.zone, terms.joined_at)
    for _ in range(terms.ladder.validity.periods):
        if ends is not None:
            _, ends = spans.bounds(within, ends, terms.zone, terms.joined_at)
    return spans.months_on(ends, terms.ladder.validity.months, terms.zone) if ends is not None else FOREVER


def _slides(terms: Terms, counted: Counted, tier: Tier) -> bool:
    """Whether a window that slides holds enough."""
    return any(
        isinstance(path.within, Rolling)
        and meets(path.needs, {
            unit: row[0] for unit, row in counted.sliding.get(window_name(path.within), {}).items()
        })
        for path in tier.reach
    )  # fmt: skip


def _for_good(terms: Terms, counted: Counted, place: int, path: Path) -> bool:
    if not meets(path.needs, counted.sums.get(LIFETIME.calendar, {}).get(0, {})):
        return False
    return not path.years or years_of(terms, counted, place, in_a_row=path.in_a_row) >= path.years


def years_of(terms: Terms, counted: Counted, place: int, *, in_a_row: bool) -> int:
    """In how many of the ladder's periods this tier or a higher one was earned by its sums; the most in a row. What was
    given, or came of a shorter window, is no year."""
    window = terms.ladder.window
    if not isinstance(window, Period):
        return 0
    ways = [path for tier in terms.ladder.tiers[place:] for path in tier.reach if path.within == window]
    sums = counted.sums.get(window_name(window), {})
    starts = sorted(start for start, found in sums.items() if any(meets(path.needs, found) for path in ways))
    if not in_a_row:
        return len(starts)
    most = row = 0
    follows: Instant | None = None
    for start in starts:
        row = row + 1 if start == follows else 1
        _, follows = spans.bounds(window, start, terms.zone, terms.joined_at)
        most = max(most, row)
    return most


def best(terms: Terms, counted: Counted, history: History) -> int:
    """The highest place that was ever reached or given, whatever has ended since. `counted` is made of the history."""
    inside = {
        name: list(moments(terms, name, within, history)) for name, within in terms.ladder.sliding
    }

    def reached(place: int, tier: Tier) -> bool:
        return (
            any(grant.tier == tier.code for grant in counted.grants)
            or any(_for_good(terms, counted, place, path) for path in tier.lifetime)
            or any(_ever(path, counted, inside) for path in tier.reach)
        )

    return max((place for place, tier in enumerate(terms.ladder.tiers) if place and reached(place, tier)), default=0)


def _ever(path: Path, counted: Counted, inside: Mapping[str, list[tuple[Instant, dict[str, int]]]]) -> bool:
    name = window_name(path.within)
    if isinstance(path.within, Rolling):
        return any(meets(path.needs, sums) for _, sums in inside[name])
    return any(meets(path.needs, sums) for sums in counted.sums.get(name, {}).values())


def carry_over(
    terms: Terms, counted: Counted, *, tier: str, until: Instant | None, version: int, now: Instant
) -> None:
    """Where another ladder holds than the one by which the tier was last told: what was promised is kept until the day
    that was said, also where it would no longer be reached, or is reached now by something that may be undone."""
    if counted.digest == terms.ladder.digest:
        return
    if terms.ladder.place(tier) and until is not None and until > now:
        counted.grants.append(Grant(tier, now, until, KEPT, counted.version))
    counted.digest, counted.version = terms.ladder.digest, version


def drop_unkept(counted: Counted, history: History, earlier: Mapping[int, Terms]) -> None:
    """A promise of an earlier ladder goes with what it rested on. `earlier`: the terms of versions, where known."""
    promises = [grant for grant in counted.grants if grant.rule == KEPT and grant.source in earlier]
    given = Counted(grants=[grant for grant in counted.grants if grant.rule != KEPT])
    for promise in promises:
        terms = earlier[promise.source]
        then = {at: earned for at, earned in history.items() if at <= promise.at}
        stood = assess(terms, of_history(terms, then, now=promise.at, before=given), promise.at)
        if stood.place < terms.ladder.place(promise.tier):
            counted.grants.remove(promise)


def forget(terms: Terms, counted: Counted, now: Instant) -> None:
    """Drops periods of which nothing comes any longer: neither what they reached nor what that lands on."""
    if terms.ladder.lifelong:
        return
    landings = sum(tier.lands_on is not None for tier in terms.ladder.tiers)
    for windows in terms.ladder.windows.values():
        for name, within in windows:
            periods = counted.sums.get(name, {})
            if isinstance(within, Rolling) or len(periods) < 3:
                continue
            for start in list(periods):
                ends = hold_end(terms, within, start)
                for _ in range(landings):
                    ends = ends if ends >= FOREVER else landing_end(terms, ends)
                if ends <= now:
                    del periods[start]



def slides_until(terms: Terms, place: int, history: History, now: Instant) -> Instant | None:
    """When a window that slides will no longer hold enough for a tier, if nothing more is earned."""
    ends: Instant | None = None
    for path in terms.ladder.tiers[place].reach:
        if not isinstance(path.within, Rolling):
            continue
        leaving = [(spans.leaves_at(path.within, at, terms.zone), history[at]) for at in sorted(history)]
        sums = {unit: sum(earned.get(unit, 0) for left, earned in leaving if left > now) for unit in path.needs}
        for left, earned in leaving:
            if left > now and meets(path.needs, sums):
                for unit in sums:
                    sums[unit] -= earned.get(unit, 0)
                if not meets(path.needs, sums):
                    ends = max(ends or 0, left)
    return ends
