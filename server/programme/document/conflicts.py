"""Which multipliers can hold at the same time, and what they then come to: worked out from the document alone, by
dates, equalities and the rules that they touch. A condition in CEL is taken to hold: what is said here can happen, or
nearly."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from server.kernel import periods
from server.programme.rulebook import LANGUAGES, Chosen, EarningRule, Language, Multiplier, Scalar
from server.programme.words import number

TOGETHER_LIMIT = 6  # So many at once are named; a programme with more has other troubles.


_SAID: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "whole": "{several} och {last} kan gälla samtidigt på {rules}{when}: högst {most} gånger poängen.",
        "quoted": "”{code}”", "from": " från och med {day}", "to": " till och med {day}",
    },
    "en": {
        "whole": "{several} and {last} can hold together on {rules}{when}: at most {most} times the points.",
        "quoted": "“{code}”", "from": " from {day}", "to": " to {day}",
    },
}  # fmt: skip


class Multiplying(Protocol):
    """A draft, as far as it is asked here."""

    @property
    def earning(self) -> Sequence[EarningRule]: ...

    @property
    def multipliers(self) -> Sequence[Multiplier]: ...

    @property
    def timezone(self) -> str: ...


def report(draft: Multiplying) -> list[Mapping[Language, str]]:
    """One sentence, in each language, for each set of multipliers that can hold together: on which rules, when, and how
    many times the points then are. The largest sets only: what is part of one is not said again."""
    return [
        {language: _sentence(group, draft, language) for language in LANGUAGES}
        for group in _groups(draft.multipliers, draft.earning)
    ]  # fmt: skip


def together(one: Multiplier, other: Multiplier, rules: Iterable[EarningRule]) -> tuple[str, ...]:
    """The codes of the rules on which both can hold for one activity."""
    if not _overlapping(one, other) or not _compatible(one, other):
        return ()
    return tuple(rule.code for rule in rules if touches(one, rule) and touches(other, rule))


def touches(multiplier: Multiplier, rule: EarningRule) -> bool:
    if rule.currency != multiplier.currency or rule.to_beneficiary or (rule.of is None and rule.fixed is None):
        return False
    return (not multiplier.rules or rule.code in multiplier.rules) and _agree(multiplier.only, rule.only) and (
        _leaves_some(multiplier.only, rule.unless) and _leaves_some(rule.only, multiplier.unless)
    )


def greatest(multiplier: Multiplier) -> Decimal:
    return max((row.rate for row in multiplier.factors), default=Decimal(1))


def combined(factors: Iterable[tuple[str, Decimal]]) -> Decimal:
    """The greatest of `best`, times 1 + what the `add` ones add, times each `multiply`."""
    best, added, times = Decimal(1), Decimal(1), Decimal(1)
    for stack, factor in factors:
        if stack == "best":
            best = max(best, factor)
        elif stack == "add":
            added += factor - 1
        else:
            times *= factor
    return best * added * times


def _groups(multipliers: Sequence[Multiplier], rules: Sequence[EarningRule]) -> list[tuple[Multiplier, ...]]:
    """The largest sets of which each two can hold together on a rule that all of them touch, in the file's order."""
    pairs = {(a, b) for a, b in itertools.combinations(range(len(multipliers)), 2)
             if together(multipliers[a], multipliers[b], rules)}
    groups: list[tuple[int, ...]] = sorted(pairs)
    for _ in range(TOGETHER_LIMIT - 2):
        larger = sorted({
            (*group, n) for group in groups for n in range(group[-1] + 1, len(multipliers))
            if all((member, n) in pairs for member in group)
            and any(all(touches(multipliers[one], rule) for one in (*group, n)) for rule in rules)
        })  # fmt: skip
        if not larger:
            break
        groups = [group for group in groups if not any(set(group) < set(big) for big in larger)] + larger
    return [tuple(multipliers[n] for n in group) for group in sorted(groups)]


def _overlapping(one: Multiplier, other: Multiplier) -> bool:
    starts = max(one.starts_at or 0, other.starts_at or 0)
    ends = [end for end in (one.ends_at, other.ends_at) if end is not None]
    return not ends or starts < min(ends)


def _compatible(one: Multiplier, other: Multiplier) -> bool:
    """Whether some row of each can hold for the same values."""
    return any(
        _agree({**one.only, **mine.where}, {**other.only, **theirs.where})
        and _agree(one.only, mine.where) and _agree(other.only, theirs.where)
        and _leaves_some({**one.only, **mine.where}, other.unless)
        and _leaves_some({**other.only, **theirs.where}, one.unless)
        for mine in one.factors for theirs in other.factors
    )  # fmt: skip


def _agree(one: Chosen, other: Chosen) -> bool:
    return all(values & other[key] for key, values in one.items() if key in other)


def _leaves_some(only: Chosen, unless: Mapping[str, frozenset[Scalar]]) -> bool:
    return all(values - unless.get(key, frozenset()) for key, values in only.items())


def _sentence(group: Sequence[Multiplier], draft: Multiplying, language: Language) -> str:
    said = _SAID[language]
    rules = [rule.code for rule in draft.earning if all(touches(one, rule) for one in group)]
    names = [
        f"{said['quoted'].format(code=one.code)} (× {_plain(greatest(one), language)}, {one.stack})" for one in group
    ]
    most = combined([(one.stack, greatest(one)) for one in group])
    return said["whole"].format(
        several=", ".join(names[:-1]), last=names[-1], when=_when(group, draft.timezone, said),
        rules=", ".join(said["quoted"].format(code=code) for code in rules), most=_plain(most, language),
    )  # fmt: skip


def _when(group: Sequence[Multiplier], zone: str, said: Mapping[str, str]) -> str:
    starts = max((one.starts_at for one in group if one.starts_at is not None), default=None)
    ends = min((one.ends_at for one in group if one.ends_at is not None), default=None)
    begins = said["from"].format(day=periods.local_date(starts, zone).isoformat()) if starts is not None else ""
    return begins + (said["to"].format(day=periods.local_date(ends - 1, zone).isoformat()) if ends is not None else "")


def _plain(factor: Decimal, language: Language) -> str:
    return number(f"{factor.normalize():f}", language)
