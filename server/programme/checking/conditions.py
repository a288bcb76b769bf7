"""Rules that never fire: conditions that nothing meets, rows that are never reached, days that are over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.kernel.clock import Instant
from server.programme.document.conflicts import touches
from server.programme.document.sections import Draft
from server.programme.rulebook import Chosen, Condition, EarningRule, FactSpec, Measure, Multiplier, RateRow

from .findings import Findings, Lines
from .samples import Setting, can_hold

TRY = "Try it with an activity that should meet it, and change what cannot be."


@dataclass(frozen=True, slots=True)
class _Asking:
    """Something with a condition: where it stands, and of which kinds it is asked."""

    section: str
    code: str
    noun: str
    condition: Condition
    kinds: Sequence[str]
    only: Chosen = field(default_factory=dict)
    unless: Chosen = field(default_factory=dict)
    key: str = "when"


def check(draft: Draft, lines: Lines, found: Findings, now: Instant) -> None:
    for asking in _askings(draft):
        _check_condition(asking, draft, lines, found, now)
    for rule in draft.earning:
        _check_rows("earn", rule.code, "rates", rule.rates, lines, found)
        _check_choosing("earn", rule, rule.rates, _specs(draft, rule), draft, lines, found)
    for multiplier in draft.multipliers:
        _check_rows("multiplier", multiplier.code, "factors", multiplier.factors, lines, found)
        _check_choosing("multiplier", multiplier, multiplier.factors, {}, draft, lines, found)
        if not any(touches(multiplier, rule) for rule in draft.earning):
            found.wrong(lines.of("multiplier", multiplier.code, "only", "except"),
                        f"The multiplier “{multiplier.code}” can never hold: what it asks for and what its rules ask "
                        "for exclude each other.", "Take out of only and except what the rules never bring.")
    _check_days(draft, lines, found, now)


def _askings(draft: Draft) -> Iterator[_Asking]:
    for rule in draft.earning:
        if rule.condition is not None:
            section = "counter" if draft.currencies[rule.currency].counter else "earn"
            code = rule.currency if section == "counter" else rule.code
            yield _Asking(section, code, "The counter" if section == "counter" else "The earning rule", rule.condition,
                          (rule.kind,), rule.only, rule.unless)
    for multiplier in draft.multipliers:
        if multiplier.condition is not None:
            touched = sorted({rule.kind for rule in draft.earning if rule.currency == multiplier.currency
                              and (not multiplier.rules or rule.code in multiplier.rules)})
            yield _Asking("multiplier", multiplier.code, "The multiplier", multiplier.condition, touched,
                          multiplier.only, multiplier.unless)
    for challenge in draft.challenges.values():
        for condition, kinds in _measured(challenge.measure):
            yield _Asking("challenge", challenge.code, "The challenge", condition, kinds)
    for badge in draft.badges.values():
        if badge.given.measure is not None:
            for condition, kinds in _measured(badge.given.measure):
                yield _Asking("badge", badge.code, "The badge", condition, kinds, key="given")


def _measured(measure: Measure) -> Iterator[tuple[Condition, Sequence[str]]]:
    if measure.condition is not None:
        yield measure.condition, sorted(measure.kinds)
    for step in measure.steps:
        if step.condition is not None:
            yield step.condition, sorted(step.kinds)


def _check_condition(asking: _Asking, draft: Draft, lines: Lines, found: Findings, now: Instant) -> None:
    setting = _setting(asking, draft)
    answer = can_hold(asking.condition, setting)
    line = lines.of(asking.section, asking.code, asking.key, "steps")
    what = f"{asking.noun} “{asking.code}”"
    if answer == "never":
        found.wrong(line, f"{what}: its condition can never hold.", TRY)
    elif answer == "perhaps never":
        found.note(line, f"{what}: its condition held for none of the activities that were tried.", TRY)
    elif "occurred.date" in asking.condition.source and can_hold(asking.condition, setting, since=now) != "sometimes":
        found.note(line, f"{what}: the days of its condition are over.", "Remove it, or give it new days.")


def _setting(asking: _Asking, draft: Draft) -> Setting:
    facts: dict[str, FactSpec] = {}
    optional: set[str] = set()
    kinds = [draft.kinds[kind] for kind in asking.kinds if kind in draft.kinds]
    for kind in kinds:
        for name, spec in kind.facts.items():
            facts.setdefault(name, spec)
            if not spec.required and spec.default is None:
                optional.add(name)
    optional |= {name for name in facts if any(name not in kind.facts for kind in kinds)}
    tiers = [tier.code for tier in draft.ladder.tiers] if draft.ladder is not None else []
    return Setting(facts, optional, asking.only, asking.unless, tiers, draft.timezone, draft.money_decimals)


def _check_rows(section: str, code: str, key: str, rows: Sequence[RateRow], lines: Lines, found: Findings) -> None:
    """A row that an earlier one always forestalls. Of two that hold, the first is taken."""
    for place, row in enumerate(rows):
        for earlier in rows[:place]:
            if earlier.where and _wider(earlier.where, row.where):
                found.wrong(lines.inside(section, code, key, place),
                            f"Row {place + 1} of “{code}” is never reached: an earlier row holds wherever it does.",
                            "Put the more special row first.")
                break


def _specs(draft: Draft, rule: EarningRule) -> Mapping[str, FactSpec]:
    """What the rule's only and except ask: facts, and before them fields of the lines that it looks into."""
    facts = draft.kinds[rule.kind].facts
    return {**facts, **facts[rule.lines].fields} if rule.lines is not None else facts


def _check_choosing(section: str, asking: EarningRule | Multiplier, rows: Sequence[RateRow],
                    specs: Mapping[str, FactSpec], draft: Draft, lines: Lines, found: Findings) -> None:
    """What except leaves nothing of, and rows for what only and except keep out."""
    if section == "earn" and draft.currencies[asking.currency].counter:
        section = "counter"
    code = asking.currency if section == "counter" else asking.code
    for key, out in asking.unless.items():
        values = _all_values(key, specs, draft)
        if values and values <= out:
            found.wrong(lines.of(section, code, "except"),
                        f"“{code}” can never hold: except leaves out all that “{key}” can be.",
                        "Take out of except what is to count.")
    for place, row in enumerate(rows):
        for key, values in row.where.items():
            if not (values & asking.only.get(key, values)) - asking.unless.get(key, frozenset()):
                found.note(lines.inside(section, code, "rates" if section == "earn" else "factors", place),
                           f"Row {place + 1} of “{code}” can never hold: only and except leave nothing of its "
                           f"“{key}”.",
                           "Remove the row, or let only and except admit what it is for.")


def _all_values(key: str, specs: Mapping[str, FactSpec], draft: Draft) -> frozenset[object]:
    """Each value that there can be; none where that is not known, or where it may be absent, which excludes nothing."""
    spec = specs.get(key)
    if spec is None:
        return frozenset(tier.code for tier in draft.ladder.tiers) if key == "tier" and draft.ladder else frozenset()
    if not spec.required and spec.default is None:
        return frozenset()
    return frozenset({True, False} if spec.type == "boolean" else spec.choices or ())


def _wider(one: Mapping[str, frozenset[object]], other: Mapping[str, frozenset[object]]) -> bool:
    """Whether the one holds wherever the other does."""
    return all(key in other and other[key] <= values for key, values in one.items())


def _check_days(draft: Draft, lines: Lines, found: Findings, now: Instant) -> None:
    """Windows that are over. History may stand in a file, so it is only noted."""
    for multiplier in draft.multipliers:
        if multiplier.ends_at is not None and multiplier.ends_at <= now:
            found.note(lines.of("multiplier", multiplier.code, "until"),
                       f"The multiplier “{multiplier.code}” is over.", "Remove it, or give it new days.")
    for reward in draft.rewards.values():
        if reward.ends_at is not None and reward.ends_at <= now:
            found.note(lines.of("reward", reward.code, "until"), f"The reward “{reward.code}” is over.",
                       "Give it new days; keep it while members have codes for it.")
    for challenge in draft.challenges.values():
        if challenge.window.type == "fixed" and challenge.window.ends_at <= now:
            found.note(lines.of("challenge", challenge.code, "within"), f"The challenge “{challenge.code}” is over.",
                       "Remove it, or give it new days.")
