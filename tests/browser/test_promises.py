"""What is said is so: a gift is asked about and is for good, a goal gives what it promised, and every name fits."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.visitor import PATIENCE_MS

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

WIDEST = "W" * 40
RENAME = """mutation($name: String!) { updateProfile(input: { displayName: $name }) { __typename } }"""
WRITE = """mutation { createPost(input: { key: "wide", kind: STORY, topic: "laga", body: "Lagad." }) { __typename } }"""
ROOMS = ("/", "/challenges", "/badges", "/board", "/choices", "/feed", "/rewards", "/rewards/skank_laxhjalpen",
         "/codes", "/history", "/card", "/profile")  # fmt: skip
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_gift_is_asked_about_and_what_all_reach_gives_its_own(demo: Demo, visit: Visit) -> None:
    fatima = visit()
    fatima.signs_in("Fatima")
    page = fatima.page
    page.goto("/rewards/skank_laxhjalpen")
    give = page.get_by_role("main").get_by_role("button", name=re.compile("^Skänk 250"))
    ask = page.get_by_role("dialog")
    give.click()
    expect(ask.get_by_text("Gåvor kan inte ångras.")).to_be_visible()
    ask.get_by_role("button", name="Nej tack").click()
    expect(ask).to_have_count(0)
    expect(page.get_by_text("20\xa0kr från 2\xa0personer hittills")).to_be_visible()

    give.click()
    ask.get_by_role("button", name=re.compile("^Skänk 250")).click()
    expect(page.get_by_role("heading", name="Tack. 10\xa0kr går till Läxhjälpen.")).to_be_visible()
    card = demo.person("Fatima")["card"]
    keys = [demo.record(card, "deposit_returned", packs=500) for _ in range(20)]

    page.goto("/challenges/tiotusen_burkar")
    expect(page.get_by_text("Läxhjälpen har fått 5\xa0030\xa0kr i allt.")).to_be_visible()
    page.goto("/rewards/skank_laxhjalpen")
    together = "5\xa0000\xa0kr för det ni nådde tillsammans. 5\xa0030\xa0kr i allt."
    expect(page.locator(".meter")).to_contain_text(together)
    for key in keys:
        demo.reverse(key)
    page.reload()
    expect(page.locator(".meter")).to_have_text("30\xa0kr från 2\xa0personer hittills")
    fatima.had_no_trouble()


def test_the_widest_name_widens_no_room(visit: Visit) -> None:
    amir = visit(size={"width": 320, "height": 700})
    amir.signs_in("Amir")
    amir.asks(RENAME, name=WIDEST)
    amir.asks(WRITE)
    elsa = visit(locale="en-GB")
    elsa.signs_in("Elsa")

    for visitor in (amir, elsa):
        for room in ROOMS:
            visitor.page.goto(room)
            expect(visitor.page.locator("h1")).to_be_visible()
            if room in ("/feed", "/board"):
                expect(visitor.page.get_by_text(WIDEST).first).to_be_visible()
            assert visitor.page.evaluate(WIDER) <= 0, room
