"""Who may be a member: read from the document, decided purely."""

from __future__ import annotations

import pytest

from server import programme
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.errors import DomainError
from server.programme import GuardianNeeded, NotOfferedThere, ProgrammeErrors, Rulebook, TooYoung
from server.programme.rulebook import Eligibility
from tests.programme.builders import SMALL

ADULTS = '\n[eligibility]\nage = 18\nwith_guardian = 16\ncountries = ["SE", "NO"]\n'
NOON: Instant = clock.from_iso("2026-11-22T12:00:00Z")


def book(section: str = ADULTS) -> Rulebook:
    return programme.compile(programme.parse(SMALL + section, "small.toml"), 1)


def refusal(birthday: str | None, country: str | None, at: Instant, *, guardian: bool) -> DomainError | None:
    try:
        programme.check_may_join(book(), birthday=birthday, country=country, guardian_agrees=guardian, at=at)
    except DomainError as refused:
        return refused
    return None


def test_the_section_is_read_and_may_be_left_out() -> None:
    assert book().eligibility == Eligibility(18, 16, frozenset({"SE", "NO"}))
    assert book("").eligibility == Eligibility()
    assert book("\n[eligibility]\nage = 18\n").eligibility == Eligibility(18)


@pytest.mark.parametrize(
    ("birthday", "country", "guardian", "refused"),
    [
        (None, None, False, None),  # What is not known refuses nobody.
        ("2008-11-22", "SE", False, None),  # 18 today.
        ("2008-11-23", "SE", False, GuardianNeeded),
        ("2008-11-23", "SE", True, None),
        ("2010-11-22", None, True, None),  # 16 today.
        ("2010-11-23", None, True, TooYoung),
        ("2010-11-23", None, False, TooYoung),
        (None, "DK", True, NotOfferedThere),
        ("1980-01-01", "DK", False, NotOfferedThere),
        ("yesterday", "Sverige", False, None),  # The form itself is refused, by the field's name.
    ],
)
def test_who_may_join(
    birthday: str | None, country: str | None, guardian: bool, refused: type[DomainError] | None
) -> None:
    assert type(refusal(birthday, country, NOON, guardian=guardian)) is (refused or type(None))


def test_the_day_is_the_programmes() -> None:
    before, after = (clock.from_iso(f"2026-11-21T{time}Z") for time in ("22:59:59", "23:00:00"))

    assert isinstance(refusal("2008-11-22", None, before, guardian=False), GuardianNeeded)
    assert refusal("2008-11-22", None, after, guardian=False) is None


def test_born_on_a_leap_day_is_of_age_on_the_last_of_february() -> None:
    eve, day = clock.from_iso("2026-02-27T12:00:00Z"), clock.from_iso("2026-02-28T12:00:00Z")

    assert isinstance(refusal("2008-02-29", None, eve, guardian=False), GuardianNeeded)
    assert refusal("2008-02-29", None, day, guardian=False) is None


def test_a_refusal_names_the_age_that_would_do() -> None:
    young, between = (refusal(f"{year}-12-01", None, NOON, guardian=False) for year in (2010, 2009))

    assert isinstance(young, TooYoung)
    assert young.age == 16
    assert isinstance(between, GuardianNeeded)
    assert between.age == 18


@pytest.mark.parametrize(
    ("section", "message", "remedy"),
    [
        ("[eligibility]\n", "asks for nothing", "age = 18"),
        ("[eligibility]\nage = 0\n", "age is 0", "from 1 to 120"),
        ("[eligibility]\nage = 18\nwith_guardian = 18\n", "not below age", "with_guardian = 16"),
        ("[eligibility]\nwith_guardian = 16\n", "not below age", "age = 18"),
        ('[eligibility]\ncountries = ["se"]\n', "“se” is no country's code", "“SE”"),
        ('[eligibility]\ncountries = ["Sverige"]\n', "no country's code", "two capital letters"),
        ("[eligibility]\ncountries = []\n", "a list of 1 to", '["SE", "NO"]'),
        ('[eligibility]\nage = 18\nguardian = 16\n', "has no “guardian”", "with_guardian"),
        ("eligibility = 3\n", "must be a table", "[ ]"),
    ],
)
def test_what_can_be_wrong_with_it(section: str, message: str, remedy: str) -> None:
    before = SMALL if section.startswith("[") else ""

    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(f"{before}\n{section}{'' if before else SMALL}", "small.toml")

    assert any(message in error.message and remedy in error.remedy for error in caught.value.errors), caught.value
