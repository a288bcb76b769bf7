"""What neighbours and moderators do in their windows: to read, report, decide, appeal and hear, one step each."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import PATIENCE_MS, Visitor

expect.set_options(timeout=PATIENCE_MS)

WATCHES = "Äkta märkesklockor −80 %!!!"
QUEUE = "Kön på lördagen är ett skämt"
PUNCTURE = "Punka på väg till jobbet"
ADVERTISEMENT = "Ingen reklam utifrån."
PERSONAL = "Skriv om saken, inte om personen."
POSTS = [PUNCTURE, "Dragkedjan på vinterjackan", "Första tröjan lagad", "en hylla på Järnhörnan",
         "När ska butikerna ha kvällsöppet?", "Frukost före öppning", "när jag köpte ett presentkort",
         "Trettio år som bagare", "lagom påtår"]  # fmt: skip


def goes(page: Page, path: str) -> None:
    """By the tabs: the page stays the same one."""
    page.locator(f"nav li a[href='{path}']").click()
    expect(page).to_have_url(re.compile(rf"{re.escape(path)}$"))


def post(page: Page, words: str) -> Locator:
    return page.locator("article").filter(has_text=words)


def comment(page: Page, words: str) -> Locator:
    return page.locator("section li article").filter(has_text=words)


def shows_posts(page: Page, starts: list[str]) -> None:
    """The feed's posts from the top: these, and no other."""
    expect(page.locator("ul.posts article")).to_have_text([re.compile(re.escape(words)) for words in starts])


def letters(page: Page) -> Locator:
    """The strip that says how many wait to be opened."""
    return page.locator("main a.notice[href='/notices']")


def likes(page: Page, words: str) -> Locator:
    return post(page, words).locator(".like .figure")


def reports(page: Page, text: Locator, rule: str) -> None:
    text.locator("button.dots").click()
    page.get_by_role("button", name="Anmäl", exact=True).click()
    page.get_by_text(rule).click()
    page.get_by_role("button", name="Skicka anmälan").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Du får veta hur det gick.").first).to_be_visible()


def asks(page: Page, question: str) -> None:
    page.get_by_role("button", name="Skriv något").click()
    page.get_by_role("dialog").get_by_text("Fråga", exact=True).click()
    page.locator("#body").fill(question)
    page.get_by_role("button", name="Publicera").click()
    expect(page.locator("article").first).to_contain_text(question)


def opens(page: Page, words: str) -> None:
    """A post of the feed, with what stands under it."""
    post(page, words).locator("a.said").click()
    expect(page.locator("#comment")).to_be_visible()


def answers(page: Page, words: str) -> None:
    page.locator("#comment").fill(words)
    page.locator("form button[type=submit]").click()
    expect(comment(page, words)).to_be_visible()


def is_told(visitor: Visitor, *words: str, page: Page | None = None) -> None:
    """Waits until the lines at the bottom have said each of them since the page was opened, in any order."""
    for line in words:
        (page or visitor.page).wait_for_function(
            "words => window.__seen.lines.some((line) => line.includes(words))", arg=line, timeout=PATIENCE_MS
        )


def has_on_top(page: Page, words: str) -> None:
    """The case that a moderator looks at."""
    expect(page.locator("blockquote").first).to_contain_text(words)


def is_empty(page: Page) -> None:
    expect(page.get_by_text(re.compile("^Kön är tom."))).to_be_visible()


def decides(page: Page, key: str, *leaves: str, rule: str | None = None) -> None:
    """With the keyboard: what, by which rule (where reports do not say it), what that leaves behind, and done."""
    page.keyboard.press(key)
    for line in leaves:
        expect(page.locator(".behind")).to_contain_text(line)
    if rule is not None:
        page.keyboard.press(rule)
    page.keyboard.press("Enter")


def gives_right(page: Page) -> None:
    """Another moderator's answer to an appeal."""
    page.keyboard.press("2")
    page.keyboard.press("Enter")


def appeals(page: Page, words: str) -> None:
    """From the letter on top of the member's notices."""
    letter = page.locator("article").first
    letter.locator("summary").click()
    letter.locator("textarea").fill(words)
    letter.get_by_role("button", name="Be en annan moderator titta").click()
    expect(letter).to_contain_text("En annan moderator tittar på det.")
