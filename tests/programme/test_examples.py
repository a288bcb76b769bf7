"""The example programmes are sound, and Kvarteret's numbers come out as its story tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server import programme
from server.earning.rooms import Usage
from server.kernel import clock, periods
from server.ledger.events import PointsEarned
from server.programme.rulebook import LANGUAGES, MICRO, Rulebook
from tests.earning.deeds import all_of, deed

LOAD = Path(__file__).parents[1] / "load" / "cdnow.toml"
FILES = [*sorted(programme.EXAMPLES.glob("*.toml")), LOAD]
SCREEN = 40  # Lines.

# Elsa's life before the first receipt: days before now, kind, facts. The last two are of this week.
ELSA: list[tuple[int, str, dict[str, str], str]] = [
    (-96, "purchase", {"amount": "214.50"}, "linneas-livs"),
    (-83, "purchase", {"amount": "68.00"}, "kafe-trappan"),
    (-71, "purchase", {"amount": "189.00"}, "sidvinden"),
    (-58, "purchase", {"amount": "96.00"}, "brod-och-bulle"),
    (-44, "purchase", {"amount": "152.90"}, "linneas-livs"),
    (-40, "recycled_clothes", {"kg": "4"}, "omtag"),
    (-36, "purchase", {"amount": "120.00"}, "navet"),
    (-24, "purchase", {"amount": "56.00"}, "kafe-trappan"),
    (-22, "bike_to_shop", {"km": "3"}, ""),
    (-10, "purchase", {"amount": "75.00"}, "brod-och-bulle"),
    (-9, "bike_to_shop", {"km": "3"}, ""),
    (-1, "purchase", {"amount": "145.00"}, "linneas-livs"),
    (0, "purchase", {"amount": "165.00"}, "omtag"),
]
JOINED_FEM_DORRAR = -26


def read(name: str) -> Rulebook:
    path = programme.EXAMPLES / name
    return programme.compile(programme.parse(path.read_text("utf-8"), name), 1)


KVARTERET = read("kvarteret.toml")


def earned(book: Rulebook, kind: str, raw: Mapping[str, Any], shop: str) -> Counter[str]:
    points: Counter[str] = Counter()
    for fact in all_of(Usage(), deed(book, raw, kind, shop=shop or None)):
        if isinstance(fact, PointsEarned):
            points[fact.currency] += fact.points
    return points


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_example_is_sound(path: Path) -> None:
    assert programme.check([path]) == []


def test_the_small_shop_fits_on_a_screen() -> None:
    assert len((programme.EXAMPLES / "small_shop.toml").read_text("utf-8").splitlines()) <= SCREEN


def test_elsa_has_1380_points_and_1280_level_points() -> None:
    total: Counter[str] = Counter()
    for _, kind, facts, shop in ELSA:
        total += earned(KVARTERET, kind, facts, shop)

    assert total == {"points": 1380, "level": 1280}


@pytest.mark.parametrize(("receipts", "level", "left"), [(0, 0, 220), (1, 0, 100), (2, 1, None)])
def test_the_second_receipt_lifts_elsa_a_level(receipts: int, level: int, left: int | None) -> None:
    points = 1280 + receipts * earned(KVARTERET, "purchase", {"amount": "120.00"}, "linneas-livs")["level"]
    ladder = KVARTERET.ladder
    assert ladder is not None

    reached = max(i for i, tier in enumerate(ladder.tiers) if tier.threshold <= points)

    assert reached == level
    if left is not None:
        assert ladder.tiers[level + 1].threshold - points == left


def test_elsas_challenges_stand_where_the_story_says() -> None:
    doors = KVARTERET.challenges["fem_dorrar"]
    visited = {shop for day, kind, _, shop in ELSA if kind == "purchase" and day >= JOINED_FEM_DORRAR}
    kilos = sum(Decimal(facts["kg"]) for _, kind, facts, _ in ELSA if kind == "recycled_clothes")

    assert (len(visited) * MICRO, doors.measure.target, doors.window.days) == (4 * MICRO, 5 * MICRO, 30)
    assert (doors.join, doors.pays_points, doors.pays_currency) == ("choice", 100, "points")
    assert (kilos * MICRO, KVARTERET.challenges["garderob"].measure.target) == (4 * MICRO, 5 * MICRO)
    assert KVARTERET.challenges["tredje_gangen"].pays_badge == "tredje_gangen_gillt"


def test_automatic_challenges_pay_no_points_and_a_purchase_has_no_cap() -> None:
    assert all(c.pays_points == 0 for c in KVARTERET.challenges.values() if c.join == "automatic")
    assert all(not rule.caps and rule.condition is None for rule in KVARTERET.earning["purchase"])


def test_a_purchase_needs_amount_alone() -> None:
    required = [name for name, spec in KVARTERET.kinds["purchase"].facts.items() if spec.required]

    assert required == ["amount"]


@pytest.mark.parametrize(
    ("amount", "points"), [("0.99", 0), ("1.00", 1), ("119.99", 119), ("0", 0), ("99999.99", 99999)]
)
def test_a_receipt_is_floored(amount: str, points: int) -> None:
    assert earned(KVARTERET, "purchase", {"amount": amount}, "") == Counter(points=points, level=points)


@pytest.mark.parametrize(("packs", "points"), [(4, 0), (5, 1), (24, 4), (25, 5)])
def test_five_packs_make_a_point(packs: int, points: int) -> None:
    assert earned(KVARTERET, "deposit_returned", {"packs": packs}, "")["points"] == points


@pytest.mark.parametrize(
    ("shop", "local", "given"),
    [
        ("brod-och-bulle", "2026-01-15T07:59:59+01:00", True),
        ("brod-och-bulle", "2026-01-15T08:00:00+01:00", False),
        ("brod-och-bulle", "2026-07-15T07:59:59+02:00", True),
        ("brod-och-bulle", "2026-07-15T08:00:00+02:00", False),
        ("kafe-trappan", "2026-01-15T07:00:00+01:00", False),
        (None, "2026-01-15T07:00:00+01:00", False),
    ],
)
def test_the_hidden_bun_is_given_before_eight_at_the_bakery(shop: str | None, local: str, given: bool) -> None:
    badge = KVARTERET.badges["bulle_fore_atta"]
    assert badge.hidden
    assert badge.given.measure is not None
    assert badge.given.measure.condition is not None
    kind = KVARTERET.kinds["purchase"]
    facts = programme.type_facts(kind, {"amount": "32"}, shop, KVARTERET)

    asked = programme.asked(KVARTERET, kind, facts, occurred_at=clock.from_iso(local))

    assert badge.given.measure.condition.holds(asked) is given


def test_a_member_cycles_at_most_ten_kilometres() -> None:
    kind = KVARTERET.kinds["bike_to_shop"]

    assert kind.senders == {"member"}
    with pytest.raises(programme.FactError, match=r"from 0\.1 to 10"):
        programme.type_facts(kind, {"km": "10.1"}, None, KVARTERET)


def test_everything_is_said_in_both_languages_and_differently_where_it_should() -> None:
    for part in (KVARTERET.kinds, KVARTERET.challenges, KVARTERET.badges, KVARTERET.currencies, KVARTERET.boards):
        for thing in part.values():
            assert set(thing.texts) == set(LANGUAGES)
            assert thing.texts["sv"] != thing.texts["en"]


def test_cdnow_begins_in_1997_and_never_expires() -> None:
    book = programme.compile(programme.parse(LOAD.read_text("utf-8"), LOAD.name), 1)

    assert periods.local_date(book.holds_from, "America/New_York").isoformat() == "1997-01-01"
    assert book.currencies["points"].expires_months is None
    assert earned(book, "purchase", {"amount": "11.77"}, "") == {"points": 11, "level": 11}
