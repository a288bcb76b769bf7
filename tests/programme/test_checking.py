"""What a look at the whole of a sound file finds: what refuses it, and what is only told."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import programme
from server.commands import planning
from server.commands import programme as command
from server.kernel import clock
from server.programme.checking.samples import Setting, can_hold
from server.programme.conditions import compile_condition
from tests.programme.builders import SMALL, changed
from tests.programme.whole import WHOLE

NOW = clock.from_iso("2026-11-22T12:00:00Z")
WHEN = 'of = "amount"'


def asking(condition: str) -> str:
    return changed((WHEN, f"{WHEN}\nwhen = '{condition}'"))


NEVER = [
    "amount < 0", "amount > 1 && amount < 1", 'category == "coffee" && category == "bread"', "items > 50", "kg > 100",
    'category == "bread" && category != "bread"', "occurred.hour == 24", "occurred.weekday > 7", "occurred.day == 32",
    "occurred.month == 2 && occurred.day == 30", 'member.tier == "guest" && member.tier == "regular"', "false",
    "member.days < 0", "member.age > 200", 'occurred.date > "2026-05-01" && occurred.date < "2026-05-01"',
    "gift == true && gift == false", '!(amount >= 0)', 'bought < "2020-01-01" && bought > "2021-01-01"',
]  # fmt: skip
SOMETIMES = [
    "amount >= 100", "amount == 99.5", "kg == 100", "kg == 0.000001", "items == 50", 'shop == "torget"',
    'shop.startsWith("tor")', 'category == "bread" || amount < 0', "occurred.hour == 23 && occurred.minute == 59",
    "occurred.weekday == 7", "occurred.month == 2 && occurred.day == 29", 'member.tier == "regular"',
    "member.days == 365", "member.age == null || member.age >= 18", 'member.country != "SE"',
    'occurred.date >= "2027-05-01" && occurred.date <= "2027-05-01"', "kg == null", "!(kg > 5)", "items % 2 == 0",
    'bought == "2024-02-29"', 'shop == "a" && amount > 10 && kg > 1 && items > 2 && category == "coffee"',
]  # fmt: skip


@pytest.mark.parametrize("condition", NEVER)
def test_a_condition_that_nothing_meets_refuses_the_file(condition: str) -> None:
    text = asking(condition)

    (found,) = programme.examine(text, "small.toml", now=NOW).mistakes

    assert "can never hold" in found.message
    assert text.split("\n")[found.line - 1].startswith("when =")


@pytest.mark.parametrize("condition", SOMETIMES)
def test_a_condition_that_something_meets_is_well(condition: str) -> None:
    found = programme.examine(asking(condition), "small.toml", now=NOW)

    assert found.mistakes == ()
    assert not any("“shop”" in note.message for note in found.notes)


def test_where_it_is_not_sure_it_is_only_said() -> None:
    found = programme.examine(asking('shop.startsWith("a") && shop.endsWith("b")'), "small.toml", now=NOW)

    assert found.mistakes == ()
    assert any("held for none" in note.message for note in found.notes)


def test_what_only_and_except_leave_is_all_that_is_asked() -> None:
    rule = 'of = "amount"\nonly = { category = "coffee" }\nwhen = "category == \'bread\'"'

    (found,) = programme.examine(changed((WHEN, rule)), "small.toml", now=NOW).mistakes

    assert "can never hold" in found.message


EXCLUDED = [
    # Of SMALL's rule “shop”: what it asks for, and what is said, where something is.
    ('except = { category = ["bread", "coffee"] }', "except leaves out all that “category” can be"),
    ('except = { gift = [true, false] }', "except leaves out all that “gift” can be"),
    ('except = { category = "bread" }', None),
    ('rates = [{ category = "bread", rate = 2 }, { rate = 1 }]\nexcept = { category = "bread" }', "Row 1 of “shop”"),
    ('rates = [{ category = "bread", rate = 2 }, { rate = 1 }]\nonly = { category = "coffee" }', "Row 1 of “shop”"),
    ('rates = [{ category = ["bread", "coffee"], rate = 2 }, { rate = 1 }]\nexcept = { category = "bread" }', None),
    ("when = \"member.country == 'Sverige'\"", "its condition can never hold"),
    ("when = \"member.country == 'NO'\"", None),
]


@pytest.mark.parametrize(("asked", "said"), EXCLUDED)
def test_what_is_left_out_altogether_is_told(asked: str, said: str | None) -> None:
    rate = "" if "rates" in asked else 'rate = "1"\n'
    text = changed((f'rate = "1"\n{WHEN}', f"{rate}{WHEN}\n{asked}"))
    text = text.replace('"text", required = false', '"text"').replace('"boolean", required = false', '"boolean"')

    examined = programme.examine(text, "small.toml", now=NOW)
    found = [one.message for one in (*examined.mistakes, *examined.notes) if "“shop”" in one.message]

    assert len(found) == (said is not None)
    assert all(said is not None and said in message for message in found)


def test_a_fact_that_may_be_absent_is_never_left_out_altogether() -> None:
    text = changed((WHEN, f'{WHEN}\nexcept = {{ category = ["bread", "coffee"] }}'))

    assert programme.examine(text, "small.toml", now=NOW).mistakes == ()


def test_days_that_are_over_are_told() -> None:
    found = programme.examine(asking('occurred.date < "2020-01-01"'), "small.toml", now=NOW)

    assert "The earning rule “shop”: the days of its condition are over." in [note.message for note in found.notes]


def test_the_samples_are_facts_that_a_kind_admits() -> None:
    """Else a condition could be said to hold for what nobody can send."""
    kind = programme.parse(SMALL, "small.toml").versions[0].kinds["purchase"]
    setting = Setting(kind.facts, {"kg"}, {}, {}, (), "Europe/Stockholm", 2)

    below, above = (compile_condition(source, kind.facts, (), 2) for source in ("items < 0", "kg > 100"))

    assert can_hold(below, setting) == can_hold(above, setting) == "never"


REFUSED = [
    ("pending_days = 14\ntransfer", "pending_days = 366\ntransfer", None, ""),  # It lasts for 36 months.
    ('{ months = 36, at_end_of = "month"', '{ at_end_of = "week"', "points wait 14 days, and expire after 7",
     "pending"),
    ('months = 36, at_end_of = "month"', "months = 1", None, ""),
    ("pending_days = 7", "pending_days = 31", None, ""),
    ('[{ tier = "gold", rate = 2 }, { rate = 1 }]',
     '[{ tier = ["gold", "silver"], rate = 2 }, { tier = "gold", rate = 3 }]',
     "Row 2 of “levels” is never reached", "rates"),
    ('factors = [{ tier = "gold", factor = "1.25" }]',
     'factors = [{ tier = "gold", factor = 2 }, { tier = "gold", shop = "a", factor = 3 }]',
     "Row 2 of “gold_bonus” is never reached", "factors"),
    ('only = { tender = "card" }\nexcept = { category = "tobacco" }',
     'only = { tender = "cash" }\nexcept = { category = "tobacco" }', "The multiplier “double” can never hold",
     "only ="),
    ('factors = [{ tier = "gold", factor = "1.25" }]',
     'except = { tier = ["guest", "silver", "gold", "circle"] }\nfactor = 3',
     "“gold_bonus” can never hold: except leaves out all that “tier” can be", "except"),
    ('factors = [{ tier = "gold", factor = "1.25" }]',
     'except = { tier = ["guest", "silver", "gold"] }\nfactors = [{ tier = "circle", factor = 2 }]', None, ""),
    ("reach = [{ level = 2000 }", "reach = [{ level = 2000 }, { level = 2000, flights = 3 }",
     "Way 2 to the tier “gold” adds nothing", "reach ="),
    ("reach = [{ level = 2000 }", "reach = [{ level = 2000 }, { level = 2000 }", "Way 2 to the tier “gold” adds",
     "reach ="),
    ("reach = [{ level = 2000 }", "reach = [{ level = 2000 }, { level = 1900, flights = 3 }", None, ""),
    ('at = [1, 5]\ngives = [{ points = 10, currency = "stars" }]', 'at = [1, 5]\ngives = [{ tier = "guest" }]',
     "“steps” gives the tier “guest”, which everybody has", "gives ="),
    ('in_a_row = 2, reward = "welcome"', 'tier = "guest"', "“month” gives the tier “guest”", "brackets ="),
    ('holdout = "0.1"', "holdout = 1", "leaves everybody out", "holdout"),
    ("late_days = 20", "late_days = 30", None, ""),  # The rest of the version changes something.
    (WHOLE[WHOLE.index("remove = "):], "", "This version changes nothing", "[[version]]"),
]  # fmt: skip
NOTED = [
    # before, after, what is noted, and where
    ('caps = [{ points = 1000, per = "day", each = ["member"] }, "shared", "twice"]', 'caps = ["shared"]',
     "Nothing names the cap “twice”", '[[cap]]'),
    ('points_per_krona = "1.5"', 'points_per_krona = "1.5"\nnever = 3', "Nothing uses the parameter “never”",
     "never"),
    ("until = 2099-05-31", "until = 2026-05-31", "The multiplier “double” is over", "until = 2026-05"),
    ("until = 2099-12-31", "until = 2026-02-01", "The reward “drop” is over", "until = 2026-02"),
    ("{ from = 2000, gives", "{ from = 2500, gives", "Bracket 2 of “month” begins above where", "from = 2500"),
    ('factor = "2"', 'factor = "1"', "multiplies by 1", "factor ="),
    ('cap = { times = 1, per = "day" }\ngives', 'cap = { points = 3, per = "day" }\ngives', "never gives all of it",
     "cap ="),
    ('cap = { times = 1, per = "day" }\ngives',
     'caps = [{ points = 100, per = "day" }, { times = 2, per = "day" }]\ngives', "100 points per day never binds",
     "caps ="),
    ('cap = { times = 1, per = "day" }\ngives',
     'caps = [{ points = 100, per = "day" }, { points = 3100, per = "month" }]\ngives',
     "3100 points per month never binds", "caps ="),
    ('cap = { times = 1, per = "day" }\ngives',
     'caps = [{ times = 2, per = "week" }, { times = 108, per = "year" }]\ngives',
     "108 times per year never binds", "caps ="),
    ('cap = { times = 1, per = "day" }\ngives', 'budget = 3\ngives', "its budget is 3 points", "budget ="),
    ('never_for = ["gold"]', 'never_for = ["guest"]', "never_for names “guest”, the first tier", "expires ="),
    ("in_a_row = 2,", "in_a_row = 1,", "in_a_row = 1 asks for nothing", "in_a_row"),
    ("keeps = { periods = 1, months = 3 }", "keeps = {}", "keeps says nothing", "keeps ="),
    ('factors = [{ tier = "gold", factor = "1.25" }]',
     'only = { tier = "silver" }\nfactors = [{ tier = "gold", factor = 2 }, { factor = 3 }]',
     "Row 1 of “gold_bonus” can never hold", "factors"),
    ("at = [1, 5]", "at = [1, 5]\ntimes = 2", "times never binds", "times = 2"),
    ('gives = [{ reward = "welcome" }]\ndays', 'gives = [{ points = 5, currency = "stars" }]\ndays',
     "says for how long a code is good, and gives none", "days ="),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "message", "where"), [row for row in REFUSED if row[2]])
def test_what_can_only_be_a_slip_refuses(before: str, after: str, message: str, where: str) -> None:
    assert WHOLE.count(before) == 1
    text = WHOLE.replace(before, after)

    found = programme.examine(text, "town.toml", now=NOW)

    assert any(message in one.message and where in text.split("\n")[one.line - 1] for one in found.mistakes), found


@pytest.mark.parametrize(("before", "after"), [row[:2] for row in REFUSED if not row[2]])
def test_what_is_right_at_the_edge_is_well(before: str, after: str) -> None:
    assert WHOLE.count(before) == 1

    assert programme.examine(WHOLE.replace(before, after), "town.toml", now=NOW).mistakes == ()


@pytest.mark.parametrize(("before", "after", "message", "where"), NOTED)
def test_what_somebody_may_have_meant_is_told_and_refuses_nothing(
    before: str, after: str, message: str, where: str
) -> None:
    assert WHOLE.count(before) == 1
    text = WHOLE.replace(before, after)

    found = programme.examine(text, "town.toml", now=NOW)

    assert found.mistakes == ()
    assert any(message in one.message and where in text.split("\n")[one.line - 1] for one in found.notes), found


EXTRA = '''
[[kind]]
code = "visit"
senders = ["partner"]
sv = { name = "Besök" }
en = { name = "Visit" }

[[currency]]
code = "gems"
redeemable = false
sv = { name = "Ädelstenar", one = "ädelsten", many = "ädelstenar" }
en = { name = "Gems", one = "gem", many = "gems" }

[[counter]]
code = "visits"
kind = "purchase"
sv = { name = "Besök", one = "besök", many = "besök" }
en = { name = "Visits", one = "visit", many = "visits" }

[[milestone]]
code = "gem"
counts = "gems"
every = 10
gives = [{ points = 1, currency = "points" }]
sv = { name = "Sten", why = "Var tionde" }
en = { name = "Gem", why = "Every tenth" }

[[reward]]
code = "lost"
face = 10
sv = { name = "Borta", text = "Ingen får den." }
en = { name = "Lost", text = "Nobody gets it." }

[[charity]]
code = "school"
sv = { name = "Skolan", text = "Läxhjälp." }
en = { name = "The school", text = "Homework." }
'''


def test_what_nothing_uses_earns_or_gives_is_told() -> None:
    found = programme.examine(SMALL + EXTRA, "small.toml", now=NOW)

    messages = " ".join(note.message for note in found.notes)
    assert found.mistakes == ()
    for said in ("Nothing happens when “visit”", "No rule earns the currency “gems”", "counts “gems”, which no rule",
                 "Nothing counts the counter “visits”", "Nobody can get the reward “lost”", "to the charity “school”",
                 "No rule earns the currency “level”", "No path leads to the tier “regular”"):
        assert said in messages, messages


def test_the_terminal_names_mistakes_notes_and_what_meets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound, faulty = tmp_path / "town.toml", tmp_path / "small.toml"
    sound.write_text(WHOLE.replace("{ from = 2000, gives", "{ from = 2500, gives"), encoding="utf-8")
    faulty.write_text(asking("amount < 0"), encoding="utf-8")

    line = sound.read_text(encoding="utf-8").partition("{ from = 2500")[0].count("\n") + 1

    well, wrong = command._check([sound], "en"), command._check([sound, faulty], "en")

    said = capsys.readouterr()
    assert (well, wrong) == (0, 1)
    assert f"{sound}:{line}: note: Bracket 2 of “month”" in said.out
    assert f"{sound}: together: “double” (× 2, best) and “gold_bonus”" in said.out
    assert f"{sound}: well" in said.out
    assert said.err.startswith(f"{faulty}:") and "can never hold" in said.err  # noqa: PT018


def test_the_terminal_says_it_in_swedish_where_it_is_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, faulty = tmp_path / "town.toml", tmp_path / "small.toml"
    sound.write_text(WHOLE.replace("{ from = 2000, gives", "{ from = 2500, gives"), encoding="utf-8")
    faulty.write_text(asking("amount < 0"), encoding="utf-8")

    checked = command._check([sound, faulty], "sv")
    planned = planning.run(faulty.with_name("none.toml"), faulty, "sv")

    said = capsys.readouterr()
    assert (checked, planned) == (1, 1)
    assert "anmärkning: Intervall 2 i ”month” börjar ovanför slutet på det förra" in said.out
    assert f"{sound}: samtidigt: ”double” (× 2, best) och ”gold_bonus” (× 1,25, add) kan gälla samtidigt" in said.out
    assert f"{sound}: inga fel" in said.out
    assert "villkoret kan aldrig stämma. Prova med en aktivitet som borde uppfylla det" in said.err
    assert "Filen går inte att läsa: den finns inte. Se över namnet." in said.err


def test_the_terminal_prints_a_plan_in_either_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(SMALL, encoding="utf-8")
    new.write_text(SMALL.replace("from = 1500", "from = 2000"), encoding="utf-8")

    codes = [planning.run(old, new, "sv"), planning.run(old, new, "en"), planning.run(old, old, "sv")]
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")

    assert codes == [0, 0, 0]
    assert "När filen publiceras:\n  Nivåer\n  ! Stamgäst: nås vid 1 500 → 2 000 nivåpoäng." in said
    assert "Once the file is published:\n  Levels\n  ! Regular: is reached at 1,500 → 2,000 level points." in said
    assert "A level that somebody has reached is kept for as long as it was said." in said
    assert "Ingen skillnad" in said


def test_a_plan_of_a_faulty_file_names_its_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(SMALL, encoding="utf-8")
    new.write_text(SMALL.replace("from = 1500", 'from = "x"'), encoding="utf-8")

    assert planning.run(old, new, "sv") == 1
    assert str(new) in capsys.readouterr().err
