"""Numbers as Swedish and English write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server.kernel import clock
from server.programme import words
from server.programme.rulebook import Language
from tests.programme.builders import small

CURRENCY = small().currencies["points"]
SATURDAY = clock.from_iso("2026-11-21T06:00:00Z")


def plain(text: str) -> str:
    return text.replace(words.HARD_SPACE, "_")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (words.number(1380, "sv"), "1_380"),
        (words.number(1380, "en"), "1,380"),
        (words.number(-1234567, "sv"), "−1_234_567"),
        (words.number("0.5", "sv"), "0,5"),
        (words.number(Decimal("1234.50"), "en"), "1,234.50"),
        (words.number(0, "sv"), "0"),
        (words.number("-0.5", "sv"), "−0,5"),
        (words.counted(1, "dag", "dagar", "sv"), "1_dag"),
        (words.counted(2, "märke", "märken", "sv"), "2_märken"),
        (words.points(1380, CURRENCY, "sv"), "1_380_poäng"),
        (words.points(1, CURRENCY, "en"), "1_point"),
        (words.points(0, CURRENCY, "en"), "0_points"),
        (words.either(["a och b", "c", "d"], "sv"), "antingen a och b, eller c, eller d"),
        (words.either(["a and b", "c"], "en"), "either a and b, or c"),
        (words.either(["a and b"], "en"), "a and b"),
        (words.sum_of_money(12000, 2, "SEK", "sv"), "120_kr"),
        (words.sum_of_money(21450, 2, "SEK", "sv"), "214,50_kr"),
        (words.sum_of_money(123456789, 2, "SEK", "sv"), "1_234_567,89_kr"),
        (words.sum_of_money(12000, 2, "SEK", "en"), "SEK_120"),
        (words.sum_of_money(5, 2, "EUR", "sv"), "0,05_EUR"),
        (words.sum_of_money(1200, 0, "JPY", "en"), "JPY_1,200"),
        (words.share(500_000, "sv"), "50_%"),
        (words.share(333_333, "en"), "33.3%"),
        (words.day(SATURDAY, "Europe/Stockholm", "sv"), "21_november 2026"),
        (words.weekday_and_time(SATURDAY, "Europe/Stockholm", "sv"), "lördag kl._07.00"),
        (words.weekday_and_time(SATURDAY, "Europe/Stockholm", "en"), "Saturday 07:00"),
        (words.day(SATURDAY - 7 * clock.HOUR, "Europe/Stockholm", "en"), "21_November 2026"),
    ],
)
def test_as_people_write_it(shown: str, expected: str) -> None:
    assert plain(shown) == expected


@pytest.mark.parametrize(("language", "expected"), [("sv", "12,5_poäng"), ("en", "12.5_points")])
def test_points_with_decimals(language: Language, expected: str) -> None:
    halves = small(('code = "points"', 'code = "points"\ndecimals = 1')).currencies["points"]

    assert plain(words.points(125, halves, language)) == expected
    assert plain(words.points(10, halves, "en")) == "1_point"
