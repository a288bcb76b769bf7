"""The published edges of the hotels and the airline, lived through."""

from __future__ import annotations

import pytest

from tests.simulation.lives import Line, Live, does, joins, live, reverses

__all__ = ["live"]


def stays(at: str, *, nights: int = 1, amount: str = "0", brand: str = "standard", key: str = "") -> Line:
    return does("stay", at, key=key, nights=nights, amount=amount, brand=brand)


def flies(at: str, *, bonus: int = 0, level: int = 0, flights: int = 1, key: str = "", name: str = "m1") -> Line:
    return does("flight", at, key=key, name=name, bonus=bonus, level=level, flights=flights)


# Hotels


@pytest.mark.parametrize(
    ("brand", "amount", "points"),
    [
        ("standard", "100.00", 1000), ("extended_stay", "100.00", 500), ("apartments", "100.00", 250),
        ("apartments", "100.10", 250), ("apartments", "0.40", 1), ("apartments", "0.39", 0), ("standard", "99.99", 999),
    ],
)  # fmt: skip
async def test_a_stay_earns_by_brand(live: Live, brand: str, amount: str, points: int) -> None:
    lived = await live(
        "hotel_nights", [joins(), stays("2026-03-10T12:00:00Z", amount=amount, brand=brand)], "2026-03-11T00:00:00Z"
    )

    assert (lived.balance("points"), lived.balance("nights")) == (points, 1)


async def test_an_amount_alone_is_a_standard_night(live: Live) -> None:
    lived = await live(
        "hotel_nights", [joins(), does("stay", "2026-03-10T12:00:00Z", amount="12.50")], "2026-03-11T00:00:00Z"
    )

    assert lived.member()["balances"] == {"points": 125, "nights": 1, "spend": 12}


@pytest.mark.parametrize(
    ("nights", "tier"),
    [
        (9, "member"), (10, "silver"), (24, "silver"), (25, "gold"), (49, "gold"), (50, "platinum"), (74, "platinum"),
        (75, "titanium"), (99, "titanium"), (100, "titanium"),
    ],
)  # fmt: skip
async def test_hotel_levels_by_nights(live: Live, nights: int, tier: str) -> None:
    lived = await live("hotel_nights", [joins(), stays("2026-03-10T12:00:00Z", nights=nights)], "2026-03-11T00:00:00Z")

    assert lived.tier()[0] == tier


@pytest.mark.parametrize(
    ("nights", "amount", "tier"),
    [(100, "22999.99", "titanium"), (100, "23000.00", "ambassador"), (99, "23000.00", "titanium")],
)
async def test_the_highest_level_wants_nights_and_spending(live: Live, nights: int, amount: str, tier: str) -> None:
    lines = [joins(), stays("2026-03-10T12:00:00Z", nights=nights), stays("2026-03-11T12:00:00Z", nights=0)]
    lines[2] = stays("2026-03-11T12:00:00Z", nights=0, amount=amount)

    lived = await live("hotel_nights", lines, "2026-03-12T00:00:00Z")

    assert lived.tier()[0] == tier


@pytest.mark.parametrize(
    ("nights", "points"), [(0, 1000), (10, 1100), (25, 1250), (50, 1500), (75, 1750), (100, 1750)]
)
async def test_the_level_adds_to_the_points_of_the_next_stay(live: Live, nights: int, points: int) -> None:
    lines = [
        joins(), stays("2026-03-10T12:00:00Z", nights=nights), stays("2026-03-11T12:00:00Z", amount="100", key="k"),
    ]  # fmt: skip

    lived = await live("hotel_nights", lines, "2026-03-12T00:00:00Z")

    assert lived.earned("k")["points"] == points
    rules = [entry["rule"] for entry in lived.line("k")["entries"] if entry["currency"] == "points"]
    assert rules == (["stay", "elite_bonus"] if nights else ["stay"])


async def test_hotel_points_are_gone_after_two_years_without_a_stay(live: Live) -> None:
    lines = [joins(), stays("2024-03-10T12:00:00Z", amount="10")]
    lines[0] = joins(at="2024-01-01T09:00:00Z")

    there = await live("hotel_nights", lines, "2026-03-11T03:59:59Z")
    gone = await live("hotel_nights", lines, "2026-03-11T04:00:00Z")

    assert (there.balance("points"), gone.balance("points")) == (100, 0)


async def test_gold_is_for_life_after_400_nights_and_seven_years(live: Live) -> None:
    years = range(2016, 2023)
    lines = [joins(at="2016-01-01T09:00:00Z")]
    lines += [stays(f"{year}-06-01T12:00:00Z", nights=58 if year < 2022 else 52) for year in years]

    lived = await live("hotel_nights", lines, "2030-01-01T12:00:00Z")
    short = await live("hotel_nights", lines[:-1], "2030-01-01T12:00:00Z")

    assert lived.tier() == ("gold", None)
    assert short.tier() == ("silver", None)  # 348 nights, and six years of it: enough for silver.


async def test_a_passed_challenge_and_a_match_give_gold(live: Live) -> None:
    lines = [
        joins(), joins("m2"), joins("m3"), does("status_challenge_passed", "2026-03-10T12:00:00Z", nights=8),
        does("status_challenge_passed", "2026-03-10T12:00:00Z", nights=16, name="m2"),
        does("status_matched", "2026-03-10T12:00:00Z", name="m3"),
    ]  # fmt: skip

    lived = await live("hotel_nights", lines, "2026-03-12T00:00:00Z")

    assert [lived.tier(name)[0] for name in ("m1", "m2", "m3")] == ["gold", "platinum", "gold"]


# The airline


@pytest.mark.parametrize(
    ("level", "flights", "tier"),
    [
        (19999, 9, "member"), (20000, 1, "silver"), (0, 10, "silver"), (44999, 44, "silver"), (44999, 45, "gold"),
        (45000, 1, "gold"), (99999, 89, "gold"), (100000, 1, "diamond"), (0, 90, "diamond"),
    ],
)  # fmt: skip
async def test_airline_levels_by_points_or_flights(live: Live, level: int, flights: int, tier: str) -> None:
    lines = [joins(), flies("2026-03-10T12:00:00Z", level=level, flights=flights)]

    lived = await live("airline_two_points", lines, "2026-03-11T00:00:00Z")

    assert lived.tier()[0] == tier
    assert "flights" not in lived.member()["balances"]


async def test_a_level_holds_for_the_next_period_and_three_months(live: Live) -> None:
    lines = [joins(at="2026-03-15T09:00:00Z"), flies("2026-06-10T12:00:00Z", level=20000)]

    lived = await live("airline_two_points", lines, "2026-07-01T00:00:00Z")
    held = await live("airline_two_points", lines, "2028-05-31T21:59:59Z")
    over = await live("airline_two_points", lines, "2028-05-31T22:00:00Z")

    # The period is March 2026 to February 2027, the next one ends with February 2028, and three months are added.
    assert lived.tier() == ("silver", "2028-05-31")
    assert (held.tier()[0], over.tier()[0]) == ("silver", "member")


async def test_diamond_lands_on_gold(live: Live) -> None:
    lines = [joins(at="2026-03-15T09:00:00Z"), flies("2026-06-10T12:00:00Z", flights=90)]

    over = await live("airline_two_points", lines, "2028-06-01T12:00:00Z")

    assert over.tier()[0] == "gold"


async def test_gold_is_for_life_after_ten_years_in_a_row(live: Live) -> None:
    years = range(2012, 2022)
    lines = [joins(at="2012-01-01T09:00:00Z")]
    lines += [flies(f"{year}-06-10T12:00:00Z", level=45000) for year in years]
    with_a_gap = [line for line in lines if not str(line.get("occurredAt", "")).startswith("2016")]

    lived = await live("airline_two_points", lines, "2030-01-01T12:00:00Z")
    gap = await live("airline_two_points", with_a_gap, "2030-01-01T12:00:00Z")

    assert (lived.tier(), gap.tier()[0]) == (("gold", None), "member")


async def test_gold_and_diamond_have_a_quarter_more_bonus_points(live: Live) -> None:
    lines = [
        joins(), flies("2026-03-10T12:00:00Z", bonus=1000, level=45000, key="a"),
        flies("2026-03-11T12:00:00Z", bonus=1001, level=100, key="b"),
        does("partner_purchase", "2026-03-12T12:00:00Z", bonus=1000, key="c"),
    ]  # fmt: skip

    lived = await live("airline_two_points", lines, "2026-03-13T00:00:00Z")

    assert lived.earned("a") == {"bonus": 1000, "level": 45000}
    assert lived.earned("b") == {"bonus": 1251, "level": 100}
    assert lived.earned("c") == {"bonus": 1000}


@pytest.mark.parametrize(
    ("at", "level"),
    [
        ("2021-09-30T21:59:59Z", 500), ("2021-09-30T22:00:00Z", 2000), ("2022-01-31T22:59:59Z", 2000),
        ("2022-01-31T23:00:00Z", 500),
    ],
)  # fmt: skip
async def test_the_campaign_makes_level_points_four_times_and_nothing_else(live: Live, at: str, level: int) -> None:
    lines = [joins(at="2020-01-01T09:00:00Z"), flies(at, bonus=500, level=500)]

    lived = await live("airline_two_points", lines, "2022-02-02T00:00:00Z")

    assert lived.member()["balances"] == {"bonus": 500, "level": level}


async def test_bonus_points_are_gone_after_five_years_but_not_a_diamonds(live: Live) -> None:
    old = [joins(at="2015-01-01T09:00:00Z"), flies("2015-03-10T12:00:00Z", bonus=100)]
    diamond = [*old, *(flies(f"{year}-06-10T12:00:00Z", flights=90) for year in range(2015, 2021))]

    there = await live("airline_two_points", old, "2020-03-10T12:00:00Z")
    gone = await live("airline_two_points", old, "2020-03-11T12:00:00Z")
    kept = await live("airline_two_points", diamond, "2020-12-31T12:00:00Z")

    assert (there.balance("bonus"), gone.balance("bonus"), kept.balance("bonus")) == (100, 0, 100)


async def test_a_returned_ticket_takes_the_level_back(live: Live) -> None:
    lines = [joins(), flies("2026-03-10T12:00:00Z", bonus=10, level=20000, key="k"), reverses("k", "0.5")]

    lived = await live("airline_two_points", lines, "2026-03-11T00:00:00Z")

    assert (lived.member()["balances"], lived.tier()) == ({"bonus": 5, "level": 10000}, ("member", None))
