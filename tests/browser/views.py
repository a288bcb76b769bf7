"""Every view of the page, as each person concerned sees it: what `pictures` takes.

An address may name what only this demo knows, in braces: `Places` says what there is. Steps know elements and no
words, so that they do the same in both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.browser.demo import Demo
from tests.browser.place import RECORD
from tests.browser.visitor import Visitor

STRANGER = "stranger"
REDEEM = """
  mutation($input: RedeemRewardInput!) { redeemReward(input: $input) { __typename ... on Problem { message } } }
"""
DONATE = """
  mutation($input: DonatePointsInput!) { donatePoints(input: $input) { __typename ... on Problem { message } } }
"""
ADJUST = """
  mutation($input: AdjustPointsInput!) { adjustPoints(input: $input) { __typename ... on Problem { message } } }
"""
MINE = "{ me { vouchers { edges { node { id } } } donations { edges { node { id } } } } }"

Steps = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class View:
    """`who` sees `at`, where `then` was done first. What lies above the page is taken as the window shows it."""

    who: str
    name: str
    at: str
    then: Steps | None = None
    whole: bool = True
    town: str = ""  # Which of the other programmes; none: Kvarteret.

    @property
    def title(self) -> str:
        return "-".join(filter(None, (self.town, self.who.lower(), self.name)))


def presses(*selectors: str) -> Steps:
    """Presses the first of each, once it is there."""

    def press(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return press


def sheet(*selectors: str) -> Steps:
    """Presses, and waits for the sheet that this opens."""

    def open_sheet(page: Page) -> None:
        presses(*selectors)(page)
        page.locator("dialog").wait_for()

    return open_sheet


def shows_the_card(page: Page) -> None:
    """The till asks by itself as soon as the number is whole."""
    page.locator("#card").fill(page.url.partition("#")[2])


def searches(words: str) -> Steps:
    def search(page: Page) -> None:
        page.locator("#text").fill(words)
        page.locator("main form button").first.click()
        page.locator("main section a[href^='/manager/']").first.wait_for()

    return search


def begins_a_draft(page: Page) -> None:
    page.locator("section[aria-labelledby=drafts] button").first.click()
    page.locator("#since").wait_for()


def has_no_answer(page: Page) -> None:
    """What is read next finds no network."""
    page.route("**/graphql", lambda route: route.abort())
    page.reload()
    page.locator("[role=alert]").wait_for()


def asks_the_password_again(page: Page) -> None:
    """As if the sign-in were an old one: the answer is the server's own, said by the route."""
    stale = {"data": {"rotateSecret": {"__typename": "StaleSignInProblem", "message": ""}}}
    page.route("**/graphql", lambda route: route.fulfill(json=stale))
    sheet(".programs button.quiet", "dialog button.wide")(page)
    page.locator("#password-again").wait_for()


def answers_an_idea(page: Page) -> None:
    article = page.locator("article", has=page.locator(".idea")).first
    article.locator("button.dots").click()
    article.locator(".menu ul button").first.click()
    page.locator("#answer").wait_for()


def refused_at_the_door(page: Page) -> None:
    page.locator("#email").fill("elsa@kvarteret.example")
    page.locator("#password").fill("något helt annat")
    page.locator("form button.wide").click()
    page.locator("[role=alert]").wait_for()


DOORS = (
    View(STRANGER, "front", "/"),
    View(STRANGER, "join", "/join"),
    View(STRANGER, "join-unfilled", "/join", presses("form button.wide")),
    View(STRANGER, "sign-in", "/sign-in"),
    View(STRANGER, "sign-in-refused", "/sign-in", refused_at_the_door),
    View(STRANGER, "sign-in-first", "/card"),
    View(STRANGER, "recover", "/recover"),
    View(STRANGER, "reset", "/reset#token=ingenting"),
    View(STRANGER, "verify", "/verify#token=ingenting"),
    View(STRANGER, "complete", "{completion}"),
    View(STRANGER, "inbox", "/demo/inbox"),
    View(STRANGER, "how", "/how"),
    View(STRANGER, "log", "/log"),
    View(STRANGER, "lost", "/ingenstans"),
    View(STRANGER, "no-answer", "/", has_no_answer),
)
MEMBERS = (
    View("Elsa", "home", "/"),
    View("Elsa", "why", "/history", sheet("main li button"), whole=False),
    View("Elsa", "challenges", "/challenges"),
    View("Elsa", "challenge", "/challenges/fem_dorrar"),
    View("Elsa", "challenge-weeks", "/challenges/tre_turer"),
    View("Elsa", "challenge-steps", "/challenges/kom_igang"),
    View("Elsa", "challenge-together", "/challenges/tiotusen_burkar"),
    View("Elsa", "choices", "/choices"),
    View("Elsa", "choices-log", "/choices", sheet(".act button"), whole=False),
    View("Elsa", "choices-sources", "/choices", sheet("button.where"), whole=False),
    View("Elsa", "card", "/card"),
    View("Elsa", "board", "/board"),
    View("Elsa", "history", "/history"),
    View("Elsa", "badges", "/badges"),
    View("Elsa", "badge", "/badges/hej_grannen"),
    View("Elsa", "badge-ahead", "/badges/stamgast"),
    View("Elsa", "profile", "/profile"),
    View("Elsa", "rewards", "/rewards"),
    View("Elsa", "reward", "/rewards/bulle"),
    View("Elsa", "reward-goal", "/rewards/frukost_fore_oppning"),
    View("Elsa", "reward-locked", "/rewards/kvallsoppet"),
    View("Elsa", "reward-gift", "/rewards/skank_laxhjalpen"),
    View("Elsa", "feed", "/feed"),
    View("Elsa", "compose", "/feed", sheet("button.write"), whole=False),
    View("Elsa", "compose-unfilled", "/feed", sheet("button.write", "dialog button.wide"), whole=False),
    View("Elsa", "report", "/feed", sheet("article button.dots", "article .menu ul button"), whole=False),
    View("Elsa", "menu", "/feed", presses("article button.dots"), whole=False),
    View("Elsa", "post", "{post}"),
    View("Elsa", "author", "{author}"),
    View("Elsa", "notices", "/notices"),
    View("Elsa", "log", "/log"),
    View("Elsa", "how", "/how"),
    View("Elsa", "lost", "/ingenstans"),
    View("Elsa", "no-answer", "/", has_no_answer),
    View("Fatima", "home", "/"),
    View("Fatima", "codes", "/codes"),
    View("Fatima", "card", "/card"),
    View("Johan", "home", "/"),
    View("Johan", "notices", "/notices"),
    View("Nova", "home", "/"),
    View("Nova", "challenges", "/challenges"),
    View("Nova", "challenge", "/challenges/fem_dorrar"),
    View("Nova", "choices", "/choices"),
    View("Nova", "card", "/card"),
    View("Nova", "board", "/board"),
    View("Nova", "history", "/history"),
    View("Nova", "badges", "/badges"),
    View("Nova", "profile", "/profile"),
    View("Nova", "rewards", "/rewards"),
    View("Nova", "codes", "/codes"),
    View("Nova", "notices", "/notices"),
    View("Nova", "partner", "/partner"),
)
DESKS = (
    View("Ingrid", "desk", "/moderation"),
    View("Ingrid", "deciding", "/moderation", lambda page: page.keyboard.press("h")),
    View("Ingrid", "silencing", "/moderation", lambda page: page.keyboard.press("s")),
    View("Ingrid", "decided", "/moderation", lambda page: page.keyboard.press("a")),
    View("Ingrid", "home", "/"),
    View("Yusuf", "appeal", "/moderation", lambda page: page.keyboard.press("j")),
    View("Karin", "manager", "/manager"),
    View("Karin", "found", "/manager", searches("el")),
    View("Karin", "file", "/manager/{card}"),
    View("Karin", "file-waiting", "/manager/{corrected}"),
    View("Karin", "programme", "/manager/programme"),
    View("Karin", "draft", "/manager/programme", begins_a_draft),
    View("Karin", "what", "/manager/programme/what"),
    View("Karin", "idea", "/feed", answers_an_idea, whole=False),
    View("Karin", "how", "/how"),
    View("Karin", "home", "/"),
    View("Henrik", "manager", "/manager"),
    View("Henrik", "file-waiting", "/manager/{corrected}"),
    View("Tove", "till", "/till"),
    View("Tove", "till-member", "/till#{card}", shows_the_card),
    View("Tove", "till-undo", "/till", presses("section[aria-labelledby=rung-up] li button")),
    View("Tove", "home", "/"),
    View("Linnea", "partner", "/partner"),
    View("Linnea", "calls", "/partner/calls"),
    View("Linnea", "programs", "/partner/programs"),
    View("Linnea", "secret", "/partner/programs", sheet(".programs button.quiet"), whole=False),
    View("Linnea", "password", "/partner/programs", asks_the_password_again, whole=False),
    View("Linnea", "guide", "/partner/guide"),
    View("Linnea", "home", "/"),
)
VIEWS = (*DOORS, *MEMBERS, *DESKS)


def places(browser: Browser, demo: Demo) -> dict[str, str]:
    """What the addresses name; and where there is none, Fatima has codes and a receipt to show, a correction waits
    and another is made, and the till has rung something up."""
    elsa, fatima, karin, tove = (Visitor(browser, demo) for _ in range(4))
    elsa.signs_in("Elsa")
    elsa.page.goto("/feed")
    said = elsa.page.locator("article a.said")
    said.first.wait_for()
    # The third answer's post is long enough to show a thread; the demo has ten.
    post, author = said.nth(2).get_attribute("href"), elsa.page.locator("article .name a").nth(2).get_attribute("href")
    fatima.signs_in("Fatima")
    mine = fatima.asks(MINE)["me"]
    if not mine["vouchers"]["edges"]:
        for number, reward in enumerate(("patar", "bulle")):
            fatima.asks(REDEEM, input={"key": f"pictures-{number}", "reward": reward})
    if not mine["donations"]["edges"]:
        fatima.asks(DONATE, input={"key": "pictures-gift", "reward": "skank_laxhjalpen"})
    nova = demo.person("Nova")["card"]
    karin.signs_in("Karin")
    for points, reason in ((1_500, "Priset i höstens tävling."), (40, "Kvittot kom bort i kassan.")):
        correction = {"member": {"card": nova}, "currency": "points", "points": points, "reason": reason}
        karin.asks(ADJUST, input={"key": f"pictures-{points}", **correction})
    tove.signs_in("Tove")
    amir = {"member": {"card": demo.person("Amir")["card"]}, "kind": "purchase", "facts": {"amount": "320.00"}}
    tove.asks(RECORD, input={"key": "pictures", **amir})
    for visitor in (elsa, fatima, karin, tove):
        visitor.context.close()
    _, completion = demo.enroll("Kim")
    return {
        "card": demo.person("Elsa")["card"], "post": post or "/feed", "author": author or "/feed",
        "completion": completion.removeprefix(demo.url), "corrected": nova,
    }  # fmt: skip
