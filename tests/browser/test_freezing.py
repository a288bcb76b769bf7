"""Who will be away freezes what they have and thinks better of it; a manager freezes it for them, and says why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.test_page import UNLABELLED
from tests.browser.visitor import DESK, PATIENCE_MS

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

FIRST = "{ me { nextExpiries(first: 1) { edges { node { at } } } } }"


def test_a_member_freezes_points_and_takes_it_back_and_a_manager_freezes_them(visit: Visit, demo: Demo) -> None:
    maja, karin = visit(), visit(size=DESK, scheme="dark")
    maja.signs_in("Maja")
    before = maja.asks(FIRST)
    page = maja.page
    page.goto("/history")
    page.get_by_text("Ska du vara borta ett tag?").click()
    card = page.locator("#freezing")
    expect(card).to_contain_text("3 av 3\u00a0månader kvar i år.")
    card.get_by_label("Hur länge").select_option("2")
    card.get_by_role("button", name="Frys i 2").click()
    expect(page.get_by_text("Klart. Allt som du har gäller 2\u00a0månader längre.")).to_be_visible()
    expect(card).to_contain_text("1 av 3\u00a0månader kvar i år.")
    assert maja.asks(FIRST) != before

    card.get_by_role("button", name="Ta tillbaka frysningen av poäng").click()
    expect(card).to_contain_text("togs tillbaka")
    expect(card).to_contain_text("3 av 3\u00a0månader kvar i år.")
    assert maja.asks(FIRST) == before
    assert page.evaluate(UNLABELLED) == []

    karin.tries_as("Karin")
    desk = karin.page
    desk.goto(f"/manager/{demo.person('Maja')['card']}")
    freeze = desk.locator("section[aria-labelledby=freeze]")
    freeze.get_by_role("button", name="Frys i 3").click()
    expect(desk.locator("#freeze-reason-error")).to_contain_text("Skriv varför.")
    desk.locator("#freeze-reason").fill("Sjukskriven över sommaren")
    freeze.get_by_role("button", name="Frys i 3").click()
    listed = freeze.get_by_text("av dem som leder programmet")
    expect(desk.locator("#password-again").or_(listed)).to_be_visible()
    if desk.locator("#password-again").is_visible():
        desk.locator("#password-again").fill(demo.person("Karin")["password"])
        desk.get_by_role("button", name="Fortsätt").click()
    expect(listed).to_be_visible()
    expect(desk.get_by_text("Sjukskriven över sommaren")).to_be_visible()
    assert maja.asks(FIRST) != before
    for somebody in (maja, karin):
        somebody.had_no_trouble()
