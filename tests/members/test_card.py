"""A card number says by itself that it was mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.members import BadCard, card

numbers = st.text("0123456789", min_size=14, max_size=14).map(lambda digits: card.with_check_digit("9" + digits))


def test_the_published_example() -> None:
    assert card.with_check_digit("572") == "5724"


def test_a_new_card_is_sound_and_starts_like_no_bank_card() -> None:
    made = {card.new_card() for _ in range(200)}

    assert len(made) == 200
    assert all(card.check(number) == number and number[0] == "9" for number in made)


@given(numbers)
def test_every_single_wrong_digit_is_found(number: str) -> None:
    for at in range(len(number)):
        for digit in set("0123456789") - {number[at]}:
            with pytest.raises(BadCard):
                card.check(number[:at] + digit + number[at + 1 :])


@given(numbers)
def test_every_two_neighbours_swapped_are_found(number: str) -> None:
    for at in range(len(number) - 1):
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if swapped != number:
            with pytest.raises(BadCard):
                card.check(swapped)


@given(numbers)
def test_people_write_spaces_and_hyphens(number: str) -> None:
    assert card.check(card.formatted(number)) == number
    assert card.check(f" {number[:4]}-{number[4:]}\u00a0") == number


@pytest.mark.parametrize("text", ["", "9", "9" * 15, "٩" * 16, "9123 4567 8901 234x", "1" * 17, "0000000000000000"])
def test_what_is_no_card_number(text: str) -> None:
    with pytest.raises(BadCard) as refused:
        card.check(text)

    assert refused.value.texts["sv"] == "Kortnumret stämmer inte. Kontrollera sista siffran."
    assert refused.value.field == "card"
