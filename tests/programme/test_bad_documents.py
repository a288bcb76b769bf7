"""Every slip that we can think of is named with its line, what is wrong and what to write: never a traceback."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import programme, storage
from server.kernel import clock
from server.programme import ProgrammeError, ProgrammeErrors
from tests.programme import bad_moment_rows, bad_rows
from tests.programme.bad_rows import Row
from tests.programme.whole import WHOLE, keys

NOW = clock.from_iso("2026-11-22T12:00:00Z")
ROWS = [*bad_rows.ROWS, *bad_moment_rows.ROWS]
HEADS = re.compile(r"^\[", re.MULTILINE)


def mistakes(text: str) -> tuple[ProgrammeError, ...]:
    return programme.examine(text, "town.toml", now=NOW).mistakes


def with_slip(row: Row) -> str:
    _, before, after, *_ = row
    assert WHOLE.count(before) == 1, before
    return WHOLE.replace(before, after)


def line_numbers(text: str, at: int, length: int) -> set[int]:
    """The lines of a part of a text, and the one on which its table begins."""
    first = text[:at].count("\n") + 1
    head = text[: max(found.start() for found in HEADS.finditer(text, 0, at + 1))].count("\n") + 1
    return {head, *range(first, first + text[at : at + length].count("\n") + 2)}


def test_a_programme_that_says_everything_is_sound() -> None:
    found = programme.examine(WHOLE, "town.toml", now=NOW)

    assert (found.mistakes, found.notes) == ((), ())
    assert found.document is not None


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{number}" for number, row in enumerate(ROWS)])
def test_a_slip_is_named_with_its_line_and_its_remedy(row: Row) -> None:
    text, (_, before, after, message, remedy, where) = with_slip(row), row
    lines = {i for i, line in enumerate(text.split("\n"), 1) if where and where in line} or line_numbers(
        text, WHOLE.index(before), len(after))

    found = mistakes(text)

    assert any(
        message in error.message and remedy in error.remedy and error.line in lines and error.file == "town.toml"
        for error in found
    ), "\n".join(map(str, found))  # fmt: skip


def test_every_key_has_a_slip() -> None:
    slips = {row[0] for row in ROWS}

    assert len(ROWS) > 200
    assert keys() - slips == set()


PLAIN = [(number, line) for number, line in enumerate(WHOLE.split("\n"), 1)
         if re.match(r"[a-z_.]+ = ", line) and not line.startswith(("no =", "points_per_krona"))]  # fmt: skip


@pytest.mark.parametrize(("number", "line"), PLAIN, ids=[f"{number}-{line.split(' ')[0]}" for number, line in PLAIN])
def test_a_value_of_a_wrong_type_is_named_on_its_own_line(number: int, line: str) -> None:
    lines = WHOLE.split("\n")
    key = line.partition(" = ")[0]
    end = number
    while lines[number - 1].endswith("[") and lines[end - 1] != "]":
        end += 1
    lines[number - 1 : end] = [f"{key} = 1979-05-27T07:32:00"]  # A time without its zone: nothing is one.

    found = mistakes("\n".join(lines))

    assert any(error.line == number and error.remedy for error in found), "\n".join(map(str, found))


ENTRIES = [found.start() for found in re.finditer(r"^\[\[\w+\]\]$", WHOLE[: WHOLE.index("[[version]]")], re.MULTILINE)]


@pytest.mark.parametrize("at", ENTRIES, ids=[WHOLE[at:].split("\n")[0] + str(at) for at in ENTRIES])
def test_what_all_entries_share_is_asked_of_each(at: int) -> None:
    end = WHOLE.find("\n\n", at)
    entry, head = WHOLE[at:end], WHOLE[:at].count("\n") + 1

    def found(changed: str) -> list[str]:
        assert changed != entry
        inside = range(head, head + changed.count("\n") + 1)
        return [error.message for error in mistakes(WHOLE[:at] + changed + WHOLE[end:]) if error.line in inside]

    title = entry.split("\n")[0]
    assert any("has no “colour”" in message for message in found(entry.replace("\n", "\ncolour = 1\n", 1)))
    if title in ("[[cap]]", "[[rule]]"):  # They have no texts, or are one.
        return
    assert any("has no English text" in message for message in found(re.sub(r"\nen = .*", "", entry)))
    unnamed = re.sub(r'(\nsv = \{ \w+ = )"[^"]*"', r'\1""', entry)
    assert any("empty or too long" in message for message in found(unnamed))
    assert any("has no “nmae”" in message for message in found(entry.replace("\nsv = { name", "\nsv = { nmae")))
    assert any("cannot be a code" in message for message in found(re.sub(r'code = "\w+"', 'code = "Ett Två"', entry)))


ALONE = [
    # What stands in WHOLE, what is written instead, and part of the one thing that is said.
    ('within = "year"\nkeeps', 'within = { day = 365 }\nkeeps', "within"),
    ('within = "year"\nkeeps', 'within = "decade"\nkeeps', "within cannot be “decade”"),
    ('per = "month"\nbrackets', 'per = { months = 12 }\nbrackets', "per slides"),
    ('at_end_of = "month"', "at_end_of = { months = 12 }", "at_end_of slides"),
    ('"$points_per_krona"', '"$points_per_kronor"', "There is no parameter “points_per_kronor”"),
    ('chance = "0.02"', 'chance = "0.02"\nrate = 2', "must have either a rate of a fact or points"),
    ('of = "lines.amount"', 'of = "lines.amuont"', "“lines.amuont” is no fact of “purchase”"),
    ('code = "shop"\nrate = 2\n', 'code = "shopp"\nrate = 2\n', "changes the earn “shopp”"),
    ('points_per_krona = "1.5"', 'points_per_krona = "$krona"\nkrona = 1', "stands for another one, “$krona”"),
    ('choices = ["cash", "card"]', "choices = []", "choices must be a list of texts"),
    ("points = 5\nchance", "rate = 2\nof = \"amuont\"\nchance", "“amuont” is no fact of “purchase”"),
]


@pytest.mark.parametrize(("before", "after", "said"), ALONE)
def test_one_slip_is_told_once(before: str, after: str, said: str) -> None:
    assert WHOLE.count(before) == 1

    messages = {error.message for error in mistakes(WHOLE.replace(before, after))}

    assert all(said in message for message in messages - {"Nothing uses the parameter “points_per_krona”."}), messages
    assert messages


def test_a_counter_that_is_called_as_a_currency_is_the_one_mistake() -> None:
    head, _, tail = WHOLE.partition('[[counter]]\ncode = "')
    text = f'{head}[[counter]]\ncode = "stars"{tail[tail.index(chr(10)) :]}'

    messages = [error.message for error in mistakes(text) if "stars" in error.message]

    assert messages == ["There is a currency “stars” already, and a counter is told apart by its code."]


def test_more_rules_than_a_file_may_have_hide_no_other_mistake() -> None:
    at = WHOLE.index('[[earn]]')
    rule = WHOLE[at : WHOLE.index("\n\n", at)]
    first = rule[rule.index('code = "') :].split("\n")[0]
    many = "\n\n".join(rule.replace(first, f'code = "more_{number}"') for number in range(300))
    text = (WHOLE[:at] + many + "\n\n" + WHOLE[at:]).replace("late_days = 30", "late_days = 400")

    messages = [error.message for error in mistakes(text)]

    assert any(message.startswith("There are 3") and "earning rules" in message for message in messages)
    assert any("late_days is 400" in message for message in messages)
    assert not any("which no rule earns" in message for message in messages)


FORBIDDEN = [
    # A file, the line of what TOML forbids in it, what is said, and the remedy.
    ("[programme]\nuntil = 2026-02-30\n", 2, "there is no such day", "such as 2026-02-28"),
    ("[programme]\nuntil = 0000-12-01\n", 2, "there is no such day", "such as 2026-02-28"),
    (
        '[[kind]]\nfacts.x = { type = "text" }\n[kind.facts.x.names]\nsv = {}\n', 3,
        "a table in { } is added to further down", "write the rest inside it, or all of it under a [ ]",
    ),
    ("[programme]\nuntil = 2026-13-01\n", 2, "there is no such day", "such as 2026-02-28"),
    ("[programme]\nrate = 1,5\n", 2, "a number has a comma", "Write a point instead: 2.5"),
    ("[[kind]]\n[kind.x]\na = 1\n[kind.x]\n", 4, "a table stands twice", "keep one of them"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "said", "remedy"), FORBIDDEN)
def test_what_toml_forbids_is_told_with_what_would_be_right(text: str, line: int, said: str, remedy: str) -> None:
    (error,) = mistakes(text)

    assert error.line == line
    assert said in error.message
    assert remedy in error.remedy


def test_what_stands_twice_is_offered_once() -> None:
    text = WHOLE.replace('code = "welcome"', 'code = "check"')

    offered = [error.remedy for error in mistakes(text) if "no reward “welcome”" in error.message]

    assert offered
    assert all(remedy.count("check") == 1 for remedy in offered)


async def test_nothing_of_it_can_be_published(database: str) -> None:
    for row in ROWS[::8]:  # Every one is examined above; publishing asks the same way.
        text = with_slip(row)

        with pytest.raises(ProgrammeErrors) as caught:
            await programme.publish(text, "town.toml")

        assert {str(error) for error in caught.value.errors} == {str(error) for error in mistakes(text)}
    assert await storage.value("SELECT COUNT(*) FROM programme_version") == 0


TEXTS = [WHOLE, *(path.read_text(encoding="utf-8") for path in sorted(programme.EXAMPLES.glob("*.toml")))]
PIECES = ["", "=", "[", "]]", "{", "}", '"', "'", ",", "\n", "#", "$x", "1", "-1", "1e9", "true", "[]", "{}", "sv", "0",
          "nan", "inf", "2026-02-30", "99999999999999999999", "\x00", "\N{ZERO WIDTH SPACE}", "å", "kind", "when = 1\n",
          "points = 1\n", "[[earn]]\n", "[[version]]\n", "&&", "member.age", "lines.amount"]  # fmt: skip


@given(st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_damage_anywhere_gives_mistakes_or_a_programme(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        lines = text.split("\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["drop", "double", "swap", "piece", "value"]))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "value":
            key = lines[at].partition("=")[0]
            lines[at] = f"{key}= {data.draw(st.sampled_from(PIECES))}"
        else:
            place = data.draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + data.draw(st.sampled_from(PIECES)) + lines[at][place:]
        text = "\n".join(lines) or " "

    found = programme.examine(text, "damaged.toml", now=NOW)

    for error in (*found.mistakes, *found.notes):
        assert 1 <= error.line <= text.count("\n") + 2
        assert error.message
        assert error.remedy
        assert "Traceback" not in error.message
