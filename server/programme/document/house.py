"""The house rules in the document, and what [moderation] says about looking at what members write."""

from __future__ import annotations

from collections.abc import Mapping

from server.programme.rulebook import LANGUAGES, HouseRule, Language, Moderation

from .parts import Known
from .reading import Reader
from .toml import Located

RULE_LIMIT = 9  # Nobody keeps more in mind, and each is one key on the moderators' page.
RULE_LENGTH = 200
WATCHED_LIMIT = 200
WATCHED_LENGTH = 40

DEFAULT_RULES: Mapping[int, HouseRule] = {
    1: HouseRule(1, {"sv": {"text": "Skriv så att alla vill vara kvar."},
                     "en": {"text": "Write so that everybody wants to stay."}})
}
"""For a programme that names none: a decision always names a rule."""


def rules(tree: Located, known: Known) -> Mapping[int, HouseRule]:
    """[[rule]] with no = 1 to 9 and a sentence in each language."""
    at = tree.table.get("rule")
    if at is None:
        return DEFAULT_RULES
    if not isinstance(at.value, list) or len(at.items) > RULE_LIMIT:
        known.mistakes.add(at.line, "The house rules must be a list.", f"Write at most {RULE_LIMIT} [[rule]].")
        return DEFAULT_RULES
    found: dict[int, HouseRule] = {}
    for item in at.items:
        reader = Reader(item, "This rule", known.mistakes)
        number = reader.whole("no", least=1, most=RULE_LIMIT)
        reader.what = f"The rule {number}"
        texts = {language: {"text": _sentence(reader, language)} for language in LANGUAGES}
        reader.nothing_else()
        if number in found:
            reader.wrong("no", f"There are two rules {number}.", "Give one of them another number.")
        found.setdefault(number, HouseRule(number, texts))
    return dict(sorted(found.items())) or DEFAULT_RULES


def moderation(tree: Located, known: Known) -> Moderation:
    """[moderation]: every key may be left out."""
    at = tree.table.get("moderation")
    usual = Moderation()
    if at is None:
        return usual
    reader = Reader(at, "The section [moderation]", known.mistakes)
    read = Moderation(
        new_days=reader.whole("new_days", least=0, most=365, default=usual.new_days),
        hourly_new=reader.whole("posts_an_hour_new", least=1, most=100, default=usual.hourly_new),
        hourly=reader.whole("posts_an_hour", least=1, most=1000, default=usual.hourly),
        links_new=reader.whole("links_new", least=0, most=20, default=usual.links_new),
        undo_hours=reader.whole("undo_hours", least=1, most=24 * 30, default=usual.undo_hours),
        appeal_days=reader.whole("appeal_days", least=1, most=365, default=usual.appeal_days),
        silence_days=reader.whole("silence_days", least=1, most=3650, default=usual.silence_days),
        watched={language: _watched(reader, f"watched_{language}") for language in LANGUAGES},
    )
    reader.nothing_else()
    return read


def _sentence(reader: Reader, language: Language) -> str:
    return reader.text(language, most=RULE_LENGTH, example='"Skriv om saken, inte om personen."')


def _watched(reader: Reader, key: str) -> tuple[str, ...]:
    at = reader.raw(key)
    if at is None:
        return ()
    words = [item.value for item in at.items] if isinstance(at.value, list) else [None]
    if len(words) > WATCHED_LIMIT or any(not isinstance(word, str) or not _is_watchable(word) for word in words):
        reader.wrong(key, f"{reader.what}: {key} must be a list of words.",
                     f'Write {key} = ["…"] with at most {WATCHED_LIMIT} words of 2 to {WATCHED_LENGTH} characters.')
        return ()
    return tuple(str(word) for word in words)


def _is_watchable(word: str) -> bool:
    return len(word.strip()) >= 2 and len(word) <= WATCHED_LENGTH and any(letter.isalnum() for letter in word)
