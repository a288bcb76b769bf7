"""The feed in Chromium: what others write arrives without a jump, and runs nothing whatever it says."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.security.markup import VECTORS

CREATE = "mutation ($input: CreatePostInput!) { createPost(input: $input) { __typename ... on Problem { message } } }"
POSTS = 3  # Less than anybody may write at once.
SEND = """
  async ([query, input]) => {
    const answer = await fetch("/graphql", {
      method: "POST", credentials: "same-origin", headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables: { input } }),
    });
    return (await answer.json()).data.createPost.__typename;
  }
"""
ELEMENTS = "() => [...new Set([...document.querySelectorAll('article .text *')].map((one) => one.localName))].sort()"
LINKS = "() => [...document.querySelectorAll('article .text a')].map((link) => [link.protocol, link.rel, link.target])"


def to_the_feed(page: Page) -> None:
    page.locator("nav a[href='/feed']").click()
    expect(page.locator("article").first).to_be_visible()


def write(page: Page, text: str, key: str) -> None:
    said: Any = page.evaluate(SEND, [CREATE, {"key": key, "kind": "STORY", "topic": "tips", "body": text}])
    assert said == "PostCreated"


def test_what_others_write_arrives_without_a_jump(visit: Visit) -> None:
    elsa, karin = visit(), visit()
    elsa.tries_as("Elsa")
    karin.tries_as("Karin")
    to_the_feed(elsa.page)
    elsa.page.evaluate("scrollTo(0, 900)")
    third = elsa.page.locator("article").nth(3)
    before = (elsa.page.evaluate("scrollY"), third.bounding_box())

    write(karin.page, "Vem vill **prova** rågbrödet?", "jump")

    bar = elsa.page.get_by_role("button", name=re.compile("1.nytt inlägg"))
    expect(bar).to_be_visible()
    assert (elsa.page.evaluate("scrollY"), third.bounding_box()) == before
    bar.click()
    expect(elsa.page.locator("article").first).to_contain_text("Vem vill prova rågbrödet?")
    assert elsa.troubles == []


def test_an_answer_is_thanked_for_while_both_look(visit: Visit) -> None:
    elsa, karin = visit(), visit()
    for visitor, name in ((elsa, "Elsa"), (karin, "Karin")):
        visitor.tries_as(name)
        to_the_feed(visitor.page)
    karin.page.get_by_role("button", name="Skriv något").click()
    karin.page.get_by_role("dialog").get_by_text("Fråga", exact=True).click()
    karin.page.locator("#body").fill("Vem har en stege?")
    karin.page.get_by_role("button", name="Publicera").click()
    karin.page.locator("article", has_text="Vem har en stege?").get_by_role("link", name="Svara").click()

    elsa.page.get_by_role("button", name=re.compile("nytt inlägg")).click()
    elsa.page.locator("article", has_text="Vem har en stege?").get_by_role("link", name="Svara").click()
    elsa.page.locator("#comment").fill("Jag, i källaren.")
    elsa.page.get_by_role("button", name="Svara").click()

    karin.page.get_by_role("button", name="Säg tack till Elsa Lindqvist").click()
    expect(elsa.page.get_by_text("Frågaren säger tack")).to_be_visible()
    expect(elsa.page.locator(".layer .line", has_text="+10")).to_be_visible()
    assert elsa.troubles == karin.troubles == []


def test_no_text_runs_anything(visit: Visit) -> None:
    amir, elsa = visit(), visit()
    dialogs: list[str] = []
    for visitor in (amir, elsa):
        visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    amir.signs_in("Amir")
    for number in range(POSTS):
        write(amir.page, "\n\n".join(VECTORS[number::POSTS])[:4000], f"vectors-{number}")
    elsa.tries_as("Elsa")

    to_the_feed(elsa.page)
    for part in elsa.page.locator("article .text").all()[: POSTS * 2]:
        part.hover()
    elsa.page.get_by_role("button", name="Skriv något").click()
    elsa.page.locator("#body").fill("\n\n".join(VECTORS)[:3900])
    elsa.page.get_by_role("button", name="Förhandsvisa").click()
    expect(elsa.page.locator(".shown .text")).to_be_visible()

    assert elsa.page.locator("article .text", has_text="window.ran").count() >= POSTS
    assert elsa.page.evaluate("window.ran") is None
    assert set(elsa.page.evaluate(ELEMENTS)) <= {"p", "a", "span", "ul", "ol", "li"}
    for protocol, rel, target in elsa.page.evaluate(LINKS):
        assert protocol in ("http:", "https:")
        assert {"nofollow", "noopener", "noreferrer"} <= set(rel.split())
        assert target == "_blank"
    assert elsa.page.evaluate("window.__violations") == []
    assert dialogs == []
    assert elsa.troubles == []
