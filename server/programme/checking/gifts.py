"""Whether what is counted can be earned, and what is offered can be got."""

from __future__ import annotations

from collections.abc import Iterator

from server.kernel.clock import Instant
from server.programme.document.sections import Draft
from server.programme.rulebook import Gift, Path, Period

from .findings import Findings, Lines


def check(draft: Draft, lines: Lines, found: Findings, _: Instant) -> None:
    earned = _earned(draft)
    _check_units(draft, earned, lines, found)
    _check_tiers(draft, earned, lines, found)
    _check_rewards(draft, lines, found)
    _check_brackets(draft, lines, found)
    _check_given_tiers(draft, lines, found)


def gifts(draft: Draft) -> Iterator[Gift]:
    """Whatever any rule gives."""
    for rule in draft.earning:
        yield from rule.gives
    for milestone in draft.milestones.values():
        yield from milestone.gives
    for occasion in draft.occasions.values():
        yield from occasion.gives
    for closing in draft.closings.values():
        for bracket in closing.brackets:
            yield from bracket.gives


def _earned(draft: Draft) -> frozenset[str]:
    """The currencies and counters that some rule brings."""
    earning = [rule for rule in draft.earning if not rule.to_beneficiary]
    found = {rule.currency for rule in earning if rule.rate or rule.rates or rule.fixed}
    found |= {challenge.pays_currency for challenge in draft.challenges.values() if challenge.pays_currency}
    return frozenset(found | {gift.code for gift in gifts(draft) if gift.type == "points"})


def _check_units(draft: Draft, earned: frozenset[str], lines: Lines, found: Findings) -> None:
    for_others = {rule.currency for rule in draft.earning if rule.to_beneficiary}
    for code, currency in draft.currencies.items():
        if code not in earned | for_others and not currency.counter:
            found.note(lines.of("currency", code), f"No rule earns the currency “{code}”.",
                       "Add an [[earn]] for it, or remove it, unless partners award it by themselves.")
    for section, counting in (("milestone", draft.milestones), ("closing", draft.closings)):
        for code, entry in counting.items():
            if entry.unit not in earned:
                found.note(lines.of(section, code, "counts"),
                           f"The {section} “{code}” counts “{entry.unit}”, which no rule earns.",
                           f"Add an [[earn]] for “{entry.unit}”, or count something else.")


def _check_tiers(draft: Draft, earned: frozenset[str], lines: Lines, found: Findings) -> None:
    if draft.ladder is None:
        return
    given = {gift.code for gift in gifts(draft) if gift.type == "tier"}
    given |= {perk.gives_tier for perk in draft.perks.values() if perk.gives_tier}
    for tier in draft.ladder.tiers[1:]:
        ways = [*tier.reach, *tier.lifetime]
        if ways and tier.code not in given and not any(_can_be_gone(path, earned) for path in ways):
            lacking = sorted({unit for path in ways for unit in path.needs} - earned)
            found.note(lines.of("tier", tier.code, "reach", "from"),
                       f"No path leads to the tier “{tier.code}”: no rule earns {' or '.join(lacking)}.",
                       f"Add an [[earn]] or a [[counter]] for “{lacking[0]}”, or another path.")
    for tier in draft.ladder.tiers:
        for place, path in enumerate(tier.reach):
            if any(_gone_already(other, path) and (other != path or before < place)
                   for before, other in enumerate(tier.reach) if before != place):
                found.wrong(lines.inside("tier", tier.code, "reach", place),
                            f"Way {place + 1} to the tier “{tier.code}” adds nothing: who goes it has gone another.",
                            "Remove it, or let it ask for less of something.")


def _gone_already(other: Path, path: Path) -> bool:
    """Whether whoever goes the path has gone the other one."""
    return other.within == path.within and all(units <= path.needs.get(unit, 0) for unit, units in other.needs.items())


def _can_be_gone(path: Path, earned: frozenset[str]) -> bool:
    return all(unit in earned or not units for unit, units in path.needs.items())


def _check_rewards(draft: Draft, lines: Lines, found: Findings) -> None:
    given = {gift.code for gift in gifts(draft) if gift.type == "reward"}
    for code, reward in draft.rewards.items():
        if not reward.points and code not in given:
            found.note(lines.of("reward", code), f"Nobody can get the reward “{code}”: it has no price, and nothing "
                                                 "gives it.",
                       f'Add points = 100, or name it in a gives = [{{ reward = "{code}" }}].')
        if reward.points and reward.starts_at and reward.ends_at and reward.starts_at >= reward.ends_at:
            found.wrong(lines.of("reward", code, "until"), f"The reward “{code}” ends before it begins.",
                        "Let until be the last day on which it can be had.")
    for code, occasion in draft.occasions.items():
        if occasion.days and not any(gift.type == "reward" for gift in occasion.gives):
            found.note(lines.of("occasion", code, "days"),
                       f"The occasion “{code}” says for how long a code is good, and gives none.", "Remove days.")
        if occasion.holdout >= 1:
            found.wrong(lines.of("occasion", code, "holdout"), f"The occasion “{code}” leaves everybody out.",
                        'Write a smaller share, such as holdout = "0.1".')


def _check_given_tiers(draft: Draft, lines: Lines, found: Findings) -> None:
    """The first tier is everybody's: nobody can be given it."""
    if draft.ladder is None:
        return
    first = draft.ladder.tiers[0].code
    giving = [("earn", "gives", rule.code, rule.gives) for rule in draft.earning]
    giving += [("milestone", "gives", code, milestone.gives) for code, milestone in draft.milestones.items()]
    giving += [("occasion", "gives", code, occasion.gives) for code, occasion in draft.occasions.items()]
    giving += [("closing", "brackets", code, bracket.gives) for code, closing in draft.closings.items()
               for bracket in closing.brackets]
    for section, key, code, given in giving:
        if any(gift.type == "tier" and gift.code == first for gift in given):
            found.wrong(lines.of(section, code, key), f"“{code}” gives the tier “{first}”, which everybody has.",
                        "Name a higher tier.")


def _check_brackets(draft: Draft, lines: Lines, found: Findings) -> None:
    """A gap between brackets brings nothing: who planned it knows, who forgot it should."""
    for code, closing in draft.closings.items():
        for place, (lower, upper) in enumerate(zip(closing.brackets, closing.brackets[1:], strict=False), 1):
            if lower.below is not None and lower.below < upper.least:
                found.note(lines.inside("closing", code, "brackets", place),
                           f"Bracket {place + 1} of “{code}” begins above where the one before it ends: a sum between "
                           "them brings nothing.", "Let one begin where the other ends, if that is not meant.")
        if closing.period == Period("lifetime"):
            found.wrong(lines.of("closing", code, "per"), f"The closing “{code}” never closes.", 'Write per = "month".')
