"""What is written in the feed goes on living: an idea is answered and becomes real, a comment is written anew; others
see it where they stand, without reading again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_community import to_the_feed

IDEA = "Idé: en bokbytarhylla på torget."


def test_an_idea_is_answered_and_becomes_real_while_its_author_looks(visit: Visit) -> None:
    elsa, karin = visit(), visit()
    for visitor, name in ((elsa, "Elsa"), (karin, "Karin")):
        visitor.tries_as(name)
        to_the_feed(visitor.page)
    elsa.page.get_by_role("button", name="Skriv något").click()
    elsa.page.get_by_role("dialog").get_by_text("Idé", exact=True).click()
    elsa.page.locator("#body").fill(IDEA)
    elsa.page.get_by_role("button", name="Publicera").click()
    own = elsa.page.locator("article", has_text=IDEA)
    expect(own.get_by_role("button", name="Mer")).to_be_visible()
    own.get_by_role("button", name="Mer").click()
    expect(own.get_by_role("button", name="Svara på idén")).to_have_count(0)  # That is for those who run the programme.
    elsa.page.keyboard.press("Escape")

    karin.page.get_by_role("button", name=re.compile("nytt inlägg")).click()
    article = karin.page.locator("article", has_text=IDEA)
    for state, words in (("Planerad", "Vi letar efter en hylla."), ("Genomförd", "Nu står den på torget.")):
        article.get_by_role("button", name="Mer").click()
        article.get_by_role("button", name="Svara på idén").click()
        karin.page.get_by_role("dialog").get_by_text(state, exact=True).click()
        karin.page.locator("#answer").fill(words)
        karin.page.get_by_role("button", name="Spara svaret").click()
        expect(article).to_contain_text(f"Idé · {state}")
        expect(own).to_contain_text(words)
        expect(own).to_contain_text(f"Idé · {state}")

    expect(elsa.page.get_by_role("heading", name="Kvarterets röst")).to_be_visible()
    assert elsa.troubles + karin.troubles == []


def test_a_comment_is_written_anew_while_another_reads_it(visit: Visit) -> None:
    elsa, karin = visit(), visit()
    for visitor, name in ((elsa, "Elsa"), (karin, "Karin")):
        visitor.tries_as(name)
        to_the_feed(visitor.page)
        visitor.page.locator("article", has_text="Första tröjan lagad").get_by_role(
            "link", name=re.compile("kommentar|Kommentera")
        ).click()
    elsa.page.locator("#comment").fill("Vilket fint gran.")
    elsa.page.get_by_role("button", name="Kommentera").click()
    seen = karin.page.locator("li article", has_text="Vilket fint")
    expect(seen).to_be_visible()

    own = elsa.page.locator("li article", has_text="Vilket fint")
    own.get_by_role("button", name="Mer").click()
    own.get_by_role("button", name="Ändra").click()
    elsa.page.locator("#edited").fill("Vilket fint garn.")
    elsa.page.get_by_role("button", name="Spara ändringen").click()

    expect(seen).to_contain_text("Vilket fint garn.")
    expect(seen).to_contain_text("redigerat")
    expect(seen.get_by_role("button", name=re.compile("redigerat"))).to_have_count(0)  # Its past is its writer's.
    own.get_by_role("button", name=re.compile("redigerat")).click()
    expect(elsa.page.get_by_role("dialog")).to_contain_text("Vilket fint gran.")
    assert elsa.troubles + karin.troubles == []
