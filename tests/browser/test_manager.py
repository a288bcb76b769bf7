"""The managers' page in a browser: four numbers with what is behind them, any member's story, and corrections by hand,
alone or by two, which the member sees with their reason."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction

import pytest
from playwright.sync_api import Page, expect

from server import programme
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.test_page import UNLABELLED
from tests.browser.visitor import DESK, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)


def karin(visit: Visit, **how: object) -> Visitor:
    karin = visit(**{"size": DESK, **how})
    karin.tries_as("Karin")
    karin.page.goto("/manager")
    expect(karin.page.locator(".figures article")).to_have_count(4)
    return karin


@pytest.fixture
def henrik(visit: Visit) -> Visitor:
    """The second manager, at a desk of his own."""
    henrik = visit(size=DESK, scheme="dark")
    henrik.signs_in("Henrik")
    return henrik


def corrects(page: Page, card: str, points: str, reason: str) -> None:
    page.goto(f"/manager/{card}")
    page.locator("#points").fill(points)
    page.locator("#reason").fill(reason)
    page.locator("section[aria-labelledby=adjust] form button.wide").click()


def test_four_numbers_say_what_they_count_and_who_is_behind_them(visit: Visit) -> None:
    visitor = karin(visit)
    cards = visitor.page.locator(".figures article")

    expect(cards.locator("h2")).to_have_text(["Medlemmar", "Aktiva den här veckan", "Utestående poäng", "Andra köp"])
    for place in range(4):
        card = cards.nth(place)
        card.get_by_role("button", name="Vilka är det?").click()
        expect(card.locator(".definition")).to_have_text(re.compile(r"^.{40,}\.$"))
    members, active = cards.nth(0), cards.nth(1)
    expect(members.locator("li")).to_have_count(12)
    counted = int(re.sub(r"\D", "", members.locator(".value").inner_text()))
    while members.get_by_role("button", name="Visa fler").count():
        before = members.locator("li").count()
        members.get_by_role("button", name="Visa fler").click()
        expect(members.locator("li")).not_to_have_count(before)
    expect(members.locator("li")).to_have_count(counted)
    expect(active.locator("li").first).to_contain_text(re.compile(r"\d+\u00a0g[åa]ng"))
    assert visitor.page.evaluate(UNLABELLED) == []

    active.locator("li a", has_text="Elsa Lindqvist").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Elsa Lindqvist")
    visitor.had_no_trouble()


def test_a_member_is_found_by_name_card_and_address_and_read_to_the_beginning(visit: Visit, demo: Demo) -> None:
    visitor = karin(visit)
    page, elsa = visitor.page, demo.person("Elsa")
    found = page.locator("section[aria-labelledby=find] li")
    amir = demo.person("Amir")
    for text, name in (
        ("LINDQ", "Elsa Lindqvist"), ("ami had", "Amir Haddad"), (elsa["email"], "Elsa Lindqvist"),
        (amir["card"], "Amir Haddad"),
    ):  # fmt: skip
        page.locator("#text").fill(text)
        page.keyboard.press("Enter")
        expect(found).to_have_text([re.compile(name)])
    page.locator("#text").fill("x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_have_text("Skriv minst två tecken.")
    page.locator("#text").fill("ingensomhetersa")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ingen sådan medlem.")).to_be_visible()
    page.locator("#text").fill("elsa")
    page.keyboard.press("Enter")
    found.get_by_role("link").click()

    expect(page).to_have_url(re.compile(rf"/manager/{elsa['card']}$"))
    expect(page.locator(".about")).to_contain_text(elsa["email"])
    story = page.locator("section[aria-labelledby=story] ol > li")
    expect(story).to_have_count(12)
    while page.get_by_role("button", name="Visa fler").count():
        before = story.count()
        page.get_by_role("button", name="Visa fler").click()
        expect(story).not_to_have_count(before)
    expect(story.last).to_contain_text("Linneas Livs")  # Ninety-six days ago, for 214.50.
    expect(story.last).to_contain_text("+214")
    expect(story.last).to_contain_text("Märke: Hej grannen")
    visitor.had_no_trouble()


def test_a_correction_under_the_limit_is_seen_at_once_with_its_reason(visit: Visit, demo: Demo) -> None:
    maja = visit()
    maja.signs_in("Maja")
    before = int(maja.digits() or "0")
    visitor = karin(visit)
    page = visitor.page
    corrects(page, demo.person("Maja")["card"], "", "")
    expect(page.locator("#points-error")).to_have_text("Skriv ett helt tal större än noll.")
    expect(page.locator("#reason-error")).to_have_text("Skriv varför.")

    page.locator("#points").fill("40")
    page.locator("#reason").fill("Kvittot kom bort i kassan.")
    page.get_by_role("button", name="Ge 40 poäng").click()

    expect(page.get_by_text("Klart. Medlemmen ser det nu.")).to_be_visible()
    newest = page.locator("section[aria-labelledby=story] ol > li").first
    expect(newest).to_contain_text("Kvittot kom bort i kassan.")
    expect(newest).to_contain_text("+40")
    maja.sees_digits(str(before + 40))
    maja.page.locator("section[aria-labelledby=lately]").get_by_role("button").first.click()
    expect(maja.page.locator("dialog")).to_contain_text("Ledningen har rättat ditt saldo för hand: Kvittot kom bort")

    page.goto(f"/manager/{demo.person('Nova')['card']}")
    page.get_by_role("radio", name="Ta bort").check()
    page.locator("#points").fill("5")
    page.locator("#reason").fill("Mer än det finns.")
    page.get_by_role("button", name="Ta bort 5 poäng").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Så mycket finns inte att ta: det finns 0\u00a0poäng. Inget ändrades."
    )
    for somebody in (visitor, maja):
        somebody.had_no_trouble()


def test_over_the_limit_another_person_agrees_or_declines_and_each_window_sees_it(
    visit: Visit, demo: Demo, henrik: Visitor
) -> None:
    """Nobody reloads: what one of them does, the others see."""
    oskar = visit()
    oskar.signs_in("Oskar")
    before = int(oskar.digits() or "0")
    his = henrik.page.locator("section[aria-labelledby=waiting] > ul > li")
    henrik.page.goto("/manager")
    expect(henrik.page.get_by_text("Inget väntar.")).to_be_visible()
    visitor = karin(visit)
    page, card = visitor.page, demo.person("Oskar")["card"]

    corrects(page, card, "1 500", "Priset i höstens tävling.")
    expect(page.get_by_text("Nu väntar det på en till.")).to_be_visible()
    expect(page.locator(".pending li")).to_contain_text("Du bad om den. Någon annan behöver hålla med.")
    expect(page.locator(".pending li").get_by_role("button")).to_have_text(["Ta tillbaka"])
    expect(his).to_contain_text("Oskar Wikström")
    expect(his).to_contain_text("Priset i höstens tävling.")
    expect(his).to_contain_text("Karin Öberg bad om det")
    his.get_by_role("button", name="Håll med om +1 500").click()

    expect(his).to_have_count(0)
    expect(page.locator(".pending li")).to_have_count(0)
    expect(page.locator("section[aria-labelledby=story] ol > li").first).to_contain_text("+1\u00a0500")
    oskar.sees_digits(str(before + 1500))
    expect(henrik.page.locator("section[aria-labelledby=waiting] ol li").first).to_contain_text(
        "Karin Öberg bad om det, Henrik Dahl höll med"
    )

    corrects(page, card, "2000", "För mycket.")
    his.get_by_role("button", name="Avböj").click()
    expect(page.locator(".pending li")).to_have_count(0)
    corrects(page, card, "3000", "Ännu mer.")
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(page.get_by_text("Rättelsen är tillbakatagen. Inget ändrades.")).to_be_visible()
    expect(his).to_have_count(0)
    ended = henrik.page.locator("section[aria-labelledby=waiting] ol li")
    expect(ended.nth(0)).to_contain_text("Tillbakatagen")
    expect(ended.nth(1)).to_contain_text("Henrik Dahl avböjde")
    oskar.sees_digits(str(before + 1500))
    for somebody in (visitor, henrik, oskar):
        somebody.had_no_trouble()


@pytest.mark.parametrize("tongue", ["sv", "en"])
def test_how_it_works_says_what_the_document_says(visit: Visit, tongue: str) -> None:
    """Read from the programme's file, and not from what the page was given."""
    file = tomllib.loads((programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8"))
    title = {"sv": "Så funkar det", "en": "How it works"}[tongue]
    stranger = visit(locale={"sv": "sv-SE", "en": "en-GB"}[tongue])
    stranger.page.goto("/how")
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(stranger.page.locator("#guide-earning")).to_be_visible()
    said = re.sub(r"\s+", " ", stranger.page.locator("main").inner_text())

    for part in (*file["reward"], *file["challenge"], *file["tier"]):
        assert part[tongue]["name"] in said, part["code"]
    for part in file["reward"]:
        assert figure(part["points"], tongue) in said, part["code"]
    for badge in file["badge"]:
        assert (badge[tongue]["name"] in said) is not badge.get("hidden", False), badge["code"]
    for rule in file["earn"]:
        assert rule[tongue]["name"] in said, rule["code"]
        given = Fraction(str(rule.get("points", rule.get("rate"))))
        each = {"sv": "för varje", "en": "for every"}[tongue]
        assert f"{given.numerator} " in said, rule["code"]
        if given.denominator > 1:  # A part of a point is told as a whole one for several.
            assert f"{each} {given.denominator} " in said, rule["code"]
    limit = figure(file["programme"]["adjust_limit"], tongue)
    assert {"sv": f"Mer än {limit} poäng tar två", "en": f"More than {limit} points takes two"}[tongue] in said
    stranger.had_no_trouble()


def figure(number: int, tongue: str) -> str:
    return f"{number:,}".replace(",", " " if tongue == "sv" else ",")


def test_a_stranger_reads_the_rules_and_the_log_in_either_language(visit: Visit) -> None:
    stranger = visit(locale="sv-SE")
    for path, swedish, english in (("/how", "Så funkar det", "How it works"), ("/log", "Öppen logg", "Open log")):
        stranger.page.goto(path)
        heading = stranger.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(swedish)
        stranger.page.get_by_role("button", name="English").click()
        expect(heading).to_have_text(english)
        stranger.page.get_by_role("button", name="Svenska").click()
        expect(heading).to_have_text(swedish)
    stranger.had_no_trouble()
