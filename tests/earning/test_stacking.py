"""Multipliers: entries of their own, exactly to the rounded whole, as the document says that they stack."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import programme
from server.kernel import clock
from server.programme.document import conflicts
from tests.earning.deeds import book_of, earned, somebody
from tests.earning.document import HEAD, PLAIN, earn, multiplier

POINTS = 'currency = "points"\n'
GOLD = multiplier(POINTS + 'factors = [{ tier = "gold", factor = "1.25" }, { tier = "reserve", factor = "1.5" }]\n'
                  'stack = "best"', "bonus")  # fmt: skip
DOUBLE = multiplier(POINTS + 'factor = 2\nfrom = 2026-03-10\nuntil = 2026-03-12\nstack = "add"', "double")
HALF_MORE = multiplier(POINTS + 'factor = "1.5"\nstack = "multiply"\nonly = { tender = "card" }', "half_more")
MODES = {"down": ROUND_DOWN, "up": ROUND_UP, "half_up": ROUND_HALF_UP}


@pytest.mark.parametrize(
    ("tier", "amount", "entries"),
    [
        ("green", "100", [("shop", 100)]),
        ("gold", "100", [("shop", 100), ("bonus", 25)]),
        ("gold", "9.90", [("shop", 9), ("bonus", 3)]),  # 12.375 in all
        ("gold", "1", [("shop", 1)]),  # 1.25: nothing to add
        ("reserve", "0.70", [("bonus", 1)]),  # 1.05: the rule alone comes to nothing
        (None, "100", [("shop", 100)]),
    ],
)
def test_a_bonus_posts_what_it_adds(tier: str, amount: str, entries: list[tuple[str, int]]) -> None:
    assert earned(book_of(HEAD + PLAIN + GOLD), {"amount": amount}, member=somebody(tier=tier)) == entries


@pytest.mark.parametrize(
    ("tier", "tender", "at", "entries"),
    [
        ("gold", "card", "2026-03-11T12:00:00Z", [("shop", 100), ("bonus", 25), ("double", 125), ("half_more", 125)]),
        ("green", "card", "2026-03-11T12:00:00Z", [("shop", 100), ("double", 100), ("half_more", 100)]),
        ("gold", "cash", "2026-03-09T22:59:59Z", [("shop", 100), ("bonus", 25)]),
        ("green", "cash", "2026-03-09T23:00:00Z", [("shop", 100), ("double", 100)]),  # Midnight in Stockholm
        ("green", "cash", "2026-03-12T22:59:59Z", [("shop", 100), ("double", 100)]),  # The last day is included
        ("green", "cash", "2026-03-12T23:00:00Z", [("shop", 100)]),
    ],
)
def test_best_then_add_then_multiply(tier: str, tender: str, at: str, entries: list[tuple[str, int]]) -> None:
    book = book_of(HEAD + PLAIN + HALF_MORE + DOUBLE + GOLD)

    assert earned(book, {"amount": "100", "tender": tender}, at=clock.from_iso(at), member=somebody(tier=tier)
                  ) == entries  # fmt: skip


def test_of_the_best_only_the_winner_posts_and_of_equals_the_first() -> None:
    text = "".join(multiplier(POINTS + f'factor = "{factor}"\nstack = "best"', code)
                   for code, factor in (("a", "1.5"), ("b", "3"), ("c", "3"), ("d", "2")))  # fmt: skip

    assert earned(book_of(HEAD + PLAIN + text), {"amount": "10"}) == [("shop", 10), ("b", 20)]


def test_those_that_add_make_four_of_two_and_three() -> None:
    text = "".join(multiplier(POINTS + f'factor = {factor}\nstack = "add"', f"x{factor}") for factor in (2, 3))

    assert earned(book_of(HEAD + PLAIN + text), {"amount": "10"}) == [("shop", 10), ("x2", 10), ("x3", 20)]


def test_a_multiplier_touches_its_currency_and_the_rules_it_names() -> None:
    text = HEAD + PLAIN + earn('currency = "level"\nrate = 1\nof = "amount"', "shop_level") + earn(
        POINTS + "points = 5", "visit", "visit"
    ) + multiplier(POINTS + 'factor = 2\nrules = ["visit"]', "more")  # fmt: skip
    book = book_of(text)

    assert earned(book, {"amount": "10"}) == [("shop", 10), ("shop_level", 100)]
    assert earned(book, {}, "visit") == [("visit", 5), ("more", 5)]


def test_a_campaign_for_a_category_multiplies_its_lines_alone() -> None:
    lines = [{"amount": "10.50", "category": "food"}, {"amount": "4.50", "category": "pharmacy"}, {"amount": "2"}]
    text = HEAD + earn(POINTS + 'rate = 1\nof = "lines.amount"') + multiplier(
        POINTS + 'factor = 3\nstack = "best"\nonly = { category = "food" }', "food") + multiplier(
        POINTS + 'factors = [{ category = "pharmacy", factor = 2 }, { factor = "1.1" }]\nstack = "best"', "others")

    # 17, then food's 31.5 → 38, then 9 and 2.2 beside it: 42.7 → 42
    assert earned(book_of(text), {"amount": "1", "lines": lines}) == [("shop", 17), ("food", 21), ("others", 4)]


def test_a_condition_is_asked_of_a_multiplier_too() -> None:
    book = book_of(HEAD + PLAIN + multiplier(POINTS + 'factor = 2\nwhen = "occurred.weekday == 2"', "tuesday"))

    assert earned(book, {"amount": "10"}) == [("shop", 10), ("tuesday", 10)]
    assert earned(book, {"amount": "10"}, at=clock.from_iso("2026-03-11T11:00:00Z")) == [("shop", 10)]


def test_what_a_cap_cut_off_is_not_multiplied() -> None:
    capped = PLAIN.replace('of = "amount"', 'of = "amount"\ncap = { points = 30, per = "day" }')

    assert earned(book_of(HEAD + capped + DOUBLE), {"amount": "100"}) == [("shop", 30), ("double", 30)]


def test_a_multiplier_has_caps_of_its_own() -> None:
    book = book_of(HEAD + PLAIN + multiplier(POINTS + 'factor = 3\ncap = { points = 50, per = "month" }', "triple"))

    assert earned(book, {"amount": "100"}) == [("shop", 100), ("triple", 50)]


_FACTORS = st.lists(
    st.tuples(st.sampled_from(("best", "add", "multiply")), st.decimals("1", "9", places=3)), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(_FACTORS, st.integers(0, 10**7), st.decimals("0.001", "20", places=3), st.sampled_from(sorted(MODES)))
def test_the_entries_sum_to_the_rounded_whole(
    factors: list[tuple[str, Decimal]], amount: int, rate: Decimal, rounding: str
) -> None:
    text = earn(POINTS + f'rate = "{rate}"\nof = "amount"\nrounding = "{rounding}"') + "".join(
        multiplier(POINTS + f'factor = "{factor}"\nstack = "{stack}"', f"m{n}")
        for n, (stack, factor) in enumerate(factors)
    )  # fmt: skip
    kronor = Decimal(amount).scaleb(-2)

    posted = earned(book_of(HEAD + text), {"amount": f"{kronor:.2f}"})

    whole = kronor * rate * conflicts.combined(factors)
    assert sum(points for _, points in posted) == int(whole.quantize(Decimal(1), rounding=MODES[rounding]))
    assert all(points > 0 for _, points in posted)


def draft_of(text: str) -> programme.document.Draft:
    return programme.parse(HEAD + text, "test.toml").versions[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('factor = 2\nfrom = 2026-03-01\nuntil = 2026-03-31', 'factor = 2\nfrom = 2026-04-01'),
        ('factor = 2\nonly = { tender = "card" }', 'factor = 3\nonly = { tender = ["cash"] }'),
        ('factor = 2\nonly = { tender = "card" }', 'factor = 3\nexcept = { tender = "card" }'),
        ('factors = [{ tier = "gold", factor = 2 }]', 'factors = [{ tier = "reserve", factor = 2 }]'),
        ('factor = 2\nrules = ["shop"]', 'factor = 2\nrules = ["second"]'),
    ],
)
def test_what_can_never_hold_together_needs_no_stack(one: str, other: str) -> None:
    rules = PLAIN + earn(POINTS + 'rate = 1\nof = "items"', "second")
    draft = draft_of(rules + multiplier(POINTS + one, "one") + multiplier(POINTS + other, "other"))

    assert conflicts.report(draft) == []


def test_the_report_says_what_holds_together_when_and_what_it_comes_to() -> None:
    draft = draft_of(PLAIN + HALF_MORE + DOUBLE + GOLD)

    assert [one["en"] for one in conflicts.report(draft)] == [
        "“half_more” (× 1.5, multiply), “double” (× 2, add) and “bonus” (× 1.5, best) can hold together on “shop” from "
        "2026-03-10 to 2026-03-12: at most 4.5 times the points.",
    ]


def test_two_that_can_hold_together_must_say_how() -> None:
    with pytest.raises(programme.ProgrammeErrors) as caught:
        draft_of(PLAIN + GOLD + DOUBLE.replace('stack = "add"\n', ""))

    (error,) = caught.value.errors
    assert "“double” can hold at the same time as “bonus” on “shop”" in error.message
    assert 'stack = "best"' in error.remedy
