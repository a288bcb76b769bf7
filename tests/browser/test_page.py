"""The page against the real server: doors, names that would be scripts, live events against a fresh reading."""

from __future__ import annotations

import random
import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from schema.engine.cost import ALLOWANCE, STRANGER_ALLOWANCE
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.visitor import DESK, NETWORK_IS_GONE, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

PASSWORD = "en lampa i fonstret"
ROOMS = ("/", "/challenges", "/choices", "/card", "/board", "/history", "/badges", "/profile")
DOORS = ("/", "/join", "/sign-in", "/recover", "/demo/inbox")
# Forty challenges, each with its steps, weeks and what all have come to: only members ask for them.
DEARER = {"Challenges": ALLOWANCE / 4}
SHOT = "<img src=x onerror=hacked=1>"
UNLABELLED = """
  () => {
    const named = (one) =>
      one.getAttribute("aria-label")?.trim() || one.innerText?.trim() || one.labels?.[0]?.innerText.trim()
      || document.getElementById(one.getAttribute("aria-labelledby") ?? "")?.innerText.trim();
    const seen = (one) => one.checkVisibility();
    const wrong = [...document.querySelectorAll("a[href], button, input, select, [role=img], svg[role], dialog")]
      .filter((one) => seen(one) && !named(one)).map((one) => "no name: " + one.outerHTML.slice(0, 120));
    for (const one of document.querySelectorAll("img:not([alt])")) wrong.push("no alt: " + one.outerHTML);
    for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
      const ids = `${one.getAttribute("aria-labelledby") ?? ""} ${one.getAttribute("aria-describedby") ?? ""}`;
      for (const id of ids.split(/\\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) wrong.push("names what is not there: " + id);
      }
    }
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    for (const id of ids.filter((id, place) => ids.indexOf(id) !== place)) wrong.push("twice: " + id);
    const tops = [...document.querySelectorAll("h1")].filter(seen).length;
    if (tops !== 1) wrong.push(`${tops} first headings`);
    if ([...document.querySelectorAll("main")].filter(seen).length !== 1) wrong.push("not one main");
    if (!document.documentElement.lang || !document.title) wrong.push("no language or no title");
    const small = [...document.querySelectorAll("button, nav li a, .button")].filter(seen)
      .filter((one) => one.getBoundingClientRect().height < 32);
    for (const one of small) wrong.push("too small to tap: " + one.outerHTML.slice(0, 120));
    if (document.documentElement.scrollWidth > innerWidth) wrong.push("wider than the window");
    return wrong;
  }
"""


def test_a_newcomer_joins_proves_the_address_leaves_and_comes_back(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    email = f"ylva-{secrets.token_hex(4)}@example.com"

    page.goto("/join")
    page.get_by_role("button", name="Gå med").click()
    expect(page.locator(".error")).to_have_text([
        "Skriv vad vi ska kalla dig.", "Skriv din e-postadress.", "Skriv ett lösenord.",
        "Kryssa i att du godtar villkoren, så är du med.",
    ])  # fmt: skip
    fill(page, displayName="Ylva Ek", email=email, password=PASSWORD)
    page.locator("#terms").check()
    page.get_by_role("button", name="Gå med").click()
    visitor.is_live()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Ylva. 0 poäng")
    expect(page.get_by_role("heading", name="Så börjar det")).to_be_visible()

    page.get_by_role("link", name="Titta i demons brevlåda").click()
    open_newest_mail(page, to=email)
    expect(page.get_by_text("Tack. Din e-post är bekräftad.")).to_be_visible()
    page.get_by_role("link", name="Till startsidan").click()
    visitor.is_live()
    expect(page.get_by_text("Bekräfta din e-post, så kan du alltid")).to_have_count(0)

    sign_out(page)
    page.get_by_role("link", name="Logga in").click()
    fill(page, email=email, password="något helt annat")
    page.locator("form button.wide").click()
    expect(page.get_by_role("alert")).to_have_text(
        "E-postadressen eller lösenordet stämmer inte. Försök igen, eller byt lösenord."
    )
    fill(page, password=PASSWORD)
    page.locator("form button.wide").click()
    visitor.is_live()
    visitor.had_no_trouble()


def test_who_forgot_the_password_gets_a_link_and_is_home_again(demo: Demo, visit: Visit) -> None:
    visitor = visit()
    page, email = visitor.page, demo.person("Birgitta")["email"]

    page.goto("/recover")
    fill(page, email=email)
    page.get_by_role("button", name="Skicka länk").click()
    page.get_by_role("link", name="Titta i demons brevlåda").click()
    open_newest_mail(page, to=email)
    fill(page, password=PASSWORD)
    page.get_by_role("button", name="Spara lösenordet").click()

    visitor.is_live()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hej Birgitta")
    page.goto("/reset#token=ingenting")
    fill(page, password=PASSWORD)
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_role("alert")).to_contain_text("Länken gäller inte längre.")
    visitor.had_no_trouble()


def test_who_joined_at_a_till_completes_by_the_link_and_keeps_the_points(demo: Demo, visit: Visit) -> None:
    card, link = demo.enroll("Kim")
    for amount in range(1, 25):
        demo.record(card, "purchase", amount=f"{amount}.00")
    visitor = visit()
    page = visitor.page

    page.goto(link)
    fill(page, displayName="Kim Ljung", password=PASSWORD)
    page.locator("#terms").check()
    page.get_by_role("button", name="Gör klart").click()

    visitor.is_live()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Kim. 300 poäng")
    page.goto("/history")
    lines = page.locator("main li button")
    expect(lines).to_have_count(20)
    page.get_by_role("button", name="Visa fler").click()
    expect(lines).to_have_count(24)
    expect(page.get_by_text("Det var allt.")).to_be_visible()
    visitor.had_no_trouble()


def test_a_challenge_is_joined_and_left(visit: Visit) -> None:
    nova = visit()
    nova.signs_in("Nova")
    page = nova.page
    page.goto("/challenges")

    page.get_by_role("button", name="Gå med i Fem dörrar").click()
    running = page.locator("section[aria-labelledby=yours]")
    expect(running.get_by_role("heading", name="Fem dörrar")).to_be_visible()
    expect(running).to_contain_text("0 av 5 butiker")
    page.get_by_role("button", name="Lämna Fem dörrar").click()

    expect(page.get_by_role("button", name="Gå med i Fem dörrar")).to_be_visible()
    expect(running.get_by_role("heading", name="Fem dörrar")).to_have_count(0)
    nova.had_no_trouble()


def test_a_session_that_is_ended_from_another_device_is_shown_out(visit: Visit) -> None:
    phone, desk = visit(), visit(size=DESK)
    for device in (phone, desk):
        device.signs_in("Grace")

    phone.page.goto("/profile")
    others = phone.page.locator("section[aria-labelledby=sessions] li button")
    expect(others).to_have_count(1)
    others.click()

    expect(others).to_have_count(0)
    expect(desk.page.get_by_text("You have been signed out.")).to_be_visible()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Kvarteret.")


def test_language_and_time_zone_change_the_whole_page_and_stay(demo: Demo, visit: Visit) -> None:
    sara = visit()
    sara.signs_in("Sara")
    page = sara.page
    demo.record(demo.person("Sara")["card"], "purchase", amount="33.00")
    page.goto("/profile")

    page.locator("select").first.select_option("EN")
    expect(page.get_by_role("heading", level=1)).to_have_text("You")
    page.locator("select").nth(1).select_option("Asia/Tokyo")
    expect(page.get_by_text("Saved.").first).to_be_visible()

    page.goto("/history")
    line = page.get_by_role("button", name=re.compile("Linneas Livs.*33"))
    expect(line).to_contain_text(re.compile(r"(today|tomorrow|yesterday) at \d\d:\d\d"))
    line.click()
    sheet = page.get_by_role("dialog", name="Why did I get 33 points?")
    expect(sheet).to_contain_text("1 point per whole krona.")
    expect(sheet.locator("dd").first).to_have_text("Shop")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert sara.asks("{ me { timezone language } }") == {"me": {"timezone": "Asia/Tokyo", "language": "EN"}}
    sara.had_no_trouble()


def test_who_asks_for_an_alias_before_having_one_is_shown_by_it_once_it_is_saved(visit: Visit) -> None:
    amir = visit()
    amir.signs_in("Amir")
    page = amir.page
    page.goto("/profile")

    page.get_by_label("Med alias").click()
    expect(page.locator("#alias-error")).to_be_visible()
    expect(page.get_by_label("Med namn")).to_be_checked()  # What holds is what is shown.
    page.locator("#alias").fill("Växelmannen")
    page.get_by_role("button", name="Spara").click()

    expect(page.get_by_label("Med alias")).to_be_checked()
    page.goto("/board")
    # Around me, and among the first.
    expect(page.locator("ol .me .name")).to_have_text(["VäxelmannenDu", "VäxelmannenDu"])


def test_no_script_runs_from_a_name(demo: Demo, visit: Visit) -> None:
    shooter, nils = visit(), visit(size=DESK)
    email = f"skott-{secrets.token_hex(4)}@example.com"
    shooter.page.goto("/join")
    fill(shooter.page, displayName=SHOT, email=email, password=PASSWORD)
    shooter.page.locator("#terms").check()
    shooter.page.get_by_role("button", name="Gå med").click()
    shooter.is_live()
    shooter.page.goto("/profile")
    shooter.page.get_by_label("Med namn").check()
    expect(shooter.page.get_by_text("Sparat.").first).to_be_visible()
    card = shooter.asks("{ me { card } }")["me"]["card"]
    demo.record(card, "purchase", amount="900.00")

    nils.signs_in("Nils-Erik")
    nils.page.goto("/board")

    expect(nils.page.locator("ol.card .name").first).to_have_text(SHOT)
    for path in ROOMS:
        for visitor in (shooter, nils):
            visitor.page.goto(path)
            visitor.is_live()
            expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
            assert visitor.page.evaluate("window.hacked") is None
            assert visitor.page.locator("main img").count() == 0
    for visitor in (shooter, nils):
        visitor.had_no_trouble()


def test_old_state_and_events_are_what_a_fresh_reading_says(demo: Demo, visit: Visit) -> None:
    fatima = visit()
    fatima.signs_in("Fatima")
    page, card = fatima.page, demo.person("Fatima")["card"]
    unread = refuse_to_read(page)

    live_a_little(demo, card, seed=20261122)
    points = fatima.asks("{ me { balances { points currency { redeemable } } } }")["me"]["balances"]
    fatima.sees_digits(str(next(one["points"] for one in points if one["currency"]["redeemable"])))
    told = rooms_of_the_story(page)
    assert unread, "The page did not even try to read again: then this proves nothing of the events."

    page.unroute_all()
    page.goto("/")
    fatima.is_live()

    assert rooms_of_the_story(page) == told
    fatima.had_no_trouble(but=NETWORK_IS_GONE)


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_everything_has_a_name_and_fits(visit: Visit, locale: str, size: str) -> None:
    stranger = visit(locale=locale, **({"size": DESK} if size == "desk" else {}))
    problems = {path: looked_at(stranger.page, path) for path in DOORS}
    member = visit(locale=locale, **({"size": DESK} if size == "desk" else {}))
    member.tries_as("Elsa")
    problems |= {f"{path} (Elsa)": looked_at(member.page, path, live=member) for path in ROOMS}

    assert {path: wrong for path, wrong in problems.items() if wrong} == {}
    for visitor in (stranger, member):
        visitor.had_no_trouble()


def test_no_room_asks_for_half_of_what_a_stranger_may(visit: Visit) -> None:
    """So that a new field does not tip a page over; whoever is signed in may ask for four times as much."""
    visitor = visit()
    asked: dict[str, dict[str, Any]] = {}
    visitor.page.on("request", lambda request: asked.update(question_of(request)))
    visitor.tries_as("Elsa")

    for path in (*ROOMS, "/feed"):
        looked_at(visitor.page, path, live=visitor)

    prices = {name: visitor.price_of(question) for name, question in asked.items()}
    assert {"Home", "Challenges", "Feed"} <= prices.keys()
    assert {name: price for name, price in prices.items() if price > DEARER.get(name, STRANGER_ALLOWANCE / 2)} == {}
    visitor.had_no_trouble()


@pytest.mark.parametrize(("person", "desk"), [("Ingrid", "Ärenden"), ("Karin", "Läget"), ("Tove", "Kassan")])
def test_officials_come_to_their_desk_and_find_a_home_too(visit: Visit, person: str, desk: str) -> None:
    visitor = visit()

    visitor.tries_as(person)
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(desk)
    visitor.page.locator("nav li a[href='/']").click()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(f"Hej {person}. 0 poäng")
    visitor.had_no_trouble()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def sign_out(page: Page) -> None:
    page.goto("/profile")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvarteret.")


def open_newest_mail(page: Page, *, to: str) -> None:
    """Mail is sent by a job: asked for until it is there."""
    mail = page.locator("main li").filter(has_text=to).first
    again = page.get_by_role("button", name="Titta efter nya brev")
    for _ in range(PATIENCE_MS // 500):
        expect(again).to_be_enabled()
        if mail.count():
            break
        again.click()
        page.wait_for_timeout(500)
    mail.get_by_role("link", name="Öppna länken").click()


def looked_at(page: Page, path: str, *, live: Visitor | None = None) -> list[str]:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if live is not None:
        live.is_live()
    expect(page.locator(".waiting")).to_have_count(0)
    wrong: list[str] = page.evaluate(UNLABELLED)
    return wrong


def question_of(request: Request) -> dict[str, dict[str, Any]]:
    """What the page reads over HTTP, by the query's name."""
    asked = request.post_data_json if request.url.endswith("/graphql") and request.method == "POST" else {}
    name = re.search(r"query (\w+)", asked.get("query", ""))
    return {name[1]: asked} if name else {}


def refuse_to_read(page: Page) -> list[str]:
    """From now on the page learns nothing but what its socket brings. The list grows with each question refused."""
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(str(route.request.post_data_json))
        route.abort()

    page.route("**/graphql", refuse)
    return refused


def live_a_little(demo: Demo, card: str, *, seed: int) -> None:
    """Purchases, clothes, and some of it taken back, in an order that the seed gives; the end is a purchase."""
    chance = random.Random(seed)
    kept: list[tuple[str, str]] = []
    for _ in range(14):
        if kept and chance.random() < 0.3:
            key, client = kept.pop(chance.randrange(len(kept)))
            demo.reverse(key, client=client)
        elif chance.random() < 0.3:
            kept.append((demo.record(card, "recycled_clothes", client="other", kg="1.5"), "other"))
        else:
            kept.append((demo.record(card, "purchase", amount=f"{chance.randint(1, 400)}.00"), "partner"))
    demo.record(card, "purchase", amount="37.00")


def rooms_of_the_story(page: Page) -> dict[str, str]:
    """What Home says that is nothing but the story. The board's lines, what is nearest where nothing is saved for, and
    further rooms are read and not told."""
    home = page.locator(".columns > div > *:not([aria-labelledby=board])")
    purse = page.locator(".sum > *:not(.suggested)")
    expect(home.first).to_be_visible()
    return {"sum": "\n".join(purse.all_inner_texts()), "home": "\n".join(home.all_inner_texts())}
