"""Which tier is held, and until when: the edges of real programmes, on ladders that say what those say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from server.programme.rulebook import Ladder
from tests.tiers.ladders import Seen, book_of, document, seen

Deeds = Mapping[str, Mapping[str, int]]


def ladder_of(ladder: str, **tiers: str) -> Ladder:
    found = book_of(document(ladder, **tiers)).ladder
    assert found is not None
    return found


COFFEE = ladder_of('currency = "level"\nwithin = "year"\nkeeps = { periods = 1 }', green="from = 0", gold="from = 500",
                   reserve="from = 2500")  # fmt: skip
BEAUTY = ladder_of('currency = "spend"\nwithin = "year"\nkeeps = { periods = 1 }', insider="from = 0",
                   vib="from = 350", rouge="from = 1000")  # fmt: skip
HOTEL = ladder_of(
    'within = "year"\nkeeps = { periods = 1 }',
    member="",
    silver="reach = [ { nights = 10 } ]\nlifetime = [ { nights = 250, years = 5 } ]",
    gold="reach = [ { nights = 25 }, { nights = 8, within = { months = 3 } } ]\n"
         "lifetime = [ { nights = 400, years = 7 } ]",
    platinum="reach = [ { nights = 50 } ]",
    titanium="reach = [ { nights = 75 } ]",
    ambassador="reach = [ { nights = 100, spend = 23000 } ]",
)  # fmt: skip
AIRLINE = ladder_of(
    'within = { months = 12, from = "joining_month" }\nkeeps = { periods = 1, months = 3 }',
    member="",
    silver="reach = [ { level = 20000 }, { flights = 10 } ]",
    gold="reach = [ { level = 45000 }, { flights = 45 } ]\nlifetime = [ { years_in_a_row = 10 } ]",
    diamond='reach = [ { level = 90000 }, { flights = 90 } ]\nlands_on = "gold"',
    pandion='given_only = true\nlands_on = "diamond"',
)
WINBACK = ladder_of('within = { months = 12 }', member="", loyal="reach = [ { flights = 3 } ]")
KEPT = ladder_of('within = { months = 12 }\nkeeps = { months = 12 }', member="", loyal="reach = [ { flights = 3 } ]")
DAYS = ladder_of('currency = "level"\nwithin = { days = 30 }', first="from = 0", second="from = 300")
CLUB = ladder_of('currency = "level"\nwithin = "membership_year"', base="from = 0", plus="from = 300")


@pytest.mark.parametrize(
    ("ladder", "deeds", "when", "expected"),
    [
        (COFFEE, {"2026-02-01": {"level": 499}}, "2026-03-01", Seen("green", None)),
        (COFFEE, {"2026-02-01": {"level": 500}}, "2026-03-01", Seen("gold", "2027-12-31")),
        (COFFEE, {"2026-02-01": {"level": 2499}}, "2026-03-01", Seen("gold", "2027-12-31")),
        (COFFEE, {"2026-02-01": {"level": 2500}}, "2026-03-01", Seen("reserve", "2027-12-31")),
        (COFFEE, {"2026-02-01": {"level": 499}, "2027-01-01": {"level": 1}}, "2027-02-01", Seen("green", None)),
        (BEAUTY, {"2026-07-01": {"spend": 349}}, "2026-08-01", Seen("insider", None)),
        (BEAUTY, {"2026-07-01": {"spend": 350}}, "2026-08-01", Seen("vib", "2027-12-31")),
        (BEAUTY, {"2026-07-01": {"spend": 999}}, "2026-08-01", Seen("vib", "2027-12-31")),
        (BEAUTY, {"2026-07-01": {"spend": 1000}}, "2027-12-31T22:59:59Z", Seen("rouge", "2027-12-31")),
        (BEAUTY, {"2026-07-01": {"spend": 1000}}, "2027-12-31T23:00:00Z", Seen("insider", None)),
        # The last second of a year, and the first of the next, in the programme's zone.
        (BEAUTY, {"2026-12-31T22:59:59Z": {"spend": 350}}, "2027-01-02", Seen("vib", "2027-12-31")),
        (BEAUTY, {"2026-12-31T23:00:00Z": {"spend": 350}}, "2027-01-02", Seen("vib", "2028-12-31")),
        (BEAUTY, {"2026-05-01": {"spend": 1000}, "2027-05-01": {"spend": 350}}, "2028-06-01",
         Seen("vib", "2028-12-31")),
        (HOTEL, {"2026-05-01": {"nights": 100, "spend": 22999}}, "2026-06-01", Seen("titanium", "2027-12-31")),
        (HOTEL, {"2026-05-01": {"nights": 100, "spend": 23000}}, "2026-06-01", Seen("ambassador", "2027-12-31")),
        (HOTEL, {"2026-05-01": {"nights": 99, "spend": 50000}}, "2026-06-01", Seen("titanium", "2027-12-31")),
        (HOTEL, {"2026-05-01": {"nights": 9}}, "2026-06-01", Seen("gold", "2027-12-31")),
        (HOTEL, {"2026-01-01": {"nights": 4}, "2026-04-01": {"nights": 4}}, "2026-04-01", Seen("member", None)),
        (HOTEL, {"2026-01-01": {"nights": 4}, "2026-03-31": {"nights": 4}}, "2026-12-01", Seen("gold", "2027-12-31")),
        (AIRLINE, {"2026-04-01": {"level": 44999, "flights": 44}}, "2026-05-01", Seen("silver", "2028-05-31")),
        (AIRLINE, {"2026-04-01": {"level": 44999, "flights": 45}}, "2026-05-01", Seen("gold", "2028-05-31")),
        (AIRLINE, {"2026-04-01": {"level": 45000}}, "2028-05-31", Seen("gold", "2028-05-31")),
        (AIRLINE, {"2026-04-01": {"level": 45000}}, "2028-06-01", Seen("member", None)),
        (AIRLINE, {"2026-04-01": {"level": 90000}}, "2028-05-31", Seen("diamond", "2028-05-31")),
        (AIRLINE, {"2026-04-01": {"level": 90000}}, "2028-06-01", Seen("gold", "2029-05-31")),
        (AIRLINE, {"2026-04-01": {"level": 90000}}, "2029-06-01", Seen("member", None)),
        (WINBACK, {"2025-03-10": {"flights": 2}, "2026-03-09": {"flights": 1}}, "2026-03-09",
         Seen("loyal", "2026-03-09")),
        (WINBACK, {"2025-03-10": {"flights": 2}, "2026-03-10": {"flights": 1}}, "2026-03-10", Seen("member", None)),
        (WINBACK, {"2025-03-10": {"flights": 3}}, "2026-03-09", Seen("loyal", "2026-03-09")),
        (KEPT, {"2025-03-10": {"flights": 2}, "2026-03-09": {"flights": 1}}, "2027-03-09", Seen("loyal", "2027-03-09")),
        (KEPT, {"2025-03-10": {"flights": 2}, "2026-03-09": {"flights": 1}}, "2027-03-10", Seen("member", None)),
        # 29 February counts until 28 February of the year after.
        (WINBACK, {"2024-02-29": {"flights": 3}}, "2025-02-27", Seen("loyal", "2025-02-27")),
        (WINBACK, {"2024-02-29": {"flights": 3}}, "2025-02-28", Seen("member", None)),
        # Thirty times 24 hours, whatever the clock on the wall does on 29 March.
        (DAYS, {"2026-03-28T22:30:00Z": {"level": 300}}, "2026-04-27T22:29:59Z", Seen("second", "2026-04-28")),
        (DAYS, {"2026-03-28T22:30:00Z": {"level": 300}}, "2026-04-27T22:30:00Z", Seen("first", None)),
        (CLUB, {"2026-03-14T22:59:59Z": {"level": 300}}, "2026-03-14T22:59:59Z", Seen("plus", "2026-03-14")),
        (CLUB, {"2026-03-14T23:00:00Z": {"level": 300}}, "2026-03-15", Seen("plus", "2027-03-14")),
        # What is taken back or corrected goes from the period in which it counts.
        (COFFEE, {"2026-02-01": {"level": 500}, "2026-03-01": {"level": -1}}, "2026-04-01", Seen("green", None)),
    ],
)  # fmt: skip
def test_a_tier_is_held_from_its_edge_until_its_day(ladder: Ladder, deeds: Deeds, when: str, expected: Seen) -> None:
    assert seen(ladder, deeds, when) == expected


def test_a_lifetime_tier_asks_for_nights_and_years_together() -> None:
    six = {f"{year}-05-01": {"nights": 70} for year in range(2014, 2020)}

    assert seen(HOTEL, six, "2030-01-01", joined="2013-01-10").tier == "silver"
    assert seen(HOTEL, {**six, "2020-05-01": {"nights": 24}}, "2030-01-01", joined="2013-01-10").tier == "silver"
    assert seen(HOTEL, {**six, "2020-05-01": {"nights": 25}}, "2030-01-01", joined="2013-01-10") == Seen(
        "gold", "for good"
    )


def test_ten_years_in_a_row_are_for_good_and_a_gap_begins_afresh() -> None:
    ten = {f"{year}-05-01": {"level": 45000} for year in range(2010, 2020)}
    gap = {**ten, "2015-05-01": {"level": 44999}}

    assert seen(AIRLINE, ten, "2040-01-01", joined="2009-03-10") == Seen("gold", "for good")
    assert seen(AIRLINE, gap, "2040-01-01", joined="2009-03-10") == Seen("member", None)


def test_a_given_tier_is_held_as_long_as_it_was_given_and_is_no_year() -> None:
    nine = {f"{year}-05-01": {"level": 45000} for year in range(2010, 2019)}
    given = {"2019-05-01": ("gold", 0)}

    assert seen(AIRLINE, {}, "2026-05-01", given={"2026-04-01": ("silver", 3)}) == Seen("silver", "2026-07-01")
    assert seen(AIRLINE, {}, "2026-07-02", given={"2026-04-01": ("silver", 3)}) == Seen("member", None)
    assert seen(AIRLINE, nine, "2020-05-01", joined="2009-03-10", given=given) == Seen("gold", "2021-05-31")
    assert seen(AIRLINE, nine, "2040-01-01", joined="2009-03-10", given=given).tier == "member"


def test_who_was_invited_lands_softly_step_by_step() -> None:
    given = {"2026-04-01": ("pandion", 12)}

    assert seen(AIRLINE, {}, "2027-04-01", given=given) == Seen("pandion", "2027-04-01")
    assert seen(AIRLINE, {}, "2027-04-02", given=given) == Seen("diamond", "2028-05-31")
    assert seen(AIRLINE, {}, "2028-06-01", given=given) == Seen("gold", "2029-05-31")
    assert seen(AIRLINE, {}, "2029-06-01", given=given) == Seen("member", None)


def test_a_tier_that_a_lower_one_outlives_gives_way_to_it() -> None:
    deeds = {"2026-04-01": {"level": 90000}, "2028-05-01": {"level": 20000}}

    assert seen(AIRLINE, deeds, "2028-06-01") == Seen("gold", "2029-05-31")
    assert seen(AIRLINE, deeds, "2029-06-01") == Seen("silver", "2030-05-31")
