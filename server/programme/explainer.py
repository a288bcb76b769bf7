"""Why? In words, for every line of the ledger: from the arithmetic that it keeps and the rulebook that priced it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.kernel import money
from server.kernel.clock import Instant

from . import spending, words
from .facts import plain_quantity
from .rulebook import EarningRule, Language, Rulebook


@dataclass(frozen=True, slots=True)
class Line:
    """What of a ledger entry the explainer needs. `points` are minor units, below zero where they were taken."""

    reason: str  # earned, awarded, challenge, reversed, expired, held, released, donated
    rule: str
    currency: str
    points: int
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    title: str
    body: str
    rule: str
    rule_name: str
    version: int
    since: Instant
    arithmetic: str


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "got": "Varför fick jag {points}?",
        "lost": "Varför togs {points} tillbaka?",
        "corrected": "Varför togs {points} bort?",
        "expired": "Varför gick {points} ut?",
        "spent": "Vart gick {points}?",
        "returned": "Varför kom {points} tillbaka?",
        "rule": "Regeln ”{name}”, version {version}, gäller sedan {since}.",
        "makes": "{quantity} blir {points}",
        "capped": "men taket är {cap} {per}, så det blev {given}",
        "award": "Du fick dem utöver reglerna: {reason}",
        "award_name": "Utöver reglerna",
        "adjusted": "Ledningen har rättat dina poäng för hand: {reason}",
        "adjusted_name": "Rättat för hand",
        "challenge_name": "Utmaning",
        "challenge": "Utmaningen {name}",
        "challenge_body": "Du klarade utmaningen {name}. Den ger {points}.",
        "taken": "Ändrat i efterhand: {share} av {given}",
        "taken_body": "Det som gav {given} ändrades i efterhand. {share} av poängen togs tillbaka.",
        "owed": "{points} var redan använda, och räknas av från det du får härnäst.",
        "expiry": "Poängen gällde i {months}",
        "expiry_body": "Poäng gäller i {months} från den dag du fick dem.",
        "expiry_name": "Giltighetstid",
        "month": "månad",
        "months": "månader",
    },
    "en": {
        "got": "Why did I get {points}?",
        "lost": "Why were {points} taken back?",
        "corrected": "Why were {points} removed?",
        "expired": "Why did {points} expire?",
        "spent": "Where did {points} go?",
        "returned": "Why did {points} come back?",
        "rule": "Rule “{name}”, version {version}, in force since {since}.",
        "makes": "{quantity} makes {points}",
        "capped": "but the limit is {cap} {per}, so it became {given}",
        "award": "You got them outside the rules: {reason}",
        "award_name": "Outside the rules",
        "adjusted": "The programme's managers corrected your points by hand: {reason}",
        "adjusted_name": "Corrected by hand",
        "challenge_name": "Challenge",
        "challenge": "The challenge {name}",
        "challenge_body": "You completed the challenge {name}. It gives {points}.",
        "taken": "Changed afterwards: {share} of {given}",
        "taken_body": "What gave {given} was changed afterwards. {share} of the points were taken back.",
        "owed": "{points} had been used already, and are taken from what you get next.",
        "expiry": "The points lasted for {months}",
        "expiry_body": "Points last for {months} from the day you got them.",
        "expiry_name": "How long points last",
        "month": "month",
        "months": "months",
    },
}


def why(line: Line, rulebook: Rulebook, language: Language) -> str:
    """One short line: “1 poäng per hel krona”."""
    said = _WORDS[language]
    if line.reason == "reversed":
        return said["taken"].format(share=_share(line, language), given=_given(line, rulebook, language))
    if line.reason == "expired":
        return said["expiry"].format(months=_months(line, rulebook, language))
    if line.reason in spending.REASONS:
        return spending.short(line.reason, line.arithmetic, rulebook, language)
    if line.reason in ("awarded", "adjusted"):
        return str(line.arithmetic.get("reason", said["award_name"]))
    if line.reason == "challenge":
        return said["challenge"].format(name=_challenge_name(line, rulebook, language))
    rule = _rule(line, rulebook)
    return str(rule.texts[language]["why"]) if rule is not None else line.rule


def explain(line: Line, rulebook: Rulebook, language: Language) -> Explanation:
    """The whole answer: rule, version, arithmetic. `rulebook` is the version that the entry was priced by."""
    said, points = _WORDS[language], _points(abs(line.points), line, rulebook, language)
    title = said[_question(line)].format(points=points)
    arithmetic = _arithmetic(line, rulebook, language)
    name = _rule_name(line, rulebook, language)
    since = words.day(rulebook.holds_from, rulebook.timezone, language)
    sentences = [_story(line, rulebook, language), arithmetic if _has_rule(line, rulebook) else ""]
    if _has_rule(line, rulebook):
        sentences.append(said["rule"].format(name=name, version=rulebook.number, since=since))
    body = " ".join(_sentence(sentence) for sentence in sentences if sentence)
    return Explanation(title, body, line.rule, name, rulebook.number, rulebook.holds_from, arithmetic)


def _question(line: Line) -> str:
    if line.reason in spending.REASONS:
        return "spent" if line.points < 0 else "returned"
    if line.reason == "adjusted" and line.points < 0:
        return "corrected"
    return "expired" if line.reason == "expired" else "got" if line.points >= 0 else "lost"


def _story(line: Line, rulebook: Rulebook, language: Language) -> str:
    said = _WORDS[language]
    if line.reason == "reversed":
        taken = said["taken_body"].format(share=_share(line, language), given=_given(line, rulebook, language))
        owed = int(line.arithmetic.get("owed", 0))
        return f"{taken} {said['owed'].format(points=_points(owed, line, rulebook, language))}" if owed else taken
    if line.reason == "expired":
        return said["expiry_body"].format(months=_months(line, rulebook, language))
    if line.reason in spending.REASONS:
        return spending.whole(line.reason, line.arithmetic, rulebook, language)
    if line.reason == "awarded":
        return said["award"].format(reason=line.arithmetic.get("reason", ""))
    if line.reason == "adjusted":
        return said["adjusted"].format(reason=line.arithmetic.get("reason", ""))
    if line.reason == "challenge":
        points = _points(line.points, line, rulebook, language)
        return said["challenge_body"].format(name=_challenge_name(line, rulebook, language), points=points)
    return why(line, rulebook, language)


def _arithmetic(line: Line, rulebook: Rulebook, language: Language) -> str:
    """“4 kg blir 80 poäng”, with the cap where it bit; empty where nothing was reckoned."""
    said, rule, sums = _WORDS[language], _rule(line, rulebook), line.arithmetic
    before_cap = int(sums.get("before_cap", sums.get("given", abs(line.points))))
    reckoned = _points(before_cap, line, rulebook, language)
    parts = []
    if rule is not None and rule.of is not None and "value" in sums:
        quantity = _quantity(rule, int(sums["value"]), rulebook, language)
        parts.append(said["makes"].format(quantity=quantity, points=reckoned))
    if "cap" in sums:
        given = _points(int(sums.get("given", abs(line.points))), line, rulebook, language)
        cap = _points(int(sums["cap"]), line, rulebook, language)
        parts = parts or [reckoned]
        parts.append(said["capped"].format(cap=cap, per=words.per(sums["per"], language), given=given))
    return ", ".join(parts)


def _quantity(rule: EarningRule, value: int, rulebook: Rulebook, language: Language) -> str:
    spec = rulebook.kinds[rule.kind].facts[rule.of or ""]
    if spec.type == "money":
        return words.sum_of_money(value, rulebook.money_decimals, rulebook.money, language)
    shown = words.number(plain_quantity(value) if spec.type == "decimal" else value, language)
    unit = spec.unit or str(spec.texts.get(language, {}).get("name", "")).lower()
    return f"{shown}{words.HARD_SPACE}{unit}".strip()


def _has_rule(line: Line, rulebook: Rulebook) -> bool:
    return line.reason in ("earned", "reversed") and _rule(line, rulebook) is not None


def _rule(line: Line, rulebook: Rulebook) -> EarningRule | None:
    return next((rule for rules in rulebook.earning.values() for rule in rules if rule.code == line.rule), None)


def _rule_name(line: Line, rulebook: Rulebook, language: Language) -> str:
    said, rule = _WORDS[language], _rule(line, rulebook)
    if line.reason == "challenge":
        return _challenge_name(line, rulebook, language)
    if line.reason == "expired":
        return said["expiry_name"]
    if line.reason == "adjusted":
        return said["adjusted_name"]
    if line.reason in spending.REASONS:
        return spending.name_of(line.arithmetic, rulebook, language)
    return str(rule.texts[language]["name"]) if rule is not None else said["award_name"]


def _challenge_name(line: Line, rulebook: Rulebook, language: Language) -> str:
    challenge = rulebook.challenges.get(line.rule.removeprefix("challenge:"))
    return str(challenge.texts[language]["name"]) if challenge is not None else _WORDS[language]["challenge_name"]


def _points(units: int, line: Line, rulebook: Rulebook, language: Language) -> str:
    currency = rulebook.currencies.get(line.currency)
    if currency is None:
        return words.number(money.from_minor(units, 0), language)
    return words.points(units, currency, language)


def _given(line: Line, rulebook: Rulebook, language: Language) -> str:
    return _points(int(line.arithmetic.get("given", abs(line.points))), line, rulebook, language)


def _share(line: Line, language: Language) -> str:
    return words.share(int(line.arithmetic.get("share", 0)) - int(line.arithmetic.get("before", 0)), language)


def _months(line: Line, rulebook: Rulebook, language: Language) -> str:
    currency = rulebook.currencies.get(line.currency)
    months = currency.expires_months if currency is not None and currency.expires_months is not None else 0
    said = _WORDS[language]
    return words.counted(months, said["month"], said["months"], language)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
