"""A gym chain, written from the README alone: bookings, streaks with a week of rest, levels that slide, gifts."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import programme
from tests.simulation.lives import Line, Live, does, joins, live, spends

__all__ = ["live"]
GYM = (Path(__file__).parent / "gym_chain.toml").read_text(encoding="utf-8")


def attends(day: str, hour: int = 17, **facts: object) -> Line:
    return does("attended", f"2026-{day}T{hour:02}:00:00Z", **{"style": "spin", **facts})


def weeks(*mondays: int) -> list[Line]:
    """Monday, Wednesday and Friday of the weeks that begin on these days of March."""
    return [attends(f"03-{monday + day:02}") for monday in mondays for day in (0, 2, 4)]


def test_it_is_sound_and_nothing_of_it_is_doubtful() -> None:
    found = programme.examine(GYM, "gym_chain.toml")

    assert (found.mistakes, found.notes) == ((), ())


@pytest.mark.parametrize(
    ("before", "after", "said", "remedy"),
    [
        ('rest_weeks = 1\nwithin = "year"\n', "rest_weeks = 1\n", "has no within",
         'Write "lifetime", "year" or { from = 2026-03-01, until = 2026-05-31 }.'),
        ('rest_weeks = 1\nwithin = "year"\n', 'rest_weeks = 1\nwithin = "week"\n', "needs weeks that follow each other",
         'Write "lifetime", "year" or { from = 2026-03-01, until = 2026-05-31 }.'),
        ("points = 100\nface = 50\n", "points = 100\n", "has no face", "Add face = "),
    ],
)  # fmt: skip
def test_a_slip_in_it_is_told_with_what_fits(before: str, after: str, said: str, remedy: str) -> None:
    (mistake,) = programme.examine(GYM.replace(before, after), "gym_chain.toml").mistakes

    assert said in mistake.message
    assert remedy in mistake.remedy


async def test_a_class_gives_more_before_eight_and_when_it_was_booked(live: Live) -> None:
    lines = [
        joins(), attends("03-02", 6, key="early", booked=True), attends("03-02", 17, key="late"),
        attends("03-02", 19, key="third"), attends("03-03", 17, key="yoga", style="yoga"),
    ]  # fmt: skip

    lived = await live(GYM, lines, "2026-03-04T00:00:00Z")

    assert [lived.earned(key) for key in ("early", "late", "third", "yoga")] == [
        {"energy": 22}, {"energy": 10}, {}, {"energy": 60},
    ]  # fmt: skip


async def test_four_weeks_in_a_row_may_have_one_of_rest(live: Live) -> None:
    rested, idle = [joins(), *weeks(2, 9, 23), attends("03-30")], [joins(), *weeks(2, 23)]
    rested += [attends("04-01"), attends("04-03", key="last")]

    kept = await live(GYM, rested, "2026-04-04T00:00:00Z")
    lost = await live(GYM, idle, "2026-04-04T00:00:00Z")

    assert kept.earned("last") == {"energy": 110}
    assert kept.member()["badges"] == ["rhythm"]
    assert lost.member()["badges"] == []


async def test_twelve_classes_make_a_regular_until_they_slide_out_and_the_tenth_is_a_smoothie(live: Live) -> None:
    lines = [joins(at="2026-02-20T09:00:00Z"), *weeks(2, 9, 16, 23)]

    then = await live(GYM, lines, "2026-03-28T00:00:00Z")
    later = await live(GYM, lines, "2026-07-15T00:00:00Z")

    assert then.member()["tier"] == "regular"
    assert then.faces() == ["65.00"]
    assert later.member()["tier"] == "starter"
    assert later.faces() == ["65.00", "65.00"]  # The second says: come back.


async def test_three_bookings_make_a_planner_and_energy_is_given_to_the_young(live: Live) -> None:
    books = [does("booked", f"2026-03-0{day}T08:00:00Z", style="yoga") for day in (2, 3, 4)]
    gift = spends("a_lesson", "2026-03-24T12:00:00Z", key="give")
    lines = [joins(), *books, *weeks(2, 9, 16), attends("03-23"), gift]

    lived = await live(GYM, lines, "2026-03-25T00:00:00Z")

    assert lived.member()["badges"] == ["planner"]
    assert lived.earned("give") == {"energy": -100}
    assert lived.balance("energy") == 0
