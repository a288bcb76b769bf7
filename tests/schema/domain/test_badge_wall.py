"""The wall of badges: what each is given for, how rare it is, and what stays a secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from schema.badge_wall import rule_of
from server import badges, programme
from server.jobs import Job
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import STRANGER
from server.programme.rulebook import Given
from tests.schema.domain.town import Town

WALL = """query { me { badgeWall {
  badge { code name text metal shape hidden } rule rarity { holders active countedAt }
  award { id awardedAt why activity { kindName } }
} } }"""


async def _wall(town: Town) -> dict[str, Any]:
    me = await town.data(town.elsa.principal, WALL)
    return {one["badge"]["code"]: one for one in me["badgeWall"]}


async def _count() -> None:
    payload: Any = {"slot": 1}
    while True:
        again = await badges.count_shares(Job(1, "schedule:badges.rarity", payload, None, 1, clock.now(), "x"))
        if again is None:
            return
        payload = again.payload


async def test_a_secret_badge_is_a_question_mark_until_it_is_found(town: Town) -> None:
    before = await _wall(town)
    assert before["secret_1"]["badge"]["name"] == "?"
    assert (before["secret_1"]["rule"], before["secret_1"]["award"]) == (None, None)
    assert "Bulle" not in str(before)
    assert "bulle_fore_atta" not in str(await town.data(STRANGER, "{ programme { badges { code name text } } }"))

    with clock.stepped() as stepper:
        stepper.to(clock.from_iso("2027-01-12T06:30:00Z"))
        await town.buy("32", facts={"amount": "32.00", "shop": "brod-och-bulle"})
        after = await _wall(town)

    assert "secret_1" not in after
    assert after["bulle_fore_atta"]["badge"]["name"] == "Bulle före åtta"
    assert after["bulle_fore_atta"]["award"]["activity"] == {"kindName": "Köp"}


async def test_each_badge_says_what_gives_it(town: Town) -> None:
    wall = {
        code: {"rule": (one["rule"] or "").replace("\N{NO-BREAK SPACE}", " ")}
        for code, one in (await _wall(town)).items()
    }

    assert wall["tredje_gangen_gillt"]["rule"] == "Ges när utmaningen Tredje gången gillt är klar."
    assert wall["stamgast"]["rule"] == "Ges den som når nivån Stamgäst, från 1 500 nivåpoäng."
    assert wall["hej_grannen"]["rule"] == "Ges för ”Köp”, första gången."
    assert wall["tio_mil"]["rule"] == "Ges när ”Cyklade till butiken” blir 100 km sammanlagt."
    assert wall["kvarterets_rost"]["rule"] == "Ges för ”Fick en idé genomförd”, första gången."
    book = programme.current()
    assert rule_of(book, book.badges["hej_grannen"], "en") == "Given for “Purchase”, the first time."


async def test_a_badge_that_people_give_says_so(town: Town) -> None:
    book = programme.current()
    by_hand = replace(book.badges["hej_grannen"], given=Given("hand"))

    assert rule_of(book, by_hand, "sv") == "Ges för hand av dem som sköter programmet."


async def test_what_is_held_comes_first_and_the_newest_of_it_before_the_rest(town: Town) -> None:
    for _ in range(3):
        await town.buy("10")

    assert list(await _wall(town))[:2] == ["tredje_gangen_gillt", "hej_grannen"]


async def test_rarity_is_counted_among_those_who_are_active(town: Town) -> None:
    assert (await _wall(town))["hej_grannen"]["rarity"] is None
    with clock.stepped() as stepper:
        stepper.by(0)
        await town.buy("10", who=town.nils)
        stepper.by(91 * DAY)  # Nils-Erik has not been here since.
        await town.buy("10")
        other = await town.new_person("Amir", days_ago=9)
        await town.buy("0", kind="recycled_clothes", facts={"kg": "1"}, till=town.omtag.till, who=other)
        await town.new_person("Nova", days_ago=9)

        await _count()

        wall = await _wall(town)
        assert (wall["hej_grannen"]["rarity"]["holders"], wall["hej_grannen"]["rarity"]["active"]) == (1, 2)
        assert wall["stamgast"]["rarity"]["holders"] == 0
        assert clock.from_iso(wall["stamgast"]["rarity"]["countedAt"]) == clock.now()


async def test_rarity_is_counted_in_slices(town: Town, monkeypatch: Any) -> None:
    monkeypatch.setattr("server.badges.rarity.SLICE", 1)
    await town.buy("10", who=town.nils)
    await town.buy("10")

    await _count()
    await _count()

    assert (await _wall(town))["hej_grannen"]["rarity"]["holders"] == 2


async def test_a_badge_that_is_taken_back_says_why(town: Town) -> None:
    events = "query { me { recentEvents(first: 20) { ... on BadgeRevoked { badge { code } why } } } }"
    reverse = """mutation ($i: ReverseActivityInput!) { reverseActivity(input: $i) { __typename } }"""
    for n in range(3):
        await town.buy("10", key=f"r{n}")

    await town.data(town.linneas.till, reverse, i={"key": "u", "activityKey": "r2", "reason": "Retur"})

    me = await town.data(town.elsa.principal, events)
    assert [event for event in me["recentEvents"] if event] == [
        {"badge": {"code": "tredje_gangen_gillt"},
         "why": "Det som gjorde utmaningen Tredje gången gillt klar togs tillbaka."},
    ]  # fmt: skip
