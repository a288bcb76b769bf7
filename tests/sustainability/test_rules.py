"""The figures of Kvarteret, to the microgram, and the words that are put to them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import programme, sustainability
from server.programme import estimates, factors, words
from server.programme.rulebook import MICRO, Figure, Rulebook
from server.sustainability import rules

HARD = words.HARD_SPACE


def read() -> Rulebook:
    path = programme.EXAMPLES / "kvarteret.toml"
    return programme.compile(programme.parse(path.read_text("utf-8"), path.name), 1)


KVARTERET = read()
QUANTITIES = st.integers(min_value=0, max_value=10**12)


def figure(code: str) -> Figure:
    found = KVARTERET.actions[code].figure
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "micro_kg"),
    [
        ("bike_to_shop", 170_000), ("bus_to_shop", 73_000), ("recycled_clothes", 4_000_000),
        ("secondhand_garment", 1_800_000), ("repaired_garment", 13_152_000), ("deposit_returned", 66_000),
    ],
)  # fmt: skip
def test_one_of_each_saves_what_kvarteret_says(code: str, micro_kg: int) -> None:
    assert sustainability.saved(figure(code), MICRO) == micro_kg


def test_without_a_source_no_kilograms_are_counted() -> None:
    uncounted = {code for code, action in KVARTERET.actions.items() if action.figure is None}

    assert uncounted == {"rescued_food_bag", "borrowed_tool"}
    assert estimates.estimate(KVARTERET.actions["borrowed_tool"], 0, "sv").startswith("Vi räknar inga kilo här än")


@given(quantity=QUANTITIES)
@pytest.mark.parametrize("code", ["bus_to_shop", "repaired_garment"])
def test_an_estimate_is_the_exact_product_rounded_once(code: str, quantity: int) -> None:
    of = figure(code)
    each = of.baseline.value - (of.chosen.value if of.chosen else 0)
    share = Fraction(of.displacement.value, MICRO) if of.displacement else Fraction(1)

    exact = Fraction(each * quantity, MICRO) * share

    assert abs(sustainability.saved(of, quantity) - exact) <= Fraction(1, 2)


@given(quantity=QUANTITIES, points=st.integers(0, 50), wanted=st.integers(1, 50))
def test_a_part_is_never_more_than_the_whole(quantity: int, points: int, wanted: int) -> None:
    part = rules.part(quantity, min(points, wanted), wanted)

    assert 0 <= part <= quantity


def test_three_kilometers_by_bike_in_words() -> None:
    action = KVARTERET.actions["bike_to_shop"]
    micro_kg = sustainability.saved(figure("bike_to_shop"), 3 * MICRO)

    assert estimates.estimate(action, micro_kg, "sv") == (
        "Uppskattat 0,5 kg CO₂e mindre än samma sträcka med bensinbil"
    )
    assert estimates.source(action, "sv") == "0,170 kg per km; brittiska myndighetsfaktorer 2022; endast körning"
    told = rules.arithmetic_of(figure("bike_to_shop"), 3 * MICRO)
    assert estimates.arithmetic(told, micro_kg, "sv") == f"3 × (0,17 − 0) = 0,51{HARD}kg{HARD}CO₂e"


def test_a_mended_jumper_shows_its_displacement() -> None:
    told = rules.arithmetic_of(figure("repaired_garment"), MICRO)

    assert estimates.arithmetic(told, 13_152_000, "en") == f"1 × 16 × 0.822 = 13.152{HARD}kg{HARD}CO₂e"


@pytest.mark.parametrize(
    ("micro_kg", "shown"),
    [(510_000, "0,5"), (13_152_000, "13,2"), (16_000_000, "16,0"), (66_000, "0,07"), (4_000, "0,004"),
     (128_400_000, "128"), (1_234_567_000_000, f"1{HARD}234{HARD}567"), (-510_000, "−0,5"), (0, "0,000")],
)  # fmt: skip
def test_kilograms_are_as_exact_as_they_deserve(micro_kg: int, shown: str) -> None:
    assert words.kilograms(micro_kg, "sv") == shown


@pytest.mark.parametrize(("micro_kg", "km"), [(17_020_000, 100), (510_000, 3), (80_000, 0), (0, 0), (-170_000, 0)])
def test_a_sum_is_so_many_kilometers_by_car(micro_kg: int, km: int) -> None:
    assert KVARTERET.picture is not None

    assert sustainability.as_distance(micro_kg, KVARTERET.picture.factor) == km


def test_every_line_of_the_table_says_where_it_comes_from() -> None:
    for edition, lines in factors.editions().items():
        assert lines, edition
        for line in lines.values():
            assert line.source
            assert line.texts["sv"]["name"] != line.texts["en"]["name"]
            assert line.year is not None or line.code in ("bike_pkm", "car_petrol_vkm", "train_nordic_pkm")
            assert (line.type == "share") == (line.unit == "" and line.boundary == "")
            assert line.type != "saving" or line.displacement in ("included", "needed", "open")
            assert estimates.evidence(line, "sv")
            if line.type != "share":
                assert estimates.unit(line, "sv")
                assert estimates.boundary(line, "en")
