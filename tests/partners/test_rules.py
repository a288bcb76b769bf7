"""What partners, shops and draws may be."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel.errors import BadInput
from server.kernel.money import POINTS_LIMIT
from server.partners import rules
from server.partners.models import Draw


@pytest.mark.parametrize("code", ["a", "garderoben", "cykelkoket-sodra", "24h", "a" * 40])
def test_codes_that_are_taken(code: str) -> None:
    assert rules.checked_code(code) == code


@pytest.mark.parametrize("code", ["", "-a", "Garderoben", "å", "a b", "a\n", "a" * 41, "a/b"])
def test_codes_that_are_not(code: str) -> None:
    with pytest.raises(BadInput, match="cykelkoket"):
        rules.checked_code(code)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "rad\nrad", "x" * 81])
def test_names_that_are_not_taken(name: str) -> None:
    with pytest.raises(BadInput):
        rules.checked_name(name)


def test_a_name_loses_the_spaces_around_it() -> None:
    assert rules.checked_name(" Garderoben ") == "Garderoben"


def test_texts_are_kept_as_canonical_json() -> None:
    kept = rules.encoded_texts({"sv": {"kind": "Gym"}, "en": {"kind": "Gym"}})

    assert kept == '{"en":{"kind":"Gym"},"sv":{"kind":"Gym"}}'
    assert rules.encoded_texts({}) == "{}"


@pytest.mark.parametrize(
    "texts",
    [
        {"sv": {"kind": "Gym"}},
        {"sv": {"kind": "Gym"}, "en": {}},
        {"sv": {"kind": "Gym"}, "en": {"kind": ""}},
        {"de": {}},
    ],
)
def test_texts_that_lack_something(texts: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        rules.encoded_texts(texts)


def test_draws_are_merged_and_ordered() -> None:
    merged = rules.merged([(9, "points", 5), (2, "xp", 1), (9, "points", 7), (2, "points", 3)])

    assert merged == [Draw(2, "points", 3), Draw(2, "xp", 1), Draw(9, "points", 12)]


@pytest.mark.parametrize("points", [0, -1, POINTS_LIMIT + 1])
def test_a_draw_is_more_than_nothing(points: int) -> None:
    with pytest.raises(BadInput):
        rules.merged([(1, "points", points)])
