"""The invented neighbours: what they do arrives in open pages and moves nothing but numbers, and they can be still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import Demo
from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

PACE = "0.7"
SAID = "() => [...document.querySelectorAll('ul.posts a.said')].map((link) => parseInt(link.innerText) || 0)"
LIKED = "() => [...document.querySelectorAll('ul.posts .like .figure')].map((figure) => Number(figure.innerText))"
TOGETHER = "() => [Number(document.querySelector('.goal .rolling .unseen').textContent.replace(/\\D/g, ''))]"


def test_what_neighbours_do_arrives_and_nothing_jumps(browser: Browser, tmp_path: Path) -> None:
    with somebody_at(browser, Demo(tmp_path / "home", "--pace", PACE)) as (_, elsa):
        cans = elsa.tab()
        cans.goto("/challenges")
        expect(cans.locator(".goal .meter")).to_be_visible()
        together = cans.evaluate(TOGETHER)
        elsa.page.evaluate("scrollTo(0, 700)")
        said, liked, seen = elsa.page.evaluate(SAID), elsa.page.evaluate(LIKED), layout(elsa.page)

        arrives(elsa.page, SAID, said)
        arrives(elsa.page, LIKED, liked)

        assert layout(elsa.page) == seen
        arrives(cans, TOGETHER, together)
        elsa.had_no_trouble()


def test_still_neighbours_do_nothing(browser: Browser, tmp_path: Path) -> None:
    with somebody_at(browser, Demo(tmp_path / "home", "--still", "--pace", PACE)) as (demo, elsa):
        said, liked = elsa.page.evaluate(SAID), elsa.page.evaluate(LIKED)

        for amount in ("10", "20", "30"):  # Each takes longer than a neighbour would rest.
            demo.till(amount)
            expect(elsa.page.locator(".layer .line", has_text=f"+{amount}")).to_be_visible()

        assert (elsa.page.evaluate(SAID), elsa.page.evaluate(LIKED)) == (said, liked)
        elsa.page.reload()
        expect(elsa.page.locator("ul.posts article")).to_have_count(len(liked))
        assert (elsa.page.evaluate(SAID), elsa.page.evaluate(LIKED)) == (said, liked)


@contextmanager
def somebody_at(browser: Browser, demo: Demo) -> Iterator[tuple[Demo, Visitor]]:
    """Elsa looks at the feed of a demo that has just opened."""
    try:
        demo.open()
        elsa = Visitor(browser, demo)
        elsa.tries_as("Elsa")
        elsa.page.locator("nav a[href='/feed']").click()
        expect(elsa.page.locator("ul.posts article").first).to_be_visible()
        yield demo, elsa
        elsa.context.close()
    finally:
        demo.kill()


def arrives(page: Page, read: str, before: list[int]) -> None:
    """Waits until one of the numbers that `read` reads has grown."""
    page.wait_for_function(f"(before) => ({read})().some((now, place) => now > before[place])", arg=before,
                           timeout=2 * PATIENCE_MS)  # fmt: skip


def layout(page: Page) -> tuple[object, list[object]]:
    """Where the page is scrolled to, and where each post stands."""
    return page.evaluate("scrollY"), [article.bounding_box() for article in page.locator("ul.posts > li").all()]
