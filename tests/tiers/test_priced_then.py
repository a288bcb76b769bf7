"""What comes late is priced by the tier of then: the rate follows from when something happened, not from when it was
told."""

from __future__ import annotations

import pytest

from tests.simulation.lives import Live, buys, joins, live, reverses

__all__ = ["live"]
RISES = buys("500.00", "2026-03-20T12:00:00Z", key="rises")  # Gold: 1.2 stars a dollar.


@pytest.mark.parametrize(
    ("at", "stars"),
    [
        ("2026-03-15T12:00:00Z", 10), ("2026-03-20T11:59:59Z", 10), ("2026-03-20T12:00:00Z", 12),
        ("2026-03-21T12:00:00Z", 12),
    ],
)  # fmt: skip
async def test_a_late_report_earns_by_the_tier_that_was_held_then(live: Live, at: str, stars: int) -> None:
    lived = await live("coffee_house", [joins(), RISES, buys("10.00", at, key="late")], "2026-03-22T00:00:00Z")

    assert lived.earned("late") == {"stars": stars, "level_stars": stars}


async def test_the_same_comes_of_it_in_order(live: Live) -> None:
    early = buys("10.00", "2026-03-15T12:00:00Z", key="late")

    late = await live("coffee_house", [joins(), RISES, early], "2026-03-22T00:00:00Z")
    in_order = await live("coffee_house", [joins(), early, RISES], "2026-03-22T00:00:00Z")

    assert late.earned("late") == in_order.earned("late")
    assert late.balance("stars") == in_order.balance("stars") == 510


async def test_a_tier_that_was_undone_was_never_held(live: Live) -> None:
    lines = [joins(), RISES, reverses("rises", key="back"), buys("10.00", "2026-03-20T13:00:00Z", key="late")]

    lived = await live("coffee_house", lines, "2026-03-22T00:00:00Z")

    assert lived.tier() == ("green", None)
    assert lived.earned("late") == {"stars": 10, "level_stars": 10}


async def test_a_tier_that_has_ended_prices_what_happened_while_it_was_held(live: Live) -> None:
    lines = [
        joins(), RISES, buys("10.00", "2028-01-02T12:00:00Z", key="after"),
        buys("10.00", "2027-12-31T12:00:00Z", key="late"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2028-01-03T00:00:00Z")

    assert lived.earned("after")["stars"] == 10
    assert lived.earned("late")["stars"] == 12


async def test_who_rises_earlier_than_was_known_held_it_from_then(live: Live) -> None:
    lines = [
        joins(), RISES, buys("2600.00", "2026-03-10T12:00:00Z", key="earlier"),
        buys("10.00", "2026-03-12T12:00:00Z", key="between"), buys("10.00", "2026-03-09T12:00:00Z", key="before"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2026-03-22T00:00:00Z")

    assert lived.tier()[0] == "reserve"
    assert (lived.earned("between")["stars"], lived.earned("before")["stars"]) == (17, 10)
