"""The tier at an instant, worked out by living through every day up to it: slow, plain, and with dates of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from server.kernel import periods
from server.kernel.clock import DAY, Instant
from server.programme.rulebook import Ladder, Path, Period, Rolling, Within
from server.tiers.counting import Grant

LONG: Instant = 2**62


class Life:
    """What was earned of each unit, by when it occurred, and what was given; all of it not below 0."""

    def __init__(
        self, ladder: Ladder, zone: str, joined_at: Instant, earned: Mapping[Instant, Mapping[str, int]],
        grants: Sequence[Grant] = (),
    ) -> None:
        self.ladder, self.zone = ladder, zone
        self.joined = periods.local_date(joined_at, zone)
        self.earned = {at: dict(units) for at, units in sorted(earned.items())}
        self.grants = grants
        self._day = cache(lambda instant: periods.local_date(instant, zone))
        self._first = cache(self._first_day)
        self._after = cache(self._day_after)

    def tier_at(self, now: Instant) -> str:
        tiers = self.ladder.tiers
        hold = dict.fromkeys((tier.code for tier in tiers), -1)
        live: set[str] = set()
        years: dict[str, list[date]] = {tier.code: [] for tier in tiers}
        before = -1
        for moment in self._moments(now):
            for tier in reversed(tiers):
                if before < hold[tier.code] <= moment and tier.lands_on and tier.code not in live:
                    hold[tier.lands_on] = max(hold[tier.lands_on], self._landing(hold[tier.code]))
            live = set()
            for place, tier in enumerate(tiers):
                for path in tier.reach:
                    if not self._met(path, moment):
                        continue
                    if isinstance(path.within, Period):
                        hold[tier.code] = max(hold[tier.code], self._end(path.within, moment))
                        if path.within == self.ladder.window:
                            for lower in tiers[: place + 1]:
                                years[lower.code].append(self._first(path.within, self._day(moment)))
                    else:
                        live.add(tier.code)
                        if any(self.earned.get(moment, {}).get(unit, 0) > 0 for unit in path.needs):
                            hold[tier.code] = max(hold[tier.code], self._lasting(moment))
                for grant in self.grants:
                    if grant.tier == tier.code and grant.at <= moment:
                        hold[tier.code] = max(hold[tier.code], grant.until)
                for path in tier.lifetime:
                    if self._met(path, moment) and self._years(years[tier.code], path) >= path.years:
                        hold[tier.code] = LONG
            before = moment
        held = [tier.code for tier in tiers[1:] if hold[tier.code] > now or tier.code in live]
        return held[-1] if held else tiers[0].code

    def _moments(self, now: Instant) -> list[Instant]:
        """Every midnight since joining, everything that happened, and everything that leaves a window of days."""
        found = {at for at in self.earned if at <= now} | {grant.at for grant in self.grants} | {now}
        for _, within in self.ladder.sliding:
            found |= {at + within.days * DAY for at in self.earned}
        day = self.joined - timedelta(days=400)
        while (midnight := periods.start_of(day, self.zone)) <= now:
            found.add(midnight)
            day += timedelta(days=1)
        return sorted(at for at in found if at <= now)

    def _met(self, path: Path, now: Instant) -> bool:
        return all(
            sum(units.get(unit, 0) for at, units in self.earned.items() if at <= now and self._in(path.within, at, now))
            >= points
            for unit, points in path.needs.items()
        )

    def _in(self, within: Within, at: Instant, now: Instant) -> bool:
        if isinstance(within, Rolling) and within.days:
            return now - within.days * DAY < at
        if isinstance(within, Rolling):
            return periods.months_after(self._day(at), within.months) > self._day(now)
        return self._first(within, self._day(at)) == self._first(within, self._day(now))

    def _first_day(self, period: Period, day: date) -> date:
        """The first day of the period that holds a day."""
        if not period.months:
            lengths = {"month": 1, "quarter": 3, "year": 12}
            if period.calendar == "lifetime":
                return date(1970, 1, 1)
            months = lengths[period.calendar]
            return date(day.year, (day.month - 1) // months * months + 1, 1)
        begins = self.joined.replace(day=1) if period.begins == "joining_month" else self.joined
        steps = -40
        while periods.months_after(begins, (steps + 1) * period.months) <= day:
            steps += 1
        return periods.months_after(begins, steps * period.months)

    def _day_after(self, period: Period, first: date) -> date:
        day = first
        while self._first(period, day) == first:
            day += timedelta(days=1)
        return day

    def _end(self, period: Period, reached: Instant) -> Instant:
        """Until when what was reached in the period of an instant is held."""
        window = self.ladder.window
        if period.calendar == "lifetime" and not period.months:
            return LONG
        first = self._first(period, self._day(reached))
        if isinstance(window, Period) and window != period and window != Period("lifetime"):
            first, period = self._first(window, self._after(period, first) - timedelta(days=1)), window
        day = self._after(period, first)
        for _ in range(self.ladder.validity.periods):
            day = self._after(period, day)
        return periods.start_of(periods.months_after(day, self.ladder.validity.months), self.zone)

    def _lasting(self, reached: Instant) -> Instant:
        if isinstance(self.ladder.window, Period):
            return self._end(self.ladder.window, reached)
        months = self.ladder.validity.months
        if not months:
            return reached
        return periods.start_of(periods.months_after(self._day(reached), months) + timedelta(days=1), self.zone)

    def _landing(self, ended: Instant) -> Instant:
        window = self.ladder.window
        if isinstance(window, Period):
            day = self._after(window, self._first(window, self._day(ended)))
            return periods.start_of(periods.months_after(day, self.ladder.validity.months), self.zone)
        if window.days:
            return ended + window.days * DAY
        return periods.start_of(periods.months_after(self._day(ended), window.months), self.zone)

    def _years(self, found: list[date], path: Path) -> int:
        firsts = sorted(set(found))
        if not path.in_a_row or not isinstance(self.ladder.window, Period):
            return len(firsts)
        most = row = 0
        for place, first in enumerate(firsts):
            row = row + 1 if place and self._after(self.ladder.window, firsts[place - 1]) == first else 1
            most = max(most, row)
        return most
