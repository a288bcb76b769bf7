"""What a rule comes to: rates and their tables, what counts and what does not, a receipt's lines, fixed points."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import programme
from server.earning.rooms import Usage
from server.earning.rules import drawn, rounded
from server.kernel import clock
from server.kernel.money import Rounding
from server.ledger.events import PointsEarned
from tests.earning.deeds import all_of, book_of, deed, earned, somebody
from tests.earning.document import HEAD, PLAIN, earn

POINTS = 'currency = "points"\n'
MODES = {"down": ROUND_DOWN, "up": ROUND_UP, "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
RATES = earn(POINTS + '''rates = [
    { brand = "extended", rate = 5 }, { brand = ["flat"], tier = "gold", rate = "2.75" },
    { brand = "flat", rate = "2.5" }, { tier = "gold", rate = 12 }, { rate = 10 },
]
of = "amount"''')  # fmt: skip
RECEIPT = [
    {"amount": "100.50", "category": "food"}, {"amount": "60.00", "category": "tobacco"},
    {"amount": "10.75", "category": "pharmacy"}, {"amount": "5.00"},
]  # fmt: skip


def points_by(text: str, facts: dict[str, Any], **changes: Any) -> int:
    return sum(points for _, points in earned(book_of(HEAD + text), facts, **changes))


@given(st.integers(0, 10**30), st.integers(1, 10**12), st.sampled_from(sorted(MODES)))
def test_rounding_is_that_of_exact_decimals(numerator: int, denominator: int, mode: Rounding) -> None:
    quotient, rest = divmod(numerator, denominator)
    half = Decimal("0.25") if 0 < 2 * rest < denominator else Decimal("0.75") if 2 * rest > denominator else (
        Decimal("0.5") if rest else Decimal(0)
    )  # fmt: skip

    assert rounded(numerator, denominator, mode) == quotient + int(
        (quotient % 2 + half).quantize(Decimal(1), rounding=MODES[mode]) - quotient % 2
    )


@pytest.mark.parametrize(
    ("amount", "points"),
    [("0", 0), ("0.21", 0), ("0.22", 1), ("1", 4), ("99.99", 470), ("100", 471), ("50000", 235500)],
)
def test_4_71_a_krona_is_exact(amount: str, points: int) -> None:
    assert points_by(earn(POINTS + 'rate = "4.71"\nof = "amount"'), {"amount": amount}) == points


@pytest.mark.parametrize(
    ("rounding", "points"), [("down", 10), ("up", 11), ("half_up", 11), ("half_even", 10)]
)
def test_what_is_earned_is_rounded_once(rounding: str, points: int) -> None:
    text = earn(POINTS + f'rate = "0.1"\nof = "amount"\nrounding = "{rounding}"')

    assert points_by(text, {"amount": "105"}) == points


def test_a_currency_with_decimals_earns_its_minor_units() -> None:
    assert points_by(earn('currency = "level"\nrate = "0.5"\nof = "amount"'), {"amount": "10.50"}) == 52


@pytest.mark.parametrize(
    ("facts", "tier", "points"),
    [
        ({"brand": "extended"}, "gold", 500),
        ({"brand": "flat"}, "gold", 275),
        ({"brand": "flat"}, "green", 250),
        ({"brand": "standard"}, "gold", 1200),
        ({"brand": "standard"}, None, 1000),
        ({}, "reserve", 1000),
    ],
)
def test_the_first_row_that_holds_is_the_rate(facts: dict[str, str], tier: str | None, points: int) -> None:
    assert points_by(RATES, {"amount": "100", **facts}, member=somebody(tier=tier)) == points


def test_no_row_holds_and_nothing_is_earned() -> None:
    only_gold = earn(POINTS + 'rates = [{ tier = "gold", rate = 2 }]\nof = "amount"')

    assert points_by(only_gold, {"amount": "100"}, member=somebody(tier="green")) == 0
    assert points_by(only_gold, {"amount": "100"}, member=somebody(tier="gold")) == 200


@pytest.mark.parametrize(
    ("asked", "facts", "points"),
    [
        ('only = { tender = "card" }', {"tender": "card"}, 100),
        ('only = { tender = "card" }', {"tender": "cash"}, 0),
        ('only = { tender = "card" }', {}, 0),  # An absent fact is not among them …
        ('except = { tender = "gift_card" }', {"tender": "gift_card"}, 0),
        ('except = { tender = "gift_card" }', {}, 100),  # … and is not left out.
        ('only = { tender = ["card", "cash"], brand = "standard" }', {"tender": "cash", "brand": "standard"}, 100),
        ('only = { tender = ["card", "cash"], brand = "standard" }', {"tender": "cash", "brand": "flat"}, 0),
        ('except = { tender = "cash", brand = "flat" }', {"tender": "card", "brand": "flat"}, 0),
        ('only = { items = 3 }', {"items": 3}, 100),
        ('only = { amount = "100" }', {}, 100),
        ('only = { amount = ["99.99", 101] }', {}, 0),
        ('only = { shop = "navet" }', {}, 100),
        ('only = { shop = ["omtag"] }', {}, 0),
        ('only = { partner = "garderoben" }', {}, 100),
        ('except = { partner = "garderoben" }', {}, 0),
        ('only = { tier = ["gold", "reserve"] }', {}, 100),
        ('except = { tier = ["gold"] }', {}, 0),
        ('when = "shop == \\"navet\\" && partner != \\"x\\""', {}, 100),
        ('when = "shop.startsWith(\\"om\\")"', {}, 0),
        ('when = "member.tier == \\"gold\\" && member.days >= 68"', {}, 100),
        ('when = "member.days >= 69"', {}, 0),
        ('when = "member.joined <= \\"2026-01-01\\" && member.country == \\"SE\\""', {}, 100),
        ('when = "member.age >= 36"', {}, 0),
        ('when = "member.age == 35"', {}, 100),
        ('when = "lines == null"', {}, 100),
        ('when = "lines != null"', {"lines": []}, 100),
    ],
)
def test_what_is_asked_for_and_left_out(asked: str, facts: dict[str, Any], points: int) -> None:
    text = earn(POINTS + 'rate = "1"\nof = "amount"\n' + asked)
    member = somebody(tier="gold", birthday="1990-05-01", country="SE")

    assert points_by(text, {"amount": "100", **facts}, member=member, shop="navet", partner="garderoben") == points


def test_what_is_not_known_of_a_member_holds_for_nothing() -> None:
    assert points_by(earn(POINTS + 'points = 1\nwhen = "member.age < 200"'), {"amount": "1"}) == 0
    assert points_by(earn(POINTS + 'points = 1\nwhen = "member.country == \\"SE\\""'), {"amount": "1"}) == 0


@pytest.mark.parametrize(
    ("birthday", "at", "age"),
    [
        ("2008-02-29", "2026-02-27T12:00:00Z", 17), ("2008-02-29", "2026-02-28T12:00:00Z", 18),
        ("2008-02-29", "2028-02-28T12:00:00Z", 19), ("2008-02-29", "2028-02-29T12:00:00Z", 20),
        ("2008-03-11", "2026-03-10T22:59:00Z", 17), ("2008-03-11", "2026-03-10T23:00:00Z", 18),
    ],
)  # fmt: skip
def test_a_member_is_a_year_older_on_their_own_day(birthday: str, at: str, age: int) -> None:
    text = earn(POINTS + f'points = 1\nwhen = "member.age == {age}"')

    assert points_by(text, {"amount": "1"}, member=somebody(birthday=birthday), at=clock.from_iso(at)) == 1


@pytest.mark.parametrize(
    ("asked", "points"),
    [
        ("", 176),  # 100.50 + 60.00 + 10.75 + 5.00 = 176.25, rounded once
        ('except = { category = ["tobacco", "lottery"] }', 116),  # 116.25: what has no category counts
        ('only = { category = "food" }', 100),
        ('only = { category = ["food", "pharmacy"], tender = "card" }', 111),  # 111.25
        ('only = { tender = "cash" }', 0),
    ],
)
def test_a_receipts_lines_count_by_their_categories(asked: str, points: int) -> None:
    text = earn(POINTS + 'rate = "1"\nof = "lines.amount"\n' + asked)

    assert points_by(text, {"amount": "176.25", "tender": "card", "lines": RECEIPT}) == points


def test_lines_have_rates_of_their_own_and_are_rounded_together() -> None:
    text = earn(POINTS + 'of = "lines.amount"\nrates = [{ category = "food", rate = "1.5" }, { tier = "gold", '
                'category = "pharmacy", rate = 4 }, { category = "tobacco", rate = 0 }, { rate = "0.5" }]')  # fmt: skip

    # 150.75 + 0 + 5.375 + 2.5 = 158.625, and with gold 150.75 + 0 + 43 + 2.5 = 196.25
    assert points_by(text, {"amount": "1", "lines": RECEIPT}) == 158
    assert points_by(text, {"amount": "1", "lines": RECEIPT}, member=somebody(tier="gold")) == 196


def test_no_lines_no_points_and_fixed_points_for_a_line_that_counts() -> None:
    rate = earn(POINTS + 'rate = "1"\nof = "lines.amount"')
    fixed = earn(POINTS + 'points = 7\nonly = { category = "pharmacy" }')

    assert points_by(rate, {"amount": "100"}) == points_by(rate, {"amount": "100", "lines": []}) == 0
    assert points_by(fixed, {"amount": "100", "lines": RECEIPT}) == 7
    assert points_by(fixed, {"amount": "100", "lines": RECEIPT[:2]}) == points_by(fixed, {"amount": "100"}) == 0


def test_the_arithmetic_says_what_was_left_out() -> None:
    text = earn(POINTS + 'rate = "1"\nof = "lines.amount"\nexcept = { category = "tobacco" }')
    (entry,) = all_of(Usage(), deed(book_of(HEAD + text), {"amount": "1", "lines": RECEIPT}))

    assert isinstance(entry, PointsEarned)
    assert entry.arithmetic == {"of": "lines.amount", "value": 11625, "rate": "1", "left_out": 6000}


def test_a_parameter_stands_where_a_value_does() -> None:
    text = '\n[parameters]\nkrona = "4.71"\nwho = ["card", "cash"]\n' + earn(
        POINTS + 'rate = "$krona"\nof = "amount"\nonly = { tender = "$who" }'
    )

    assert points_by(text, {"amount": "100", "tender": "cash"}) == 471
    assert points_by(text, {"amount": "100", "tender": "gift_card"}) == 0


def test_a_version_may_change_a_parameter_alone() -> None:
    text = HEAD + '\n[parameters]\nkrona = 1\n' + earn(POINTS + 'rate = "$krona"\nof = "amount"') + (
        "\n[[version]]\nholds_from = 2026-06-01\nparameters = { krona = 2 }\n"
    )
    document = programme.parse(text, "test.toml")

    assert [draft.earning[0].rate for draft in document.versions] == [1, 2]


def test_a_counter_counts_what_it_says_and_is_no_entry_of_a_currency() -> None:
    counters = '''
[[counter]]
code = "items"
kind = "purchase"
of = "items"
except = { tender = "gift_card" }
sv = { name = "Varor", one = "vara", many = "varor" }
en = { name = "Items", one = "item", many = "items" }
[[counter]]
code = "deeds"
kind = ["purchase", "visit"]
sv = { name = "Gånger", one = "gång", many = "gånger" }
en = { name = "Times", one = "time", many = "times" }
'''
    book = book_of(HEAD + PLAIN + counters)

    assert earned(book, {"amount": "9", "items": 4}) == [("shop", 9), ("counter:items", 4), ("counter:deeds", 1)]
    assert earned(book, {"amount": "9", "items": 4, "tender": "gift_card"}) == [("shop", 9), ("counter:deeds", 1)]
    assert earned(book, {}, "visit") == [("counter:deeds", 1)]
    assert [code for code, currency in book.currencies.items() if currency.counter] == ["items", "deeds"]
    assert not book.currencies["items"].redeemable


def test_a_surprise_is_drawn_the_same_each_time_and_about_as_often_as_it_says() -> None:
    text = earn(POINTS + 'points = 1\nchance = "0.25"\nseed = "2026"', "sometimes") + earn(
        POINTS + "points = 1\nchance = 1", "always"
    )
    book = book_of(HEAD + text)
    rule, always = book.earning["purchase"]
    deeds = [deed(book, {"amount": "1"}, key=f"k{n}") for n in range(2000)]

    first = [drawn(rule, activity) for activity in deeds]

    assert first == [drawn(rule, activity) for activity in deeds]
    assert 420 < sum(first) < 580
    assert all(drawn(always, activity) for activity in deeds)
    other = deed(book, {"amount": "1"}, key="k0", member=somebody(2))
    assert first[:50] != [drawn(rule, deed(book, {"amount": "1"}, key=f"k{n}", member=other.member)) for n in range(50)]


@pytest.mark.parametrize(
    ("days", "of_rule", "at", "until"),
    [
        (14, "", "2026-03-10T11:00:00Z", "2026-03-24T23:00:00Z"),
        (14, "", "2026-03-20T23:30:00Z", "2026-04-04T22:00:00Z"),  # The 21st in Stockholm; summer time in between.
        (14, "pending_days = 1\n", "2026-10-24T12:00:00Z", "2026-10-25T23:00:00Z"),
        (14, "pending_days = 0\n", "2026-10-24T12:00:00Z", None),
        (0, "", "2026-10-24T12:00:00Z", None),
    ],
)
def test_points_wait_for_the_end_of_a_local_day(days: int, of_rule: str, at: str, until: str | None) -> None:
    head = HEAD.replace("expires_months = 24", f"expires_months = 24\npending_days = {days}", 1)
    book = book_of(head + earn(POINTS + 'rate = "1"\nof = "amount"\n' + of_rule))

    (entry,) = all_of(Usage(), deed(book, {"amount": "5"}, at=clock.from_iso(at)))

    assert isinstance(entry, PointsEarned)
    assert entry.pending_until == (clock.from_iso(until) if until else None)


def test_what_facts_exclude_is_not_even_asked() -> None:
    rules = "".join(
        earn(POINTS + f'points = {n + 1}\nonly = {{ items = {n} }}\nwhen = "amount > 0"', f"of_{n}") for n in range(20)
    ) + earn(POINTS + 'points = 100\nwhen = "brand == \\"flat\\" && amount > 1"', "flat") + PLAIN  # fmt: skip
    book = book_of(HEAD + rules)
    plan = book.earning_plans["purchase"]

    seven = deed(book, {"amount": "10", "items": 7, "brand": "flat"})

    assert [one.rule.code for one in plan.candidates(seven.facts)] == ["of_7", "flat", "shop"]
    assert earned(book, {"amount": "10", "items": 7}) == [("of_7", 8), ("shop", 10)]
    assert earned(book, {"amount": "10", "items": 7, "brand": "flat"}) == [("of_7", 8), ("flat", 100), ("shop", 10)]
