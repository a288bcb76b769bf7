"""What a new version would change, as a person reads it: `plan(before, after)`, and a whole file beside another.

A plan never guesses what members will do. It says which rule changes, from what to what, and marks what is stricter.
What members have already keeps the rule that it was earned by; `kept` says how.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.kernel.clock import Instant
from server.programme import words
from server.programme.compilation import compile_draft
from server.programme.document import Document
from server.programme.rulebook import LANGUAGES, Language, Rulebook

from . import facts
from .phrases import name_of, said
from .rows import ROWS, SECTIONS, TEXTS, Row

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a plan. `section` is the document's (earn, tier …), `code` the entry's, empty for a section that is
    one; `stricter`: some member gets less by it, later, or with more to do; `field`: which of an entry's rows changes,
    empty where it is another thing."""

    section: str
    code: str
    what: What
    sentence: Mapping[Language, str]
    stricter: bool
    field: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """What changes at one instant, from what holds `before` to what does `after`; without an instant, as soon as the
    file is published. Never without changes."""

    holds_from: Instant | None
    changes: tuple[Change, ...]
    kept: Mapping[Language, tuple[str, ...]]
    timezone: str
    before: Rulebook
    after: Rulebook


def plan(before: Rulebook, after: Rulebook) -> list[Change]:
    """Every difference, section by section in the order of `SECTIONS`. Empty where they say the same."""
    return [change for section in SECTIONS for change in _of_section(section, before, after)]


def stages(old: Document, new: Document) -> list[Stage]:
    """What `new` in place of `old` would change, at each instant at which either begins to say something else. What a
    file says without a date stands before everything that has one."""
    before, after = _books(old), _books(new)
    found: list[Stage] = []
    last: tuple[Change, ...] = ()
    for start in sorted({start for start, _ in (*before, *after)}):
        if start < after[0][0]:
            continue  # The new file says nothing yet.
        was, book = _at(before, start), _at(after, start)
        changes = tuple(plan(was, book))
        if changes and changes != last:
            found.append(Stage(start or None, changes, kept(changes), book.timezone, was, book))
        last = changes
    return found


def kept(changes: tuple[Change, ...]) -> Mapping[Language, tuple[str, ...]]:
    """What these changes leave as it was."""
    touched = {change.section for change in changes}
    return {
        language: tuple(sentence for sections, sentence in _KEPT[language] if not sections or touched & sections)
        for language in LANGUAGES
    }


def section_name(section: str, language: Language) -> str:
    return SECTIONS[section][LANGUAGES.index(language)]


_KEPT: Mapping[Language, tuple[tuple[frozenset[str], str], ...]] = {
    "sv": (
        (frozenset(), "Det som redan är intjänat räknas inte om."),
        (frozenset({"currency"}), "Poäng som medlemmar redan har behåller dagen då de går ut."),
        (frozenset({"tier", "ladder"}), "En nivå som någon redan har nått behålls så länge som det var sagt."),
        (frozenset({"reward"}), "Koder som redan är hämtade gäller som när de hämtades."),
        (frozenset({"milestone"}), "En milstolpe räknar vidare från det senaste steget som nåddes."),
        (frozenset({"eligibility"}), "Den som redan är medlem förblir det."),
    ),
    "en": (
        (frozenset(), "What has been earned is not counted anew."),
        (frozenset({"currency"}), "Points that members have keep the day on which they expire."),
        (frozenset({"tier", "ladder"}), "A level that somebody has reached is kept for as long as it was said."),
        (frozenset({"reward"}), "Codes that were taken are good as when they were taken."),
        (frozenset({"milestone"}), "A milestone counts on from the last step that was reached."),
        (frozenset({"eligibility"}), "Whoever is a member stays one."),
    ),
}
_SAID: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "added": "Ny {noun}: {name}", "removed": "Borttagen {noun}: {name}",
        "other": "bara den andra språkversionen av {label} ändras",
        "quoted": "”{text}”", "added_whole": "Nytt: {name}", "removed_whole": "Borttaget: {name}",
    },
    "en": {
        "added": "New {noun}: {name}", "removed": "Removed {noun}: {name}",
        "other": "{label} changes in the other language only",
        "quoted": "“{text}”", "added_whole": "New: {name}", "removed_whole": "Removed: {name}",
    },
}  # fmt: skip
_SINGLE = frozenset({"programme", "eligibility", "household", "moderation", "ladder"})
_NEUTER = frozenset({"tillfälle", "avslut", "märke", "vardagsval", "ämne"})  # “Nytt märke”, “Ny nivå”.


def _of_section(section: str, before: Rulebook, after: Rulebook) -> Iterator[Change]:
    old, new = entries(section, before), entries(section, after)
    twins = _twins(old) | _twins(new)
    for code, entry in old.items():
        if code not in new:
            yield Change(section, code, "removed", _gone(section, entry, "removed", twins), stricter=True)
    for code, entry in new.items():
        if code not in old:
            yield Change(section, code, "added", _new(section, entry, after, twins), stricter=section == "rule")
        elif entry != old[code]:
            yield from _changed(section, code, (old[code], before), (entry, after), twins)


def entries(section: str, book: Rulebook) -> Mapping[str, Any]:
    """A section's entries by their codes; a section that is one has the code “”."""
    counters = {code: unit for code, unit in book.currencies.items() if unit.counter}
    rules = {rule.code: rule for of_kind in book.earning.values() for rule in of_kind}
    ladder = book.ladder
    found: Mapping[str, Mapping[str, Any]] = {
        "programme": {"": book}, "eligibility": {"": book.eligibility}, "moderation": {"": book.moderation},
        "currency": {code: unit for code, unit in book.currencies.items() if code not in counters},
        "household": {"": book.household} if book.household is not None else {},
        "counter": counters, "kind": book.kinds,
        "earn": {code: rule for code, rule in rules.items() if rule.currency not in counters},
        "multiplier": {multiplier.code: multiplier for multiplier in book.multipliers},
        "ladder": {"": ladder} if ladder is not None else {},
        "tier": {tier.code: tier for tier in ladder.tiers} if ladder is not None else {},
        "perk": book.perks, "milestone": book.milestones, "closing": book.closings, "occasion": book.occasions,
        "reward": book.rewards, "charity": book.charities, "challenge": book.challenges, "badge": book.badges,
        "board": book.boards, "action": book.actions, "topic": book.topics,
        "rule": {str(no): rule for no, rule in book.house_rules.items()},
    }  # fmt: skip
    return found[section]


def _twins(found: Mapping[str, Any]) -> set[str]:
    """The codes of entries that people call alike: a plan tells them apart by their codes."""
    names = Counter(name_of(entry, "sv") for entry in found.values())
    return {code for code, entry in found.items() if names[name_of(entry, "sv")] > 1}


def _changed(
    section: str, code: str, old: tuple[Any, Rulebook], new: tuple[Any, Rulebook], twins: Collection[str]
) -> Iterator[Change]:
    (before, book_before), (after, book_after) = old, new
    for row in ROWS.get(section, ROWS["currency"] if section == "counter" else ()):
        was, will = row.value(before), row.value(after)
        shown = {
            language: (row.phrase(was, before, book_before, language), row.phrase(will, after, book_after, language))
            for language in LANGUAGES
        }
        if was == will or (row.of is not None and all(a == b for a, b in shown.values())):
            continue
        sentence = {
            language: _line(_title(section, after, language, twins), row.label(language), _arrow(*shown[language]))
            for language in LANGUAGES
        }
        yield Change(section, code, "changed", sentence, row.worse(was, will), row.field)
    if section == "kind":
        for found in facts.changes((before, book_before), (after, book_after)):
            yield Change(section, code, "changed", {
                language: _line(_title(section, after, language, twins), name, f"{was} → {will}")
                for language, (name, was, will) in found.items()
            }, stricter=False)  # fmt: skip
    for name in _text_names(before, after):
        yield Change(section, code, "changed", {
            language: _text_line(_title(section, before, language, twins), name, before, after, language)
            for language in LANGUAGES
        }, stricter=False)  # fmt: skip


def _new(section: str, entry: Any, book: Rulebook, twins: Collection[str]) -> Mapping[Language, str]:
    found = {}
    for language in LANGUAGES:
        parts = [_fragment(row, entry, book, language) for row in ROWS.get(section, ()) if _is_said(row, entry, book)]
        start = _gone(section, entry, "added", twins)[language].rstrip(".")
        found[language] = f"{start}{': ' if parts else ''}{', '.join(parts)}."
    return found


def _is_said(row: Row, entry: Any, book: Rulebook) -> bool:
    """Of what is new only what it says: not that it gives no points, where it gives something else."""
    value = row.value(entry)
    return row.new and bool(value) and row.phrase(value, entry, book, "en") != said("nothing", "en")


def _fragment(row: Row, entry: Any, book: Rulebook, language: Language) -> str:
    return f"{row.label(language)} {row.phrase(row.value(entry), entry, book, language)}".strip()


def _gone(section: str, entry: Any, what: What, twins: Collection[str]) -> Mapping[Language, str]:
    found = {}
    for i, language in enumerate(LANGUAGES):
        noun = SECTIONS[section][2 + i]
        spoken, name = _SAID[language], _title(section, entry, language, twins)
        text = spoken[what].format(noun=noun, name=name) if noun else spoken[f"{what}_whole"].format(name=name)
        if noun in _NEUTER:
            text = text.replace("Ny ", "Nytt ", 1).replace("Borttagen ", "Borttaget ", 1)
        found[language] = f"{text}."
    return found


def _title(section: str, entry: Any, language: Language, twins: Collection[str]) -> str:
    if section == "rule":
        return f"{entry.no}"
    if section in _SINGLE:
        return section_name(section, language)
    name = name_of(entry, language)
    return f"{name} ({entry.code})" if entry.code in twins else name


def _line(title: str, label: str, arrow: str) -> str:
    return f"{title}: {label} {arrow}.".replace(":  ", ": ")


def _arrow(before: str, after: str) -> str:
    """“1 → 2 poäng per krona”: what both end in is said once."""
    old, new = re.split(r"([ \u00a0])", before), re.split(r"([ \u00a0])", after)
    shared = 0
    while shared < min(len(old), len(new)) - 1 and old[-1 - shared] == new[-1 - shared]:
        shared += 1
    left = "".join(old[: len(old) - shared]).rstrip(f" {words.HARD_SPACE}") if shared > 1 else before
    return f"{left} → {after}"


def _text_names(before: Any, after: Any) -> list[str]:
    old, new = getattr(before, "texts", {}), getattr(after, "texts", {})
    names = dict.fromkeys(name for texts in (old, new) for said in texts.values() for name in said)
    return [name for name in names if any(
        old.get(language, {}).get(name) != new.get(language, {}).get(name) for language in LANGUAGES)]


def _text_line(title: str, name: str, before: Any, after: Any, language: Language) -> str:
    spoken, label = _SAID[language], TEXTS.get(name, (name, name))[LANGUAGES.index(language)]
    old, new = (entry.texts.get(language, {}).get(name) for entry in (before, after))
    if old == new:
        return f"{title}: {spoken['other'].format(label=label)}."
    shown = [spoken["quoted"].format(text=", ".join(text) if isinstance(text, tuple | list) else text) if text else "–"
             for text in (old, new)]
    return f"{title}: {label} {shown[0]} → {shown[1]}."


def _books(document: Document) -> list[tuple[Instant, Rulebook]]:
    found = []
    for part, draft in enumerate(document.versions):
        start = draft.holds_from or 0
        found.append((start, compile_draft(draft, part + 1, start, start)))
    return found


def _at(books: list[tuple[Instant, Rulebook]], instant: Instant) -> Rulebook:
    """What holds at an instant; before the first version, what that one will say."""
    return next((book for start, book in reversed(books) if start <= instant), books[0][1])
