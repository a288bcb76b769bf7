"""What a stranger types is read no further than a form's field can be long: composing accents takes the square."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from server.members import BadField, rules

ACCENTS = "a" + "\u0301" * 20_000 + "\u0327" * 20_000
DOMAIN = "ü" * 40_000 + ".se"
BOUND_SECONDS = 1.0  # Read whole, each of these takes five to twenty; cut, a thousandth of one.


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules.email, f"{ACCENTS}@example.se"),
        (rules.email, f"elsa@{DOMAIN}"),
        (rules.display_name, ACCENTS),
        (rules.alias, ACCENTS),
        (rules.display_name, "Elsa" + " " * 5_000 + "Lindqvist"),
    ],
)
def test_what_is_far_too_long_is_refused_unread(rule: Callable[[str], str], text: str) -> None:
    began = time.process_time()

    with pytest.raises(BadField):
        rule(text)

    assert time.process_time() - began < BOUND_SECONDS


def test_a_source_is_cut_and_refuses_nobody() -> None:
    began = time.process_time()

    assert rules.source("affisch " + ACCENTS) is not None
    assert rules.source("x" * 5_000) == "x" * rules.SOURCE_LIMIT
    assert time.process_time() - began < BOUND_SECONDS
