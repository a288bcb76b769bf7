"""Codes, validity, places, and what is nearest: pure."""

from __future__ import annotations

import dataclasses
import random

import pytest

from server.kernel import clock
from server.programme.rulebook import Places, Reward
from server.rewards import rules
from server.rewards.codes import new_code


def _reward(code: str, points: int) -> Reward:
    return Reward(code, "points", points, 0, "rational", None, Places(), 30, (), None, {})


def test_a_new_code_is_read_in_every_spelling() -> None:
    for _ in range(200):
        code = new_code()
        shown = rules.shown(code)
        assert rules.code_of(code) == rules.code_of(shown) == rules.code_of(f" {shown.lower()} ") == code
        assert rules.code_of(code.replace("1", "l").replace("0", "o")) == code


def test_one_wrong_sign_is_found_and_any_two_that_changed_places() -> None:
    chance = random.Random(7)
    for _ in range(30):
        code = rules.with_check("".join(chance.choice(rules.SIGNS) for _ in range(rules.RANDOM_SIGNS)))
        for place in range(len(code)):
            for sign in rules.SIGNS:
                wrong = code[:place] + sign + code[place + 1 :]
                assert (rules.code_of(wrong) is None) == (sign != code[place])
        for one in range(len(code)):
            for two in range(one):
                signs = list(code)
                signs[one], signs[two] = signs[two], signs[one]
                assert (rules.code_of("".join(signs)) is None) == (code[one] != code[two])


@pytest.mark.parametrize("text", ["", "K7QM3", "K7QM3-FZP2X-0", "K7QM3-FZP2!", "åäö" * 4, "U" * 10])
def test_what_cannot_be_a_code(text: str) -> None:
    assert rules.code_of(text) is None


@pytest.mark.parametrize(
    ("granted", "days", "until"),
    [
        ("2026-03-04T10:00:00Z", 10, "2026-03-14T23:00:00Z"),
        ("2026-03-04T23:30:00Z", 10, "2026-03-15T23:00:00Z"),  # It is the fifth in Stockholm already.
        ("2026-03-20T10:00:00Z", 10, "2026-03-30T22:00:00Z"),  # Summer time begins in between.
    ],
)
def test_a_code_is_good_to_the_end_of_its_last_day(granted: str, days: int, until: str) -> None:
    found = rules.good_until(clock.from_iso(granted), days, "Europe/Stockholm")

    assert found == clock.from_iso(until)


def test_a_redemption_takes_a_place_in_each_period_that_is_limited() -> None:
    at = clock.from_iso("2026-03-31T22:30:00Z")  # April in Stockholm.

    seat = dataclasses.replace(_reward("seat", 50), places=Places(total=5, month=2))
    assert rules.places_of(_reward("cup", 50), at, "Europe/Stockholm") == []
    assert rules.places_of(seat, at, "Europe/Stockholm") == [("lifetime", 5), ("2026-04", 2)]


def test_what_is_nearest_is_what_one_cannot_afford_yet() -> None:
    found = [_reward("cup", 50), _reward("bun", 80), _reward("cake", 300)]

    def nearest(points: int) -> str | None:
        reward = rules.nearest(found, {"points": points}, None, None)
        return reward.code if reward is not None else None

    assert [nearest(points) for points in (0, 49, 50, 80, 299, 300)] == ["cup", "cup", "bun", "cake", "cake", None]
    gone = rules.nearest(found, {"points": 0}, None, None, {"cup", "cake"})
    assert gone is not None
    assert gone.code == "bun"


def test_what_is_left_is_the_fewest_of_its_periods() -> None:
    at = clock.from_iso("2026-03-31T22:30:00Z")  # April in Stockholm.
    seat = dataclasses.replace(_reward("seat", 50), places=Places(total=5, month=2))

    def left(**taken: int) -> int | None:
        by_period = {("seat", period.replace("_", "-").removeprefix("of-")): n for period, n in taken.items()}
        return rules.left_of(seat, by_period, at, "Europe/Stockholm")

    assert (left(), left(lifetime=4), left(of_2026_04=2), left(of_2026_03=2)) == (2, 1, 0, 2)
    assert left(lifetime=6) == 0
    assert rules.left_of(_reward("cup", 50), {}, at, "Europe/Stockholm") is None
