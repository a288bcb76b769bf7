"""Each line of the ledger can say why, in both languages, from its own arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server import programme
from server.kernel import clock
from server.programme import Explanation, Line, words
from server.programme.rulebook import Language, Rulebook
from tests.programme.builders import changed

START = clock.from_iso("2025-10-18T08:00:00Z")


def kvarteret() -> Rulebook:
    path = programme.EXAMPLES / "kvarteret.toml"
    return programme.compile(programme.parse(path.read_text("utf-8"), path.name), 3, holds_from=START)


BOOK = kvarteret()


def line(points: int, rule: str, arithmetic: dict[str, Any], *, reason: str = "earned") -> Line:
    return Line(reason, rule, "points", points, arithmetic)


def told(asked: Line, language: Language) -> Explanation:
    found = programme.explain(asked, BOOK, language)
    assert "{" not in found.title + found.body + found.arithmetic
    return found


def plain(text: str) -> str:
    return text.replace(words.HARD_SPACE, " ")


RECEIPT = line(120, "shop", {"rate": "1", "of": "amount", "value": 12000})


def test_a_receipt_is_explained_as_kvarteret_words_it() -> None:
    swedish, english = told(RECEIPT, "sv"), told(RECEIPT, "en")

    assert plain(swedish.title) == "Varför fick jag 120 poäng?"
    assert plain(swedish.body) == (
        "1 poäng per hel krona. 120 kr blir 120 poäng. Regeln ”Handla”, version 3, gäller sedan 18 oktober 2025."
    )
    assert plain(english.title) == "Why did I get 120 points?"
    assert plain(english.body) == (
        "1 point per whole krona. SEK 120 makes 120 points. Rule “Shop”, version 3, in force since 18 October 2025."
    )
    assert (swedish.rule, swedish.rule_name, swedish.version, swedish.since) == ("shop", "Handla", 3, START)


def test_why_is_one_short_line() -> None:
    assert programme.why(RECEIPT, BOOK, "sv") == "1 poäng per hel krona"
    assert programme.why(RECEIPT, BOOK, "en") == "1 point per whole krona"


def test_kilograms_have_a_comma_and_a_unit() -> None:
    body = plain(told(line(90, "recycle_clothes", {"rate": "20", "of": "kg", "value": 4_500_000}), "sv").body)

    assert body.startswith("20 poäng per kilo. 4,5 kg × 20 = 90 poäng. Regeln ”Lämna kläder”")


def test_pieces_are_called_by_the_facts_name() -> None:
    arithmetic = {"rate": "0.2", "of": "packs", "value": 1040}

    assert "1 040 burkar eller flaskor × 0,2 = 208 poäng." in plain(told(line(208, "deposit", arithmetic), "sv").body)


def test_a_fixed_amount_needs_no_reckoning() -> None:
    found = told(line(10, "bike", {"fixed": 10}), "sv")

    assert found.arithmetic == ""
    assert plain(found.body).startswith("10 poäng, en gång om dagen. Regeln ”Cykla hit”")


def test_a_cap_that_bit_is_told() -> None:
    arithmetic = {"fixed": 10, "before_cap": 10, "cap": 10, "per": "day"}

    assert "10 poäng, men taket är 10 poäng om dagen, så det blev 4 poäng." in plain(
        told(line(4, "bike", arithmetic), "sv").body
    )
    assert "10 points, but the limit is 10 points a day, so it became 4 points." in plain(
        told(line(4, "bike", arithmetic), "en").body
    )


def test_what_was_taken_back_says_how_much_of_what() -> None:
    arithmetic = {"rate": "1", "of": "amount", "value": 12000, "given": 120, "share": 750_000, "before": 250_000}
    taken = line(-60, "shop", arithmetic, reason="reversed")

    assert plain(programme.why(taken, BOOK, "sv")) == "Ändrat i efterhand: 50 % av 120 poäng"
    assert plain(told(taken, "en").title) == "Why were 60 points taken back?"
    assert "50% of it was taken back. SEK 120 makes 120 points." in plain(told(taken, "en").body)


def test_other_reasons_have_words_too() -> None:
    award = line(50, "award", {"reason": "Tack för hjälpen!"}, reason="awarded")
    challenge = line(100, "challenge:fem_dorrar", {"challenge": "fem_dorrar"}, reason="challenge")
    expired = line(-40, "expiry", {"points": 40}, reason="expired")

    assert programme.why(award, BOOK, "sv") == "Tack för hjälpen!"
    assert plain(told(award, "sv").body) == "Du fick dem utöver reglerna: Tack för hjälpen!"
    assert programme.why(challenge, BOOK, "sv") == "Utmaningen Fem dörrar"
    assert plain(told(challenge, "en").body) == "You completed the challenge Five doors. It gives 100 points."
    assert plain(programme.why(expired, BOOK, "sv")) == "De gällde i 24 månader"
    assert plain(told(expired, "en").title) == "Why did 40 points expire?"


RICH = programme.compile(
    programme.parse((Path(__file__).parent / "everything.toml").read_text("utf-8"), "everything.toml"), 2,
    holds_from=START,
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "currency", "points", "arithmetic", "short_sv", "short_en", "sum_sv"),
    [
        ("shop", "points", 214, {"rate": "1", "of": "amount", "value": 21450},
         "1 poäng per krona", "1 point per krona", "214,50 kr blir 214 poäng, avrundat nedåt"),
        ("card", "stars", 257, {"rate": "1.2", "of": "amount", "value": 21450, "row": {"tier": "gold"}},
         "Stjärnor på kortet: 1,2 stjärnor per krona på nivån Guld",
         "Stars on the card: 1.2 stars per krona at the level Gold",
         "214,50 kr × 1,2 = 257 stjärnor, avrundat nedåt"),
        ("card", "stars", 40, {"rate": "1", "of": "amount", "value": 10000, "before_cap": 100, "budget": 1_000_000,
                               "per": "lifetime"},
         "Stjärnor på kortet: kampanjens pott är slut", "Stars on the card: the campaign's budget is empty",
         "100 kr blir 100 stjärnor, men kampanjens pott är slut, så det blev 40 stjärnor"),
        ("card", "stars", 40, {"rate": "1", "of": "amount", "value": 10000, "before_cap": 100, "cap": 50_000,
                               "per": "month"},
         "Stjärnor på kortet: taket är nått", "Stars on the card: the limit is reached",
         "100 kr blir 100 stjärnor, men taket är 50 000 stjärnor i månaden, så det blev 40 stjärnor"),
        ("elite", "points", 30, {"multiplies": "shop", "factor": "1.25", "stack": "add", "base": 120, "so_far": 120},
         "Mer för din nivå: +25 % på nivån Guld", "More for your level: +25% at the level Gold",
         "120 poäng × 1,25 = 150 poäng, 30 poäng till"),
        ("elite", "points", 30, {"multiplies": "shop", "factor": "1.25", "stack": "add", "base": 120, "so_far": 240},
         "Mer för din nivå: +25 % på nivån Guld", "More for your level: +25% at the level Gold",
         "240 poäng + 25 % av 120 poäng = 270 poäng, 30 poäng till"),
        ("double", "points", 120, {"multiplies": "shop", "factor": "2", "stack": "add", "base": 120, "so_far": 120},
         "Dubbla poäng: × 2", "Double points: × 2", "120 poäng × 2 = 240 poäng, 120 poäng till"),
        ("double", "points", 51, {"multiplies": "shop", "factor": "1.5", "stack": "multiply", "base": 100,
                                  "so_far": 100},
         "Dubbla poäng: +50 %", "Double points: +50%",
         "100 poäng × 1,5 blir 151 poäng, räknat före avrundning, 51 poäng till"),
        ("milestone:tenth", "points", 100, {"counts": "visits", "step": 20, "steps": 2, "every": 10},
         "Tio besök: 20 besök är nådda", "Ten visits: 20 visits reached", "20 besök är nådda"),
        ("closing:month", "points", 5, {"period": "2026-03", "total": 1999, "from": 1000},
         "Månadens poäng: 1 999 poäng under mars 2026", "The month's points: 1,999 points in March 2026",
         "1 999 poäng under mars 2026"),
        ("occasion:birthday", "points", 5, {"day": "2026-05-01"}, "Grattis", "Happy birthday", "den 1 maj 2026"),
    ],
)  # fmt: skip
def test_what_gave_says_its_arithmetic(
    rule: str, currency: str, points: int, arithmetic: dict[str, Any], short_sv: str, short_en: str, sum_sv: str
) -> None:
    asked = Line("earned", rule, currency, points, arithmetic)
    found = programme.explain(asked, RICH, "sv")

    assert plain(programme.why(asked, RICH, "sv")) == short_sv
    assert plain(programme.why(asked, RICH, "en")) == short_en
    assert plain(found.arithmetic) == sum_sv
    assert f"Regeln ”{found.rule_name}”, version 2" in found.body
    assert programme.explain(asked, RICH, "en").arithmetic


def test_a_receipts_lines_say_what_did_not_count() -> None:
    text = changed(
        ('facts.kg = {', 'facts.lines = { type = "lines", required = false, fields.sum = { type = "money" }, '
         'fields.sort = { type = "text" } }\nfacts.kg = {'),
        ('rate = "1"\nof = "amount"', 'of = "lines.sum"\nrates = [{ sort = "a", rate = 2 }, { rate = 1 }]\n'
         'except = { sort = "tobacco" }'),
    )  # fmt: skip
    book = programme.compile(programme.parse(text, "lines.toml"), 1)
    both = {"of": "lines.sum", "value": 15000, "rates": [["2", 5000], ["1", 10000]], "left_out": 6000}
    asked = Line("earned", "shop", "points", 200, both)

    assert plain(programme.explain(asked, book, "sv").arithmetic) == (
        "50 kr × 2 + 100 kr × 1 = 200 poäng, 60 kr på kvittot räknas inte"
    )


@pytest.mark.parametrize(
    ("reason", "title", "short", "sentence"),
    [
        ("pending", "Varför väntar 120 poäng?", "1 poäng per krona: väntar i 14 dagar",
         "De är dina när 14 dagar har gått."),
        ("earned", "Varför fick jag 120 poäng?", "1 poäng per krona", "De väntade till nu, om något skulle ändras."),
        ("dropped", "Varför togs 120 poäng tillbaka?", "Ändrat i efterhand: 100 % av 120 poäng",
         "De väntade ännu, och har inte varit dina."),
    ],
)  # fmt: skip
def test_points_that_wait_say_so(reason: str, title: str, short: str, sentence: str) -> None:
    arithmetic: dict[str, Any] = {"rate": "1", "of": "amount", "value": 12000}
    arithmetic |= {"waited": True} if reason == "earned" else {}
    arithmetic |= {"given": 120, "share": 1_000_000, "before": 0} if reason == "dropped" else {}
    asked = Line(reason, "shop", "points", 120 if reason != "dropped" else -120, arithmetic)
    found = programme.explain(asked, RICH, "sv")

    assert plain(found.title) == title
    assert plain(programme.why(asked, RICH, "sv")) == short
    assert sentence in plain(found.body)


@pytest.mark.parametrize(
    ("currency", "how", "short", "body"),
    [
        ("points", "age", "De gällde i 36 månader och till månadens slut",
         "De gäller i 36 månader från dagen du fick dem, och sedan tills månaden är slut."),
        ("stars", "idle", "Det gick 6 månader utan köp eller vistelse",
         "De går ut när det har gått 6 månader utan köp eller vistelse."),
        ("level", "age", "De gällde tills medlemsåret var slut",
         "De gäller tills medlemsåret är slut, och börjar sedan om från noll."),
    ],
)
def test_what_expired_says_by_which_of_its_forms(currency: str, how: str, short: str, body: str) -> None:
    asked = Line("expired", "expiry", currency, -5, {"points": 5, "how": how})

    assert plain(programme.why(asked, RICH, "sv")) == short
    assert plain(programme.explain(asked, RICH, "sv").body) == body
    assert "{" not in programme.explain(asked, RICH, "en").body


def test_a_multiplier_that_was_undone_says_how_much_of_it_and_what_had_been_reckoned() -> None:
    arithmetic = {"multiplies": "shop", "factor": "1.5", "stack": "multiply", "base": 120, "so_far": 240, "given": 120,
                  "share": 750_000, "before": 250_000}  # fmt: skip
    asked = Line("reversed", "double", "points", -60, arithmetic)

    assert plain(programme.why(asked, RICH, "sv")) == "Ändrat i efterhand: 50 % av 120 poäng"
    body = plain(programme.explain(asked, RICH, "sv").body)
    assert body.startswith(
        "Det som gav 120 poäng ändrades i efterhand. 50 % av det togs tillbaka. "
        "240 poäng × 1,5 = 360 poäng, 120 poäng till."
    )


def test_a_rule_that_is_gone_still_answers() -> None:
    gone = line(5, "summer_2019", {"rate": "1", "of": "amount", "value": 500})

    assert programme.why(gone, BOOK, "sv") == "summer_2019"
    assert told(gone, "sv").rule_name
