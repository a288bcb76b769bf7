"""Time, ids, money, periods and cursors."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.kernel import clock, ids, money, paging, periods
from server.kernel.errors import BadInput


def test_ids_grow_also_when_the_clock_goes_back() -> None:
    with clock.stepped() as steps:
        steps.to(clock.from_iso("2030-01-01T00:00:00Z"))
        first = ids.new_id()
        steps.to(clock.from_iso("2020-01-01T00:00:00Z"))
        second = ids.new_id()

    assert second > first
    assert second < 2**63


def test_a_millisecond_holds_more_ids_than_its_sequence_has_numbers() -> None:
    made = [ids.new_id() for _ in range(10_000)]

    assert sorted(set(made)) == made


def test_the_first_id_at_an_instant_bounds_those_made_then() -> None:
    instant = clock.now() + clock.DAY
    with clock.stepped() as steps:
        steps.to(instant)
        assert ids.first_id_at(instant) <= ids.new_id()


@given(st.datetimes(timezones=st.just(clock.UTC)))
def test_instants_keep_microseconds(moment: object) -> None:
    instant = clock.from_datetime(moment)  # type: ignore[arg-type]

    assert clock.to_datetime(instant) == moment
    assert clock.from_iso(clock.to_iso(instant)) == instant


@pytest.mark.parametrize("text", ["2026-03-10", "2026-03-10T12:00:00", "yesterday", ""])
def test_a_time_without_a_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2026-03-10T12:00:00Z"):
        clock.from_iso(text)


@pytest.mark.parametrize("text", ["1e3", "NaN", "1,5", " 1", "0x10", "--1", "1.2.3", "٣", "", "."])
def test_only_plain_decimals_are_numbers(text: str) -> None:
    with pytest.raises(ValueError):
        money.decimal(text)


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_minor_units_and_back(units: int, decimals: int) -> None:
    assert money.to_minor(money.decimal(money.from_minor(units, decimals)), decimals) == units


@pytest.mark.parametrize(
    ("mode", "expected"), [("down", 2), ("up", 3), ("half_up", 3), ("half_even", 2)]
)
def test_rounding_is_named(mode: money.Rounding, expected: int) -> None:
    assert money.rounded(Decimal("2.5"), mode) == expected


@pytest.mark.parametrize(
    ("calendar", "name"),
    [("day", "2026-03-29"), ("week", "2026-W13"), ("month", "2026-03"), ("year", "2026"), ("lifetime", "lifetime")],
)
def test_periods_follow_the_zone(calendar: periods.Calendar, name: str) -> None:
    assert periods.period_key(calendar, clock.from_iso("2026-03-28T23:30:00Z"), "Europe/Stockholm") == name


def test_the_day_of_the_change_to_summer_time_has_23_hours() -> None:
    first, after = periods.bounds("day", clock.from_iso("2026-03-29T10:00:00Z"), "Europe/Stockholm")

    assert after is not None
    assert after - first == 23 * clock.HOUR


def test_iso_weeks_belong_to_the_year_of_their_thursday() -> None:
    assert periods.period_key("week", clock.from_iso("2027-01-01T12:00:00Z"), "UTC") == "2026-W53"


@given(st.integers(-(2**63), 2**63 - 1), st.text(max_size=20))
def test_cursors_come_back(number: int, text: str) -> None:
    assert paging.decode_cursor(paging.encode_cursor(number, text), int, str) == (number, text)


@pytest.mark.parametrize("cursor", ["x", "WzFd", "bnVsbA", "W10", "é"])
def test_a_cursor_that_was_never_made_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput, match="after"):
        paging.decode_cursor(cursor, int, str)


@pytest.mark.parametrize("first", [0, -1, 101])
def test_page_sizes_have_a_limit(first: int) -> None:
    with pytest.raises(BadInput, match="from 1 to 100"):
        paging.page_size(first)


@example(clock.from_iso("2007-11-04T02:31:00Z"), "America/St_Johns")  # 23:01 again, a minute after midnight
@example(clock.from_iso("2007-11-04T02:30:30Z"), "America/St_Johns")
@example(clock.from_iso("2025-11-02T04:30:00Z"), "America/Havana")  # 00:30, and half past midnight again an hour later
@example(clock.from_iso("2018-11-04T03:00:00Z"), "America/Sao_Paulo")  # a day without a midnight
@given(
    st.integers(clock.from_iso("1990-01-01T00:00:00Z"), clock.from_iso("2050-01-01T00:00:00Z")),
    st.sampled_from(["Europe/Stockholm", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tokyo"]),
)
def test_a_period_holds_the_instant_that_names_it(instant: int, zone: str) -> None:
    for calendar in ("day", "week", "month", "year"):
        first, after = periods.bounds(calendar, instant, zone)  # type: ignore[arg-type]
        assert after is not None
        assert first <= instant < after
        day = periods.local_date(instant, zone)
        assert periods.period_key(calendar, instant, zone) == periods.key_of(calendar, day)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["localtime", "posixrules", "right/Europe/Stockholm", "../etc/passwd", "", "Mars/X"])
def test_a_zone_that_depends_on_the_machine_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="Europe/Stockholm"):
        periods.zone(name)
