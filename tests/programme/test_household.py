"""Households in the document, and in words."""

from __future__ import annotations

import pytest

from server.programme import how_it_works
from server.programme.errors import ProgrammeErrors
from server.programme.rulebook import Language
from tests.programme.builders import small

HOME = ("[[currency]]", '[household]\nmembers = 6\ncurrencies = ["points"]\n\n[[currency]]')


def test_who_may_share_what_is_read_and_told() -> None:
    book = small(HOME)

    assert book.household is not None
    assert (book.household.members, book.household.currencies) == (6, frozenset({"points"}))
    said: dict[Language, str] = {"sv": "I ett hushåll på högst 6 medlemmar", "en": "In a household of at most 6"}
    for language, words in said.items():
        told = " ".join(line for section in how_it_works(book, language) for line in section.sentences)
        assert words in told


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
