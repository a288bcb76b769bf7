"""A ledger's line, and what in the rulebook it came from: an earning rule, a multiplier, a milestone, a period's close,
an occasion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.programme.rulebook import EarningRule, Language, Multiplier, Rulebook, Texts

MILESTONE, CLOSING, OCCASION = "milestone:", "closing:", "occasion:"
"""Before the code of what gave, in an entry's rule."""


@dataclass(frozen=True, slots=True)
class Line:
    """What of a ledger entry the explainer needs. `points` are minor units, below zero where they were taken."""

    reason: str  # earned, awarded, challenge, reversed, expired, held, released, donated, pending, dropped
    rule: str
    currency: str
    points: int
    arithmetic: Mapping[str, Any]


def rule_of(code: str, book: Rulebook) -> EarningRule | None:
    return next((rule for rules in book.earning.values() for rule in rules if rule.code == code), None)


def multiplier_of(code: str, book: Rulebook) -> Multiplier | None:
    return next((multiplier for multiplier in book.multipliers if multiplier.code == code), None)


def texts_of(rule: str, book: Rulebook) -> Texts | None:
    """The name and the why of whatever gave; None where the rulebook knows it no more."""
    for prefix, section in ((MILESTONE, book.milestones), (CLOSING, book.closings), (OCCASION, book.occasions)):
        if rule.startswith(prefix):
            found = section.get(rule.removeprefix(prefix))
            return found.texts if found is not None else None
    cause = rule_of(rule, book) or multiplier_of(rule, book)
    return cause.texts if cause is not None else None


def text_of(rule: str, name: str, book: Rulebook, language: Language) -> str | None:
    """One of its texts: name or why."""
    texts = texts_of(rule, book)
    return str(texts[language][name]) if texts is not None else None
