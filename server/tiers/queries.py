"""Reading where members stand on the ladder."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from server import storage
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.programme import spans
from server.programme.rulebook import Ladder, Path, Rolling, window_name

from . import counting, giving, history, rules
from .counting import FOREVER, Counted, Grant, History, Terms


@dataclass(frozen=True, slots=True)
class Holding:
    """The tier that a member holds, and what counts towards others now.

    until: the first instant at which it is no longer held, if nothing more is earned; None: no end.
    sums: minor units that count now, by window (`window_name`) and unit.
    periods: the bounds of the windows that are periods, as they stand now; an end of None never comes.
    """

    member_id: Id
    tier: str
    until: Instant | None = None
    for_good: bool = False
    sums: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    periods: Mapping[str, tuple[Instant, Instant | None]] = field(default_factory=dict)
    years: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # By tier: earned in all, and most in a row.
    slides: bool = False  # Whether it is held as long as a window that slides holds enough.
    given: Grant | None = None  # Where the tier is held because it was given.
    qualifying: int = 0  # Of the ladder's own currency in its own window.
    by_people: tuple[Grant, ...] = ()  # What people gave and what has not ended, held or outshone by more.

    def ends_at(self, path: Path) -> Instant | None:
        """When what counts on a way begins anew."""
        return self.periods.get(window_name(path.within), (0, None))[1]

    def counted(self, path: Path, unit: str) -> int:
        return self.sums.get(window_name(path.within), {}).get(unit, 0)


async def holdings_of(member_ids: Collection[Id], ladder: Ladder, timezone: str) -> dict[Id, Holding]:
    """What each holds now: what has left a window is left out also where nobody has counted again yet."""
    now = clock.now()
    ids = sorted(set(member_ids))
    found: dict[Id, tuple[Terms, storage.Row]] = {}
    counted: dict[Id, Counted] = {}
    anew: list[Id] = []
    for row in await storage.rows(
        "SELECT m.id, m.joined_at, s.tier, s.until, s.state FROM member m "
        "LEFT JOIN tier_standing s ON s.member_id = m.id WHERE m.id {in ids bigint}",
        ids=ids,
    ):
        terms = Terms(ladder, timezone, row[1])
        found[row[0]] = (terms, row)
        if row[4] is None:
            counted[row[0]] = Counted.fresh(terms)
            anew.append(row[0])
            continue
        standing = counted[row[0]] = Counted.from_json(json.loads(row[4]))
        shrinks_at = standing.shrinks_at
        # Until when a window that slides holds enough is seen by what is in it.
        slides = not ladder.lasting and ladder.sliding and row[3] is None and ladder.place(row[2]) > 0
        if slides or standing.shape != ladder.shape or (shrinks_at is not None and shrinks_at <= now):
            anew.append(row[0])
    earned = await history.earned_of(
        storage.rows, anew, ladder.windows, since=_since(ladder, now, timezone)
    ) if anew else {}  # fmt: skip
    holdings = {}
    for member_id, (terms, row) in found.items():
        whole, sums = earned.get(member_id, {}), counted[member_id]
        if member_id in earned:
            sums = counting.of_history(terms, whole, now=now, before=sums)
        if row[4] is not None:
            rules.carry_over(terms, sums, tier=row[2], until=row[3], version=0, now=now)
        holdings[member_id] = _holding(member_id, terms, sums, whole, now)
    first = Holding(0, ladder.tiers[0].code)
    return {member_id: holdings.get(member_id, first) for member_id in ids}


def _since(ladder: Ladder, now: Instant, timezone: str) -> Instant:
    """From when on the ledger must be asked: of a ladder whose windows all slide, no more than they hold."""
    if ladder.lasting or any(not isinstance(one, Rolling) for windows in ladder.windows.values() for _, one in windows):
        return 0
    return min((spans.slides_from(within, now, timezone) for _, within in ladder.sliding), default=0)


def _holding(member_id: Id, terms: Terms, counted: Counted, earned: History, now: Instant) -> Holding:
    ladder = terms.ladder
    standing = rules.assess(terms, counted, now)
    tier = ladder.tiers[standing.place]
    until = standing.until
    if standing.slides:
        until = rules.slides_until(terms, standing.place, earned, now)
    sums: dict[str, dict[str, int]] = {}
    periods: dict[str, tuple[Instant, Instant | None]] = {}
    for unit, windows in ladder.windows.items():
        for name, within in windows:
            if isinstance(within, Rolling):
                sums.setdefault(name, {})[unit] = counted.sliding.get(name, {}).get(unit, [0])[0]
            else:
                periods[name] = spans.bounds(within, now, terms.zone, terms.joined_at)
                sums.setdefault(name, {})[unit] = counted.sum_of(name, periods[name][0], unit)
    years = {
        one.code: (
            rules.years_of(terms, counted, place, in_a_row=False), rules.years_of(terms, counted, place, in_a_row=True),
        )
        for place, one in enumerate(ladder.tiers)
        if any(path.years for path in one.lifetime)
    }  # fmt: skip
    given = next(
        (grant for grant in counted.grants if grant.tier == tier.code and grant.until == standing.until), None
    )
    return Holding(
        member_id, tier.code, until if until != FOREVER else None, standing.until == FOREVER, sums, periods, years,
        standing.slides, given, sums.get(window_name(ladder.window), {}).get(ladder.currency, 0),
        tuple(grant for grant in counted.grants if grant.until > now and giving.is_given(grant.rule)),
    )  # fmt: skip
