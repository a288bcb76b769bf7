"""What a manager may get wrong about challenges and boards: the line, and what to write instead."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import ProgrammeErrors
from tests.challenges.conftest import CHALLENGES

MISTAKES = [
    ('measure = "sequence"', 'measure = "sequnce"', "cannot be “sequnce”", "“sequence”"),
    ('measure = "sequence"\nwithin = "lifetime"', 'measure = "sequence"\nwithin = { days = 7 }',
     "steps are not forgotten", "lifetime"),
    ('measure = "sequence"', 'measure = "sequence"\ntarget = 2', "a sequence has no target", "Remove target"),
    ('kind = "liked"\nsv', 'kind = "likd"\nsv', "cannot be “likd”", "“liked”"),
    ('when = "amount >= 50.0"', 'when = "amont >= 50.0"', "no fact “amont”", "“amount”"),
    ("days = 3\ntarget = 4", "days = 8\ntarget = 4", "days is 8", "from 1 to 7"),
    ("within = { days_from_joining = 70 }", 'within = "week"', "weeks that follow each other", "days_from_joining"),
    ('join = "together"\nmeasure = "sum"\nfact = "packs"', 'join = "together"\nmeasure = "distinct"\nfact = "packs"',
     "everybody's together, and adds up", "sum"),
    ('target = 1000\nwithin = "lifetime"', "target = 1000\nwithin = { days = 30 }", "one time for all", "month"),
    ('target = 1000\nwithin = "lifetime"', 'target = 1000\nwithin = "lifetime"\nafter_leaving = "kept"',
     "nobody leaves it", "Remove after_leaving"),
    ('after_leaving = "kept"', 'after_leaving = "keep"', "cannot be “keep”", "“kept”"),
    ('step = "Vecka {w}, {n} av 3"', 'step = "Vecka {v}, {n} av 3"', "{v}", "w"),
    ('currency = "points"\nwindow = "week"', 'currency = "points"\nwindow = "week"\nsettling_hours = 100',
     "settling_hours is 100", "from 0 to 72"),
    ('given = { challenge = "cans" }', 'given = { measure = "sequence", kind = "ride", target = 1 }',
     "cannot be “sequence”", "count"),
    ('gift = { charity = "club"', 'gift = { charity = "clubb"', "no charity “clubb”", "club"),
    ("amount = 50 }", "amount = 0 }", "amount is 0", "from 1 to"),
    ('within = "month"\nafter_leaving = "kept"', 'within = "month"\ngift = { charity = "club", amount = 5 }',
     "each member's own", "together"),
]  # fmt: skip


def test_the_challenges_are_sound() -> None:
    (book,) = programme.parse(CHALLENGES, "test.toml").versions

    assert [len(challenge.measure.steps) for challenge in book.challenges.values() if challenge.measure.steps] == [2]


@pytest.mark.parametrize(("right", "wrong", "message", "remedy"), MISTAKES)
def test_a_mistake_is_named_with_what_to_write_instead(right: str, wrong: str, message: str, remedy: str) -> None:
    assert right in CHALLENGES

    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(CHALLENGES.replace(right, wrong, 1), "test.toml")

    (error,) = caught.value.errors
    assert message in error.message
    assert remedy in error.remedy


def test_steps_are_a_list_of_at_least_two() -> None:
    head, _, _ = CHALLENGES.partition("[[challenge.steps]]")

    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(f"{head}\n", "test.toml")

    assert "2 to 12 steps" in caught.value.errors[0].message
