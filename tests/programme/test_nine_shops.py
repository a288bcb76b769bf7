"""The published edges of the coffee house, the beauty shop and the sports chain, lived through."""

from __future__ import annotations

import pytest

from tests.simulation.lives import Live, buys, does, joins, live, reverses, spends, uses

__all__ = ["live"]
NOON = "T12:00:00Z"


# Coffee: rates by tier, levels by the stars of a year, stars that expire on one level only


@pytest.mark.parametrize(
    ("stars", "tier", "until"),
    [
        (499, "green", None), (500, "gold", "2027-12-31"), (501, "gold", "2027-12-31"),
        (2499, "gold", "2027-12-31"), (2500, "reserve", "2027-12-31"),
    ],
)  # fmt: skip
async def test_coffee_levels_begin_where_they_are_said_to(live: Live, stars: int, tier: str, until: str | None) -> None:
    lived = await live("coffee_house", [joins(), buys(f"{stars}.00", "2026-03-10T12:00:00Z")], "2026-03-11T00:00:00Z")

    assert lived.balance("stars") == lived.balance("level_stars") == stars
    assert lived.tier() == (tier, until)


@pytest.mark.parametrize(
    ("before", "amount", "stars"),
    [
        ("0", "12.99", 12), ("0", "0.99", 0), ("500.00", "10.00", 12), ("500.00", "9.99", 11), ("2500.00", "10.00", 17),
        ("2500.00", "0.59", 1), ("2500.00", "0.58", 0),
    ],
)  # fmt: skip
async def test_coffee_earns_by_tier_and_rounds_down_once(live: Live, before: str, amount: str, stars: int) -> None:
    lines = [
        joins(), buys(before, "2026-03-10T12:00:00Z"),
        buys(amount, "2026-03-11T12:00:00Z", key="k"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2026-03-12T00:00:00Z")

    assert lived.earned("k") == ({"stars": stars, "level_stars": stars} if stars else {})


@pytest.mark.parametrize("tender", ["card", "cash", "gift_card"])
async def test_coffee_earns_the_same_however_it_is_paid(live: Live, tender: str) -> None:
    lines = [joins(), buys("12.50", "2026-03-10T12:00:00Z", tender=tender)]

    lived = await live("coffee_house", lines, "2026-03-11T00:00:00Z")

    assert lived.balance("stars") == 12


@pytest.mark.parametrize(
    ("amount", "stars"), [("29.99", 0), ("30.00", 10), ("49.99", 10), ("50.00", 25), ("120.00", 25)]
)
async def test_coffee_reloads(live: Live, amount: str, stars: int) -> None:
    lived = await live(
        "coffee_house", [joins(), does("reload", "2026-03-10T12:00:00Z", amount=amount)], "2026-03-11T00:00:00Z"
    )

    assert (lived.balance("stars"), lived.balance("level_stars")) == (stars, stars)


@pytest.mark.parametrize(
    ("at", "left"), [("2026-09-11T03:59:59Z", 12), ("2026-09-11T04:00:00Z", 0)]
)  # Six months after 10 March, at the end of the day in New York.
async def test_green_stars_are_gone_after_six_idle_months(live: Live, at: str, left: int) -> None:
    lived = await live("coffee_house", [joins(), buys("12.50", "2026-03-10T12:00:00Z")], at)

    assert lived.balance("stars") == left
    assert sum(lot["remaining"] for lot in lived.member()["lots"]) == left
    assert lived.balance("level_stars") == 12


async def test_a_reload_keeps_green_stars_alive(live: Live) -> None:
    lines = [
        joins(), buys("12.50", "2026-03-10T12:00:00Z"), does("reload", "2026-09-01T12:00:00Z", amount="5.00"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2026-12-01T12:00:00Z")

    assert lived.balance("stars") == 12
    assert lived.member()["lots"][0]["expiresAt"] == "2027-03-02T05:00:00Z"


async def test_gold_stars_never_expire_and_run_afresh_after_the_fall(live: Live) -> None:
    lines = [joins(), buys("500.00", "2026-03-10T12:00:00Z")]

    held = await live("coffee_house", lines, "2027-12-31T12:00:00Z")
    fallen = await live("coffee_house", lines, "2028-01-02T12:00:00Z")
    gone = await live("coffee_house", lines, "2028-07-03T12:00:00Z")

    assert (held.balance("stars"), held.member()["lots"][0]["expiresAt"]) == (500, None)
    assert (fallen.tier(), fallen.balance("stars")) == (("green", None), 500)
    assert fallen.member()["lots"][0]["expiresAt"] == "2028-07-02T04:00:00Z"
    assert gone.balance("stars") == 0


async def test_half_a_return_takes_half_the_stars_back(live: Live) -> None:
    lines = [
        joins(), buys("499.00", "2026-03-10T12:00:00Z"), buys("3.00", "2026-03-11T12:00:00Z", key="k"),
        reverses("k", "0.5"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2026-03-12T00:00:00Z")

    # Half of three, rounded half up, is two: they go; 500 are still there.
    assert (lived.balance("stars"), lived.balance("level_stars"), lived.tier()[0]) == (500, 500, "gold")


async def test_a_whole_return_takes_the_level_back(live: Live) -> None:
    lines = [joins(), buys("500.00", "2026-03-10T12:00:00Z", key="k"), reverses("k")]

    lived = await live("coffee_house", lines, "2026-03-12T00:00:00Z")

    assert (lived.balance("stars"), lived.tier()) == (0, ("green", None))


async def test_sixty_stars_are_two_dollars_once(live: Live) -> None:
    lines = [
        joins(), buys("60.00", "2026-03-10T12:00:00Z"), spends("two_dollars_off", "2026-03-11T12:00:00Z", key="a"),
        uses("two_dollars_off", "2026-03-12T12:00:00Z"), spends("two_dollars_off", "2026-03-13T12:00:00Z", key="b"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2026-03-14T00:00:00Z")

    assert [(v["reward"], v["face"], v["state"]) for v in lived.member()["vouchers"]] == [
        ("two_dollars_off", "2.00", "used")
    ]
    assert (lived.balance("stars"), lived.balance("level_stars")) == (0, 60)
    assert lived.problems() == ["NotEnoughPointsProblem"]


@pytest.mark.parametrize(
    ("bought", "until"), [("1.00", "2026-05-01"), ("500.00", "2026-05-07"), ("2500.00", "2026-05-30")]
)
async def test_a_birthday_treat_is_good_for_as_long_as_the_level_says(live: Live, bought: str, until: str) -> None:
    lines = [joins(birthday="1990-05-01"), buys(bought, "2026-03-10T12:00:00Z")]

    lived = await live("coffee_house", lines, "2026-07-01T00:00:00Z")

    assert [(v["reward"], v["validUntil"]) for v in lived.member()["vouchers"]] == [("birthday_treat", until)]


# Beauty: levels by spending, held for the rest of the year and the whole next one


@pytest.mark.parametrize(
    ("amount", "tier", "until"),
    [
        ("349.99", "insider", None), ("350.00", "vib", "2027-12-31"), ("999.99", "vib", "2027-12-31"),
        ("1000.00", "rouge", "2027-12-31"),
    ],
)  # fmt: skip
async def test_beauty_levels(live: Live, amount: str, tier: str, until: str | None) -> None:
    lived = await live("beauty_tiers", [joins(), buys(amount, "2026-03-10T12:00:00Z")], "2026-03-11T00:00:00Z")

    assert lived.tier() == (tier, until)
    assert lived.balance("points") == lived.balance("spend") == int(float(amount))


@pytest.mark.parametrize(
    ("at", "tier"), [("2028-01-01T04:59:59Z", "rouge"), ("2028-01-01T05:00:00Z", "insider")]
)  # New Year in New York.
async def test_rouge_lasts_to_the_end_of_the_next_year(live: Live, at: str, tier: str) -> None:
    lived = await live("beauty_tiers", [joins(), buys("1000.00", "2026-01-02T12:00:00Z")], at)

    assert lived.tier()[0] == tier


async def test_vib_earned_again_is_held_a_year_longer(live: Live) -> None:
    lines = [joins(), buys("350.00", "2026-03-10T12:00:00Z"), buys("350.00", "2027-03-10T12:00:00Z")]

    lived = await live("beauty_tiers", lines, "2027-06-01T00:00:00Z")

    assert lived.tier() == ("vib", "2028-12-31")


async def test_two_years_spending_is_no_level(live: Live) -> None:
    lines = [joins(), buys("349.00", "2026-12-31T12:00:00Z"), buys("349.00", "2027-01-01T12:00:00Z")]

    lived = await live("beauty_tiers", lines, "2027-06-01T00:00:00Z")

    assert lived.tier()[0] == "insider"


async def test_beauty_points_are_gone_after_twelve_idle_months(live: Live) -> None:
    lines = [joins(), buys("20.00", "2026-03-10T12:00:00Z")]

    there = await live("beauty_tiers", lines, "2027-03-10T12:00:00Z")
    gone = await live("beauty_tiers", lines, "2027-03-11T12:00:00Z")

    assert (there.balance("points"), gone.balance("points"), gone.balance("spend")) == (20, 0, 20)


async def test_the_big_reward_opens_on_tuesdays_and_thursdays_at_nine_for_the_highest_level(live: Live) -> None:
    lines = [
        joins(), joins("m2"), buys("3000.00", "2026-03-02T12:00:00Z"),
        buys("900.00", "2026-03-02T12:00:00Z", name="m2"),
        spends("rouge_reward", "2026-03-03T16:59:59Z", key="early"),      # a Tuesday, 8:59:59 in Los Angeles
        spends("rouge_reward", "2026-03-03T17:00:00Z", key="open"),
        spends("rouge_reward", "2026-03-03T17:00:00Z", key="low", name="m2"),
    ]  # fmt: skip

    lived = await live("beauty_tiers", lines, "2026-03-04T00:00:00Z")

    assert [len(lived.line(key)["problems"]) for key in ("early", "open", "low")] == [1, 0, 1]
    assert lived.faces() == ["100.00"]


# Sports: levels, and checks at every ten thousand


@pytest.mark.parametrize(
    ("points", "tier", "until"),
    [
        (2999, "level1", None), (3000, "level2", "2027-12-31"), (9999, "level2", "2027-12-31"),
        (10000, "level3", "2027-12-31"), (14999, "level3", "2027-12-31"), (15000, "level4", "2027-12-31"),
    ],
)  # fmt: skip
async def test_sports_levels(live: Live, points: int, tier: str, until: str | None) -> None:
    lived = await live("sports_levels", [joins(), buys(f"{points}.00", "2026-03-10T12:00:00Z")], "2026-03-11T00:00:00Z")

    assert lived.tier() == (tier, until)


@pytest.mark.parametrize(
    ("amounts", "faces"),
    [
        (["9999"], []), (["9999", "0.99"], []), (["9999", "1"], ["35%"]), (["10000"], ["35%"]),
        (["10000", "9999"], ["35%"]), (["10000", "10000"], ["35%", "50%"]), (["20000"], ["35%", "50%"]),
        (["9999", "1", "10000", "10000"], ["35%", "50%", "35%"]), (["40000"], ["35%", "50%", "35%", "50%"]),
    ],
)  # fmt: skip
async def test_every_ten_thousand_brings_a_check_in_turn(live: Live, amounts: list[str], faces: list[str]) -> None:
    lines = [joins(), *(buys(amount, f"2026-03-{day:02}T12:00:00Z") for day, amount in enumerate(amounts, 10))]

    lived = await live("sports_levels", lines, "2026-04-01T00:00:00Z")

    assert lived.faces() == faces


async def test_three_percent_of_a_purchase_go_to_the_clubs_that_the_member_chose(live: Live) -> None:
    lines = [
        joins(), buys("1000", "2026-03-10T12:00:00Z"),  # Nobody is chosen yet.
        {"member": "m1", "beneficiaries": ["orienteers"], "occurredAt": "2026-03-11T12:00:00Z"},
        buys("100", "2026-03-12T12:00:00Z"),
        {"member": "m1", "beneficiaries": ["football_club", "orienteers"], "occurredAt": "2026-03-13T12:00:00Z"},
        buys("250", "2026-03-14T12:00:00Z", key="k"), reverses("k", "0.5", at="2026-03-15T12:00:00Z"),
        {"member": "m1", "key": "none", "beneficiaries": ["nobody"], "occurredAt": "2026-03-16T12:00:00Z"},
    ]  # fmt: skip

    lived = await live("sports_levels", lines, "2026-04-01T00:00:00Z")

    assert lived.said["charities"] == {"football_club": {"points": 2}, "orienteers": {"points": 4}}
    assert lived.balance("points") == 1225
    (refused,) = lived.line("none")["problems"]
    assert refused["message"] == "”nobody” går inte att välja. Välj bland dem som finns i listan."


async def test_checks_count_over_the_years(live: Live) -> None:
    lines = [joins(), buys("6000", "2026-03-10T12:00:00Z"), buys("6000", "2027-03-10T12:00:00Z")]

    lived = await live("sports_levels", lines, "2027-04-01T00:00:00Z")

    assert (lived.faces(), lived.balance("points")) == (["35%"], 12000)


async def test_a_return_below_ten_thousand_takes_the_unused_check_and_it_comes_again(live: Live) -> None:
    lines = [
        joins(), buys("10000", "2026-03-10T12:00:00Z", key="k"), reverses("k", "0.1", at="2026-03-11T12:00:00Z"),
        buys("999", "2026-03-12T12:00:00Z"),
    ]  # fmt: skip

    short = await live("sports_levels", lines, "2026-04-01T00:00:00Z")
    again = await live("sports_levels", [*lines, buys("1", "2026-03-13T12:00:00Z")], "2026-04-01T00:00:00Z")

    assert [voucher["state"] for voucher in short.member()["vouchers"]] == ["cancelled"]
    assert [(v["face"], v["state"]) for v in again.member()["vouchers"]] == [("35%", "cancelled"), ("35%", "open")]


async def test_a_used_check_stays_used_and_the_next_time_brings_nothing(live: Live) -> None:
    lines = [
        joins(), buys("10000", "2026-03-10T12:00:00Z", key="k"), uses("check_35", "2026-03-11T12:00:00Z"),
        reverses("k", at="2026-03-12T12:00:00Z"), buys("10000", "2026-03-13T12:00:00Z"),
    ]  # fmt: skip

    lived = await live("sports_levels", lines, "2026-04-01T00:00:00Z")

    assert [(v["face"], v["state"]) for v in lived.member()["vouchers"]] == [("35%", "used")]
    assert lived.balance("points") == 10000


async def test_the_level_at_the_years_end_is_kept_through_the_next(live: Live) -> None:
    lines = [joins(), buys("3000", "2026-12-31T22:59:59Z")]

    held = await live("sports_levels", lines, "2027-12-31T22:59:59Z")
    over = await live("sports_levels", lines, "2027-12-31T23:00:00Z")

    assert (held.tier(), over.tier()) == (("level2", "2027-12-31"), ("level1", None))


async def test_what_was_exchanged_for_a_code_is_gone_also_where_nobody_used_it(live: Live) -> None:
    lines = [
        joins(), buys("510.00", "2026-03-10T12:00:00Z"), spends("ten_dollars", "2026-03-11T12:00:00Z", key="s"),
    ]  # fmt: skip

    soon = await live("beauty_tiers", lines, "2026-03-12T00:00:00Z")
    later = await live("beauty_tiers", lines, "2026-12-01T00:00:00Z")

    assert (soon.balance("points"), later.balance("points")) == (10, 10)
    assert later.faces() == ["10.00"]
