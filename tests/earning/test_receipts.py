"""A receipt's lines as facts: typed field by field, shown as they were sent, and errors that name the line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import programme
from tests.earning.deeds import book_of, earned
from tests.earning.document import HEAD, PLAIN, earn

BOOK = book_of(HEAD + PLAIN)
NO_TOBACCO = book_of(
    HEAD + earn('currency = "points"\nrate = 1\nof = "lines.amount"\nexcept = { category = "tobacco" }')
)
KIND = BOOK.kinds["purchase"]


def typed(lines: Any) -> Any:
    return programme.type_facts(KIND, {"amount": "1", "lines": lines}, None, BOOK)["lines"]


def test_lines_are_typed_and_shown_as_they_were_sent() -> None:
    sent = [{"amount": "12.50", "category": "food"}, {"amount": "3.00"}]

    facts = programme.type_facts(KIND, {"amount": "15.50", "lines": sent}, None, BOOK)

    assert facts["lines"] == [{"amount": 1250, "category": "food"}, {"amount": 300}]
    assert programme.show_facts(KIND, facts, BOOK) == {"amount": "15.50", "lines": sent}
    assert programme.facts_in_words(KIND, facts, BOOK, "sv") == "15,50\N{NO-BREAK SPACE}kr"


@pytest.mark.parametrize(
    ("lines", "fact", "sv", "en"),
    [
        ("two", "lines", "lines ska vara en lista med högst 200 rader.", "lines must be a list of at most 200 lines."),
        ([{"amount": "1"}] * 201, "lines", "högst 200 rader", "at most 200 lines"),
        ([{"amount": "1"}, 5], "lines", "rad 2: ska vara ett objekt", "line 2: must be an object with: amount, cat"),
        ([{"amount": "1"}, {"amount": 5}], "lines.amount",
         "lines, rad 2: amount ska skickas som text", "lines, line 2: amount must be sent as text"),
        ([{"category": "food"}], "lines.amount", "lines, rad 1: amount saknas", "lines, line 1: amount is missing"),
        ([{"amount": "1", "category": "cars"}], "lines.category",
         "lines, rad 1: category ska vara ett av: food", "lines, line 1: category must be one of: food"),
        ([{"amount": "100001"}], "lines.amount", "rad 1: amount ska vara från 0.00 till 100000.00", "line 1: amount"),
        ([{"amount": "1", "ean": "7"}], "lines.ean", "rad 1: det finns ingen uppgift “ean”", "line 1: there is no"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_named_with_its_number(lines: Any, fact: str, sv: str, en: str) -> None:
    with pytest.raises(programme.FactError) as caught:
        typed(lines)

    assert caught.value.fact == fact
    assert sv in caught.value.messages["sv"]
    assert en in caught.value.messages["en"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["food", "tobacco", "pharmacy", None])), max_size=20))
def test_a_receipt_earns_what_its_counting_lines_sum_to(lines: list[tuple[int, str | None]]) -> None:
    sent = [{"amount": f"{ore // 100}.{ore % 100:02d}"} | ({"category": category} if category else {})
            for ore, category in lines]  # fmt: skip

    points = sum(points for _, points in earned(NO_TOBACCO, {"amount": "0", "lines": sent}))

    assert points == sum(ore for ore, category in lines if category != "tobacco") // 100
