"""What a new version would change, as a person reads it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from server import programme
from server.kernel import clock
from server.programme import Change, Rulebook, plan
from server.programme.planning.rows import ROWS
from server.programme.rulebook import (
    Action,
    Badge,
    Board,
    Challenge,
    Closing,
    Currency,
    EarningRule,
    Eligibility,
    Household,
    Kind,
    Ladder,
    Milestone,
    Moderation,
    Multiplier,
    Occasion,
    Perk,
    Reward,
    Tier,
)
from tests.programme.builders import SMALL

RICH = SMALL.replace('of = "amount"', '''of = "amount"
cap = { points = 100, per = "day" }
only = { category = "coffee" }''') + '''
[eligibility]
age = 18

[[reward]]
code = "cup"
points = 100
face = 30
value = "functional"
places = { month = 10 }
sv = { name = "Kopp", text = "En kopp." }
en = { name = "Cup", text = "A cup." }

[[milestone]]
code = "hundred"
counts = "points"
every = 100
gives = [{ reward = "cup" }]
sv = { name = "Hundra", why = "Var hundrade poäng" }
en = { name = "Hundred", why = "Every hundredth point" }

[[closing]]
code = "month"
counts = "points"
per = "month"
brackets = [{ from = 100, below = 200, in_a_row = 2, reward = "cup" }, { from = 200, reward = "cup" }]
sv = { name = "Månaden", why = "Månadens summa" }
en = { name = "The month", why = "The month's sum" }

[[occasion]]
code = "birthday"
on = "birthday"
gives = [{ points = 50, currency = "points" }]
sv = { name = "Födelsedag", why = "Grattis" }
en = { name = "Birthday", why = "Congratulations" }

[[multiplier]]
code = "double"
currency = "points"
factor = "2"
sv = { name = "Dubbelt", why = "Dubbla poäng" }
en = { name = "Double", why = "Double points" }
'''


PRESENT = """
[[occasion]]
code = "present"
on = "anniversary"
gives = [{{ reward = "cup" }}]
days = {days}
sv = {{ name = "Present", why = "Ett år till" }}
en = {{ name = "Present", why = "One more year" }}
"""


def book(*changes: tuple[str, str], text: str = RICH) -> Rulebook:
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return programme.compile(programme.parse(text, "small.toml"), 1)


CHANGES = [
    # before, after, the section, the Swedish line, stricter
    ('rate = "1"', 'rate = "2"', "earn", "Handla: 1 → 2 poäng per krona.", False),
    ('rate = "1"', 'rate = "0.5"', "earn", "Handla: 1 → 0,5 poäng per krona.", True),
    ("points = 100, per", "points = 50, per", "earn", "Handla: tak högst 100 → högst 50 poäng om dagen.", True),
    ('per = "day" }', 'per = "week" }', "earn", "om dagen → högst 100 poäng i veckan.", True),
    ("only = { category", "except = { category", "earn", "undantar inget → category coffee.", True),
    ('only = { category = "coffee" }', 'except = { category = "bread" }', "earn", "bara för", False),
    ("from = 1500", "from = 2000", "tier", "Stamgäst: nås vid 1 500 → 2 000 nivåpoäng.", True),
    ("from = 1500", "from = 1000", "tier", "Stamgäst: nås vid 1 500 → 1 000 nivåpoäng.", False),
    ("{ days = 365 }", "{ days = 180 }", "ladder", "de senaste 365 → de senaste 180 dagarna.", True),
    ("expires_months = 24", "expires_months = 12", "currency", "24 → 12 månader efter att de kom.", True),
    ("expires_months = 24", "expires = { months = 24, at_end_of = \"year\" }", "currency", "till slutet av", False),
    ("expires_months = 24\n", "", "currency", "Poäng: går ut 24 månader efter att de kom → inget.", False),
    ("age = 18", "age = 20", "eligibility", "Vem som får gå med: ålder för att gå med 18 → 20.", True),
    ("points = 100\nface", "points = 120\nface", "reward", "Kopp: kostar 100 → 120 poäng.", True),
    ("face = 30", "face = 40", "reward", "Kopp: är värd 30 → 40 kr.", False),
    ("month = 10", "month = 5", "reward", "Kopp: platser 10 → 5 i månaden.", True),
    ("every = 100", "every = 150", "milestone", "Hundra: för varje 100 → 150 poäng.", True),
    ("in_a_row = 2", "in_a_row = 3", "closing", "3 perioder i rad", True),
    ("points = 50", "points = 40", "occasion", "Födelsedag: ger 50 → 40 poäng.", False),
    ('of = "amount"', 'of = "amount"\nrounding = "up"', "earn", "Handla: avrundas nedåt → uppåt.", False),
    ('factor = "2"', 'factor = "1.5"', "multiplier", "2 → × 1,5.", True),
    ("target = 3", "target = 4", "challenge", "Tre: mål 3 → 4.", True),
    ('name = "Hörnet"', 'name = "Knuten"', "programme", "Programmet: namnet ”Hörnet” → ”Knuten”.", False),
    ("max = 50", "max = 60", "kind", "högst 50, annars 1 → heltal, får utelämnas, högst 60, annars 1.", False),
    ('facts.gift = { type = "boolean", required = false }\n', "", "kind", "får utelämnas → finns inte.", False),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "section", "line", "stricter"), CHANGES, ids=range(len(CHANGES)))
def test_a_change_is_said_in_one_line(before: str, after: str, section: str, line: str, stricter: bool) -> None:
    changes = plan(book(), book((before, after)))

    assert {change.section for change in changes} == {section}
    assert line in " ".join(change.sentence["sv"].replace("\u00a0", " ") for change in changes)
    assert any(change.stricter for change in changes) is stricter
    for change in changes:
        assert change.sentence["en"] not in ("", change.sentence["sv"])
        assert not {"None", "{"} & {*change.sentence["sv"].split(), *change.sentence["en"].split()}


def test_rounding_is_stricter_where_it_can_give_less() -> None:
    ways = ("down", "half_even", "half_up", "up")
    books = [book(('of = "amount"', f'of = "amount"\nrounding = "{way}"')) for way in ways]

    for less, before in enumerate(books):
        for more, after in enumerate(books):
            changes = plan(before, after)
            assert [change.stricter for change in changes] == ([] if less == more else [more < less])
            assert not any("half_" in text for change in changes for text in change.sentence.values())


@pytest.mark.parametrize(
    ("before", "after", "line", "stricter"),
    [
        ("3", "2", "Present: gäller 3 → 2 dagar.", True),
        ("3", "4", "Present: gäller 3 → 4 dagar.", False),
        ("3", '[{ tier = "regular", days = 2 }, { days = 3 }]', "2 dagar (Stamgäst)", True),
        ("3", '[{ tier = "regular", days = 5 }, { days = 3 }]', "5 dagar (Stamgäst)", False),
        ('[{ tier = "regular", days = 5 }, { days = 3 }]', "3", "→ 3 dagar", True),
        ('[{ tier = "regular", days = 5 }, { days = 3 }]', "5", "→ 5 dagar", False),
    ],
)  # fmt: skip
def test_fewer_days_of_a_gift_are_stricter(before: str, after: str, line: str, stricter: bool) -> None:
    [change] = plan(book(text=RICH + PRESENT.format(days=before)), book(text=RICH + PRESENT.format(days=after)))

    assert line in change.sentence["sv"].replace("\u00a0", " ")
    assert change.stricter is stricter


def test_the_same_says_nothing() -> None:
    assert plan(book(), book()) == []


def test_what_is_new_and_what_is_gone_are_named() -> None:
    less = RICH[: RICH.index("[[multiplier]]")]

    added, removed = plan(book(text=less), book()), plan(book(), book(text=less))

    assert [(change.section, change.code, change.what, change.stricter) for change in (*added, *removed)] == [
        ("multiplier", "double", "added", False), ("multiplier", "double", "removed", True),
    ]  # fmt: skip
    assert added[0].sentence["sv"].replace("\u00a0", " ") == "Ny kampanj: Dubbelt: × 2."
    assert added[0].sentence["en"].replace("\u00a0", " ") == "New campaign: Double: × 2."
    assert removed[0].sentence["en"] == "Removed campaign: Double."


def test_a_section_that_is_one_comes_and_goes() -> None:
    home = RICH + '\n[household]\nmembers = 6\ncurrencies = ["points"]\n'

    (added,), (removed,) = plan(book(), book(text=home)), plan(book(text=home), book())

    assert added.sentence["sv"] == "Nytt: Hushåll: medlemmar, högst 6, delar Poäng."
    assert added.sentence["en"] == "New: Households: members, at most 6, share Points."
    assert (removed.sentence["sv"], removed.stricter) == ("Borttaget: Hushåll.", True)


def test_a_text_of_one_language_says_so_in_the_other() -> None:
    (change,) = plan(book(), book(('name = "Cup"', 'name = "Mug"')))

    assert change.sentence["en"] == "Cup: the name “Cup” → “Mug”."
    assert change.sentence["sv"] == "Kopp: bara den andra språkversionen av namnet ändras."


UNSAID: Mapping[str, set[str]] = {
    # Worked out from other fields, or told as texts.
    "programme": set(), "ladder": {"tiers"}, "tier": set(), "kind": set(),
}  # fmt: skip
ENTRIES: Mapping[str, type[Any]] = {
    "eligibility": Eligibility, "household": Household, "currency": Currency, "kind": Kind, "earn": EarningRule,
    "multiplier": Multiplier, "ladder": Ladder, "tier": Tier, "perk": Perk, "milestone": Milestone,
    "closing": Closing, "occasion": Occasion, "reward": Reward, "challenge": Challenge, "badge": Badge,
    "board": Board, "action": Action, "moderation": Moderation,
}  # fmt: skip


@pytest.mark.parametrize("section", ENTRIES)
def test_every_field_of_every_section_is_compared(section: str) -> None:
    """What a rule learns to say, a plan must not pass over in silence."""
    rows = ROWS[section]
    said = {row.field for row in rows} | {name for row in rows for name in row.with_it} | UNSAID.get(section, set())

    fields = {one.name for one in dataclasses.fields(ENTRIES[section]) if one.init} - {"code", "texts"}

    assert fields <= said, fields - said
    assert {row.field for row in rows} <= fields


def _stages(old: str, new: str) -> list[tuple[str | None, list[Change]]]:
    found = programme.stages(programme.parse(old, "old.toml"), programme.parse(new, "new.toml"))
    return [(clock.to_iso(stage.holds_from) if stage.holds_from is not None else None, list(stage.changes))
            for stage in found]


VERSION = '\n[[version]]\nholds_from = {day}\n[[version.earn]]\ncode = "shop"\nrate = "{rate}"\n'


def test_a_file_beside_another_says_what_changes_when() -> None:
    dated = SMALL.replace('currency = "SEK"', 'currency = "SEK"\nholds_from = 2026-01-01', 1)
    double, triple = (VERSION.format(day=day, rate=rate) for day, rate in (("2026-07-01", 2), ("2027-01-01", 3)))

    assert _stages(SMALL, SMALL) == []
    assert [start for start, _ in _stages(SMALL, SMALL.replace('rate = "1"', 'rate = "2"'))] == [None]
    (only,) = _stages(dated + double, dated + double + triple)
    assert only[0] == "2026-12-31T23:00:00Z"
    assert [change.sentence["en"].replace("\u00a0", " ") for change in only[1]] == ["Shop: 2 → 3 points per krona."]
    later = SMALL.replace('currency = "SEK"', 'currency = "SEK"\nholds_from = 2027-01-01', 1)
    assert [start for start, _ in _stages(SMALL, later.replace('rate = "1"', 'rate = "2"'))] == [
        "2026-12-31T23:00:00Z"
    ]


def test_what_stays_as_it_was_is_said_where_it_matters() -> None:
    (stage,) = programme.stages(
        programme.parse(SMALL, "old.toml"), programme.parse(SMALL.replace("months = 24", "months = 12"), "new.toml")
    )

    assert "Points that members have keep the day on which they expire." in stage.kept["en"]
    assert not any("level" in sentence for sentence in stage.kept["en"])
