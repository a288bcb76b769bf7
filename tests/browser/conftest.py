"""A browser and a demo for each file, and visitors who leave when a test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.demo import Demo
from tests.browser.visitor import Visitor

QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--mute-audio",
]  # fmt: skip

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A file's own: as long as Playwright is open, an event loop runs, in which no other test's could."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Freshly filled for each file of tests."""
    demo = Demo(tmp_path_factory.mktemp("demo"))
    try:
        demo.open()
        yield demo
    finally:
        demo.kill()


@pytest.fixture
def visit(browser: Browser, demo: Demo) -> Iterator[Visit]:
    """`visit(size=…, scheme=…)`: somebody comes by, with cookies of their own."""
    visitors: list[Visitor] = []

    def come(**how: object) -> Visitor:
        visitors.append(Visitor(browser, demo, **how))  # type: ignore[arg-type]
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
