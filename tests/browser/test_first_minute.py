"""The first minute of a newcomer, number by number, over a real `demo` and a real browser.

Each step is told by its number in the story: start, terminal, front page, a tap, a purchase, a joy, a why, a place,
a level, a replay. One story and not nine tests: each step stands on the one before.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.steps_first_minute import (
    eight_the_board_has_moved_too,
    five_six_a_purchase_moves_everything_at_once,
    four_elsa_is_home,
    nine_a_second_purchase_makes_a_regular,
    nine_the_same_receipt_moves_nothing,
    one_two_the_terminal_says_where_to_go,
    place_on,
    seven_the_line_says_why,
    ten_the_breakfast_becomes_a_code_that_the_till_confirms,
    three_the_front_page_promises_and_invites,
)
from tests.browser.visitor import KILLED, NETWORK_IS_GONE, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)


def test_the_first_minute(demo: Demo, visit: Visit) -> None:
    one_two_the_terminal_says_where_to_go(demo)
    elsa = visit()
    three_the_front_page_promises_and_invites(elsa.page)
    elsa.tries_as("Elsa")
    four_elsa_is_home(elsa)
    board = elsa.tab()
    board.goto("/board")
    expect(place_on(board)).to_have_text("4")
    elsa.page.bring_to_front()

    five_six_a_purchase_moves_everything_at_once(demo, elsa)
    seven_the_line_says_why(elsa.page)
    eight_the_board_has_moved_too(board)
    second = nine_a_second_purchase_makes_a_regular(demo, elsa, board)
    nine_the_same_receipt_moves_nothing(demo, elsa, second)
    a_later_purchase_is_told_alone(demo, elsa)
    ten_the_breakfast_becomes_a_code_that_the_till_confirms(demo, elsa, left=121)

    elsa.had_no_trouble()


def a_later_purchase_is_told_alone(demo: Demo, elsa: Visitor) -> None:
    """Had the replay been told at all, it would have been told before it."""
    lines = elsa.seen("lines")

    demo.till("1")

    elsa.sees_digits("1621")
    assert elsa.seen("lines")[len(lines) :] == ["+1 · Linneas Livs Varför?"]


def test_aeroplane_mode_says_what_is_seen_and_brings_the_rest_once(demo: Demo, visit: Visit) -> None:
    maja = visit()
    maja.signs_in("Maja")
    start = int(maja.digits())

    maja.context.set_offline(True)
    gone = maja.page.locator(".layer .offline")
    expect(gone).to_have_text(re.compile(r"^Ingen anslutning\. Det du ser är från kl\.\s\d\d?(\.\d\d)?\.$"))
    for amount in ("40.00", "2.00"):
        demo.record(demo.person("Maja")["card"], "purchase", amount=amount)
    assert int(maja.digits()) == start
    maja.context.set_offline(False)

    expect(maja.page.get_by_text("Ansluten igen. Inget har gått förlorat.")).to_be_visible()
    maja.sees_digits(str(start + 42))
    expect(gone).to_have_count(0)
    assert [line for line in maja.seen("lines") if line.startswith("+")] == [
        "+40 · Linneas Livs Varför?", "+2 · Linneas Livs Varför?",
    ]  # fmt: skip
    maja.had_no_trouble(but=NETWORK_IS_GONE)


def test_a_server_that_died_is_found_again_and_what_happened_meanwhile_comes_once(demo: Demo, visit: Visit) -> None:
    oskar = visit()
    oskar.signs_in("Oskar")
    start = int(oskar.digits())
    card = demo.person("Oskar")["card"]
    demo.record(card, "purchase", amount="7.00")
    oskar.sees_digits(str(start + 7))

    demo.kill()
    expect(oskar.page.locator(".layer .offline")).to_contain_text("Ingen anslutning. Det du ser är från kl.")
    demo.open()
    demo.record(card, "purchase", amount="5.00")

    oskar.sees_digits(str(start + 12))
    oskar.is_live()
    assert [line for line in oskar.seen("lines") if line.startswith("+")] == [
        "+7 · Linneas Livs Varför?", "+5 · Linneas Livs Varför?",
    ]  # fmt: skip
    assert "Ansluten igen. Inget har gått förlorat." in oskar.seen("lines")
    oskar.had_no_trouble(but=KILLED)
