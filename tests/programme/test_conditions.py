"""Conditions: exact, forgiving about what is absent, and refused where they make no sense."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import programme
from server.kernel import clock
from server.programme.conditions import compile_condition
from server.programme.conditions.parts import ConditionError
from server.programme.rulebook import FactValue
from tests.programme.builders import small, typed

BOOK = small()
FACTS = BOOK.kinds["purchase"].facts
TIERS = ("guest", "regular")
EARLY = clock.from_iso("2026-03-29T05:59:00Z")  # 07:59 in Stockholm: summer time began that night. A Sunday.


def holds(source: str, facts: Mapping[str, FactValue], *, at: int = EARLY, tier: str | None = None) -> bool:
    condition = compile_condition(source, FACTS, TIERS, 2)
    return condition.holds(programme.asked(BOOK, BOOK.kinds["purchase"], facts, occurred_at=at, tier=tier))


def sent(**facts: object) -> dict[str, FactValue]:
    return typed(BOOK, {"amount": "100.00", **facts})


@pytest.mark.parametrize(
    ("source", "facts", "answer"),
    [
        ("amount >= 100", sent(), True),
        ("amount >= 100.00", sent(), True),
        ("amount > 100.00", sent(), False),
        ("amount == 100", sent(), True),
        ("amount == 19.99", sent(amount="19.99"), True),
        ("amount < 0.30", sent(amount="0.29"), True),
        ("amount >= 100 && shop == 'x'", sent(shop="x"), True),
        ("amount >= 100 && shop == 'x'", sent(shop="y"), False),
        ('shop in ["x", "y"]', sent(shop="y"), True),
        ("shop.startsWith('brod')", sent(shop="brod-och-bulle"), True),
        ("items * 2 + 1 == 7", sent(items=3), True),
        ("items % 2 == 0", sent(items=3), False),
        ("kg >= 2.5", sent(kg="2.5"), True),
        ("category == 'coffee' || category == 'bread'", sent(category="bread"), True),
        ("gift", sent(gift=True), True),
        ("!gift", sent(gift=False), True),
        ("gift == true", sent(gift=True), True),
        ("bought < '2026-04-01'", sent(bought="2026-03-31"), True),
        ("shop == 'å'", sent(shop="å"), True),
    ],
)
def test_a_condition_asks_the_facts(source: str, facts: dict[str, FactValue], answer: bool) -> None:
    assert holds(source, facts) is answer


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("kg > 5", False),
        ("!(kg > 5)", False),
        ("kg > 5 || amount >= 100", True),
        ("amount >= 100 || kg > 5", True),
        ("shop == 'x'", False),
        ("shop != 'x'", True),
        ("shop == null", True),
        ("shop != null", False),
        ("gift", False),
        ("!gift", False),
        ("shop.contains('x')", False),
    ],
)
def test_what_is_absent_answers_nothing(source: str, answer: bool) -> None:
    assert holds(source, sent()) is answer


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("occurred.hour < 8", True),
        ("occurred.hour == 7 && occurred.minute == 59", True),
        ("occurred.weekday == 7", True),
        ("occurred.weekday in [6, 7] && occurred.day == 29 && occurred.month == 3", True),
        ("occurred.date == '2026-03-29'", True),
        ("occurred.date >= '2026-03-30'", False),
        ("member.tier == 'regular'", True),
        ("member.tier == 'guest'", False),
    ],
)
def test_the_hour_is_the_one_on_the_programmes_wall(source: str, answer: bool) -> None:
    assert holds(source, sent(), tier="regular") is answer


def test_a_minute_later_it_is_eight() -> None:
    assert not holds("occurred.hour < 8", sent(), at=EARLY + clock.MINUTE)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_money_compares_exactly(amount: int, literal: int) -> None:
    text = f"{Decimal(literal).scaleb(-2):.2f}"
    facts: dict[str, FactValue] = {"amount": amount}

    assert holds(f"amount == {text}", facts) is (amount == literal)
    assert holds(f"amount < {text}", facts) is (amount < literal)
    assert holds(f"amount >= {text}", facts) is (amount >= literal)


@given(st.integers(0, 10**15 - 1), st.integers(-2, 2))
def test_neighbouring_quantities_are_kept_apart(micro: int, step: int) -> None:
    literal = min(max(0, micro + step), 10**15 - 1)  # At most fifteen digits may be written.
    text = f"{Decimal(literal).scaleb(-6):.6f}"

    assert holds(f"kg <= {text}", {"kg": micro}) is (micro <= literal)
    assert holds(f"kg == {text}", {"kg": micro}) is (micro == literal)


NONSENSE = [
    ("shop == 5", "shop is a text", "in quotation marks"),
    ("amount == 'x'", "amount is a number", "a number"),
    ("amont > 5", "no fact “amont”", "“amount”"),
    ("amount * 2 > 5", "reckons with amount", "rate"),
    ("kg + 1 > 5", "reckons with kg", "rate"),
    ("amount", "is a number, not true or false", ">= 100"),
    ("amount && shop", "joins questions", "Compare"),
    ("shop < 'x'", "compares numbers and dates", "=="),
    ("amount > null", "", ""),
    ("category == 'brad'", "never “brad”", "bread"),
    ("category in ['coffee', 'tea']", "never “tea”", "coffee"),
    ("member.tier == 'king'", "never “king”", "regular"),
    ("occurred.hours < 8", "no occurred.hours", "hour"),
    ("occurred < 8", "alone", "occurred.hour"),
    ("bought < 'soon'", "not both dates", "2026-03-01"),
    ("shop.matches('a')", "no “matches”", "startsWith"),
    ("items.all(x, x > 1)", "no “all”", "startsWith"),
    ("amount >= 0.1234567890123456", "too many digits", "15"),
    ("amount >= 1e5", "cannot be read", "99.50"),
    ("amount >= 100 shop == 'x'", "not expected", "&&"),
    ("(amount >= 100", "missing", "Add )"),
    ("amount in 5", "needs a list", "in ["),
    ("shop in [shop]", "numbers and texts only", "["),
    ("gift ? true : false", "cannot be read", "&&"),
    ("shop == 'a\\'b'", "", ""),
    ("", "", ""),
    ("(" * 400 + "gift" + ")" * 400, "longer than", "two rules"),
    ("(" * 100 + "gift" + ")" * 100, "too deeply", "two rules"),
    ("!" * 300 + "gift", "too deeply", "two rules"),
    ("[[1]] == [[1]]", "", ""),
    ("amount == -", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message", "remedy"), NONSENSE)
def test_what_makes_no_sense_is_refused_with_a_remedy(source: str, message: str, remedy: str) -> None:
    with pytest.raises(ConditionError) as caught:
        compile_condition(source, FACTS, TIERS, 2)

    assert message in str(caught.value)
    assert remedy in caught.value.remedy
    assert caught.value.remedy


@given(st.lists(st.sampled_from(
    ["amount", "shop", "kg", "gift", "items", "occurred.hour", "member.tier", "==", "<", "&&", "||", "!", "in",
     "(", ")", "[", "]", ",", "1", "2.5", "'x'", "null", "true", "-", "+", "*", "."]
), max_size=12))  # fmt: skip
def test_any_row_of_words_is_refused_or_answers_yes_or_no(words: list[str]) -> None:
    source = " ".join(words)
    try:
        condition = compile_condition(source, FACTS, TIERS, 2)
    except ConditionError:
        return

    kind = BOOK.kinds["purchase"]
    for facts in (sent(), sent(shop="x", kg="2.5", gift=True)):
        assert condition.holds(programme.asked(BOOK, kind, facts, occurred_at=EARLY)) in (True, False)


def test_a_need_that_fails_asks_cel_nothing() -> None:
    condition = compile_condition("shop == 'x' && kg > 1", FACTS, TIERS, 2)
    asked = programme.asked(BOOK, BOOK.kinds["purchase"], sent(shop="y"), occurred_at=EARLY)

    assert not condition.holds(asked)
    assert asked._context is None


RIDES = small((
    "[ladder]",
    '[[kind]]\ncode = "ride"\nsenders = ["member"]\nfacts.km = { type = "decimal" }\n'
    'sv = { name = "Tur" }\nen = { name = "Ride" }\n\n[ladder]',
), (
    'given = { challenge = "thrice" }',
    "given = { measure = \"count\", kind = [\"purchase\", \"ride\"], when = \"km > 3 || shop != 'x'\", target = 1 }",
))  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "facts", "answer"),
    [
        ("ride", {"km": "4"}, True),
        ("ride", {"km": "2"}, True),  # It has no shop, so none that is x.
        ("purchase", {"amount": "1", "shop": "y"}, True),
        ("purchase", {"amount": "1", "shop": "x"}, False),
    ],
)
def test_a_fact_that_another_kind_has_is_absent(kind: str, facts: dict[str, object], answer: bool) -> None:
    measure = RIDES.badges["thrice_done"].given.measure
    assert measure is not None
    assert measure.condition is not None
    typed_facts = typed(RIDES, facts, kind=kind)

    asked = programme.asked(RIDES, RIDES.kinds[kind], typed_facts, occurred_at=EARLY)

    assert measure.condition.holds(asked) is answer


def test_words_within_quotation_marks_stay_as_they_are() -> None:
    assert holds("shop == 'occurred.hour' && occurred.hour == 7", sent(shop="occurred.hour"))
