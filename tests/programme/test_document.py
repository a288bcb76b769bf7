"""Mistakes are named by file and line, all at once, with what to write instead."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import ProgrammeErrors
from server.programme.document.reading import MISTAKE_LIMIT
from tests.programme.builders import SMALL, changed


def mistakes(text: str) -> list[programme.ProgrammeError]:
    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(text, "small.toml")
    return list(caught.value.errors)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_small_programme_is_sound() -> None:
    assert len(programme.parse(SMALL, "small.toml").versions) == 1


MISTAKES = [
    # unknown keys and words, with the nearest known
    ('rate = "1"', 'rat = "1"\nrate = "1"', 'rat = "1"', "has no “rat”", "“rate”"),
    ("[[board]]", "[[bord]]", "[[bord]]", "has no “bord”", "“board”"),
    ('join = "automatic"', 'join = "automatc"', "automatc", "cannot be “automatc”", "“automatic”"),
    ('currency = "points"\nrate', 'currency = "pints"\nrate', "pints", "no currency “pints”", "“points”"),
    ('kind = "purchase"\ncurrency', 'kind = "purchse"\ncurrency', "purchse", "no kind “purchse”", "“purchase”"),
    ('of = "amount"', 'of = "amont"', "amont", "“amont” is no fact", "“amount”"),
    ('of = "amount"', 'of = "shop"', 'of = "shop"', "“shop” is no number", "amount"),
    ('challenge = "thrice"', 'challenge = "twice"', "twice", "no challenge “twice”", "“thrice”"),
    ('{ challenge = "thrice" }', '{ tier = "regulr" }', "regulr", "no tier “regulr”", "“regular”"),
    ('senders = ["partner", "staff"]', 'senders = ["partner", "staf"]', "staf", "“staf”", "“staff”"),
    # types
    ("from = 1500", 'from = "many"', 'from = "many"', "must be a number", "from ="),
    ('code = "corner"', "code = 5", "code = 5", "must be a text", "code ="),
    ("redeemable = false", 'redeemable = "no"', 'redeemable = "no"', "true or false", "redeemable ="),
    ("facts.amount = { type", 'facts.amount = "money"\n#', "facts.amount", "must be a table", "{ }"),
    ('code = "corner"', 'code = "Corner shop"', "Corner shop", "cannot be a code", "small letters"),
    # what is absent
    ('en = { name = "Guest" }', "", 'code = "guest"', "no English text", "en = {"),
    ('name = "Handla", why', 'name = "Handla", y', "Handla", "has no why", 'why = "…"'),
    ('timezone = "Europe/Stockholm"\n', "", "[programme]", "has no timezone", "Europe/Stockholm"),
    ("target = 3\n", "", "[[challenge]]", "has no target", "target ="),
    ('within = "week"\n', "", "[[challenge]]", "has no within", "days = 365"),
    ("[ladder]\n", "[[earn]]\n", 'code = "guest"', "no ladder", "[ladder]"),
    # numbers
    ('rate = "1"', 'rate = "0.12345678"', 'rate = "0.12345678"', "more than 6 decimals", "at most 6"),
    ('rate = "1"', 'rate = "-1"', 'rate = "-1"', "is -1", "from 0.000001"),
    ('rate = "1"', "rate = 1e3000", "rate = 1e3000", "rate is 1E+3000", "Write a number from"),
    ('rate = "1"', 'rate = "1"\npoints = 5', 'rate = "1"', "either", "points = 10"),
    ('of = "amount"', 'of = "amount"\ncap = { points = 0, per = "day" }', "cap =", "is 0", "from 1"),
    ('of = "amount"', 'of = "amount"\ncap = { points = 5, per = "fortnight" }', "cap =", "fortnight", "week"),
    ("expires_months = 24", "expires_months = 0", "expires_months = 0", "is 0", "from 1"),
    ("max = 50", "max = 50, min = 60", "facts.items", "max is less than min", "Swap"),
    # what hands may say, and for how long
    ("max = 50", "max = 50, staff_max = 60", "facts.items", "staff_max is not between min and max", "between them"),
    ('{ type = "text", filled_by = "shop" }', '{ type = "text", filled_by = "shop", staff_max = 5 }', "facts.shop",
     "is no number", "Remove staff_max"),
    ('senders = ["partner", "staff"]\nfacts.amount = { type = "money" }',
     'senders = ["partner"]\nfacts.amount = { type = "money", staff_max = 5 }', "facts.amount",
     "limits “amount” for staff", 'Add "staff"'),
    ('senders = ["partner", "staff"]', 'senders = ["partner", "staff"]\ndays_back = 2', "days_back",
     "members may not report it", 'Add "member"'),
    ('senders = ["partner", "staff"]', 'senders = ["partner", "member"]\ndays_back = 31', "days_back", "is 31",
     "from 0 to 30"),
    ("target = 3", "target = 2.5", "target = 2.5", "no whole number", "without decimals"),
    # sense
    ("from = 0", "from = 10", "from = 10", "does not begin at 0", "from = 0"),
    ("from = 1500", "from = 0", 'from = 0\nsv = { name = "Stam', "does not begin higher", "lowest first"),
    ('code = "regular"', 'code = "guest"', 'code = "guest"\nfrom = 1500', "two tiers “guest”", "another code"),
    ('currency = "level"\nwithin', 'currency = "levels"\nwithin', 'currency = "levels"', "no currency", "level"),
    ('currency = "SEK"', 'currency = "SKE"', '"SKE"', "not a currency of money", "three letters"),
    ("Europe/Stockholm", "Europe/Stokholm", "Europe/Stokholm", "not a time zone", "Europe/Stockholm"),
    ('within = "week"', "within = { days_from_joining = 9 }", "within = { days", "is not joined", "choice"),
    ('step = "{n} av 3"', 'step = "{m} av 3"', "{m}", "{m}", "n"),
    ('step = "{n} av 3"', 'step = "{n} av 3", unit = "x"', 'en = { name = "Three"', "en has no unit", "in neither"),
    ('measure = "count"', 'measure = "sum"\nfact = "shop"', 'fact = "shop"', "sum needs a number", "amount"),
    ('measure = "count"', 'measure = "distinct"\nfact = "amount"', 'fact = "amount"', "distinct needs", "shop"),
    ("redeemable = false", "redeemable = false\nexpires_months = 3", "expires_months = 3", "does not expire", "Remove"),
    ('given = { challenge = "thrice" }', "given = { }", "given = { }", "in one way", "by_hand"),
    # conditions
    ('of = "amount"', 'of = "amount"\nwhen = "shpo == \'a\'"', "when =", "no fact “shpo”", "“shop”"),
    ('of = "amount"', 'of = "amount"\nwhen = "shop == 5"', "when =", "shop is a text, and 5 is", "in quotation marks"),
    ('of = "amount"', 'of = "amount"\nwhen = "amount > \'5\'"', "when =", "amount is a number", "a number"),
    ('of = "amount"', 'of = "amount"\nwhen = "amount >= 100 &&"', "when =", "the end", "Write"),
    ('of = "amount"', 'of = "amount"\nwhen = "category == \'brad\'"', "when =", "never “brad”", "“bread”"),
    ('of = "amount"', 'of = "amount"\nwhen = "member.tier == \'king\'"', "when =", "never “king”", "regular"),
]


@pytest.mark.parametrize(("before", "after", "where", "message", "remedy"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_named_with_its_line_and_its_remedy(
    before: str, after: str, where: str, message: str, remedy: str
) -> None:
    text = changed((before, after))

    found = mistakes(text)

    assert any(
        message in error.message and remedy in error.remedy and error.file == "small.toml"
        and error.line in near(text, where)
        for error in found
    ), "\n".join(map(str, found))  # fmt: skip


def near(text: str, where: str) -> set[int]:
    """The lines on which the words stand, or on which their table begins."""
    lines = {i for i, line in enumerate(text.split("\n"), 1) if where.split("\n")[0] in line}
    heads = {
        max(i for i, line in enumerate(text.split("\n"), 1) if line.startswith("[") and i <= at) for at in lines
    }
    assert lines, where
    return lines | heads


def test_every_mistake_is_named_at_once_in_the_order_of_lines() -> None:
    text = changed(('rate = "1"', 'rate = "x"'), ("from = 1500", "from = -1"), ("Europe/Stockholm", "Mars"))

    found = mistakes(text)

    assert [error.line for error in found] == [
        line_of(text, "Mars"), line_of(text, 'rate = "x"'), line_of(text, "from = -1")
    ]  # fmt: skip


NONSENSE = (
    "", "a = 1", "programme = 3", "[[programme]]", "kind = 5", "[programme]\nsv = 3\n[kind]\n", "version = 1",
    "[[version]]", "[[version]]\nholds_from = 3", "[[kind]]\n[[kind]]\ncode = 3\nfacts = 3", "[[badge]]\ngiven = 3",
    "[[kind]]\ncode='a'\n[kind.facts]\nb = 3\n'c d' = {}", "[ladder]\nwithin = []", "tier = [1, 'a']",
    "[[earn]]\nkind = []\nwhen = 3\ncap = 5", "[[tier]]\ncode = ['x']\nfrom = []", "[[version]]\nremove = 3\nearn = 5",
    "[[challenge]]\nkind = [[1]]\nwithin = { days = 3, from = 1 }", "[[version]]\nholds_from = 2026-01-01\nearn = 5",
)  # fmt: skip


def test_an_empty_file_and_one_of_nonsense_are_refused_without_falling_over() -> None:
    for text in NONSENSE:
        assert mistakes(text)


def test_mistakes_have_an_end() -> None:
    text = "".join(f"x{i} = 1\n" for i in range(1000))

    assert len(mistakes(text)) == MISTAKE_LIMIT


@pytest.mark.parametrize("at", range(0, len(SMALL), 37))
def test_a_file_cut_anywhere_gives_mistakes_or_a_programme(at: int) -> None:
    errors: tuple[programme.ProgrammeError, ...] = ()
    try:
        programme.parse(SMALL[:at], "cut.toml")
    except ProgrammeErrors as caught:
        errors = caught.errors

    assert all(1 <= error.line <= SMALL.count("\n") + 1 and error.message for error in errors)


# Versions in one file


TWO = SMALL.replace('currency = "SEK"', 'currency = "SEK"\nholds_from = 2026-01-01') + '''
[[version]]
holds_from = 2026-07-01
[[version.earn]]
code = "shop"
rate = "2"
sv = { name = "Handla", why = "2 poäng per hel krona" }
en = { name = "Shop", why = "2 points per whole krona" }

[[version]]
holds_from = 2026-12-01T00:00:00+01:00
remove = { board = ["week"] }
[version.programme]
late_days = 7
'''


def test_a_later_version_carries_on_and_says_only_what_is_new() -> None:
    document = programme.parse(TWO, "two.toml")

    first, second, third = (programme.compile(document, part + 1, part=part) for part in range(3))

    assert [str(book.earning["purchase"][0].rate) for book in (first, second, third)] == ["1", "2", "2"]
    assert second.earning["purchase"][0].of == "amount"
    assert [book.late_days for book in (first, second, third)] == [30, 30, 7]
    assert [len(book.boards) for book in (first, second, third)] == [1, 1, 0]
    assert third.holds_from - second.holds_from == (153 * 24 + 1) * 3600 * 1_000_000


def test_versions_stand_in_order_and_keep_what_balances_stand_in() -> None:
    swapped = TWO.replace("2026-07-01", "2025-07-01")
    spent = TWO + "\n[[version]]\nholds_from = 2027-01-01\nremove = { currency = [\"level\"] }\n"
    money = TWO + "\n[[version]]\nholds_from = 2027-01-01\n[version.programme]\ncurrency = \"EUR\"\n"

    assert any("order of their dates" in error.message for error in mistakes(swapped))
    assert any("“level” is gone" in error.message for error in mistakes(spent))
    assert any("money changes" in error.message for error in mistakes(money))


def test_a_mistake_in_a_later_version_is_named_there() -> None:
    text = TWO.replace('rate = "2"', 'rate = "zwei"')

    (error,) = mistakes(text)

    assert error.line == line_of(text, 'rate = "zwei"')
