"""The steps of the first minute by their numbers, for whoever tells of it: each stands on the one before."""

from __future__ import annotations

import re
from difflib import unified_diff

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Demo
from tests.browser.place import Place
from tests.browser.visitor import PATIENCE_MS, Visitor

expect.set_options(timeout=PATIENCE_MS)

HARD = "\u00a0"
REACHED = "Nu räcker poängen till Frukost före öppning"
RIDE = "Cyklade till butiken"
TRIED = (("Elsa", "medlem"), ("Ingrid", "moderator"), ("Karin", "ledning"), ("Tove", "kassan"))


def one_two_the_terminal_says_where_to_go(demo: Demo) -> None:
    lines = [line.strip() for line in demo.terminal.splitlines() if line.strip()]

    assert lines[0] == "Kvarteret öppnar"
    steps = ["Installerar", "Bygger sidan", "Skapar databasen (SQLite)", "Fyller kvarteret: 8 butiker, 15 personer",
             "Öppnar dörren"]  # fmt: skip
    for number, (line, step) in enumerate(zip(lines[1:6], steps, strict=True), start=1):
        assert re.match(rf"{number}/5\s+{re.escape(step)}", line), line
        assert "klart" in line
    assert any(re.match(rf"Öppna\s+{re.escape(demo.url)}\b", line) for line in lines)
    tries = next(line for line in lines if line.startswith("Prova som"))
    assert re.findall(r"(\w+) · (\w+)", tries) == list(TRIED)
    assert any("server till 120" in line for line in lines)


def three_the_front_page_promises_and_invites(page: Page, *, taps: bool = True) -> None:
    """`taps`: whether four people may be tried with one tap, as in the demo."""
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Kvarteret.")
    expect(page.get_by_text("Handla nära, hjälp en granne, få något tillbaka.")).to_be_visible()
    expect(page.locator(".promises p")).to_have_text([
        "1 poäng per hel krona, i alla åtta butiker.",
        "Du ser alltid varför du fick dina poäng.",
        "Poängen gäller i 24 månader. Vi påminner innan de går ut.",
    ])  # fmt: skip
    expect(page.get_by_role("link", name="Gå med")).to_be_visible()
    people = [re.compile(rf"{name}\s*{role}") for name, role in TRIED]
    expect(page.locator(".try button")).to_have_text(people if taps else [])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def four_elsa_is_home(elsa: Visitor) -> None:
    page = elsa.page

    expect(page.get_by_role("heading", level=1)).to_have_text("Hej Elsa. 1 380 poäng")
    assert page.locator(".sum .rolling .unseen").text_content() == f"1{HARD}380"
    elsa.sees_digits("1380")
    expect(page.locator(".goal .text")).to_have_text(f"120{HARD}poäng kvar till Frukost före öppning")
    expect(page.get_by_role("heading", name="220 nivåpoäng kvar till Stamgäst")).to_be_visible()
    for name, step in (
        ("Tredje gången gillt", "2 av 3 besök"), ("Fem dörrar", "4 av 5 butiker"), ("Garderobsrensning", "4 av 5 kg"),
    ):  # fmt: skip
        expect(challenge(page, name)).to_contain_text(step)
    expect(page.locator(".live .dot").filter(visible=True)).to_have_count(1)


def five_six_a_purchase_moves_everything_at_once(place: Place, elsa: Visitor) -> None:
    rung = place.till("120")

    assert not rung.replayed
    assert re.search(r"\+120\s+1 poäng per hel krona", rung.said)
    elsa.sees_digits("1500")
    expect(elsa.page.locator(".layer .line").first).to_contain_text("+120 · Linneas Livs")
    expect(elsa.page.locator(".goal .text")).to_have_text(REACHED)
    landing = elsa.page.locator("section.landing")
    expect(landing.get_by_role("heading")).to_have_text("Tredje gången gillt")
    expect(landing).to_contain_text("Tre besök på en vecka. Roligt att se dig så ofta.")
    expect(challenge(elsa.page, "Tredje gången gillt")).to_contain_text("3 av 3 besök")
    landing.get_by_role("button").click()
    expect(landing).to_have_count(0)
    assert elsa.seen("joys") == ["Tredje gången gillt"]
    assert elsa.seen("lines") == ["+120 · Linneas Livs Varför?", REACHED]


def seven_the_line_says_why(page: Page) -> None:
    page.locator("section[aria-labelledby=lately]").get_by_role("button", name=re.compile(r"\+120")).click()

    sheet = page.get_by_role("dialog", name="Varför fick jag 120 poäng?")
    expect(sheet.get_by_role("heading")).to_have_text("Varför fick jag 120 poäng?")
    body = " ".join(sheet.locator(".body").inner_text().split())  # Figures stand by their units with hard spaces.
    assert re.fullmatch(
        r"1 poäng per hel krona\. 120 kr blir 120 poäng\. Regeln ”Handla”, version 1, gäller sedan \d+ \w+ \d{4}\.",
        body,
    )
    facts = dict(zip(sheet.locator("dt").all_inner_texts(), sheet.locator("dd").all_inner_texts(), strict=True))
    assert (facts["Regel"], facts["Var"]) == ("Handla", "Linneas Livs")
    assert facts["Version"].startswith("1, gäller sedan ")
    assert facts["Uträkning"] == f"120{HARD}kr blir 120{HARD}poäng"
    assert facts["Saldo efter"] == f"1{HARD}500{HARD}poäng"
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def eight_the_board_has_moved_too(board: Page) -> None:
    expect(place_on(board)).to_have_text("3")
    expect(board.get_by_text("Amir Haddad ligger 35 poäng bakom.")).to_be_visible()
    expect(board.get_by_text("Vid lika poäng går den före som kom dit först.")).to_be_visible()
    assert names_on(board)[:4] == ["Fatima Warsame", "Nils-Erik Åkesson", "Elsa Lindqvist", "Amir Haddad"]


def nine_a_second_purchase_makes_a_regular(place: Place, elsa: Visitor, board: Page) -> str:
    rung = place.till("120")

    elsa.sees_digits("1620")
    landing = elsa.page.locator("section.landing")
    expect(landing).to_contain_text("Stamgäst")
    expect(elsa.page.locator(".tier .now")).to_have_text("Din nivå: Stamgäst")
    expect(elsa.page.locator(".tier")).to_contain_text("1 520 av 6 000 nivåpoäng")
    expect(place_on(board)).to_have_text("2")
    assert names_on(board)[:3] == ["Fatima Warsame", "Elsa Lindqvist", "Nils-Erik Åkesson"]
    expect(elsa.page.get_by_text("Så behåller du Stamgäst längre")).to_be_visible()  # It is read once all is told.
    landing.get_by_role("button").click()
    expect(landing).to_have_count(0)  # The level and the badge that it gives are one joy.
    assert elsa.seen("joys") == ["Tredje gången gillt", "Stamgäst"]
    return rung.receipt


def nine_the_same_receipt_moves_nothing(place: Place, elsa: Visitor, receipt: str) -> None:
    position = "{ me { timelinePosition balances { points } } }"
    before, shown = elsa.asks(position), elsa.page.locator("main").inner_text()

    again = place.till("120", receipt)

    assert again.replayed
    assert elsa.asks(position) == before
    now = elsa.page.locator("main").inner_text()
    assert now == shown, "\n".join(unified_diff(shown.splitlines(), now.splitlines(), n=0))


def ten_the_breakfast_becomes_a_code_that_the_till_confirms(place: Place, elsa: Visitor, *, left: int) -> None:
    page = elsa.page
    page.locator(".goal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Frukost före öppning")
    page.get_by_role("button", name=f"Lös in 1{HARD}500{HARD}poäng").click()
    ticket = page.locator("article.ticket")
    expect(ticket.get_by_role("img")).to_have_attribute("aria-label", re.compile(r"^QR-kod med koden \w{5}-\w{5}$"))
    code = ticket.locator(".code").inner_text()

    said = place.confirm(code)

    assert "Frukost före öppning till Elsa Lindqvist. Koden är använd." in said
    expect(page.locator(".layer .line").filter(has_text="koden är använd")).to_be_visible()
    expect(ticket).to_have_count(0)
    assert "Koden är redan använd" in place.confirm(code)
    page.get_by_role("link", name="Hem").first.click()
    elsa.sees_digits(str(left))
    expect(page.locator(".goal .text")).to_have_text(f"{250 - left}{HARD}poäng kvar till Skänk 10 kr till Läxhjälpen")


def ten_a_ride_by_bike_is_ten_points_and_half_a_kilo(elsa: Visitor) -> None:
    """On the page of everyday choices."""
    page = elsa.page
    mine = page.get_by_role("region", name="Dina val").locator(".number")
    expect(mine).to_have_text("17,0")

    log(page, RIDE)

    expect(page.get_by_text(f"Loggat i dag · 3{HARD}km")).to_be_visible()
    expect(mine).to_have_text("17,5")
    said = "Uppskattat 0,5 kg CO₂e mindre än samma sträcka med bensinbil"
    expect(page.get_by_text(f"{said} (0,170 kg per km; brittiska myndighetsfaktorer 2022; endast körning).")
           ).to_be_visible()  # fmt: skip
    lines = elsa.seen("lines")
    assert said in lines
    assert any(line.startswith("+10 · Cyklade till butiken") for line in lines)


def log(page: Page, act: str) -> None:
    """Two taps: what, and that it was as far as it says."""
    page.get_by_role("button", name=f"Logga {act}").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(r"^Logga \d")).click()


def challenge(page: Page, name: str) -> Locator:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name, exact=True))


def place_on(board: Page) -> Locator:
    return board.locator(".mine .big .rolling .unseen")


def names_on(board: Page) -> list[str]:
    """The names from the top, without the mark on one's own."""
    return [name.removesuffix("Du").strip() for name in board.locator("ol.card .name").all_text_contents()]
