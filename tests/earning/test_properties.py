"""Whatever the rules and the lives: what is undone whole is as if it had never been, and caps and budgets hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.earning.events import SharedCapMoved
from server.earning.rooms import Usage
from server.kernel import clock
from server.ledger.events import PointsEarned, PointsTakenBack
from server.programme.effect import WHOLE, GiftGiven, GiftTakenBack
from server.programme.rulebook import Rulebook
from tests.earning.deeds import NOON, all_of, book_of, deed, somebody, undone
from tests.earning.document import HEAD, earn, multiplier

POINTS = 'currency = "points"\n'
CAPS = ("", 'cap = { points = 50, per = "day" }\n', 'cap = { times = 2, per = "week" }\n', "budget = 120\n",
        'caps = [{ points = 30, times = 3, per = "month" }, "shared"]\n',
        'cap = { points = 60, per = "year", each = ["shop"] }\n')  # fmt: skip
WAYS = ('rate = "1.37"\nof = "amount"\n', "points = 7\n",
        'rate = 2\nof = "lines.amount"\nexcept = { category = "tobacco" }\n',
        'rates = [{ tender = "card", rate = 3 }, { rate = "0.5" }]\nof = "amount"\n')  # fmt: skip


@dataclass(frozen=True)
class Life:
    book: Rulebook
    deeds: list[dict[str, Any]]
    shares: list[list[int]]  # By deed: reversals, in millionths, together at most the whole.


@st.composite
def lives(draw: st.DrawFn) -> Life:
    text = HEAD + '\n[[cap]]\ncode = "shared"\npoints = 90\nper = "lifetime"\ncurrency = "points"\n'
    for n in range(draw(st.integers(1, 4))):
        gives = draw(st.sampled_from(("", 'gives = [{ reward = "welcome" }]\n', "gives = [{ points = 3 }]\n")))
        rounding = f'rounding = "{draw(st.sampled_from(("down", "up", "half_up", "half_even")))}"\n'
        text += earn(POINTS + draw(st.sampled_from(WAYS)) + draw(st.sampled_from(CAPS)) + gives + rounding, f"r{n}")
    for n in range(draw(st.integers(0, 3))):
        stack = draw(st.sampled_from(("best", "add", "multiply")))
        text += multiplier(f'{POINTS}factor = "{draw(st.sampled_from(("1.5", "2", "1.25", "3.333")))}"\n'
                           f'stack = "{stack}"\n{draw(st.sampled_from(CAPS))}', f"m{n}")  # fmt: skip
    deeds, shares = [], []
    for _ in range(draw(st.integers(1, 6))):
        amount = f"{draw(st.integers(0, 60))}.{draw(st.integers(0, 99)):02d}"
        deeds.append({
            "facts": {"amount": amount, "tender": draw(st.sampled_from(("card", "cash"))), "lines": [
                {"amount": amount}, {"amount": "3.40", "category": draw(st.sampled_from(("tobacco", "food")))}]},
            "member": draw(st.integers(1, 2)), "at": NOON + draw(st.integers(0, 40)) * clock.DAY,
            "shop": draw(st.sampled_from(("a", "b", None))),
        })  # fmt: skip
        cuts = sorted({*draw(st.lists(st.integers(1, WHOLE - 1), max_size=2)), WHOLE})
        shares.append([after - before for before, after in zip([0, *cuts], cuts, strict=False)])
    return Life(book_of(text), deeds, shares)


@settings(max_examples=60, deadline=None)
@given(lives())
def test_what_is_undone_whole_is_as_if_it_had_never_been(life: Life) -> None:
    usage, kept = Usage(), {n: somebody(n) for n in (1, 2)}
    budget = 0
    for facts, shares in zip(life.deeds, life.shares, strict=True):
        before = {counter: used for counter, used in usage.used.items() if used}
        activity = deed(life.book, facts["facts"], member=kept[facts["member"]], at=facts["at"], shop=facts["shop"])
        given_now = all_of(usage, activity)
        taken = [fact for answers in undone(usage, activity, *shares) for fact in answers]

        balance: defaultdict[str, int] = defaultdict(int)
        for fact in (*given_now, *taken):
            if isinstance(fact, PointsEarned | PointsTakenBack):
                balance[fact.rule] += fact.points if isinstance(fact, PointsEarned) else -fact.points
            budget += fact.by if isinstance(fact, SharedCapMoved) else 0
        gifts = [sum(isinstance(fact, kind) for fact in (*given_now, *taken)) for kind in (GiftGiven, GiftTakenBack)]
        assert not any(balance.values())
        assert gifts[0] == gifts[1]
        assert budget == 0
        assert {counter: used for counter, used in usage.used.items() if used} == before


@settings(max_examples=60, deadline=None)
@given(lives())
def test_no_cap_and_no_budget_is_ever_exceeded(life: Life) -> None:
    usage, kept = Usage(), {n: somebody(n) for n in (1, 2)}
    earned: defaultdict[str, int] = defaultdict(int)
    for facts in life.deeds:
        activity = deed(life.book, facts["facts"], member=kept[facts["member"]], at=facts["at"], shop=facts["shop"])
        for fact in all_of(usage, activity):
            if isinstance(fact, PointsEarned) and "gift" not in fact.arithmetic:
                earned[fact.rule] += fact.points

    for counter, used in usage.used.items():
        most = 3 if counter.code.endswith("#") else 90 if counter.code == "cap:shared" else 120
        assert 0 <= used <= most, counter
    for rules in life.book.earning.values():
        for rule in rules:
            for cap in rule.caps:
                if not cap.each and cap.points is not None:
                    assert earned[rule.code] <= cap.points
