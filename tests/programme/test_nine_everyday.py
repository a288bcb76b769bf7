"""The published edges of the fashion chains, the grocer and the cooperative, lived through."""

from __future__ import annotations

import pytest

from tests.simulation.lives import Line, Live, buys, does, joins, live, reverses, uses

__all__ = ["live"]


# Fashion: a voucher at every multiple, another multiple from 2025-10-01 on, zero when the membership year ends


@pytest.mark.parametrize(
    ("at", "points", "faces"),
    [
        ("2025-09-30T22:59:59Z", 99, 0), ("2025-09-30T22:59:59Z", 100, 1), ("2025-09-30T22:59:59Z", 199, 1),
        ("2025-09-30T22:59:59Z", 300, 3), ("2025-09-30T23:00:00Z", 100, 0), ("2025-09-30T23:00:00Z", 149, 0),
        ("2025-09-30T23:00:00Z", 150, 1), ("2025-09-30T23:00:00Z", 299, 1), ("2025-09-30T23:00:00Z", 300, 2),
    ],
)  # fmt: skip
async def test_a_voucher_at_every_hundred_and_later_at_every_150(live: Live, at: str, points: int, faces: int) -> None:
    lines = [joins(at="2025-09-01T09:00:00Z"), buys(f"{points}.00", at)]

    lived = await live("fashion_vouchers", lines, "2025-10-02T00:00:00Z")

    assert lived.faces() == ["3.00"] * faces
    assert lived.balance("points") == points


@pytest.mark.parametrize(("later", "faces"), [("149.99", 1), ("150.00", 2), ("300.00", 3)])
async def test_the_new_multiple_goes_on_from_the_last_voucher(live: Live, later: str, faces: int) -> None:
    lines = [
        joins(at="2025-09-01T09:00:00Z"), buys("100.00", "2025-09-30T12:00:00Z"), buys(later, "2025-10-01T12:00:00Z"),
    ]  # fmt: skip

    lived = await live("fashion_vouchers", lines, "2025-10-02T00:00:00Z")

    assert lived.faces() == ["3.00"] * faces


async def test_points_short_of_the_old_voucher_count_towards_the_new_one(live: Live) -> None:
    lines = [
        joins(at="2025-09-01T09:00:00Z"), buys("99.00", "2025-09-30T12:00:00Z"), buys("50.00", "2025-10-01T12:00:00Z"),
        buys("1.00", "2025-10-02T12:00:00Z"),
    ]  # fmt: skip

    short = await live("fashion_vouchers", lines[:-1], "2025-10-03T00:00:00Z")
    reached = await live("fashion_vouchers", lines, "2025-10-03T00:00:00Z")

    assert (short.faces(), reached.faces()) == ([], ["3.00"])


@pytest.mark.parametrize(("points", "tier"), [(299, "base"), (300, "plus")])
async def test_plus_at_300(live: Live, points: int, tier: str) -> None:
    lines = [joins(at="2026-03-15T09:00:00Z"), buys(f"{points}.00", "2026-04-10T12:00:00Z")]

    lived = await live("fashion_vouchers", lines, "2026-04-11T00:00:00Z")

    assert lived.tier() == (tier, "2027-03-14" if tier == "plus" else None)


async def test_all_is_zero_when_the_membership_year_ends(live: Live) -> None:
    lines = [joins(at="2026-03-15T09:00:00Z"), buys("299.00", "2027-03-14T12:00:00Z")]

    there = await live("fashion_vouchers", lines, "2027-03-14T23:59:59Z")
    gone = await live("fashion_vouchers", lines, "2027-03-15T00:00:00Z")
    anew = await live("fashion_vouchers", [*lines, buys("149.00", "2027-03-15T12:00:00Z")], "2027-03-16T00:00:00Z")

    assert (there.balance("points"), gone.balance("points")) == (299, 0)
    assert (anew.balance("points"), anew.tier()[0], anew.faces()) == (149, "base", ["3.00"])


@pytest.mark.parametrize(
    ("line", "points"),
    [
        (buys("50.00", "2026-04-10T12:00:00Z", category="gift_card"), 0),
        (buys("50.00", "2026-04-10T12:00:00Z", category="charity"), 0),
        (buys("50.00", "2026-04-10T12:00:00Z", category="clothes"), 50),
        (buys("50.99", "2026-04-10T12:00:00Z"), 50),
        (does("garment_bag", "2026-04-10T12:00:00Z"), 20),
        (does("own_bag", "2026-04-10T12:00:00Z"), 5),
        (does("friend_joined", "2026-04-10T12:00:00Z"), 50),
    ],
)
async def test_what_fashion_earns(live: Live, line: Line, points: int) -> None:
    lived = await live("fashion_vouchers", [joins(), line], "2026-04-11T00:00:00Z")

    assert (lived.balance("points"), lived.problems()) == (points, [])


async def test_a_partial_return_takes_its_share_and_the_unused_voucher(live: Live) -> None:
    lines = [joins(), buys("150.00", "2026-04-10T12:00:00Z", key="k"), reverses("k", "0.1", at="2026-04-11T12:00:00Z")]

    lived = await live("fashion_vouchers", lines, "2026-04-12T00:00:00Z")

    assert (lived.balance("points"), [v["state"] for v in lived.member()["vouchers"]]) == (135, ["cancelled"])


# The grocer: what the month came to decides the voucher


@pytest.mark.parametrize(
    ("points", "faces"),
    [
        (0, []), (999, []), (1000, []), (1999, []), (2000, ["25.00"]), (3999, ["25.00"]), (4000, ["50.00"]),
        (5999, ["50.00"]), (6000, ["75.00"]), (7999, ["75.00"]), (8000, ["150.00"]), (100000, ["150.00"]),
    ],
)  # fmt: skip
async def test_the_months_bracket(live: Live, points: int, faces: list[str]) -> None:
    lines = [joins(), buys(f"{points}.00", "2026-03-10T12:00:00Z")]

    before = await live("grocery_month", lines, "2026-03-31T21:59:59Z")
    lived = await live("grocery_month", lines, "2026-03-31T22:00:00Z")

    assert (before.balance("points"), before.faces()) == (points, [])
    assert (lived.balance("points"), lived.faces()) == (0, faces)


@pytest.mark.parametrize(
    ("months", "faces"),
    [
        ([1000], []), ([1000, 1999], ["20.00"]), ([999, 1999], []), ([1000, 999, 1000], []),
        ([1500, 1500, 1500], ["20.00"]), ([1500, 1500, 1500, 1500], ["20.00", "20.00"]),
        ([1500, 2000, 1500], ["25.00"]), ([1500, 2000, 1500, 1500], ["25.00", "20.00"]),
        ([1500, 0, 1500], []),
    ],
)  # fmt: skip
async def test_two_smaller_months_in_a_row(live: Live, months: list[int], faces: list[str]) -> None:
    lines = [joins()]
    lines += [buys(f"{sum_}.00", f"2026-{month:02}-10T12:00:00Z") for month, sum_ in enumerate(months, 1) if sum_]

    lived = await live("grocery_month", lines, "2026-08-01T12:00:00Z")

    assert lived.faces() == faces


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2026-03-31T21:59:59Z", "2026-03"), ("2026-03-31T22:00:00Z", "2026-04"), ("2026-10-31T22:59:59Z", "2026-10"),
        ("2026-10-31T23:00:00Z", "2026-11"),
    ],
)  # fmt: skip
async def test_the_months_last_second_belongs_to_it(live: Live, at: str, month: str) -> None:
    lived = await live("grocery_month", [joins(), buys("2000.00", at)], "2026-12-31T12:00:00Z")

    (voucher,) = lived.member()["vouchers"]
    issued = {"2026-03": "2026-03-31T22:00:00Z", "2026-04": "2026-04-30T22:00:00Z",
              "2026-10": "2026-10-31T23:00:00Z", "2026-11": "2026-11-30T23:00:00Z"}[month]
    until = {"2026-03": "2026-04-30", "2026-04": "2026-05-31", "2026-10": "2026-11-30", "2026-11": "2026-12-31"}[month]
    assert (voucher["issuedAt"], voucher["validUntil"]) == (issued, until)


@pytest.mark.parametrize(
    ("category", "points"), [("food", 100), ("pharmacy", 100), ("tobacco", 0), ("lottery", 0), ("deposit", 0)]
)
async def test_what_counts_at_the_grocers(live: Live, category: str, points: int) -> None:
    lines = [joins(), buys("100.90", "2026-03-10T12:00:00Z", category=category)]

    lived = await live("grocery_month", lines, "2026-03-11T00:00:00Z")

    assert lived.balance("points") == points


async def test_the_own_card_adds_twenty_each_time(live: Live) -> None:
    lines = [joins(), *(does("own_card_used", f"2026-03-{day}T12:00:00Z") for day in (10, 11, 12))]

    lived = await live("grocery_month", lines, "2026-03-13T00:00:00Z")

    assert lived.balance("points") == 60


async def test_a_late_receipt_lifts_a_closed_month(live: Live) -> None:
    lines = [
        joins(), buys("3999.00", "2026-03-10T12:00:00Z"), buys("10.00", "2026-04-02T12:00:00Z"),
        buys("1.00", "2026-03-31T12:00:00Z"),
    ]  # fmt: skip

    lived = await live("grocery_month", lines, "2026-04-20T12:00:00Z")

    assert [(v["face"], v["state"]) for v in lived.member()["vouchers"]] == [("25.00", "cancelled"), ("50.00", "open")]


async def test_a_return_after_the_close_takes_the_unused_voucher(live: Live) -> None:
    lines = [
        joins(), buys("2000.00", "2026-03-10T12:00:00Z", key="k"), reverses("k", "0.5", at="2026-04-05T12:00:00Z"),
    ]  # fmt: skip

    lived = await live("grocery_month", lines, "2026-04-20T12:00:00Z")

    assert [v["state"] for v in lived.member()["vouchers"]] == ["cancelled"]


async def test_a_used_voucher_is_a_debt_after_a_return(live: Live) -> None:
    lines = [
        joins(), buys("2000.00", "2026-03-10T12:00:00Z", key="k"), uses("voucher_25", "2026-04-02T12:00:00Z"),
        reverses("k", "0.5", at="2026-04-05T12:00:00Z"), buys("2000.00", "2026-04-10T12:00:00Z"),
        buys("2000.00", "2026-05-10T12:00:00Z"),
    ]  # fmt: skip

    april = await live("grocery_month", lines[:-1], "2026-05-02T12:00:00Z")
    may = await live("grocery_month", lines, "2026-06-02T12:00:00Z")

    assert [v["state"] for v in april.member()["vouchers"]] == ["used"]
    assert [v["state"] for v in may.member()["vouchers"]] == ["used", "open"]


# The cooperative


@pytest.mark.parametrize(
    ("amount", "points"),
    [("1.00", 4), ("0.21", 0), ("0.22", 1), ("100.00", 471), ("49999.99", 235499), ("50000.00", 235500),
     ("50001.00", 235500), ("90000.00", 235500)],
)  # fmt: skip
async def test_the_exact_rate_and_the_months_cap(live: Live, amount: str, points: int) -> None:
    lived = await live("cooperative", [joins(), buys(amount, "2026-03-10T12:00:00Z")], "2026-03-11T00:00:00Z")

    assert lived.balance("points") == points


async def test_only_our_card_adds_and_its_cap_is_its_own(live: Live) -> None:
    lines = [
        joins(), buys("60000.00", "2026-03-10T12:00:00Z", tender="coop_card", key="ours"),
        buys("100.00", "2026-03-11T12:00:00Z", tender="card", key="other"),
        buys("100.00", "2026-04-01T12:00:00Z", tender="coop_card", key="april"),
    ]  # fmt: skip

    lived = await live("cooperative", lines, "2026-04-02T12:00:00Z")

    assert [(e["rule"], e["points"]) for e in lived.line("ours")["entries"]] == [("shop", 235500), ("own_card", 50000)]
    assert lived.earned("other") == {}
    assert lived.earned("april") == {"points": 571}


async def test_a_return_gives_the_room_under_the_cap_back(live: Live) -> None:
    lines = [
        joins(), buys("50000.00", "2026-03-10T12:00:00Z", key="a"), reverses("a", "0.5"),
        buys("90000.00", "2026-03-11T12:00:00Z", key="b"),
    ]  # fmt: skip

    lived = await live("cooperative", lines, "2026-03-12T12:00:00Z")

    assert (lived.earned("b"), lived.balance("points")) == ({"points": 117750}, 235500)


@pytest.mark.parametrize(
    ("at", "points"), [("2020-03-31T21:59:59Z", 471), ("2020-03-31T22:00:00Z", 0)]
)
@pytest.mark.parametrize("earned", ["2017-02-28T23:00:00Z", "2017-03-10T12:00:00Z", "2017-03-31T21:59:59Z"])
async def test_earned_in_march_2017_good_to_the_end_of_march_2020(
    live: Live, earned: str, at: str, points: int
) -> None:
    lived = await live("cooperative", [joins(at="2016-01-01T09:00:00Z"), buys("100.00", earned)], at)

    assert lived.balance("points") == points
    if points:
        assert [lot["expiresAt"] for lot in lived.member()["lots"]] == ["2020-03-31T22:00:00Z"]


@pytest.mark.parametrize(("minutes", "faces"), [(29, []), (30, ["5%"]), (59, ["5%"]), (60, ["5%", "5%"])])
async def test_thirty_minutes_of_answers_are_five_percent(live: Live, minutes: int, faces: list[str]) -> None:
    lines = [joins(), does("survey", "2026-03-10T12:00:00Z", minutes=minutes)]

    lived = await live("cooperative", lines, "2026-03-11T00:00:00Z")

    assert (lived.balance("panel_minutes"), lived.balance("points"), lived.faces()) == (minutes, 0, faces)


# The fashion brand that notices who is away


@pytest.mark.parametrize(
    ("third", "tier"), [("2027-01-09T12:00:00Z", "loyal"), ("2027-01-11T12:00:00Z", "member")]
)
async def test_the_third_purchase_within_twelve_months_makes_one_loyal(live: Live, third: str, tier: str) -> None:
    lines = [
        joins(), buys("1.00", "2026-01-10T12:00:00Z"), buys("2.00", "2026-06-10T12:00:00Z"), buys("3.00", third),
    ]  # fmt: skip

    lived = await live("fashion_winback", lines, third)

    assert (lived.tier()[0], lived.balance("points")) == (tier, 6)


async def test_two_purchases_are_not_enough_and_a_return_is_none(live: Live) -> None:
    lines = [
        joins(), buys("1.00", "2026-01-10T12:00:00Z"), buys("2.00", "2026-01-11T12:00:00Z"),
        buys("3.00", "2026-01-12T12:00:00Z", key="k"),
    ]  # fmt: skip

    two = await live("fashion_winback", lines[:-1], "2026-01-13T00:00:00Z")
    three = await live("fashion_winback", lines, "2026-01-13T00:00:00Z")
    back = await live("fashion_winback", [*lines, reverses("k")], "2026-01-13T00:00:00Z")

    assert [one.tier()[0] for one in (two, three, back)] == ["member", "loyal", "member"]


@pytest.mark.parametrize(("shares", "tier"), [(["0.4"], "loyal"), (["0.5"], "loyal"), (["0.5", "0.5"], "member")])
async def test_a_purchase_that_is_partly_returned_is_a_purchase_still(
    live: Live, shares: list[str], tier: str
) -> None:
    lines = [
        joins(), buys("1.00", "2026-01-10T12:00:00Z"), buys("2.00", "2026-01-11T12:00:00Z"),
        buys("30.00", "2026-01-12T12:00:00Z", key="k"), *(reverses("k", share) for share in shares),
    ]  # fmt: skip

    lived = await live("fashion_winback", lines, "2026-01-13T00:00:00Z")

    assert lived.tier()[0] == tier


async def test_who_stays_away_is_offered_something_once_but_for_those_held_out(live: Live) -> None:
    names = [f"m{number}" for number in range(1, 31)]
    lines = [joins(name) for name in names]
    lines += [buys("10.00", "2026-01-10T12:00:00Z", name=name) for name in names]

    early = await live("fashion_winback", lines, "2026-04-09T12:00:00Z")
    lived = await live("fashion_winback", lines, "2026-12-31T12:00:00Z")

    assert {len(early.faces(name)) for name in names} == {0}
    given = [lived.faces(name) for name in names]
    assert {tuple(faces) for faces in given} == {(), ("15%",)}
    assert 20 <= sum(map(len, given)) < 30


async def test_feedback_is_taken_and_earns_no_points(live: Live) -> None:
    lines = [joins(), *(does("feedback", f"2026-03-{day}T12:00:00Z", score=9) for day in range(10, 15))]

    lived = await live("fashion_winback", lines, "2026-03-16T00:00:00Z")

    assert (lived.balance("points"), lived.member()["badges"], lived.problems()) == (0, ["listened_to"], [])
