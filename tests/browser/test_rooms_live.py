"""Rooms that stand open follow what happens by its events alone: nothing is read again, and nothing is tapped."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.visitor import NETWORK_IS_GONE, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

LOOK_MS = 50
THRICE = "Tredje gången gillt"


def test_open_challenges_and_badges_follow_what_is_bought_and_taken_back(demo: Demo, visit: Visit) -> None:
    elsa = visit()
    elsa.signs_in("Elsa")
    card = demo.person("Elsa")["card"]
    challenges, badges, badge = (room(elsa, path) for path in ("/challenges", "/badges", "/badges/tredje_gangen_gillt"))
    expect(challenge(challenges)).to_contain_text("2 av 3 besök")
    expect(hung(badges)).to_have_count(0)
    expect(badge.get_by_text("Inte ditt än.")).to_be_visible()

    with unread(challenges), unread(badges), unread(badge):
        receipt = demo.record(card, "purchase", amount="20.00")

        expect(challenge(challenges)).to_contain_text("3 av 3 besök")
        expect(challenge(challenges)).to_contain_text("Tre besök på en vecka.")
        expect(challenges.get_by_role("region", name="Klara").get_by_role("heading", name=THRICE)).to_be_visible()
        expect(hung(badges)).to_have_count(1)
        expect(badge.get_by_text("Inte ditt än.")).to_have_count(0)

        demo.reverse(receipt)

        expect(challenge(challenges)).to_contain_text("2 av 3 besök")
        expect(hung(badges)).to_have_count(0)
        expect(badge.get_by_text("Inte ditt än.")).to_be_visible()
    elsa.had_no_trouble(but=NETWORK_IS_GONE)


def test_what_was_told_is_what_a_fresh_reading_says(demo: Demo, visit: Visit) -> None:
    maja = visit()
    maja.signs_in("Maja")
    card = demo.person("Maja")["card"]
    challenges, badges = room(maja, "/challenges"), room(maja, "/badges")
    with unread(challenges), unread(badges):
        for amount in ("30.00", "40.00", "50.00"):
            demo.record(card, "purchase", amount=amount)
        expect(challenge(challenges)).to_contain_text("3 av 3 besök")
        expect(hung(badges)).to_have_count(1)
        told = steps_in(challenges), names_in(badges)

    challenges.reload()
    badges.reload()
    expect(challenge(challenges)).to_be_visible()
    expect(hung(badges)).to_have_count(1)

    assert (steps_in(challenges), names_in(badges)) == told
    maja.had_no_trouble(but=NETWORK_IS_GONE)


def test_week_and_season_are_a_tap_apart_and_what_is_over_can_be_looked_at(visit: Visit) -> None:
    elsa = visit()
    elsa.signs_in("Elsa")
    page = room(elsa, "/board")
    expect(page.get_by_role("heading", level=1)).to_have_text("Veckans topplista")
    expect(page.get_by_text("Vid lika poäng går den före som kom dit först.")).to_be_visible()

    page.get_by_role("navigation", name="Topplistor").get_by_role("link", name="Säsongens topplista").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Säsongens topplista")
    expect(page.get_by_text(re.compile(r"^Till och med "))).to_be_visible()
    expect(page.locator("ol.around li.me")).to_contain_text("Elsa Lindqvist")

    page.get_by_role("region", name="Tidigare perioder").get_by_role("link").last.click()
    expect(page).to_have_url(re.compile(r"/board/season/\d{4}-Q[1-4]$"))
    expect(page.get_by_text(re.compile(r"^1 \w+( \d{4})? – 3[01] \w+( \d{4})?$")).first).to_be_visible()
    expect(page.locator("section.mine li.me")).to_contain_text("Elsa Lindqvist")
    page.get_by_role("navigation", name="Bläddra bland perioder").get_by_role("link").last.click()
    expect(page.get_by_text(re.compile(r"^Till och med "))).to_be_visible()

    page.goto("/board/season/2019-Q1")
    page.get_by_role("link", name="Till den som räknas nu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Säsongens topplista")
    elsa.had_no_trouble()


def room(visitor: Visitor, path: str) -> Page:
    page = visitor.tab()
    page.goto(path)
    visitor.is_live(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@contextmanager
def unread(page: Page) -> Iterator[None]:
    """Within, the page learns nothing but what its socket brings; and it must have tried, else this says nothing."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    page.route("**/graphql", refuse)
    yield
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not refused and time.monotonic() < deadline:  # It reads a moment after the last event.
        page.wait_for_timeout(LOOK_MS)
    assert refused
    page.unroute_all()


def challenge(page: Page) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=THRICE, exact=True))


def hung(page: Page) -> Locator:
    """The badge among one's own."""
    return page.get_by_role("region", name="Dina", exact=True).get_by_role("heading", name=THRICE, exact=True)


def steps_in(page: Page) -> dict[str, str]:
    """What each challenge says of how far one has come."""
    cards = page.get_by_role("article").filter(has=page.locator(".step")).all()
    return {card.get_by_role("heading").inner_text(): card.locator(".step").inner_text() for card in cards}


def names_in(page: Page) -> set[str]:
    return set(page.get_by_role("region", name="Dina", exact=True).get_by_role("heading", level=3).all_inner_texts())
