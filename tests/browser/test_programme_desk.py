"""The programme's desk in a browser: a draft with its mistakes, what it changes, a trial on what has happened, and
publishing by somebody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_page import UNLABELLED
from tests.browser.visitor import DESK, PATIENCE_MS

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)
TRIAL_MS = 120_000  # A process of its own begins and lives through three months.


def test_a_draft_is_mended_tried_and_published_by_two(visit: Visit) -> None:
    karin = visit(size=DESK)
    karin.tries_as("Karin")
    page = karin.page
    page.goto("/manager/programme")
    page.get_by_role("button", name="Nytt utkast").click()
    text = page.locator("#draft-text")
    expect(text).to_have_value(re.compile("kvarteret"))
    now = text.input_value()

    text.fill(now.replace('kind = "purchase"', 'kind = "purchas"', 1))
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("#wrong")).to_have_text(re.compile("fel att rätta"))
    page.locator("button.line").first.click()
    marked = page.evaluate("(() => { const a = document.activeElement; "
                           "return a.value.slice(a.selectionStart, a.selectionEnd) })()")  # fmt: skip
    assert "purchas" in marked or "kind" in marked

    text.fill(now.replace('rate = "1"', 'rate = "2"', 1))
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("section[aria-labelledby=plan] li").first).to_contain_text("2")
    expect(page.locator("section[aria-labelledby=publish]")).to_contain_text("En annan ledare")
    draft = page.url

    page.get_by_role("button", name="Provkör utkastet").click()
    expect(page.locator("table").first).to_be_visible(timeout=TRIAL_MS)
    expect(page.locator("svg[role=img]").first).to_be_visible()

    henrik = visit(size=DESK, scheme="dark")
    henrik.signs_in("Henrik")
    henrik.page.goto(draft)
    henrik.page.get_by_role("button", name="Publicera utkastet").click()
    expect(henrik.page.locator("#versions + ol li")).to_have_count(2)
    expect(henrik.page.locator("#versions + ol li").first).to_contain_text("Henrik")
    assert not karin.troubles
    assert not henrik.troubles


def test_what_is_written_stays_over_a_reload_and_is_put_together_with_a_colleagues(visit: Visit) -> None:
    karin, henrik = visit(size=DESK), visit(size=DESK)
    karin.tries_as("Karin")
    page = karin.page
    page.goto("/manager/programme")
    page.get_by_role("button", name="Nytt utkast").click()
    text = page.locator("#draft-text")
    expect(text).to_have_value(re.compile("kvarteret"))
    now = text.input_value()
    henrik.signs_in("Henrik")
    henrik.page.goto(page.url)
    theirs = henrik.page.locator("#draft-text")
    expect(theirs).to_have_value(now)

    text.fill(now.replace('rate = "1"', 'rate = "2', 1))
    expect(page.locator("#wrong")).to_have_text(re.compile("1 fel att rätta"))
    expect(page.get_by_text("Dina ord ligger kvar i den här webbläsaren")).to_be_visible()
    page.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('draft '))")
    page.reload()
    expect(text).to_have_value(re.compile('rate = "2\n'))
    expect(page.get_by_text("Dina ord från i dag")).to_be_visible()

    theirs.fill(now.replace('rate = "1"', 'rate = "3"', 1).replace("late_days = 30", "late_days = 31", 1))
    henrik.page.keyboard.press("Control+s")
    expect(henrik.page.get_by_text("Allt är sparat.")).to_be_visible()
    text.fill(now.replace('rate = "1"', 'rate = "2"', 1))
    page.keyboard.press("Control+s")
    clash = page.locator("section[aria-labelledby=clash]")
    expect(clash.get_by_role("radio")).to_have_count(2)
    clash.get_by_text("Det som Henrik").click()
    clash.get_by_role("button").click()
    expect(text).to_have_value(re.compile('late_days = 31[^§]*rate = "3"'))
    expect(page.get_by_text("Allt är sparat.")).to_be_visible()

    text.fill(text.input_value() + "\n# Läst av Karin.\n")
    page.keyboard.press("Control+s")
    expect(page.locator("section[aria-labelledby=history] li").first).to_contain_text("Karin")
    expect(page.get_by_text("Allt är sparat.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft '))") == []
    assert page.evaluate(UNLABELLED) == []
    karin.had_no_trouble()
    henrik.had_no_trouble()


def test_a_draft_from_the_small_shop_is_thrown_away_and_gone_on_from(visit: Visit) -> None:
    karin = visit()
    karin.tries_as("Karin")
    page = karin.page
    page.goto("/manager/programme")
    page.get_by_role("button", name="Börja från en liten butik").click()
    text = page.locator("#draft-text")
    expect(text).to_have_value(re.compile('code = "kvarteret"'))
    expect(page.locator("#wrong")).to_have_text("Inga fel.")
    shop = text.input_value()

    page.get_by_role("button", name="Släng utkastet").click()
    expect(page.get_by_role("button", name="Behåll det")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Släng utkastet")).to_be_focused()
    page.get_by_role("button", name="Släng utkastet").click()
    page.get_by_role("button", name="Ja, släng det").click()
    page.get_by_text("Avslutade utkast").click()
    page.get_by_role("link", name=re.compile("Liten butik")).click()
    expect(text).not_to_be_editable()
    page.get_by_role("button", name="Skriv vidare på den här").click()

    expect(text).to_be_editable()
    expect(text).to_have_value(shop)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(UNLABELLED) == []
    karin.had_no_trouble()


def test_a_manager_asks_what_a_purchase_would_give(visit: Visit) -> None:
    karin = visit()
    karin.tries_as("Karin")
    page = karin.page
    page.goto("/manager")
    page.locator("#text").fill("Elsa")
    page.locator("main form button").first.click()
    page.locator("main section a[href^='/manager/']").first.click()
    card = page.url.rpartition("/")[2]

    page.goto("/manager/programme/what")
    page.locator("#card").fill(card)
    page.locator("#fact-amount").fill("120,50")
    page.get_by_role("button", name="Räkna ut").click()

    expect(page.locator("section[aria-labelledby=gives]")).to_contain_text("+120")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not karin.troubles
