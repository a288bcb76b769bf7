"""Households in the document, and in words."""

from __future__ import annotations

import pytest

from server.programme import how_it_works
from server.programme.errors import ProgrammeErrors
from server.programme.rulebook import Language
from tests.programme.builders import small

HOME = ("[[currency]]", '[household]\nmembers = 6\ncurrencies = ["points"]\n\n[[currency]]')
OWN = ("expires_months = 24", 'expires = { months = 12, at_end_of = "membership_year" }')


def test_who_may_share_what_is_read_and_told() -> None:
    book = small(HOME)

    assert book.household is not None
    assert (book.household.members, book.household.currencies) == (6, frozenset({"points"}))
    said: dict[Language, str] = {"sv": "I ett hushåll på högst 6 medlemmar", "en": "In a household of at most 6"}
    for language, words in said.items():
        told = " ".join(line for section in how_it_works(book, language) for line in section.sentences)
        assert words in told


def test_a_sharing_group_is_called_what_the_file_calls_it_and_tells_its_own_rules() -> None:
    group = HOME[1].replace(
        "members = 6",
        'members = 8\nexpires = "owner"\nspends = "owner"\ntakes = "soonest"\n'
        'sv = { name = "Lag", one = "ett lag", the = "laget" }\n'
        'en = { name = "Team", one = "a team", the = "the team" }',
    )

    book = small((HOME[0], group), (OWN[0], OWN[1]))

    home = book.household
    assert home is not None
    assert (home.spends, home.takes, home.expires) == ("owner", "soonest", "owner")
    assert home.follows_owner(book.currencies["points"])
    told = " ".join(line for section in how_it_works(book, "sv") for line in section.sentences)
    assert "I ett lag på högst 8 medlemmar räknas era poäng samman" in told
    assert "Bara den som har laget kan använda de andras poäng." in told
    assert "men i laget är det medlemsåret hos den som har laget som avgör när de går ut" in told


def test_an_end_that_nobody_has_of_their_own_cannot_follow_anybody() -> None:
    with pytest.raises(ProgrammeErrors) as errors:
        small((HOME[0], HOME[1].replace("members = 6", 'members = 6\nexpires = "owner"')))

    assert "expires = “owner” changes nothing" in str(errors.value)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("members = 1", "members is 1"),
        ('currencies = ["gold"]', "cannot be “gold”"),
        ("members = 6\nsize = 3", "no “size”"),
    ],
)
def test_what_is_wrong_is_named(wrong: str, says: str) -> None:
    key = wrong.split(" ")[0]
    old = "members = 6" if key == "members" else 'currencies = ["points"]'

    with pytest.raises(ProgrammeErrors) as errors:
        small((HOME[0], HOME[1].replace(old, wrong)))

    assert says in str(errors.value)
