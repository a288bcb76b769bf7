"""Takes a picture of each view, small and wide, light and dark: `python -m tests.browser.pictures FOLDER`.

With `--keep` it also renews the pictures that are kept in static/pictures/.
"""

from __future__ import annotations

import argparse
import base64
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from server.commands import services
from server.settings import TestingSettings
from tests.browser.conftest import QUIETLY
from tests.browser.demo import Demo
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.journeys.serving import CHECKOUT

KEPT = CHECKOUT / "static" / "pictures" / "kvarteret.png"
SIZES = {"small": PHONE, "wide": DESK}
DOORS = {"front": "/", "join": "/join", "sign-in": "/sign-in", "recover": "/recover", "inbox": "/demo/inbox"}
ROOMS = {
    "home": "/", "challenges": "/challenges", "choices": "/choices", "card": "/card", "board": "/board",
    "history": "/history", "badges": "/badges", "profile": "/profile", "lost": "/ingenstans",
}  # fmt: skip
SETTLE_MS = 1_200  # Rings fill and numbers roll for half as long.
STRIP = """
  <style>
    body {{ margin: 0; display: flex; gap: 28px; padding: 28px; background: transparent; width: max-content }}
    img {{ width: 300px; border-radius: 28px; box-shadow: 0 0 0 1px #0002, 0 12px 28px -12px #0006 }}
  </style>
  {images}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--keep", action="store_true", help="renew static/pictures/ too")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    chromium = services.find("chromium", TestingSettings()).found
    if not chromium:
        raise SystemExit("There is no Chromium here: apt install chromium")
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        demo = Demo(Path(home))
        try:
            demo.open()
            take_views(browser, demo, asked.folder)
            strip = take_joy(browser, demo, asked.folder)
            if asked.keep:
                KEPT.parent.mkdir(exist_ok=True)
                keep(browser, strip)
        finally:
            demo.kill()
            browser.close()


def take_views(browser: Browser, demo: Demo, folder: Path) -> None:
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            for who, views in (
                ("", DOORS),
                ("Elsa", ROOMS),
                ("Nova", ROOMS),
                ("Grace", ROOMS),
                ("Karin", {"home": "/"}),
            ):
                visitor = Visitor(browser, demo, size=viewport, scheme=scheme)  # type: ignore[arg-type]
                if who:
                    visitor.signs_in(who)
                for view, path in views.items():
                    visitor.page.goto(path)
                    take(visitor.page, folder / f"{'-'.join(filter(None, (who.lower(), view, size, scheme)))}.png")
                visitor.context.close()


def take_joy(browser: Browser, demo: Demo, folder: Path) -> list[Path]:
    """The front, the home, and the moment in which a badge lands: three phones beside each other."""
    phone = Visitor(browser, demo, scale=2)
    evening = Visitor(browser, demo, scheme="dark", scale=2)
    taken = [folder / "strip-front.png", folder / "strip-home.png", folder / "strip-joy.png"]
    phone.page.goto("/")
    take(phone.page, taken[0], whole=False)
    phone.tries_as("Elsa")
    take(phone.page, taken[1], whole=False)
    evening.tries_as("Elsa")
    demo.till("120")
    evening.page.locator("section.landing").wait_for()
    evening.sees_digits("1500")
    evening.page.screenshot(path=taken[2])
    phone.page.locator("section[aria-labelledby=lately]").get_by_role("button").first.click()
    take(phone.page, folder / "why-small-light.png", whole=False)
    return taken


def take(page: Page, path: Path, *, whole: bool = True) -> None:
    page.locator("h1").wait_for()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=path, full_page=whole)


def keep(browser: Browser, pictures: list[Path]) -> None:
    page = browser.new_page(device_scale_factor=1.5)
    sources = (base64.b64encode(picture.read_bytes()).decode() for picture in pictures)
    images = "".join(f'<img src="data:image/png;base64,{source}">' for source in sources)
    page.set_content(STRIP.format(images=images))
    page.locator("body").screenshot(path=KEPT, omit_background=True)


if __name__ == "__main__":
    main()
