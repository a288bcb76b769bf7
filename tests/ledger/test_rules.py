"""Lots: what is spent first, what is owed, when it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel import clock
from server.ledger.rules import (
    Lot,
    Move,
    Part,
    expiry,
    later_by,
    lot_end,
    pay_debts,
    put_back,
    spending_order,
    standing_end,
    take_back,
)
from server.programme.rulebook import Expiry, Period


def lot(id: int, points: int, *, remaining: int | None = None, expired: int = 0, expires_at: int | None = None) -> Lot:
    return Lot(id, id * 10, "points", points, points if remaining is None else remaining, expired, 0, expires_at)


def test_what_expires_first_is_spent_first_and_what_never_expires_last() -> None:
    lots = [lot(1, 5), lot(2, 5, expires_at=30), lot(3, 5, expires_at=20), lot(4, 5, expires_at=20)]

    assert [each.id for each in spending_order(lots)] == [3, 4, 2, 1]


def test_taking_back_begins_with_its_own_lot() -> None:
    lots = [lot(1, 100, expires_at=1), lot(2, 100, expires_at=2)]

    assert take_back(lots, 130, source=20) == (130, 0)
    assert [each.remaining for each in lots] == [70, 0]


def test_what_expired_of_its_own_is_forgiven() -> None:
    lots = [lot(1, 100, remaining=0, expired=60), lot(2, 50)]

    assert take_back(lots, 100, source=10) == (40, 0)
    assert lots[1].remaining == 10


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=6),
    st.integers(0, 3_000),
    st.integers(1, 6),
)
def test_taken_and_owed_come_to_what_was_asked_less_what_expired(
    shapes: list[tuple[int, int]], points: int, source: int
) -> None:
    lots = [lot(n, left + gone, remaining=left, expired=gone) for n, (left, gone) in enumerate(shapes, 1)]
    before = sum(each.remaining for each in lots)
    forgivable = sum(each.expired for each in lots if each.activity_id == source * 10)

    taken, owed = take_back(lots, points, source * 10)

    assert points - forgivable <= taken + owed <= points
    assert before - sum(each.remaining for each in lots) == taken
    assert all(each.remaining >= 0 for each in lots)
    assert owed == 0 or all(each.remaining == 0 for each in lots)


def test_debts_are_paid_oldest_first() -> None:
    lots = [lot(1, 0, remaining=-30), lot(2, 0, remaining=-50)]

    assert pay_debts(lots, 60) == 60
    assert [each.remaining for each in lots] == [0, -20]


@pytest.mark.parametrize(
    ("earned", "months", "ends"),
    [
        ("2026-01-31T12:00:00Z", 1, "2026-02-28T23:00:00Z"),  # February lacks a 31st: its last day counts.
        ("2026-03-01T12:00:00Z", 24, "2028-03-01T23:00:00Z"),
        ("2026-03-28T23:30:00Z", 1, "2026-04-29T22:00:00Z"),  # 29 March in Stockholm; summer time by then.
        ("2026-09-30T12:00:00Z", 1, "2026-10-30T23:00:00Z"),  # Winter time by then.
    ],
)
def test_a_lot_ends_with_the_local_day_so_many_months_later(earned: str, months: int, ends: str) -> None:
    assert expiry(clock.from_iso(earned), months, "Europe/Stockholm") == clock.from_iso(ends)


def test_what_never_expires_has_no_end() -> None:
    assert expiry(0, None, "UTC") is None


MEMBERSHIP = Period(months=12)


@pytest.mark.parametrize(
    ("expires", "came", "ends"),
    [
        (Expiry(months=36, at_end_of=Period("month")), "2017-03-10T09:00:00Z", "2020-03-31T22:00:00Z"),
        (Expiry(months=36, at_end_of=Period("month")), "2017-03-31T21:59:59Z", "2020-03-31T22:00:00Z"),
        (Expiry(months=36, at_end_of=Period("month")), "2017-03-31T22:00:00Z", "2020-04-30T22:00:00Z"),
        (Expiry(at_end_of=Period("month")), "2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z"),
        (Expiry(at_end_of=Period("day")), "2026-03-29T00:30:00Z", "2026-03-29T22:00:00Z"),  # A day of 23 hours,
        (Expiry(at_end_of=Period("day")), "2026-10-25T00:30:00Z", "2026-10-25T23:00:00Z"),  # and one of 25.
        (Expiry(at_end_of=Period("year")), "2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z"),
        (Expiry(at_end_of=MEMBERSHIP), "2026-02-27T12:00:00Z", "2026-02-27T23:00:00Z"),
        (Expiry(at_end_of=MEMBERSHIP), "2026-02-28T12:00:00Z", "2027-02-27T23:00:00Z"),
        (Expiry(idle_months=6), "2026-02-28T12:00:00Z", None),
        (None, "2026-02-28T12:00:00Z", None),
    ],
)
def test_points_that_come_end_by_age_or_with_a_period(expires: Expiry | None, came: str, ends: str | None) -> None:
    joined = clock.from_iso("2024-02-29T12:00:00Z")  # Whose years begin on 28 February where there is no 29th.

    end = lot_end(expires, clock.from_iso(came), "Europe/Stockholm", joined)

    assert (clock.to_iso(end) if end is not None else None) == ends


@pytest.mark.parametrize(
    ("end", "months", "then"),
    [
        ("2026-03-31T22:00:00Z", 1, "2026-04-30T22:00:00Z"),
        ("2026-01-31T23:00:00Z", 1, "2026-02-28T23:00:00Z"),
        ("2026-09-30T22:00:00Z", 6, "2027-03-30T22:00:00Z"),
        ("2026-09-30T22:00:00Z", -6, "2026-03-30T22:00:00Z"),
    ],
)
def test_longer_life_is_so_many_months_more_of_the_same_day(end: str, months: int, then: str) -> None:
    assert clock.to_iso(later_by(clock.from_iso(end), months, "Europe/Stockholm")) == then


def test_what_is_undone_pays_its_own_debt() -> None:
    first, second = lot(1, 10, remaining=0, expires_at=100), lot(2, 10, remaining=0, expires_at=200)
    owed = lot(3, 0, remaining=-5)
    parts = [Part(1, 10, 100), Part(2, 5, 200)]

    back = put_back([first, second, owed], parts, 5, 50, undone={second.activity_id})

    assert (first.remaining, second.remaining, owed.remaining, back.paid) == (10, 0, 0, 5)


@given(st.lists(st.one_of(st.integers(0, 3), st.tuples(st.integers(0, 30))), max_size=40))
def test_what_stands_alone_says_when_idleness_ends_all(happens: list[int | tuple[int]]) -> None:
    """A number lets so many days pass and does something that counts; a tuple undoes what was done so many before."""
    moves: list[Move] = []
    undone: set[int] = set()
    day, end = 0, None
    for what in happens:
        if isinstance(what, int):
            day += what
            moves.append(Move(len(moves), end, day + 100))
            end = day + 100
        elif what[0] < len(moves) and end is not None:
            undone.add(len(moves) - 1 - what[0])
            end = standing_end(end, moves, undone, "UTC")

        assert end == max((move.after for move in moves if move.cause not in undone), default=None)


def test_a_gift_of_longer_life_lengthens_what_stands_below_it() -> None:
    first, second = clock.from_iso("2026-05-01T00:00:00Z"), clock.from_iso("2026-06-01T00:00:00Z")
    longer = later_by(second, 3, "UTC")
    moves = [Move(1, None, first), Move(2, first, second), Move(3, second, longer, months=3)]

    assert standing_end(longer, moves, {2}, "UTC") == later_by(first, 3, "UTC")
    assert standing_end(longer, moves, {3}, "UTC") == second
    assert standing_end(longer, moves, {2, 3}, "UTC") == first
    assert standing_end(longer, moves, {1}, "UTC") == longer
