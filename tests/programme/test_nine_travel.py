"""The published edges of the hotels and the airline, lived through."""

from __future__ import annotations

import pytest

from tests.simulation.lives import Line, Live, does, gathers, joins, leaves, live, reverses, spends

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


async def test_points_are_given_from_1000_on_and_stay_with_whom_they_were_given_to(live: Live) -> None:
    at = "2026-03-11T12:00:00Z"
    lines: list[Line] = [
        joins(), joins("m2"), stays("2026-03-10T12:00:00Z", amount="250.00"),
        {"key": "few", "member": "m1", "occurredAt": at, "give": {"to": "m2", "currency": "points", "points": 999}},
        {"key": "some", "member": "m1", "occurredAt": at, "give": {"to": "m2", "currency": "points", "points": "1000"}},
        {"key": "part", "member": "m1", "occurredAt": at, "give": {"to": "m2", "currency": "points", "points": 1000.5}},
        {"key": "gone", "member": "m1", "occurredAt": at, "give": {"to": "m3", "currency": "points", "points": 1000}},
    ]  # fmt: skip

    lived = await live("hotel_nights", lines, "2026-03-12T00:00:00Z")

    assert (lived.balance("points"), lived.balance("points", "m2")) == (1500, 1000)
    assert [bool(lived.line(key)["problems"]) for key in ("few", "some", "part", "gone")] == [True, False, True, True]


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


async def test_bonus_points_last_four_years_and_to_the_end_of_the_members_own_but_a_diamonds_for_as_long(
    live: Live,
) -> None:
    old = [joins(at="2015-01-01T09:00:00Z"), flies("2015-03-10T12:00:00Z", bonus=100)]
    diamond = [*old, *(flies(f"{year}-06-10T12:00:00Z", flights=90) for year in range(2015, 2021))]

    there = await live("airline_two_points", old, "2019-12-31T22:59:59Z")
    gone = await live("airline_two_points", old, "2019-12-31T23:00:00Z")
    kept = await live("airline_two_points", diamond, "2020-12-31T12:00:00Z")

    assert (there.balance("bonus"), gone.balance("bonus"), kept.balance("bonus")) == (100, 0, 100)


GROUP = [joins("m1", "2025-09-15T09:00:00Z"), joins("m2", "2025-03-10T09:00:00Z"), joins("m3", "2025-11-20T09:00:00Z")]
OWN, OWNERS = "2031-02-28T23:00:00Z", "2031-08-31T22:00:00Z"


async def test_in_a_sharing_group_points_end_with_the_owners_month(live: Live) -> None:
    flight = flies("2026-03-10T12:00:00Z", bonus=1000, name="m2")
    alone = [*GROUP, flight]
    shared = [*alone, gathers("m1", ["m2"], "2026-04-01T12:00:00Z")]

    before = await live("airline_two_points", alone, "2026-05-01T00:00:00Z")
    after = await live("airline_two_points", shared, "2026-05-01T00:00:00Z")
    last = await live("airline_two_points", shared, "2031-08-31T21:59:59Z")
    gone = await live("airline_two_points", shared, "2031-08-31T22:00:00Z")

    assert [lot["expiresAt"] for lot in before.member("m2")["lots"]] == [OWN]
    assert [lot["expiresAt"] for lot in after.member("m2")["lots"]] == [OWNERS]
    assert (last.balance("bonus", "m2"), gone.balance("bonus", "m2")) == (1000, 0)


async def test_who_leaves_the_sharing_group_keeps_that_end_and_has_their_own_again(live: Live) -> None:
    lines = [
        *GROUP, flies("2026-03-10T12:00:00Z", bonus=1000, name="m2"), gathers("m1", ["m2"], "2026-04-01T12:00:00Z"),
        leaves("m2", "2026-04-02T12:00:00Z"), flies("2026-04-03T12:00:00Z", bonus=500, name="m2"),
    ]  # fmt: skip

    lived = await live("airline_two_points", lines, "2026-05-01T00:00:00Z")

    ends = {lot["points"]: lot["expiresAt"] for lot in lived.member("m2")["lots"]}
    assert ends == {1000: OWNERS, 500: OWN}


async def test_the_groups_points_pay_together_what_ends_soonest_first(live: Live) -> None:
    lines = [
        *GROUP, gathers("m1", ["m2", "m3"], "2026-01-10T12:00:00Z"),
        flies("2026-02-10T12:00:00Z", bonus=4000, name="m2"), flies("2026-03-11T12:00:00Z", bonus=800, name="m3"),
        flies("2026-10-10T12:00:00Z", bonus=9000, level=30000, name="m1"),
        spends("flight_voucher", "2026-10-11T12:00:00Z", name="m3", key="s"),
    ]  # fmt: skip

    lived = await live("airline_two_points", lines, "2026-11-01T00:00:00Z")

    assert lived.problems() == []
    assert {name: lived.balance("bonus", name) for name in ("m1", "m2", "m3")} == {"m1": 3800, "m2": 0, "m3": 0}
    assert lived.balance("level", "m1") == 30000, "level points are nobody else's"
    assert [entry["why"] for entry in lived.line("s")["entries"]][:1] == ["Från delningsgruppen"]


async def test_a_group_is_full_at_eight_and_one_is_in_one(live: Live) -> None:
    names = [f"m{number}" for number in range(1, 11)]
    lines = [
        *(joins(name) for name in names), gathers("m1", names[1:8], "2026-02-01T12:00:00Z", key="whole"),
        gathers("m1", ["m9"], "2026-02-02T12:00:00Z", key="ninth"),
        gathers("m9", ["m8"], "2026-02-03T12:00:00Z", key="eighth"),
        leaves("m1", "2026-02-04T12:00:00Z", who="m8"), gathers("m9", ["m8"], "2026-02-05T12:00:00Z", key="again"),
        leaves("m10", "2026-02-06T12:00:00Z", key="nowhere"),
    ]  # fmt: skip

    lived = await live("airline_two_points", lines, "2026-03-01T00:00:00Z")

    said = {key: [problem["type"] for problem in lived.line(key)["problems"]] for key in (
        "whole", "ninth", "eighth", "again", "nowhere")}  # fmt: skip
    assert said == {
        "whole": [], "ninth": ["HouseholdFullProblem"], "eighth": ["AlreadyTogetherProblem"], "again": [],
        "nowhere": ["NotAllowedProblem"],
    }  # fmt: skip


async def test_a_returned_ticket_takes_the_level_back(live: Live) -> None:
    lines = [joins(), flies("2026-03-10T12:00:00Z", bonus=10, level=20000, key="k"), reverses("k", "0.5")]

    lived = await live("airline_two_points", lines, "2026-03-11T00:00:00Z")

    assert (lived.member()["balances"], lived.tier()) == ({"bonus": 5, "level": 10000}, ("member", None))
