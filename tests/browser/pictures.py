"""Takes a picture of each view, in Swedish and English, small and wide, light and dark:

    python -m tests.browser.pictures FOLDER [--only elsa-home nova 'stranger-*' savings] [--home HOME] [--keep]

Kvarteret's, and those of the programmes in `towns/`, each called by its town. Beside the pictures FOLDER gets
`sheets/`, one picture a view with its eight variants, and `index.html` with all of them. `--home` keeps the demo, so
that the next time does not fill it anew; `--keep` renews static/pictures/.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Cookie, Page, sync_playwright

from server.commands import services
from server.settings import TestingSettings
from tests.browser import contact_sheets
from tests.browser.conftest import QUIETLY
from tests.browser.demo import Demo
from tests.browser.place import Place
from tests.browser.towns import views as towns
from tests.browser.towns.town import Town
from tests.browser.views import STRANGER, VIEWS, View, places
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.journeys.serving import CHECKOUT

ALL = (*VIEWS, *towns.VIEWS)
KEPT = CHECKOUT / "static" / "pictures" / "kvarteret.png"
Scheme = Literal["light", "dark"]
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
SIZES = {"small": PHONE, "wide": DESK}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SETTLE_MS = 1_200  # Rings fill and numbers roll for half as long.
CHANGE_MS = 300  # What changes its color or its place does so in 240.
SPEAK = """
  mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename ... on Problem { message } } }
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", nargs="+", metavar="VIEW", help="a view (elsa-home), a person (elsa), a pattern")
    parser.add_argument("--tongue", choices=LOCALES, help="one language only")
    parser.add_argument("--size", choices=SIZES, help="one size only")
    parser.add_argument("--scheme", choices=SCHEMES, help="one scheme only")
    parser.add_argument("--home", type=Path, help="a demo's home, filled where it is empty, and kept")
    parser.add_argument("--keep", action="store_true", help="renew static/pictures/ too")
    asked = parser.parse_args()
    wanted = [view for view in ALL if asked.only is None or is_asked_for(view, asked.only)]
    if not wanted and not asked.keep:
        raise SystemExit(f"There is no such view. There are: {', '.join(view.title for view in ALL)}")
    asked.folder.mkdir(parents=True, exist_ok=True)
    with browsing() as browser:
        at_home = [view for view in wanted if not view.town]
        if at_home or asked.keep:
            with living(asked.home) as demo:
                take(browser, demo, asked, at_home, places(browser, demo))
                if asked.keep or asked.only is None:
                    strip = take_joy(browser, demo, asked.folder)
                    if asked.keep:
                        contact_sheets.keep(browser, strip, KEPT)
        for code, views in groupby((view for view in wanted if view.town), key=lambda view: view.town):
            with visiting(asked.home, code) as town:
                take(browser, town, asked, list(views), {})
        contact_sheets.write(browser, asked.folder, [view.title for view in ALL])


def take(
    browser: Browser, place: Place, asked: argparse.Namespace, wanted: Sequence[View], known: dict[str, str]
) -> None:
    """The views of one place in every variant that is asked for."""
    sizes = {asked.size: SIZES[asked.size]} if asked.size else SIZES
    schemes = (asked.scheme,) if asked.scheme else SCHEMES
    for tongue in [asked.tongue] if asked.tongue else LOCALES:
        for who, views in groupby(wanted, key=lambda view: view.who):
            photographer = Photographer(browser, place, asked.folder, tongue, sizes, schemes)
            photographer.takes(who, list(views), known)


def is_asked_for(view: View, names: Sequence[str]) -> bool:
    return any(
        fnmatch(view.title, name) or name.lower() in (view.who.lower(), view.town) for name in names
    )


@contextmanager
def browsing() -> Iterator[Browser]:
    chromium = services.find("chromium", TestingSettings()).found
    if not chromium:
        raise SystemExit("There is no Chromium here: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        yield browser
        browser.close()


@contextmanager
def living(home: Path | None) -> Iterator[Demo]:
    with TemporaryDirectory() as passing:
        demo = Demo(home or Path(passing))
        try:
            demo.open()
            yield demo
        finally:
            demo.kill()


@contextmanager
def visiting(home: Path | None, code: str) -> Iterator[Town]:
    with TemporaryDirectory() as passing:
        town = Town((home or Path(passing)) / code, code)
        try:
            town.open()
            yield town
        finally:
            town.kill()


class Photographer:
    """Takes one person's views in one language: each is opened once, and turned into every size and scheme."""

    def __init__(
        self, browser: Browser, place: Place, folder: Path, tongue: str, sizes: dict[str, dict[str, int]],
        schemes: Sequence[Scheme],
    ) -> None:  # fmt: skip
        self._browser, self._place, self._folder, self._tongue = browser, place, folder, tongue
        self._sizes, self._schemes = sizes, schemes

    def takes(self, who: str, views: Sequence[View], known: dict[str, str]) -> None:
        cookies = [] if who == STRANGER else self._signed_in(who)
        for view in views:
            visitor = self._visitor()
            visitor.context.add_cookies(cookies)  # type: ignore[arg-type]  # What came out may go in.
            try:
                self._take(view, visitor.page, known)
            except Exception as trouble:  # The other views are wanted all the same.
                print(f"{view.title}, {self._tongue}: {str(trouble).splitlines()[0]}")
            visitor.context.close()

    def _visitor(self) -> Visitor:
        return Visitor(self._browser, self._place, locale=LOCALES[self._tongue])

    def _signed_in(self, who: str) -> list[Cookie]:
        """Signs in once; a member's own language wins over the browser's."""
        visitor = self._visitor()
        visitor.signs_in(who)
        visitor.asks(SPEAK, input={"language": self._tongue.upper()})
        cookies = visitor.context.cookies()
        visitor.context.close()
        return cookies

    def _take(self, view: View, page: Page, known: dict[str, str]) -> None:
        page.goto(view.at.format(**known))
        settle(page)
        if view.then:
            view.then(page)
            page.wait_for_timeout(SETTLE_MS)
        for size, viewport in self._sizes.items():
            page.set_viewport_size(viewport)  # type: ignore[arg-type]  # A dict with just these keys.
            if view.whole and viewport == PHONE:  # The tabs stand below everything, and not in the midst of it.
                page.set_viewport_size({"width": PHONE["width"], "height": max(PHONE["height"], height_of(page))})
            for scheme in self._schemes:
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(CHANGE_MS)
                path = self._folder / f"{view.title}-{self._tongue}-{size}-{scheme}.png"
                page.screenshot(path=path, full_page=view.whole)


def height_of(page: Page) -> int:
    height: int = page.evaluate("document.documentElement.scrollHeight")
    return height


def settle(page: Page) -> None:
    page.locator("h1, [role=alert]").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.waiting, .bone, .opening')")
    page.wait_for_timeout(SETTLE_MS)


def take_joy(browser: Browser, demo: Demo, folder: Path) -> list[Path]:
    """The front, the home, and the moment in which a badge lands: three phones beside each other."""
    phone = Visitor(browser, demo, scale=2)
    evening = Visitor(browser, demo, scheme="dark", scale=2)
    taken = [folder / "strip-front.png", folder / "strip-home.png", folder / "strip-joy.png"]
    phone.page.goto("/")
    settle(phone.page)
    phone.page.screenshot(path=taken[0])
    phone.tries_as("Elsa")
    phone.asks(SPEAK, input={"language": "SV"})
    phone.page.goto("/")
    settle(phone.page)
    phone.page.screenshot(path=taken[1])
    evening.tries_as("Elsa")
    demo.till("120")
    evening.page.locator("section.landing").wait_for()
    evening.sees_digits("1500")
    evening.page.screenshot(path=taken[2])
    return taken


if __name__ == "__main__":
    main()
