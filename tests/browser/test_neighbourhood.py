"""Four windows and a till: the first minute to its end, and a decision that is appealed and overturned.

Elsa and Johan have a phone each, Ingrid and Yusuf a desk. Once a window is open it is not read again: whatever somebody
does, the others see happen. One story, told twice: in the `demo`, and on PostgreSQL and Redis with two processes, where
Elsa and Ingrid look at the one and Johan and Yusuf at the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demo import Demo
from tests.browser.place import Place
from tests.browser.steps_first_minute import (
    HARD,
    eight_the_board_has_moved_too,
    five_six_a_purchase_moves_everything_at_once,
    four_elsa_is_home,
    nine_a_second_purchase_makes_a_regular,
    nine_the_same_receipt_moves_nothing,
    one_two_the_terminal_says_where_to_go,
    place_on,
    seven_the_line_says_why,
    ten_a_ride_by_bike_is_ten_points_and_half_a_kilo,
    ten_the_breakfast_becomes_a_code_that_the_till_confirms,
    three_the_front_page_promises_and_invites,
)
from tests.browser.steps_neighbours import (
    ADVERTISEMENT,
    PERSONAL,
    POSTS,
    PUNCTURE,
    QUEUE,
    WATCHES,
    answers,
    appeals,
    asks,
    comment,
    decides,
    gives_right,
    goes,
    has_on_top,
    is_empty,
    is_told,
    letters,
    likes,
    opens,
    post,
    reports,
    shows_posts,
)
from tests.browser.two_processes import TwoProcesses, on_services_of_its_own
from tests.browser.visitor import DESK, NETWORK_IS_GONE, PATIENCE_MS, Visitor
from tests.browser.windows import Windows

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

LADDER = "Vem har en stege?"
IN_THE_CELLAR = "Jag, i källaren. Men låna inte ut den till Oskar, han tappar allt."
ENTRIES = "{ me { entries(first: 5) { edges { node { points } } } } }"


@pytest.fixture(params=["demo", pytest.param("two", marks=[pytest.mark.postgres, pytest.mark.redis])])
def place(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        place: Demo | TwoProcesses
        if request.param == "demo":
            place = Demo(tmp_path / "home")
        else:
            place = stack.enter_context(on_services_of_its_own(request, tmp_path / "home"))
        stack.callback(place.kill)
        place.open()
        yield place


@pytest.fixture
def windows(browser: Browser, place: Place) -> Iterator[Windows]:
    """All open, on the page that each begins with; Elsa stands at the front door."""
    elsa, johan = (Visitor(browser, place, url=place.url_of(name)) for name in ("Elsa", "Johan"))
    ingrid, yusuf = (Visitor(browser, place, url=place.url_of(name), size=DESK) for name in ("Ingrid", "Yusuf"))
    yield Windows(elsa, elsa.tab(), johan, johan.tab(), ingrid, yusuf)
    for visitor in (elsa, johan, ingrid, yusuf):
        visitor.context.close()


def test_a_neighbourhood_in_four_windows(place: Place, windows: Windows) -> None:
    everybody_arrives(place, windows)
    the_first_minute_to_its_tenth_step(place, windows)
    eleven_the_feed_has_ten_posts_and_elsa_reports_one(windows)
    twelve_the_case_is_decided_before_the_eyes_of_all(windows)
    twelve_nothing_is_lost_in_aeroplane_mode(place, windows)
    yusuf_gives_johan_right_and_his_post_is_back_in_its_place(windows)
    johan_answers_elsa_and_is_thanked(windows)
    what_elsa_reports_is_removed_with_its_points_undone_and_removed_again(windows)
    johan_appeals_is_right_and_has_his_points_back_once(windows)

    assert place.reconcile() == "Everything agrees."
    for page in windows.pages:
        assert page.evaluate("window.__opened"), f"{page.url} was read again"
    windows.elsa.had_no_trouble(but=NETWORK_IS_GONE)
    for visitor in (windows.johan, windows.ingrid, windows.yusuf):
        visitor.had_no_trouble()


def everybody_arrives(place: Place, windows: Windows) -> None:
    if isinstance(place, Demo):
        one_two_the_terminal_says_where_to_go(place)
    three_the_front_page_promises_and_invites(windows.elsa.page, taps=place.taps)
    for name, visitor in (("Elsa", windows.elsa), ("Johan", windows.johan), ("Ingrid", windows.ingrid),
                          ("Yusuf", windows.yusuf)):  # fmt: skip
        (visitor.tries_as if place.taps and name in ("Elsa", "Ingrid") else visitor.signs_in)(name)
    four_elsa_is_home(windows.elsa)
    windows.board.goto("/board")
    expect(place_on(windows.board)).to_have_text("4")
    windows.feed.goto("/feed")
    windows.johan.is_live(windows.feed)
    shows_posts(windows.feed, [PUNCTURE, WATCHES, *POSTS[1:]])
    for desk in windows.desks:
        expect(desk).to_have_url(re.compile(r"/moderation$"))
        has_on_top(desk, WATCHES)
        expect(desk.get_by_text(f"2{HARD}anmälningar").first).to_be_visible()
    for page in windows.pages:
        page.evaluate("window.__opened = true")
    windows.elsa.page.bring_to_front()


def the_first_minute_to_its_tenth_step(place: Place, windows: Windows) -> None:
    elsa = windows.elsa
    five_six_a_purchase_moves_everything_at_once(place, elsa)
    seven_the_line_says_why(elsa.page)
    eight_the_board_has_moved_too(windows.board)
    second = nine_a_second_purchase_makes_a_regular(place, elsa, windows.board)
    nine_the_same_receipt_moves_nothing(place, elsa, second)
    ten_the_breakfast_becomes_a_code_that_the_till_confirms(place, elsa, left=120)
    goes(elsa.page, "/choices")
    ten_a_ride_by_bike_is_ten_points_and_half_a_kilo(elsa)
    goes(elsa.page, "/")
    elsa.sees_digits("130")


def eleven_the_feed_has_ten_posts_and_elsa_reports_one(windows: Windows) -> None:
    page = windows.elsa.page
    goes(page, "/feed")
    shows_posts(page, [PUNCTURE, WATCHES, *POSTS[1:]])
    expect(page.get_by_text("Det var allt.")).to_be_visible()
    expect(page.get_by_text(QUEUE)).to_have_count(0)
    before = int(likes(windows.feed, PUNCTURE).inner_text())

    post(page, PUNCTURE).locator("button.like").click()
    expect(likes(windows.feed, PUNCTURE)).to_have_text(str(before + 1))

    reports(page, post(page, WATCHES), ADVERTISEMENT)
    for desk in windows.desks:
        expect(desk.get_by_text(f"3{HARD}anmälningar").first).to_be_visible()


def twelve_the_case_is_decided_before_the_eyes_of_all(windows: Windows) -> None:
    ingrid, yusuf = windows.desks
    ingrid.keyboard.press("h")
    expect(yusuf.get_by_text("Ingrid Palm tittar på det här just nu.")).to_be_visible()
    decides(
        ingrid, "h", "Texten döljs för alla utom författaren och moderatorerna.", "Författaren får besked",
        "3 som anmälde får veta hur det gick.", rule="2",
    )  # fmt: skip

    for desk in windows.desks:
        has_on_top(desk, QUEUE)
    expect(ingrid.get_by_text("En annan moderator prövar överklagandet.")).to_be_visible()
    for page in (windows.elsa.page, windows.feed):
        expect(page.get_by_text("Inlägget går inte att läsa längre.")).to_be_visible()
        expect(page.get_by_text(WATCHES)).to_have_count(0)
    is_told(windows.elsa, "Texten du anmälde är dold")
    expect(letters(windows.elsa.page)).to_have_text(re.compile("1.nytt besked"))


def twelve_nothing_is_lost_in_aeroplane_mode(place: Place, windows: Windows) -> None:
    elsa = windows.elsa
    goes(elsa.page, "/")
    elsa.sees_digits("130")

    elsa.context.set_offline(True)
    gone = elsa.page.locator(".layer .offline")
    expect(gone).to_have_text(re.compile(r"^Ingen anslutning\. Det du ser är från kl\.\s\d\d?(\.\d\d)?\.$"))
    place.till("2")
    assert elsa.digits() == "130"
    elsa.context.set_offline(False)

    expect(elsa.page.get_by_text("Ansluten igen. Inget har gått förlorat.")).to_be_visible()
    elsa.sees_digits("132")
    expect(gone).to_have_count(0)
    assert elsa.seen("lines").count("+2 · Linneas Livs Varför?") == 1


def yusuf_gives_johan_right_and_his_post_is_back_in_its_place(windows: Windows) -> None:
    goes(windows.elsa.page, "/feed")
    shows_posts(windows.elsa.page, POSTS)

    gives_right(windows.yusuf.page)

    is_told(windows.johan, "Du fick rätt")
    landing = windows.johan.page.locator("section.landing")
    expect(landing.get_by_role("heading")).to_have_text("Ordet är ditt")  # His first post is one again.
    landing.get_by_role("button").click()
    expect(landing).to_have_count(0)
    shows_posts(windows.elsa.page, [*POSTS[:7], QUEUE, *POSTS[7:]])
    shows_posts(windows.feed, [*POSTS[:7], QUEUE, *POSTS[7:]])
    for desk in windows.desks:
        is_empty(desk)


def johan_answers_elsa_and_is_thanked(windows: Windows) -> None:
    elsa, johan = windows.elsa, windows.johan
    had = int(johan.digits())
    asks(elsa.page, LADDER)
    opens(elsa.page, LADDER)
    windows.feed.get_by_role("button", name=re.compile("1.nytt inlägg")).click()
    expect(windows.feed.locator("article").first).to_contain_text(LADDER)
    opens(windows.feed, LADDER)

    answers(windows.feed, IN_THE_CELLAR)

    expect(comment(elsa.page, IN_THE_CELLAR)).to_be_visible()
    comment(elsa.page, IN_THE_CELLAR).get_by_role("button", name=re.compile("^Säg tack till")).click()
    expect(comment(windows.feed, IN_THE_CELLAR).get_by_text("Frågaren säger tack")).to_be_visible()
    johan.sees_digits(str(had + 10))
    is_told(johan, "+10")


def what_elsa_reports_is_removed_with_its_points_undone_and_removed_again(windows: Windows) -> None:
    elsa, johan, ingrid = windows.elsa, windows.johan, windows.ingrid.page
    had = int(johan.digits()) - 10
    reports(elsa.page, comment(elsa.page, IN_THE_CELLAR), PERSONAL)
    for desk in windows.desks:
        has_on_top(desk, IN_THE_CELLAR)

    decides(ingrid, "r", "Texten tas bort", f"10{HARD}poäng går tillbaka.")
    johan.sees_digits(str(had))
    is_told(johan, "Vi har tagit bort din text", "−10 · ")
    is_told(elsa, "Texten du anmälde är borttagen")
    expect(comment(elsa.page, IN_THE_CELLAR)).to_have_count(0)
    for desk in windows.desks:
        is_empty(desk)

    ingrid.keyboard.press("u")
    johan.sees_digits(str(had + 10))
    is_told(johan, "Beslutet är ogjort")
    expect(comment(elsa.page, IN_THE_CELLAR).get_by_text("Frågaren säger tack")).to_be_visible()
    expect(windows.yusuf.page.get_by_text("Ingrid Palm tittar på det här just nu.")).to_be_visible()

    decides(ingrid, "r", f"10{HARD}poäng går tillbaka.")
    johan.sees_digits(str(had))
    expect(comment(elsa.page, IN_THE_CELLAR)).to_have_count(0)
    for desk in windows.desks:
        is_empty(desk)


def johan_appeals_is_right_and_has_his_points_back_once(windows: Windows) -> None:
    elsa, johan = windows.elsa, windows.johan
    had = int(johan.digits())
    letters(johan.page).click()
    appeals(johan.page, "Oskar och jag skojar alltid så. Han skrattar åt det själv.")
    goes(johan.page, "/")
    has_on_top(windows.yusuf.page, IN_THE_CELLAR)
    expect(windows.yusuf.page.get_by_text("Oskar och jag skojar alltid så.")).to_be_visible()
    expect(windows.ingrid.page.get_by_text("En annan moderator prövar överklagandet.")).to_be_visible()

    gives_right(windows.yusuf.page)

    johan.sees_digits(str(had + 10))
    assert sum("Du fick rätt" in line for line in johan.seen("lines")) == 2
    is_told(elsa, "Texten du anmälde är tillbaka efter en ny prövning")
    for page in (elsa.page, windows.feed):
        expect(comment(page, IN_THE_CELLAR).get_by_text("Frågaren säger tack")).to_be_visible()
    for desk in windows.desks:
        is_empty(desk)
    newest_first = [edge["node"]["points"] for edge in johan.asks(ENTRIES)["me"]["entries"]["edges"]]
    assert newest_first == [10, -10, 10, -10, 10]
