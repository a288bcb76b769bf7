"""Drafts become rulebooks: numbered, indexed by what is asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from server.kernel.clock import Instant

from .document import Document
from .document.sections import Draft
from .earning_index import plans_of
from .rulebook import Badge, Challenge, Gift, Rulebook

T = TypeVar("T")


def compile(document: Document, number: int, *, part: int = 0, holds_from: Instant | None = None,
            begins_at: Instant | None = None) -> Rulebook:
    """One version of a document as a rulebook. `holds_from` overrides the file's own date; without either it is 0."""
    draft = document.versions[part]
    start = holds_from if holds_from is not None else draft.holds_from or 0
    return compile_draft(draft, number, start, begins_at if begins_at is not None else start)


def compile_draft(draft: Draft, number: int, holds_from: Instant, begins_at: Instant) -> Rulebook:
    by_challenge = _given_by("challenge", draft)
    challenges = {code: _paying(challenge, by_challenge.get(code, ())) for code, challenge in draft.challenges.items()}
    earning = _grouped((rule.kind, rule) for rule in draft.earning)
    return Rulebook(
        number=number,
        code=draft.code,
        holds_from=holds_from,
        timezone=draft.timezone,
        money=draft.money,
        money_decimals=draft.money_decimals,
        late_days=draft.late_days,
        terms_version=draft.terms_version,
        adjust_limit=draft.adjust_limit,
        texts=draft.texts,
        currencies=draft.currencies,
        kinds=draft.kinds,
        earning=earning,
        ladder=draft.ladder,
        challenges=challenges,
        challenges_by_kind=_grouped(
            (kind, challenge) for challenge in challenges.values() for kind in sorted(challenge.measure.kinds)
        ),
        badges=draft.badges,
        counters_by_kind=_grouped(
            (kind, badge)
            for badge in draft.badges.values()
            if badge.given.measure is not None
            for kind in sorted(badge.given.measure.kinds)
        ),
        badges_by_challenge=by_challenge,
        badges_by_tier=_given_by("tier", draft),
        boards=draft.boards,
        boards_by_currency=_grouped((board.currency, board) for board in draft.boards.values()),
        begins_at=begins_at,
        rewards=draft.rewards,
        charities=draft.charities,
        topics=draft.topics,
        house_rules=draft.house_rules,
        moderation=draft.moderation,
        actions=draft.choices.actions,
        actions_by_kind={action.kind: action for action in draft.choices.actions.values()},
        picture=draft.choices.picture,
        multipliers=draft.multipliers,
        milestones=draft.milestones,
        milestones_by_unit=_grouped((milestone.unit, milestone) for milestone in draft.milestones.values()),
        closings=draft.closings,
        closings_by_unit=_grouped((closing.unit, closing) for closing in draft.closings.values()),
        occasions=draft.occasions,
        perks=draft.perks,
        eligibility=draft.eligibility,
        household=draft.household,
        notice_days=draft.notice_days,
        earning_plans=plans_of(earning, draft.multipliers, draft.kinds, draft.currencies, draft.money_decimals),
        asks_partner=draft.asks_partner,
        extended=frozenset(gift.code for gift in _gifts(draft) if gift.type == "extension"),
        beneficiaries=draft.beneficiaries,
        gives_rewards=any(gift.type == "reward" for gift in _gifts(draft)),
    )


def _gifts(draft: Draft) -> Iterator[Gift]:
    """Whatever some rule gives beside points of its own."""
    for rule in draft.earning:
        yield from rule.gives
    for milestone in draft.milestones.values():
        yield from milestone.gives
    for closing in draft.closings.values():
        for bracket in closing.brackets:
            yield from bracket.gives
    for occasion in draft.occasions.values():
        yield from occasion.gives


def _given_by(giver: str, draft: Draft) -> Mapping[str, tuple[Badge, ...]]:
    return _grouped((badge.given.code, badge) for badge in draft.badges.values() if badge.given.by == giver)


def _paying(challenge: Challenge, badges: Iterable[Badge]) -> Challenge:
    """A badge says what gives it; the challenge learns it from there."""
    badge = next(iter(badges), None)
    return replace(challenge, pays_badge=badge.code) if badge is not None else challenge


def _grouped(pairs: Iterable[tuple[str | None, T]]) -> Mapping[str, tuple[T, ...]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        if key is not None:
            groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
