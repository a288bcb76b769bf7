"""Caps by points and times, each member's or shared, and gifts: what is given, what comes back."""

from __future__ import annotations

from typing import Any

import pytest

from server.earning.effects import EarnPoints
from server.earning.errors import OwnWordFull
from server.earning.events import SharedCapMoved
from server.earning.rooms import Usage
from server.kernel import clock
from server.ledger.events import PointsEarned, PointsTakenBack
from server.programme.effect import ActivityAccepted, GiftGiven, GiftTakenBack
from tests.earning.deeds import NOON, all_of, book_of, deed, entries, somebody, undone
from tests.earning.document import HEAD, PLAIN, earn

POINTS = 'currency = "points"\n'
LATER = NOON + clock.DAY


def spent(text: str, amounts: list[str], **changes: Any) -> list[list[tuple[str, int]]]:
    """What a member's purchases earn, one after the other."""
    book, usage, member = book_of(HEAD + text), Usage(), changes.pop("member", somebody())
    return [entries(all_of(usage, deed(book, {"amount": amount}, member=member, **changes))) for amount in amounts]


def capped(cap: str, code: str = "shop") -> str:
    return earn(POINTS + f'rate = 1\nof = "amount"\n{cap}', code)


def test_a_cap_of_points_gives_the_rest_and_says_so() -> None:
    book, usage = book_of(HEAD + capped('cap = { points = 100, per = "day" }')), Usage()
    facts = [fact for amount in ("60", "60", "60") for fact in all_of(usage, deed(book, {"amount": amount}))]

    assert entries(facts) == [("shop", 60), ("shop", 40)]
    assert isinstance(facts[1], PointsEarned)
    assert facts[1].arithmetic == {
        "rate": "1", "of": "amount", "value": 6000, "before_cap": 60, "cap": 100, "per": "day"
    }  # fmt: skip


def test_a_new_period_has_new_room() -> None:
    book, usage = book_of(HEAD + capped('cap = { points = 100, per = "day" }')), Usage()

    for at in (NOON, LATER):
        assert entries(all_of(usage, deed(book, {"amount": "150"}, at=at))) == [("shop", 100)]


def test_a_first_time_bonus_comes_once() -> None:
    text = PLAIN + earn(POINTS + 'points = 50\ncap = { times = 1, per = "lifetime" }', "first")

    assert spent(text, ["10", "10"]) == [[("shop", 10), ("first", 50)], [("shop", 10)]]


def test_what_came_to_nothing_was_no_time() -> None:
    assert spent(capped('cap = { times = 1, per = "lifetime" }'), ["0.50", "10", "10"]) == [[], [("shop", 10)], []]


def test_caps_may_be_several_and_shared() -> None:
    text = '\n[[cap]]\ncode = "both"\npoints = 50\nper = "week"\ncurrency = "points"\n' + capped(
        'caps = [{ points = 40, per = "day" }, "both"]', "first") + capped('caps = ["both"]', "second")  # fmt: skip

    assert spent(text, ["30", "30"]) == [[("first", 30), ("second", 20)], []]


def test_caps_of_shops_are_apart_and_of_partners_too() -> None:
    book, usage = book_of(HEAD + capped('cap = { points = 10, per = "day", each = ["member", "shop"] }')), Usage()

    gained = [entries(all_of(usage, deed(book, {"amount": "8"}, shop=shop))) for shop in ("a", "b", "a", None, None)]

    assert gained == [[("shop", 8)], [("shop", 8)], [("shop", 2)], [("shop", 8)], [("shop", 2)]]
    assert sorted({counter.code for counter in usage.used}) == ["shop@", "shop@a", "shop@b"]


@pytest.mark.parametrize("written", ["budget = 25", 'cap = { points = 25, per = "lifetime", each = [] }'])
def test_a_budget_is_shared_by_all_and_gives_its_rest(written: str) -> None:
    book, usage = book_of(HEAD + capped(written)), Usage()

    facts = [fact for n in range(4) for fact in all_of(usage, deed(book, {"amount": "10"}, member=somebody(n + 1)))]

    assert entries(facts) == [("shop", 10), ("shop", 10), ("shop", 5)]
    assert [fact.by for fact in facts if isinstance(fact, SharedCapMoved)] == [10, 10, 5]
    last = [fact for fact in facts if isinstance(fact, PointsEarned)][-1]
    assert (last.arithmetic["before_cap"], last.arithmetic["budget"]) == (10, 25)
    assert not usage.changed


def test_a_budgeted_draw_of_vouchers_ends() -> None:
    text = earn('gives = [{ reward = "welcome" }]\nchance = 1\ncap = { times = 2, per = "lifetime", each = [] }')
    book, usage = book_of(HEAD + text), Usage()

    given = [[type(fact).__name__ for fact in all_of(usage, deed(book, {"amount": "1"}, member=somebody(n + 1)))]
             for n in range(3)]

    assert given == [["SharedCapMoved", "GiftGiven"]] * 2 + [[]]


GIVES = earn(
    POINTS + 'points = 5\ncap = { times = 1, per = "lifetime" }\ngives = [{ reward = "welcome" }, '
    '{ tier = "gold", months = 3 }, { points = "1.5", currency = "level" }, { extend = "points", months = 6 }]'
)  # fmt: skip


def test_gifts_come_beside_points_and_go_when_the_whole_is_undone() -> None:
    book, usage = book_of(HEAD + GIVES), Usage()
    activity = deed(book, {"amount": "1"})
    facts = all_of(usage, activity)

    half, rest = undone(usage, activity, 500_000, 500_000)

    assert [(fact.gift.type, fact.gift.code, fact.number) for fact in facts if isinstance(fact, GiftGiven)] == [
        ("reward", "welcome", 0), ("tier", "gold", 1), ("extension", "points", 3),
    ]  # fmt: skip
    assert entries(facts) == [("shop", 5), ("shop", 15)]
    assert [fact.points for fact in half if isinstance(fact, PointsTakenBack)] == [3, 8]  # Halves, away from zero …
    assert [fact.points for fact in rest if isinstance(fact, PointsTakenBack)] == [2, 7]  # … and then what is left.
    assert not any(isinstance(fact, GiftTakenBack) for fact in half)
    assert [(fact.gift.code, fact.gift.months, fact.number, fact.source) for fact in rest
            if isinstance(fact, GiftTakenBack)] == [
        ("welcome", 0, 0, activity.id), ("gold", 3, 1, activity.id), ("points", 6, 3, activity.id),
    ]  # fmt: skip
    assert entries(all_of(usage, deed(book, {"amount": "1"}))) == [("shop", 5), ("shop", 15)]  # A first time again.


def test_a_gift_alone_needs_no_points() -> None:
    book, usage = book_of(HEAD + earn('gives = [{ reward = "welcome" }]\ncap = { times = 1, per = "year" }')), Usage()
    first, second = deed(book, {"amount": "1"}), deed(book, {"amount": "1"})

    assert [type(fact) for fact in all_of(usage, first)] == [GiftGiven]
    assert all_of(usage, second) == []
    (taken,) = undone(usage, first, 1_000_000)
    assert [type(fact) for fact in taken] == [GiftTakenBack]
    assert [type(fact) for fact in all_of(usage, second)] == [GiftGiven]


def test_room_comes_back_as_the_points_do() -> None:
    caps = 'caps = [{ points = 10, per = "day" }, { points = 15, per = "year", each = [] }]'
    book, usage = book_of(HEAD + capped(caps)), Usage()
    activity = deed(book, {"amount": "10"})
    all_of(usage, activity)

    (half,) = undone(usage, activity, 500_000)
    more = all_of(usage, deed(book, {"amount": "10"}))

    assert [fact.by for fact in half if isinstance(fact, SharedCapMoved)] == [-5]
    assert entries(more) == [("shop", 5)]


def test_a_multipliers_own_entry_is_taken_back_by_its_share() -> None:
    text = PLAIN + (
        '\n[[multiplier]]\ncode = "more"\ncurrency = "points"\nfactor = 2\nbudget = 7\n'
        'sv = { name = "M", why = "M" }\nen = { name = "M", why = "M" }\n'
    )
    book, usage = book_of(HEAD + text), Usage()
    activity = deed(book, {"amount": "15"})

    assert entries(all_of(usage, activity)) == [("shop", 15), ("more", 7)]
    taken = list(undone(usage, activity, 500_000, 500_000))

    assert [[(fact.rule, fact.points) for fact in facts if isinstance(fact, PointsTakenBack)] for facts in taken] == [
        [("shop", 8), ("more", 4)], [("shop", 7), ("more", 3)],
    ]  # fmt: skip


def own(book: Any, usage: Usage) -> None:
    EarnPoints().admit(usage, ActivityAccepted(deed(book, {}, "visit", sender="member:1")))


def test_own_word_beyond_its_cap_of_times_is_refused() -> None:
    counter = (
        '\n[[counter]]\ncode = "visits"\nkind = "visit"\nsv = { name = "B", one = "b", many = "b" }\n'
        'en = { name = "V", one = "v", many = "v" }\n'
    )
    text = HEAD + earn(POINTS + 'points = 3\ncap = { times = 2, per = "day" }', "told", "visit") + counter
    book, usage = book_of(text), Usage()

    for _ in range(2):
        own(book, usage)
        assert entries(all_of(usage, deed(book, {}, "visit", sender="member:1"))) == [
            ("told", 3), ("counter:visits", 1)
        ]  # fmt: skip

    with pytest.raises(OwnWordFull) as full:
        own(book, usage)
    assert full.value.period == "day"


def test_a_budget_alone_limits_nobodys_own_word() -> None:
    book, usage = book_of(HEAD + earn(POINTS + "points = 3\nbudget = 3", "told", "visit")), Usage()

    all_of(usage, deed(book, {}, "visit", sender="member:1"))

    own(book, usage)
