"""Two windows and a third: a moderator decides with the keyboard, its author and its reporter are told, and another
moderator takes the appeal. One story: each step stands on the one before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps_neighbours import (
    ADVERTISEMENT,
    QUEUE,
    WATCHES,
    decides,
    gives_right,
    has_on_top,
    is_empty,
    post,
    reports,
)
from tests.browser.visitor import DESK, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)


def test_a_case_from_report_to_appeal(visit: Visit) -> None:
    elsa = visit()
    elsa.tries_as("Elsa")
    a_member_reports(elsa.page)

    ingrid = visit(size=DESK)
    ingrid.tries_as("Ingrid")
    a_moderator_lands_on_the_case_that_most_report(ingrid.page)
    escape_lets_go_of_a_case(ingrid.page)
    h_2_enter_and_it_is_gone(ingrid.page, elsa)
    what_is_decided_is_listed_also_when_the_page_was_left(ingrid.page)
    u_brings_it_back_and_it_is_decided_again(ingrid.page)
    an_own_decision_is_not_ones_own_to_judge(ingrid.page)

    yusuf = visit(size=DESK, scheme="dark")
    yusuf.signs_in("Yusuf")
    another_moderator_gives_the_author_right(yusuf.page)
    johan = visit()
    johan.signs_in("Johan")
    the_author_reads_what_was_said(johan.page)

    for somebody in (elsa, ingrid, yusuf, johan):
        somebody.had_no_trouble()


def a_member_reports(page: Page) -> None:
    page.goto("/feed")
    reports(page, post(page, WATCHES), ADVERTISEMENT)


def a_moderator_lands_on_the_case_that_most_report(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/moderation$"))
    has_on_top(page, WATCHES)
    expect(page.get_by_text("3\u00a0anmälningar").first).to_be_visible()


def h_2_enter_and_it_is_gone(page: Page, elsa: Visitor) -> None:
    decides(
        page, "h", "Texten döljs för alla utom författaren och moderatorerna.", "3 som anmälde får veta hur det gick.",
        rule="2",
    )  # fmt: skip

    has_on_top(page, QUEUE)
    elsa.page.goto("/notices")
    expect(elsa.page.get_by_role("heading", name="Texten du anmälde är dold")).to_be_visible()
    expect(elsa.page.get_by_text("Regel 2: Ingen reklam utifrån.")).to_be_visible()
    elsa.page.goto("/feed")
    expect(elsa.page.locator("article").first).to_be_visible()
    expect(elsa.page.get_by_text(WATCHES)).to_have_count(0)


def what_is_decided_is_listed_also_when_the_page_was_left(page: Page) -> None:
    page.reload()
    has_on_top(page, QUEUE)
    page.keyboard.press("a")
    decided = page.get_by_role("listitem").filter(has_text=WATCHES)
    expect(decided).to_contain_text("Dolt")
    expect(decided.get_by_text("Kan ångras till")).to_be_visible()
    page.keyboard.press("a")
    has_on_top(page, QUEUE)
    expect(page.get_by_role("button", name="Ångra")).to_be_visible()


def escape_lets_go_of_a_case(page: Page) -> None:
    held = page.get_by_role("button", name="Släpp ärendet")
    page.keyboard.press("k")
    expect(held).to_be_visible()
    page.keyboard.press("Escape")
    expect(held).to_have_count(0)


def u_brings_it_back_and_it_is_decided_again(page: Page) -> None:
    page.keyboard.press("u")
    has_on_top(page, WATCHES)

    decides(page, "r", "Texten tas bort")
    has_on_top(page, QUEUE)


def an_own_decision_is_not_ones_own_to_judge(page: Page) -> None:
    expect(page.get_by_text("En annan moderator prövar överklagandet.")).to_be_visible()


def another_moderator_gives_the_author_right(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/moderation$"))
    has_on_top(page, QUEUE)
    gives_right(page)

    is_empty(page)


def the_author_reads_what_was_said(page: Page) -> None:
    page.goto("/notices")
    expect(page.get_by_role("heading", name="Du fick rätt")).to_be_visible()
    expect(page.get_by_text("Jag har läst igen. Du får rätt.")).to_be_visible()
    page.goto("/log")
    expect(page.get_by_text("överklagat, revs upp")).to_be_visible()
