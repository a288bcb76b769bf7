"""Why? In words, for every line of the ledger: from the arithmetic that it keeps and the rulebook that priced it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.kernel.clock import Instant
from server.programme import words
from server.programme.guide.telling import Telling
from server.programme.rulebook import Language, Rulebook

from . import giving, spending, sums
from .causes import Line as Line
from .causes import text_of, texts_of


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
        "waits": "Varför väntar {points}?",
        "waits_body": "De är dina när {days} har gått. Ändras det som gav dem innan dess tas de därifrån.",
        "dropped_body": "De väntade ännu, och har inte varit dina.",
        "waited": "De väntade till nu, om något skulle ändras.",
        "with_sum": "{why}: {sum}",
        "award": "Du fick dem utöver reglerna: {reason}",
        "award_name": "Utöver reglerna",
        "adjusted": "Ledningen har rättat ditt saldo för hand: {reason}",
        "adjusted_name": "Rättat för hand",
        "challenge_name": "Utmaning",
        "challenge": "Utmaningen {name}",
        "challenge_body": "Du klarade utmaningen {name}. Den ger {points}.",
        "taken": "Ändrat i efterhand: {share} av {given}",
        "taken_body": "Det som gav {given} ändrades i efterhand. {share} av det togs tillbaka.",
        "owed": "{points} var redan använda, och räknas av från det du får härnäst.",
        "expiry": "De gällde i {months}",
        "expiry_body": "De gäller i {months} från dagen du fick dem.",
        "expiry_end": "De gällde i {months} och till {period}s slut",
        "expiry_end_body": "De gäller i {months} från dagen du fick dem, och sedan tills {period} är slut.",
        "at_end": "De gällde tills {period} var slut",
        "at_end_body": "De gäller tills {period} är slut, och börjar sedan om från noll.",
        "idle": "Det gick {months} utan {kinds}",
        "idle_body": "De går ut när det har gått {months} utan {kinds}.",
        "anything": "aktivitet",
        "over": "De gäller inte längre",
        "expiry_name": "Giltighetstid",
    },
    "en": {
        "got": "Why did I get {points}?",
        "lost": "Why were {points} taken back?",
        "corrected": "Why were {points} removed?",
        "expired": "Why did {points} expire?",
        "spent": "Where did {points} go?",
        "returned": "Why did {points} come back?",
        "rule": "Rule “{name}”, version {version}, in force since {since}.",
        "waits": "Why do {points} wait?",
        "waits_body": "They are yours when {days} have passed. If what gave them changes before that, they are taken "
        "from there.",
        "dropped_body": "They were still waiting, and had not been yours.",
        "waited": "They waited until now, in case something changed.",
        "with_sum": "{why}: {sum}",
        "award": "You got them outside the rules: {reason}",
        "award_name": "Outside the rules",
        "adjusted": "The programme's managers corrected your points by hand: {reason}",
        "adjusted_name": "Corrected by hand",
        "challenge_name": "Challenge",
        "challenge": "The challenge {name}",
        "challenge_body": "You completed the challenge {name}. It gives {points}.",
        "taken": "Changed afterwards: {share} of {given}",
        "taken_body": "What gave {given} was changed afterwards. {share} of it was taken back.",
        "owed": "{points} had been used already, and are taken from what you get next.",
        "expiry": "They lasted for {months}",
        "expiry_body": "They last for {months} from the day you got them.",
        "expiry_end": "They lasted for {months} and to the end of {period}",
        "expiry_end_body": "They last for {months} from the day you got them, and then to the end of {period}.",
        "at_end": "They lasted to the end of {period}",
        "at_end_body": "They last to the end of {period}, and then begin again from nothing.",
        "idle": "{months} passed with no {kinds}",
        "idle_body": "They expire after {months} with no {kinds}.",
        "anything": "activity",
        "over": "They are good no more",
        "expiry_name": "How long points last",
    },
}


def why(line: Line, rulebook: Rulebook, language: Language) -> str:
    """One short line: “1 poäng per hel krona”, “Mer för din nivå: +25 % på nivån Guld”."""
    said, telling = _WORDS[language], Telling(rulebook, language)
    if line.reason in ("reversed", "dropped"):
        return said["taken"].format(share=_share(line, language), given=_given(line, telling))
    if line.reason == "expired":
        return _expired(line, telling, "")
    if line.reason in spending.REASONS:
        return spending.short(line.reason, line.arithmetic, rulebook, language)
    if line.reason in giving.REASONS:
        return giving.short(line.reason, line.arithmetic, language)
    if line.reason in ("awarded", "adjusted"):
        return str(line.arithmetic.get("reason", said["award_name"]))
    if line.reason == "challenge":
        return said["challenge"].format(name=_challenge_name(line, rulebook, language))
    own, reckoned = _own_words(line, rulebook, language), sums.short(line, telling)
    return said["with_sum"].format(why=own, sum=reckoned) if reckoned else own


def explain(line: Line, rulebook: Rulebook, language: Language) -> Explanation:
    """The whole answer: rule, version, arithmetic. `rulebook` is the version that the entry was priced by."""
    said, telling = _WORDS[language], Telling(rulebook, language)
    title = said[_question(line)].format(points=_points(abs(line.points), line, telling))
    arithmetic = sums.whole_sum(line, telling)
    name = _rule_name(line, rulebook, language)
    sentences = [_story(line, telling)]
    if _has_rule(line, rulebook):
        since = words.day(rulebook.holds_from, rulebook.timezone, language)
        sentences += [arithmetic, *_waiting(line, telling)]
        sentences.append(said["rule"].format(name=name, version=rulebook.number, since=since))
    body = " ".join(words.sentence(sentence) for sentence in sentences if sentence)
    return Explanation(title, body, line.rule, name, rulebook.number, rulebook.holds_from, arithmetic)


def _question(line: Line) -> str:
    if line.reason in spending.REASONS:
        return "spent" if line.points < 0 else "returned"
    if line.reason in giving.REASONS:
        return giving.question(line.reason, line.points)
    if line.reason == "adjusted" and line.points < 0:
        return "corrected"
    if line.reason in ("expired", "pending"):
        return "expired" if line.reason == "expired" else "waits"
    return "got" if line.points >= 0 and line.reason != "dropped" else "lost"


def _story(line: Line, telling: Telling) -> str:
    said, rulebook, language = _WORDS[telling.language], telling.book, telling.language
    if line.reason in ("reversed", "dropped"):
        taken = said["taken_body"].format(share=_share(line, language), given=_given(line, telling))
        owed = int(line.arithmetic.get("owed", 0))
        return f"{taken} {said['owed'].format(points=_points(owed, line, telling))}" if owed else taken
    if line.reason == "expired":
        return _expired(line, telling, "_body")
    if line.reason in spending.REASONS:
        return spending.whole(line.reason, line.arithmetic, rulebook, language)
    if line.reason in giving.REASONS:
        owed = int(line.arithmetic.get("owed", 0))
        told = words.sentence(giving.whole(line.reason, line.arithmetic, language))
        return f"{told} {said['owed'].format(points=_points(owed, line, telling))}" if owed else told
    if line.reason == "awarded":
        return said["award"].format(reason=line.arithmetic.get("reason", ""))
    if line.reason == "adjusted":
        return said["adjusted"].format(reason=line.arithmetic.get("reason", ""))
    if line.reason == "challenge":
        points = _points(line.points, line, telling)
        return said["challenge_body"].format(name=_challenge_name(line, rulebook, language), points=points)
    return _own_words(line, rulebook, language)


def _own_words(line: Line, rulebook: Rulebook, language: Language) -> str:
    return text_of(line.rule, "why", rulebook, language) or line.rule


def _waiting(line: Line, telling: Telling) -> list[str]:
    """Of points that wait for a return window, waited, or were undone meanwhile."""
    said = _WORDS[telling.language]
    if line.reason == "dropped":
        return [said["dropped_body"]]
    if line.reason == "pending":
        return [said["waits_body"].format(days=telling.so_many(sums.waiting_days(line, telling), "day"))]
    return [said["waited"]] if line.arithmetic.get("waited") and line.reason == "earned" else []


def _expired(line: Line, telling: Telling, ending: str) -> str:
    """Why points are gone, by the form in which their currency expires."""
    said, currency = _WORDS[telling.language], telling.book.currencies.get(line.currency)
    expires = currency.expires if currency is not None else None
    if currency is None or expires is None:
        return said["over"]
    period = words.the_period(expires.at_end_of, telling.language) if expires.at_end_of is not None else ""
    if line.arithmetic.get("how") == "idle" and expires.idle_months is not None:
        kinds = telling.kinds(expires.kept_by) if expires.kept_by else said["anything"]
        months = telling.so_many(expires.idle_months, "month")
        return said[f"idle{ending}"].format(months=months, kinds=kinds)
    if expires.months is not None:
        months = telling.so_many(expires.months, "month")
        return said[f"expiry{'_end' if period else ''}{ending}"].format(months=months, period=period)
    return said[f"at_end{ending}"].format(period=period) if period else said["over"]


def _has_rule(line: Line, rulebook: Rulebook) -> bool:
    return line.reason in ("earned", "reversed", "pending", "dropped") and texts_of(line.rule, rulebook) is not None


def _rule_name(line: Line, rulebook: Rulebook, language: Language) -> str:
    said = _WORDS[language]
    if line.reason == "challenge":
        return _challenge_name(line, rulebook, language)
    if line.reason == "expired":
        return said["expiry_name"]
    if line.reason == "adjusted":
        return said["adjusted_name"]
    if line.reason in spending.REASONS:
        return spending.name_of(line.arithmetic, rulebook, language)
    if line.reason in giving.REASONS:
        return giving.name_of(language)
    return text_of(line.rule, "name", rulebook, language) or said["award_name"]


def _challenge_name(line: Line, rulebook: Rulebook, language: Language) -> str:
    challenge = rulebook.challenges.get(line.rule.removeprefix("challenge:"))
    return str(challenge.texts[language]["name"]) if challenge is not None else _WORDS[language]["challenge_name"]


def _points(units: int, line: Line, telling: Telling) -> str:
    currency = telling.book.currencies.get(line.currency)
    return words.points(units, currency, telling.language) if currency is not None else telling.number(units)


def _given(line: Line, telling: Telling) -> str:
    return _points(int(line.arithmetic.get("given", abs(line.points))), line, telling)


def _share(line: Line, language: Language) -> str:
    return words.share(int(line.arithmetic.get("share", 0)) - int(line.arithmetic.get("before", 0)), language)
