"""Facts: exact text in, whole units within, and words for whoever sent something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import programme
from server.programme import FactError, UnknownKind
from tests.programme.builders import small, typed

BOOK = small()


def test_money_becomes_minor_units_and_quantities_micro_units() -> None:
    facts = typed(BOOK, {"amount": "214.50", "kg": "4.5", "gift": False, "bought": "2026-03-01"}, shop="navet")

    assert facts == {
        "amount": 21450, "shop": "navet", "kg": 4_500_000, "items": 1, "gift": False, "bought": "2026-03-01"
    }  # fmt: skip


def test_the_shop_that_is_sent_stands_before_the_senders_own() -> None:
    assert typed(BOOK, {"amount": "1", "shop": "omtag"}, shop="navet")["shop"] == "omtag"
    assert "shop" not in typed(BOOK, {"amount": "1"})


def test_equal_amounts_have_one_canonical_form() -> None:
    amounts = ("120", "120.0", "120.00", "0120")

    forms = {programme.canonical_facts(typed(BOOK, {"amount": amount})) for amount in amounts}

    assert len(forms) == 1


def test_null_is_absent() -> None:
    assert typed(BOOK, {"amount": "1", "kg": None}) == typed(BOOK, {"amount": "1"})


@pytest.mark.parametrize(
    ("facts", "fact", "words"),
    [
        ({}, "amount", "is missing"),
        ({"amount": None}, "amount", "is missing"),
        ({"amount": 120}, "amount", 'in quotation marks: "214.50"'),
        ({"amount": 120.5}, "amount", "in quotation marks"),
        ({"amount": True}, "amount", "in quotation marks"),
        ({"amount": "120.555"}, "amount", "at most 2 decimals"),
        ({"amount": "-5.00"}, "amount", "from 0.00"),
        ({"amount": "99999999999999"}, "amount", "from 0.00 to"),
        ({"amount": "1e3"}, "amount", "must be a number"),
        ({"amount": "NaN"}, "amount", "must be a number"),
        ({"amount": ""}, "amount", "must be a number"),
        ({"amount": "12,50"}, "amount", "must be a number"),
        ({"amount": " 12"}, "amount", "must be a number"),
        ({"amount": "²"}, "amount", "must be a number"),
        ({"amount": "9" * 100}, "amount", "must be a number"),
        ({"amount": ["1"]}, "amount", "in quotation marks"),
        ({"amount": "1", "kg": "0.0000001"}, "kg", "at most 6 decimals"),
        ({"amount": "1", "kg": "100.1"}, "kg", "from 0 to 100"),
        ({"amount": "1", "kg": 4}, "kg", '"4.5"'),
        ({"amount": "1", "items": "1"}, "items", "whole number"),
        ({"amount": "1", "items": 1.0}, "items", "whole number"),
        ({"amount": "1", "items": True}, "items", "whole number"),
        ({"amount": "1", "items": 51}, "items", "from 0 to 50"),
        ({"amount": "1", "category": "tea"}, "category", "coffee, bread"),
        ({"amount": "1", "gift": 1}, "gift", "true or false"),
        ({"amount": "1", "bought": "2026-02-30"}, "bought", "date"),
        ({"amount": "1", "bought": "20260228"}, "bought", "date"),
        ({"amount": "1", "shop": ""}, "shop", "1 to 200"),
        ({"amount": "1", "shop": "x" * 201}, "shop", "1 to 200"),
        ({"amount": "1", "shop": "a\x00"}, "shop", "characters"),
        ({"amount": "1", "shop": "\ud800"}, "shop", "characters"),
        ({"amount": "1", "colour": "red"}, "colour", "It has: amount"),
    ],
)
def test_a_wrong_fact_is_named_with_what_would_be_right(facts: dict[str, object], fact: str, words: str) -> None:
    with pytest.raises(FactError) as caught:
        typed(BOOK, facts)

    assert caught.value.fact == fact
    assert words in str(caught.value)
    assert caught.value.messages["sv"] != caught.value.messages["en"]


@given(st.integers(0, 10**12), st.integers(0, 100_000_000))
def test_what_is_shown_can_be_sent_again(amount: int, kg: int) -> None:
    kind = BOOK.kinds["purchase"]
    facts = {"amount": amount, "kg": kg, "items": 1}

    assert typed(BOOK, programme.show_facts(kind, facts, BOOK)) == facts


def test_an_unknown_kind_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(UnknownKind) as caught:
        programme.kind_of(BOOK, "purchas")

    assert caught.value.known == ("purchase",)


def test_yen_have_no_decimals() -> None:
    tokyo = small(('currency = "SEK"', 'currency = "JPY"'))

    assert typed(tokyo, {"amount": "1200"})["amount"] == 1200
    with pytest.raises(FactError, match="at most 0 decimals"):
        typed(tokyo, {"amount": "1200.50"})


@pytest.mark.parametrize(
    ("change", "kept", "refused", "sv", "en"),
    [
        ((), {"amount": "10000"}, {"amount": "10000.01"}, "10\u00a0000\u00a0kr", "SEK\u00a010,000"),
        (('{ type = "money" }', '{ type = "money", staff_max = 500 }'), {"amount": "500"}, {"amount": "500.5"},
         "500\u00a0kr", "SEK\u00a0500"),
        (("max = 100 }", "max = 100, staff_max = 20 }"), {"amount": "1", "kg": "20"}, {"amount": "1", "kg": "20.5"},
         "20\u00a0kg", "20\u00a0kg"),
    ],
)  # fmt: skip
def test_what_hands_may_record_ends_and_says_where(
    change: tuple[str, str], kept: dict[str, object], refused: dict[str, object], sv: str, en: str
) -> None:
    book = small(change) if change else BOOK
    kind = book.kinds["purchase"]

    programme.check_by_hand(kind, typed(book, kept), book)
    with pytest.raises(FactError) as caught:
        programme.check_by_hand(kind, typed(book, refused), book)

    assert sv in caught.value.messages["sv"]
    assert en in caught.value.messages["en"]


def test_facts_in_one_line() -> None:
    kind = BOOK.kinds["purchase"]
    facts = typed(BOOK, {"amount": "1200.50", "kg": "2.5", "items": 3, "shop": "torget"})

    assert programme.facts_in_words(kind, facts, BOOK, "sv") == "1\u00a0200,50\u00a0kr, 2,5\u00a0kg, items\u00a03"
    assert programme.facts_in_words(None, facts, BOOK, "en") == ""
