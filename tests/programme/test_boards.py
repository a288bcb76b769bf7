"""Boards in the document: calendar windows, and seasons that the programme names by their dates."""

from __future__ import annotations

import pytest

from server import programme
from server.kernel import clock
from server.programme import ProgrammeErrors
from tests.programme.builders import SMALL, changed

WEEK = 'window = "week"'
SEASONS = '''window = "seasons"

[[board.seasons]]
from = 2026-12-01
until = 2027-02-28
sv = { name = "Vintern 2026/27" }
en = { name = "Winter 2026/27" }

[[board.seasons]]
from = 2026-06-01
until = 2026-08-31
sv = { name = "Sommaren 2026" }
en = { name = "Summer 2026" }

[board.sv]
name = "Veckan"
tie = "Först dit."
[board.en]
name = "The week"
tie = "First there."
'''
TEXTS = 'sv = { name = "Veckan", tie = "Först dit." }\nen = { name = "The week", tie = "First there." }\n'
SEASONAL = changed((f"{WEEK}\n{TEXTS}", SEASONS))


def errors_of(text: str) -> list[tuple[str, str, str]]:
    """Each mistake with the words of its line."""
    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(text, "small.toml")
    lines = text.split("\n")
    return [(lines[error.line - 1], error.message, error.remedy) for error in caught.value.errors]


def test_named_seasons_hold_from_midnight_to_midnight_where_the_programme_is_in_the_order_of_their_dates() -> None:
    book = programme.compile(programme.parse(SEASONAL, "small.toml"), 1)

    summer, winter = book.boards["week"].seasons

    assert (summer.code, winter.code) == ("from-2026-06-01", "from-2026-12-01")
    assert (winter.texts["sv"]["name"], winter.texts["en"]["name"]) == ("Vintern 2026/27", "Winter 2026/27")
    assert clock.to_iso(summer.starts_at) == "2026-05-31T22:00:00Z"
    assert clock.to_iso(summer.ends_at) == "2026-08-31T22:00:00Z"  # The last day is included.
    assert clock.to_iso(winter.ends_at) == "2027-02-28T23:00:00Z"


@pytest.mark.parametrize("window", ["day", "week", "month", "quarter", "year", "lifetime"])
def test_any_calendar_may_be_a_window(window: str) -> None:
    book = programme.compile(programme.parse(changed((WEEK, f'window = "{window}"')), "small.toml"), 1)

    assert book.boards["week"].window == window


@pytest.mark.parametrize(
    ("before", "after", "line", "message", "remedy"),
    [
        ("until = 2026-08-31", "until = 2026-12-01", "from = 2026-06-01", "shares days with the one on line", "after"),
        ("until = 2026-08-31", "until = 2026-05-31", "until = 2026-05-31", "until is before from", "the last day"),
        ("from = 2026-06-01\n", "", "[[board.seasons]]", "season 2 has no from", "Add from = 2026-12-01."),
        ("until = 2026-08-31", 'until = "2026-08-31"', 'until = "2026-08-31"', "must be a date, without quotation", ""),
        ("until = 2026-08-31", "until = 2026-08-31T12:00:00Z", "until = 2026-08-31T", "without a time", "until = 20"),
        ("until = 2026-08-31", "until = 9999-12-31", "until = 9999-12-31", "must be a date", "Write until ="),
        ('en = { name = "Summer 2026" }\n', "", "[[board.seasons]]", "season 2 has no English text", "en = {"),
        ("until = 2026-08-31", "untill = 2026-08-31", "untill = 2026-08-31", "has no “untill”", "“until”"),
        ('window = "seasons"', 'window = "quarter"', "[[board.seasons]]", "its window is another", '"seasons"'),
        ('window = "seasons"', 'window = "season"', 'window = "season"', "cannot be “season”", "“seasons”"),
        (SEASONS[20:SEASONS.index("[board.sv]")], "", 'window = "seasons"', "names none", "[[board.seasons]]"),
        (SEASONS[20:SEASONS.index("[board.sv]")], "seasons = []\n", "seasons = []", "a list of 1 to 100", "with from"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_season_is_named_with_its_line(
    before: str, after: str, line: str, message: str, remedy: str
) -> None:
    assert SEASONAL.count(before) == 1

    found = errors_of(SEASONAL.replace(before, after))

    assert any(at.startswith(line) and message in said and remedy in what for at, said, what in found), found


def test_a_later_version_may_name_new_seasons_and_not_move_those_it_keeps() -> None:
    later = SMALL.replace(f"{WEEK}\n{TEXTS}", SEASONS) + '''
[[version]]
holds_from = 2026-11-01
[[version.board]]
code = "week"
[[version.board.seasons]]
from = 2026-12-01
until = 2027-02-28
sv = { name = "Vinter" }
en = { name = "Winter" }
[[version.board.seasons]]
from = 2027-03-01
until = 2027-05-31
sv = { name = "Vår" }
en = { name = "Spring" }
'''

    second = programme.compile(programme.parse(later, "small.toml"), 2, part=1)
    assert [season.code for season in second.boards["week"].seasons] == ["from-2026-12-01", "from-2027-03-01"]

    moved = later[::-1].replace("until = 2027-02-28"[::-1], "until = 2027-02-14"[::-1], 1)[::-1]
    assert any("from 2026-12-01 ends on another day than before" in said for _, said, _ in errors_of(moved))


def test_the_rules_in_plain_words_say_when_the_seasons_are() -> None:
    book = programme.compile(programme.parse(SEASONAL, "small.toml"), 1)

    for language, wanted in (
        ("sv", "Vintern 2026/27 är från 1\u00a0december 2026 till och med 28\u00a0februari 2027."),
        ("en", "Winter 2026/27 is from 1\u00a0December 2026 to 28\u00a0February 2027, both included."),
    ):
        sections = programme.how_it_works(book, language)  # type: ignore[arg-type]
        (boards,) = (section for section in sections if section.code == "boards")
        assert any(wanted in sentence for sentence in boards.sentences), boards.sentences
