"""Comparing how far members have come with what the ledger says that they earned. Reports; never mends.

The sums are worked out again from the entries, each by the version that priced it. From a sum and its steps follow what
stands beside them: no step above the sum, a closed period's bracket, the how many-th in a row it is, the points given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from server import programme, storage
from server.kernel.clock import Instant
from server.ledger.events import EARNING
from server.programme import BeforeProgramme, GivenGift, spans
from server.programme.effect import from_json
from server.programme.rulebook import Closing
from server.storage import Row

from . import rules
from .gifts import Present

MEMBERS_AT_ONCE = 200  # Whose entries are held in memory together.

_REASONS = ", ".join(f"'{reason}'" for reason in sorted(EARNING))
_ENTRIES = (  # What is undone counts by the version of what it undoes.
    "SELECT e.member_id, e.currency, e.rule, e.occurred_at, COALESCE(o.version, e.version), "
    "CASE WHEN e.reason = 'reversed' THEN -e.points ELSE e.sign * e.points END "
    "FROM ledger_entry e LEFT JOIN activity a ON a.id = e.activity_id AND e.reason = 'reversed' "
    "LEFT JOIN activity o ON o.id = a.reverses_id "
    f"WHERE e.member_id {{in members bigint}} AND e.reason IN ({_REASONS})"
)
_MILESTONES = (
    "SELECT member_id, milestone, period, earned, steps, given, marks FROM milestone_standing "
    "WHERE member_id {in members bigint} ORDER BY member_id, milestone, period"
)
_CLOSINGS = (
    "SELECT member_id, closing, period, earned, starts_at, ends_at, closed_at, bracket, streak, given "
    "FROM closing_standing WHERE member_id {in members bigint} ORDER BY member_id, closing, starts_at"
)


@dataclass(frozen=True, slots=True)
class Misreckoned:
    """`kept` is what stands there, `counted` what follows from the entries. `code`: the milestone's or closing's."""

    check: str
    member_id: int
    code: str
    period: str
    kept: int
    counted: int


class _Place(NamedTuple):
    member_id: int
    rule: str  # As its gifts are posted: “milestone:checks”, “closing:month”.
    period: str


@dataclass(slots=True)
class _Counted:
    """What the entries of some members come to."""

    earned: Counter[_Place]
    given: Counter[tuple[int, str, str]]  # Points by member, rule and currency.


async def reconcile() -> list[Misreckoned]:
    """Every difference found, member by member; while people buy, what moves between two looks is left out. Nothing is
    read where no version ever counted anything."""
    if not any(book.milestones or book.closings for book in programme.versions()):
        return []
    found: list[Misreckoned] = []
    after = 0
    while joined := {
        row[0]: row[1]
        for row in await storage.rows(
            "SELECT id, joined_at FROM member WHERE id > :after ORDER BY id LIMIT :some",
            after=after, some=MEMBERS_AT_ONCE,
        )
    }:  # fmt: skip
        if here := await _of(joined):
            again = await _of({one.member_id: joined[one.member_id] for one in here})
            found += [one for one in here if one in again]
        after = max(joined)
    return found


async def gifts_of(members: Sequence[int]) -> list[tuple[str, GivenGift]]:
    """Gifts that are no points, which steps and closes remember and that stand, with their types."""
    found: list[tuple[str, GivenGift]] = []
    for row in await storage.rows(_MILESTONES, members=members):
        presents = (Present.of(mark[1]) for mark in from_json(row[6]) if mark[1] is not None)
        found += [_given(row[0], f"milestone:{row[1]}", present) for present in presents]
    for row in await storage.rows(_CLOSINGS, members=members):
        found += [_given(row[0], f"closing:{row[1]}", Present.of(gift)) for _, gift in from_json(row[9])]
    return [one for one in found if one[0] != "points"]


async def forgotten_of(members: Sequence[int]) -> set[tuple[int, str]]:
    """Milestones of members some of whose steps are no longer remembered."""
    rows = await storage.rows(_MILESTONES, members=members)
    return {(row[0], f"milestone:{row[1]}") for row in rows if row[4] != len(from_json(row[6]))}


def _given(member_id: int, rule: str, present: Present) -> tuple[str, GivenGift]:
    gift = present.gift
    return gift.type, GivenGift(member_id, rule, present.activity_id, present.number, gift.code)


async def _of(joined: Mapping[int, Instant]) -> list[Misreckoned]:
    """Differences of some members, of whom it says when they joined."""
    members = sorted(joined)
    counted = _counted(await storage.rows(_ENTRIES, members=members), joined)
    milestones = await storage.rows(_MILESTONES, members=members)
    closings = await storage.rows(_CLOSINGS, members=members)
    return [
        *_sums(milestones, closings, counted), *(one for row in milestones for one in _steps(row)), *_closed(closings),
        *_gifts(milestones, closings, counted),
    ]  # fmt: skip


def _counted(entries: Iterable[Row], joined: Mapping[int, Instant]) -> _Counted:
    found = _Counted(Counter(), Counter())
    for row in entries:
        member_id, currency, rule, occurred_at, earned = row[0], row[1], row[2], row[3], int(row[5])
        book = programme.rulebook_numbered(row[4])
        of_milestone = rule.startswith("milestone:")
        for milestone in () if of_milestone else book.milestones_by_unit.get(currency, ()):
            period = spans.key(milestone.within, occurred_at, book.timezone, joined[member_id])
            found.earned[_Place(member_id, f"milestone:{milestone.code}", period)] += earned
        for closing in book.closings_by_unit.get(currency, ()):
            period = spans.key(closing.period, occurred_at, book.timezone, joined[member_id])
            found.earned[_Place(member_id, f"closing:{closing.code}", period)] += earned
        if of_milestone or rule.startswith("closing:"):
            found.given[member_id, rule, currency] += earned
    return found


def _sums(milestones: Sequence[Row], closings: Sequence[Row], counted: _Counted) -> Iterator[Misreckoned]:
    kept = {_Place(row[0], f"milestone:{row[1]}", row[2]): row[3] for row in milestones}
    kept |= {_Place(row[0], f"closing:{row[1]}", row[2]): row[3] for row in closings}
    for place in sorted(kept.keys() | counted.earned.keys()):
        if kept.get(place, 0) != counted.earned[place]:
            of, _, code = place.rule.partition(":")
            stands, counts = kept.get(place, 0), counted.earned[place]
            yield Misreckoned(f"a {of}'s sum = entries", place.member_id, code, place.period, stands, counts)


def _steps(row: Row) -> Iterator[Misreckoned]:
    """Only the newest steps are remembered, so that there may have been more."""
    marks = from_json(row[6])
    reached = [mark for mark in marks if mark[0] <= row[3]]
    if len(reached) != len(marks):
        yield Misreckoned("no step above its sum", row[0], row[1], row[2], len(marks), len(reached))
    if row[4] == len(marks) and row[5] != (brought := sum(mark[1] is not None for mark in marks)):
        yield Misreckoned("steps that gave = gifts", row[0], row[1], row[2], row[5], brought)


def _closed(rows: Iterable[Row]) -> Iterator[Misreckoned]:
    """Each period's row follows from its sum, and from the period before it where that touches it."""
    before: Row | None = None
    for row in rows:
        ended_before: tuple[int | None, int] = (None, 0)
        if before is not None and (before[0], before[1], before[5]) == (row[0], row[1], row[4]) and before[6]:
            ended_before = (before[7], before[8])
        before = row
        if row[6] is None:
            continue
        closing = _closing_at(row[1], row[5])
        if closing is None:
            continue
        bracket, streak = rules.ended(rules.bracket_of(closing, row[3]), ended_before)
        if row[7] != bracket:
            yield Misreckoned("a period's bracket = its sum's", row[0], row[1], row[2], row[7] or 0, bracket or 0)
        elif row[8] != streak:
            yield Misreckoned("in a row = the periods before", row[0], row[1], row[2], row[8], streak)


def _gifts(milestones: Iterable[Row], closings: Iterable[Row], counted: _Counted) -> Iterator[Misreckoned]:
    """Points that were given; of milestones some of whose steps are no longer remembered nothing can be said."""
    kept: Counter[tuple[int, str, str]] = Counter()
    forgotten: set[tuple[int, str]] = set()
    for row in milestones:
        rule, marks = f"milestone:{row[1]}", from_json(row[6])
        if row[4] != len(marks):
            forgotten.add((row[0], rule))
        _add(kept, row[0], rule, (mark[1] for mark in marks if mark[1] is not None))
    for row in closings:
        _add(kept, row[0], f"closing:{row[1]}", (gift for _, gift in from_json(row[9])))
    for place in sorted(kept.keys() | counted.given.keys()):
        member_id, rule, currency = place
        if kept[place] != counted.given[place] and (member_id, rule) not in forgotten:
            of, _, code = rule.partition(":")
            check = f"a {of}'s points = entries"
            yield Misreckoned(check, member_id, code, currency, kept[place], counted.given[place])


def _add(kept: Counter[tuple[int, str, str]], member_id: int, rule: str, gifts: Iterable[list[Any]]) -> None:
    for gift in (Present.of(row).gift for row in gifts):
        if gift.type == "points":
            kept[member_id, rule, gift.code] += gift.points


def _closing_at(code: str, ends_at: int) -> Closing | None:
    """As the version that held at the period's end has it; None: that has none, or was not there yet."""
    try:
        return programme.rulebook_at(ends_at - 1).closings.get(code)
    except BeforeProgramme:
        return None
