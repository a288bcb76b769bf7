"""Each line of the ledger can say why, in both languages, from its own arithmetic."""

from __future__ import annotations

from typing import Any

from server import programme
from server.kernel import clock
from server.programme import Explanation, Line, words
from server.programme.rulebook import Language, Rulebook

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

    assert body.startswith("20 poäng per kilo. 4,5 kg blir 90 poäng. Regeln ”Lämna kläder”")


def test_pieces_are_called_by_the_facts_name() -> None:
    arithmetic = {"rate": "0.2", "of": "packs", "value": 1040}

    assert "1 040 burkar och flaskor blir 208 poäng." in plain(told(line(208, "deposit", arithmetic), "sv").body)


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
    assert "50% of the points were taken back. SEK 120 makes 120 points." in plain(told(taken, "en").body)


def test_other_reasons_have_words_too() -> None:
    award = line(50, "award", {"reason": "Tack för hjälpen!"}, reason="awarded")
    challenge = line(100, "challenge:fem_dorrar", {"challenge": "fem_dorrar"}, reason="challenge")
    expired = line(-40, "expiry", {"points": 40}, reason="expired")

    assert programme.why(award, BOOK, "sv") == "Tack för hjälpen!"
    assert plain(told(award, "sv").body) == "Du fick dem utöver reglerna: Tack för hjälpen!"
    assert programme.why(challenge, BOOK, "sv") == "Utmaningen Fem dörrar"
    assert plain(told(challenge, "en").body) == "You completed the challenge Five doors. It gives 100 points."
    assert plain(programme.why(expired, BOOK, "sv")) == "Poängen gällde i 24 månader"
    assert plain(told(expired, "en").title) == "Why did 40 points expire?"


def test_a_rule_that_is_gone_still_answers() -> None:
    gone = line(5, "summer_2019", {"rate": "1", "of": "amount", "value": 500})

    assert programme.why(gone, BOOK, "sv") == "summer_2019"
    assert told(gone, "sv").rule_name
