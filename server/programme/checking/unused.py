"""What a file declares and nothing uses. It does no harm, so it is only noted."""

from __future__ import annotations

import re
from collections.abc import Collection

from server.kernel.clock import Instant
from server.programme.document import Document
from server.programme.document.sections import Draft
from server.programme.document.toml import Located, read_toml
from server.programme.rulebook import Validity

from .findings import Findings, Lines


def check(draft: Draft, lines: Lines, found: Findings, _: Instant) -> None:
    named = _caps_named(lines)
    for code in lines.codes("cap"):
        if code not in named:
            found.note(lines.of("cap", code), f"Nothing names the cap “{code}”.",
                       f'Write caps = ["{code}"] in the rules that share it, or remove it.')
    counted = _units_counted(draft)
    for code, currency in draft.currencies.items():
        if currency.counter and code not in counted:
            found.note(lines.of("counter", code), f"Nothing counts the counter “{code}”.",
                       "Name it in a tier's reach, a [[milestone]] or a [[closing]], or remove it.")
    used = _kinds_used(draft)
    for code, kind in draft.kinds.items():
        if code not in used and kind.senders != {"system"}:  # What the house itself tells has its own readers.
            found.note(lines.of("kind", code), f"Nothing happens when “{code}” is recorded.",
                       "Add an [[earn]], a challenge or a badge for it, or remove it.")
    given_to = {reward.charity for reward in draft.rewards.values()}
    given_to |= {challenge.gift.charity for challenge in draft.challenges.values() if challenge.gift is not None}
    given_to |= {rule.otherwise for rule in draft.earning}
    shared = any(rule.to_beneficiary for rule in draft.earning)
    for code, charity in draft.charities.items():
        if code not in given_to and not (charity.chosen and shared):
            found.note(lines.of("charity", code), f"Nothing can be given to the charity “{code}”.",
                       f'Add a [[reward]] with charity = "{code}", or an [[earn]] with to = "beneficiary", or remove '
                       "it." if charity.chosen else f'Add a [[reward]] with charity = "{code}", or remove it.')
    _check_saying_nothing(draft, lines, found)


def check_parameters(document: Document, found: Findings) -> None:
    if "parameters" not in document.text:
        return
    at = read_toml(document.text, document.file).table.get("parameters")
    used = set(re.findall(r"""["']\$([a-z][a-z0-9_]*)["']""", document.text))
    for name, value in (at.table if at is not None else {}).items():
        if name not in used:
            found.note(value.line, f"Nothing uses the parameter “{name}”.",
                       f'Write "${name}" where its value should stand, or remove it.')


def _check_saying_nothing(draft: Draft, lines: Lines, found: Findings) -> None:
    """What is written, and means what would hold without it."""
    if draft.ladder is not None and draft.ladder.validity == Validity() and lines.has("ladder", "keeps"):
        found.note(lines.of("ladder", "", "keeps"), "The ladder: keeps says nothing.",
                   "Write keeps = { periods = 1 } or keeps = { months = 3 }, or remove it.")
    for code in draft.closings:
        entry = lines.entry("closing", code)
        for place, item in enumerate(entry.table["brackets"].items if entry is not None else ()):
            if "in_a_row" in item.table and item.table["in_a_row"].value == 1:
                found.note(item.table["in_a_row"].line, f"Bracket {place + 1} of “{code}”: in_a_row = 1 asks for "
                                                        "nothing, one period is enough without it.",
                           "Write in_a_row = 2, or remove it.")


def _caps_named(lines: Lines) -> Collection[str]:
    named: set[str] = set()
    for section in ("earn", "multiplier"):
        for code in lines.codes(section):
            entry = lines.entry(section, code)
            for key in ("cap", "caps"):
                at = entry.table.get(key) if entry is not None else None
                named |= {item.value for item in _listed(at) if isinstance(item.value, str)}
    return named


def _listed(at: Located | None) -> list[Located]:
    if at is None:
        return []
    return at.items if isinstance(at.value, list) else [at]


def _units_counted(draft: Draft) -> Collection[str]:
    counted = {milestone.unit for milestone in draft.milestones.values()}
    counted |= {closing.unit for closing in draft.closings.values()}
    for tier in draft.ladder.tiers if draft.ladder is not None else ():
        for path in (*tier.reach, *tier.lifetime):
            counted |= set(path.needs)
    return counted


def _kinds_used(draft: Draft) -> Collection[str]:
    used = {rule.kind for rule in draft.earning}
    used |= {action.kind for action in draft.choices.actions.values()}
    measures = [challenge.measure for challenge in draft.challenges.values()]
    measures += [badge.given.measure for badge in draft.badges.values() if badge.given.measure is not None]
    for measure in measures:
        used |= measure.kinds
        used |= {kind for step in measure.steps for kind in step.kinds}
    for occasion in draft.occasions.values():
        used |= occasion.kinds
    for currency in draft.currencies.values():
        used |= currency.expires.kept_by if currency.expires is not None else frozenset()
    return used
