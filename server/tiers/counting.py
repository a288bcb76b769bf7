"""What counts towards tiers: sums by window, kept with the member so that an award asks the ledger nothing. Pure.

Periods are sums by their first instant; they do not mind the order in which things are told. A window that slides is a
sum, and when the oldest of it leaves. Where that is not enough (something is undone, comes late, or the ladder counts
anew) all that was ever earned is the *history*, and the sums are made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from server.kernel.clock import Instant
from server.programme import spans
from server.programme.rulebook import Ladder, Rolling

History = Mapping[Instant, Mapping[str, int]]
"""Minor units earned, by the instant at which it occurred, by unit."""

FOREVER: Instant = 2**62


class Terms(NamedTuple):
    """By what one member's tier is told."""

    ladder: Ladder
    zone: str
    joined_at: Instant


class Grant(NamedTuple):
    """A tier that was given: by a rule, by hand, by another member, or kept from the ladder of an earlier version."""

    tier: str
    at: Instant
    until: Instant
    rule: str
    source: int  # The activity that gave it; of what was kept the version.
    number: int = 0


@dataclass(slots=True, eq=False)
class Counted:
    shape: str = ""
    digest: str = ""  # Of the ladder by which the tier was last told …
    version: int = 0  # … and its rulebook's.
    sums: dict[str, dict[Instant, dict[str, int]]] = field(default_factory=dict)  # window → period's start → unit
    sliding: dict[str, dict[str, list[Any]]] = field(default_factory=dict)  # window → unit → [sum, when it shrinks]
    met: dict[str, Instant] = field(default_factory=dict)  # When a tier was last earned in a window that slides.
    last: Instant = 0  # The latest instant that counts …
    slid: Instant = 0  # … and when something last left a window: from then on the sums are as they stand.
    grants: list[Grant] = field(default_factory=list)
    used: dict[str, dict[Instant, int]] = field(default_factory=dict)  # Of perks: perk → period's start → uses

    @classmethod
    def fresh(cls, terms: Terms, *, version: int = 0, before: Counted | None = None) -> Counted:
        """Nothing counted yet; what was given stays."""
        fresh = cls(terms.ladder.shape, terms.ladder.digest, version)
        if before is not None:
            fresh.digest, fresh.version = before.digest, before.version
            fresh.grants, fresh.used = before.grants, before.used
        return fresh

    def sum_of(self, window: str, start: Instant, unit: str) -> int:
        return self.sums.get(window, {}).get(start, {}).get(unit, 0)

    @property
    def shrinks_at(self) -> Instant | None:
        """When the next of what counts leaves a window."""
        return min((row[1] for rows in self.sliding.values() for row in rows.values() if row[1] is not None),
                   default=None)  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Without what is empty: it is written with every award."""
        whole: dict[str, Any] = {
            "s": {name: {str(at): sums for at, sums in periods.items()} for name, periods in self.sums.items()},
            "w": self.sliding, "m": self.met, "l": self.last, "d": self.slid, "g": self.grants,
            "u": {code: {str(at): uses for at, uses in periods.items()} for code, periods in self.used.items()},
        }  # fmt: skip
        found = {key: value for key, value in whole.items() if value}
        return {"k": [self.shape, self.digest, self.version], **found}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Counted:
        shape, digest, version = data["k"]
        return cls(
            shape,
            digest,
            version,
            sums={name: {int(at): sums for at, sums in periods.items()} for name, periods in data.get("s", {}).items()},
            sliding=data.get("w", {}),
            met=data.get("m", {}),
            last=data.get("l", 0),
            slid=data.get("d", 0),
            grants=[Grant(*grant) for grant in data.get("g", ())],
            used={code: {int(at): uses for at, uses in periods.items()} for code, periods in data.get("u", {}).items()},
        )


def add(counted: Counted, terms: Terms, unit: str, points: int, at: Instant, *, now: Instant) -> None:
    """Counts what was earned at an instant, or takes it back (points below 0)."""
    for name, within in terms.ladder.windows.get(unit, ()):
        if isinstance(within, Rolling):
            leaves = spans.leaves_at(within, at, terms.zone)
            if leaves <= now:
                continue
            row = counted.sliding.setdefault(name, {}).setdefault(unit, [0, None])
            row[0] += points
            if points > 0 and (row[1] is None or leaves < row[1]):
                row[1] = leaves
        else:
            start, _ = spans.bounds(within, at, terms.zone, terms.joined_at)
            sums = counted.sums.setdefault(name, {}).setdefault(start, {})
            sums[unit] = sums.get(unit, 0) + points
    counted.last = max(counted.last, at)
    if terms.ladder.lasting and points > 0:
        for name, _ in terms.ladder.sliding:
            inside = {code: row[0] for code, row in counted.sliding.get(name, {}).items()}
            for tier in earned_in(terms.ladder, name, inside, frozenset((unit,))):
                counted.met[tier] = max(counted.met.get(tier, 0), at)


def slide(
    counted: Counted, terms: Terms, inside: Mapping[str, Mapping[str, tuple[int, Instant | None]]], *, now: Instant
) -> None:
    """Puts what the sliding windows hold now, with the oldest of it, in the place of what they held."""
    sliding = dict(terms.ladder.sliding)
    counted.sliding = {
        name: {
            unit: [points, spans.leaves_at(sliding[name], oldest, terms.zone) if oldest is not None else None]
            for unit, (points, oldest) in units.items()
        }
        for name, units in inside.items()
    }
    counted.slid = now


def of_history(terms: Terms, history: History, *, now: Instant, before: Counted, version: int = 0) -> Counted:
    """The sums that all of this comes to now."""
    counted = Counted.fresh(terms, version=version, before=before)
    for at, earned in history.items():
        for unit, points in earned.items():
            if points:
                add(counted, terms, unit, points, at, now=now)
    counted.met.clear()
    for name, within in terms.ladder.sliding:
        for at in history:
            if (left := spans.leaves_at(within, at, terms.zone)) <= now:
                counted.slid = max(counted.slid, left)
        if terms.ladder.lasting:
            for at, inside in moments(terms, name, within, history):
                for tier in earned_in(terms.ladder, name, inside, _gaining(history[at])):
                    counted.met[tier] = max(counted.met.get(tier, 0), at)
    return counted


def moments(terms: Terms, name: str, within: Rolling, history: History) -> Iterator[tuple[Instant, dict[str, int]]]:
    """At each instant at which something was earned: what a window that slides then held, by unit."""
    units = [unit for unit, windows in terms.ladder.windows.items() if any(window == name for window, _ in windows)]
    instants = sorted(history)
    leaving = [spans.leaves_at(within, at, terms.zone) for at in instants]
    inside, first = dict.fromkeys(units, 0), 0
    for at in instants:
        while leaving[first] <= at:
            for unit in units:
                inside[unit] -= history[instants[first]].get(unit, 0)
            first += 1
        for unit in units:
            inside[unit] += history[at].get(unit, 0)
        yield at, dict(inside)


def earned_in(ladder: Ladder, window: str, inside: Mapping[str, int], gaining: frozenset[str]) -> Iterator[str]:
    """The tiers to which a way in this sliding window is gone, where what was gained just now is part of it."""
    sliding = dict(ladder.sliding)
    for tier in ladder.tiers:
        if any(
            path.within == sliding[window] and gaining & path.needs.keys() and meets(path.needs, inside)
            for path in tier.reach
        ):
            yield tier.code


def meets(needs: Mapping[str, int], sums: Mapping[str, int]) -> bool:
    return all(sums.get(unit, 0) >= points for unit, points in needs.items())


def _gaining(earned: Mapping[str, int]) -> frozenset[str]:
    return frozenset(unit for unit, points in earned.items() if points > 0)

