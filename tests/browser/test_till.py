"""The till's page in a browser, by keyboard and by touch: whoever shows a card is known, rung up, and given what they
redeemed."""

from __future__ import annotations

import re
import secrets
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.pictures import SPEAK
from tests.browser.test_page import UNLABELLED
from tests.browser.visitor import DESK, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

EVERYWHERE, AT_THE_CAFE = "frukost_fore_oppning", "patar"
REDEEM = """
  mutation($input: RedeemRewardInput!) { redeemReward(input: $input) {
    __typename ... on RewardRedeemed { voucher { id code } } ... on Problem { message }
  } }
"""
CANCEL = """
  mutation($input: CancelRedemptionInput!) { cancelRedemption(input: $input) { __typename ... on Problem { message } } }
"""


def at_the_till(visit: Visit, **how: object) -> Visitor:
    tove = visit(**how)
    tove.tries_as("Tove")
    expect(tove.page.get_by_role("heading", level=1)).to_have_text(re.compile("Kassan|At the till"))
    return tove


def shown(page: Page, name: str) -> None:
    expect(page.locator("article.card h2")).to_have_text(name)


def redeemed(member: Visitor, reward: str) -> dict[str, str]:
    """A voucher that a member has just redeemed."""
    answer = member.asks(REDEEM, input={"key": secrets.token_hex(8), "reward": reward})["redeemReward"]
    assert answer["__typename"] == "RewardRedeemed", answer
    voucher: dict[str, str] = answer["voucher"]
    return voucher


def lapse(demo: Demo, code: str) -> None:
    """The voucher's time is over: nobody turns a served demo's clock, so its end is moved instead."""
    with closing(sqlite3.connect(demo.home / "hemmaplan.sqlite3", timeout=30)) as database, database:
        moved = database.execute("UPDATE reward_voucher SET expires_at = 1 WHERE code = ?", (code.replace("-", ""),))
        assert moved.rowcount == 1


def confirm(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Bekräfta koden").click()


def test_by_keyboard_alone_a_card_is_shown_rung_up_and_let_go(visit: Visit, demo: Demo) -> None:
    """Elsa before anything: her story begins with the numbers of the first minute."""
    tove = at_the_till(visit, size=DESK)
    page, keys = tove.page, tove.page.keyboard
    page.locator("#card").focus()
    keys.type(demo.person("Elsa")["card"] + "\n")  # As a hand scanner types it.

    shown(page, "Elsa Lindqvist")
    card = page.locator("article.card")
    expect(card).to_contain_text("1\u00a0380 poäng")
    expect(card).to_contain_text("Elsa har 220\u00a0nivåpoäng kvar till Stamgäst.")
    expect(card.locator(".say")).to_have_text(
        "Säg gärna: Elsa har 120\u00a0poäng kvar till Frukost före öppning."
    )
    before = card.locator("li").count()  # On a Monday, what she bought this week was today.
    expect(page.locator("#fact-amount")).to_be_focused()

    keys.type("99,90\n")

    expect(page.get_by_role("status").filter(has_text="Registrerat.")).to_contain_text("+99 poäng")
    expect(card.locator(".say")).to_contain_text("Elsa har 21\u00a0poäng kvar till Frukost före öppning.")
    expect(card.locator("li")).to_have_count(before + 1)
    expect(card.locator("li").first).to_contain_text("+99")

    page.get_by_role("button", name="Ångra", exact=True).press("Enter")
    expect(page.get_by_text("Ångrat. Poängen är som förut.")).to_be_visible()
    expect(card).to_contain_text("1\u00a0380 poäng")

    page.locator("#fact-amount").focus()
    keys.type(demo.person("Amir")["card"] + "\n")  # The next customer is scanned while the cursor stands in the amount.
    shown(page, "Amir Haddad")
    keys.press("Escape")
    expect(page.locator("#card")).to_be_focused()
    expect(page.locator("#card")).to_have_value("")
    tove.had_no_trouble()


def test_what_was_mistyped_is_undone_from_the_list_once_its_consequence_was_read(visit: Visit, demo: Demo) -> None:
    tove = at_the_till(visit)
    page, rung = tove.page, tove.page.locator("section[aria-labelledby=rung-up]")
    page.locator("#card").fill(demo.person("Amir")["card"])
    shown(page, "Amir Haddad")
    before = page.locator("article.card .points").inner_text()
    page.locator("#fact-amount").fill("320")
    page.get_by_role("button", name="Registrera").click()
    line = rung.locator("li").first
    expect(line).to_contain_text("320")
    expect(line).to_contain_text("Amir")

    line.get_by_role("button").click()
    expect(line.get_by_role("status")).to_contain_text("Ångrar du går 320\u00a0poäng tillbaka från Amir")
    line.get_by_role("button", name="Behåll").click()
    expect(line.get_by_role("status")).to_have_count(0)
    line.get_by_role("button").click()
    line.get_by_role("button", name="Ja, ångra").click()

    expect(line).to_contain_text("Ångrat")
    expect(line.get_by_role("button")).to_have_count(0)
    expect(page.locator("article.card .points")).to_have_text(before)
    expect(page.get_by_role("button", name="Ångra", exact=True)).to_have_count(0)  # Nor beside the form any more.
    assert page.evaluate(UNLABELLED) == []
    tove.had_no_trouble()


def test_a_number_that_is_no_card_says_so_before_anybody_is_asked(visit: Visit, demo: Demo) -> None:
    tove = at_the_till(visit)
    page, said = tove.page, tove.page.locator("#card-said")
    whole = demo.person("Elsa")["card"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if "graphql" in request.url else None)

    page.locator("#card").fill(whole[:-1] + str((int(whole[-1]) + 1) % 10))
    expect(said).to_have_text("Kortnumret stämmer inte. Kontrollera siffrorna.")
    page.locator("#card").fill("735")
    expect(said).to_have_text("Kortnumret stämmer inte. Kontrollera siffrorna.")
    page.locator("#card").fill(whole[:9])
    expect(said).to_have_text("16 siffror, eller skanna koden.")
    page.get_by_role("button", name="Visa").click()
    expect(said).to_have_text("Kortnumret stämmer inte. Kontrollera siffrorna.")
    assert not [one for one in asked if "TillMember" in one]

    page.locator("#card").fill("9000 0000 0000 0001")
    expect(said).to_have_text("Det kortet har ingen.")
    tove.had_no_trouble()


def test_by_touch_an_amount_that_is_none_is_told_at_its_field(visit: Visit, demo: Demo) -> None:
    tove = at_the_till(visit)
    page = tove.page
    page.locator("#card").fill(demo.person("Maja")["card"])
    shown(page, "Maja Sjöberg")

    page.get_by_role("button", name="Registrera").click()
    expect(page.locator("#fact-amount-error")).to_contain_text("Fyll i")
    page.locator("#fact-amount").fill("många")
    page.get_by_role("button", name="Registrera").click()
    expect(page.locator("#fact-amount-error")).to_contain_text("ska vara ett tal")
    page.locator("#fact-amount").fill("45")
    page.get_by_role("button", name="Registrera").click()

    expect(page.locator("article.card li").first).to_contain_text("+45")
    assert page.evaluate(UNLABELLED) == []
    page.get_by_role("button", name="Nästa kund").click()
    expect(page.locator("#card")).to_be_visible()
    tove.had_no_trouble()


def test_a_code_is_confirmed_once_and_each_other_says_why_not(visit: Visit, demo: Demo) -> None:
    card = demo.person("Fatima")["card"]
    demo.record(card, "purchase", amount="4000.00")
    fatima = visit()
    fatima.signs_in("Fatima")
    breakfast, late, elsewhere = (redeemed(fatima, one) for one in (EVERYWHERE, EVERYWHERE, AT_THE_CAFE))
    lapse(demo, late["code"])
    tove = at_the_till(visit)
    page = tove.page
    wrong = page.locator("section[aria-labelledby=redeem]").get_by_role("alert")

    page.get_by_role("button", name="Bekräfta koden").click()
    expect(page.locator("#code-error")).to_contain_text("Skriv koden.")
    confirm(page, "ABCDE-FGHJK")
    expect(wrong).to_contain_text("Inget ändrades.")
    confirm(page, elsewhere["code"])
    expect(wrong).to_have_text("Koden gäller inte här, utan hos: Kafé Trappan. Inget ändrades.")
    confirm(page, breakfast["code"].lower())
    expect(page.get_by_text(re.compile("till Fatima Warsame. Koden är använd nu."))).to_be_visible()
    confirm(page, breakfast["code"])
    expect(wrong).to_contain_text(re.compile(r"Koden är redan använd, .* Inget ändrades\."))

    confirm(page, late["code"])
    expect(wrong).to_contain_text(re.compile(r"Koden gällde till .*det som den kostade har gått tillbaka"))

    fatima.asks(CANCEL, input={"key": "avboka", "voucher": elsewhere["id"]})
    confirm(page, elsewhere["code"])
    expect(wrong).to_contain_text(re.compile(r"Koden drogs tillbaka .*det som den kostade har gått tillbaka"))
    tove.had_no_trouble()


def test_a_newcomer_is_enrolled_in_two_steps_and_shown_at_the_till(visit: Visit) -> None:
    tove = at_the_till(visit)
    tove.asks(SPEAK, input={"language": "EN"})
    page = tove.page
    page.reload()
    enroll = page.locator("section[aria-labelledby=enroll]")
    expect(enroll).to_contain_text("A name is enough. The card holds at once; the member does the rest.")

    enroll.get_by_role("button", name="Make a member").click()
    expect(page.locator("#displayName-error")).to_contain_text("Write what the member wants to be called.")
    page.locator("#email").fill("inte en adress")
    page.locator("#displayName").fill("Siv Ny")
    enroll.get_by_role("button", name="Make a member").click()
    expect(page.locator("#email-error")).to_be_visible()
    page.locator("#email").fill("")
    enroll.get_by_role("button", name="Make a member").click()

    expect(enroll.get_by_role("heading")).to_have_text("Welcome, Siv Ny")
    expect(enroll.get_by_role("img", name="The member scans the code and completes the account.")).to_be_visible()
    enroll.get_by_role("button", name="Show at the till").click()
    shown(page, "Siv Ny")
    expect(page.locator(".say")).to_have_text("You might say: Welcome, Siv. The first purchase gives a badge.")
    page.locator("#fact-amount").fill("60")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("article.card li")).to_contain_text("+60")
    assert page.evaluate(UNLABELLED) == []
    tove.asks(SPEAK, input={"language": "SV"})
    tove.had_no_trouble()


def test_the_till_is_for_staff_alone(visit: Visit) -> None:
    elsa = visit()
    elsa.tries_as("Elsa")
    expect(elsa.page.locator("nav a[href='/till']")).to_have_count(0)

    elsa.page.goto("/till")

    expect(elsa.page.locator("#card")).to_have_count(0)
