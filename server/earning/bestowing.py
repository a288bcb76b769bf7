"""To whom it goes what a rule earns for others. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from server.programme.effect import Activity
from server.programme.rulebook import EarningRule


def receivers(rule: EarningRule, activity: Activity) -> tuple[str, ...]:
    """Those whom the member has chosen by now, of whom the programme that prices it has; where they have chosen none,
    whom the rule names instead. Nobody: nothing is earned."""
    known = activity.rulebook.charities
    chosen = tuple(code for code in activity.member.beneficiaries if code in known and known[code].chosen)
    return chosen or ((rule.otherwise,) if rule.otherwise is not None else ())


def shares(points: int, receivers: Sequence[str]) -> list[tuple[str, int]]:
    """Equal shares of minor units; what cannot be divided goes to the first. Those that get nothing are left out."""
    each, rest = divmod(points, len(receivers))
    parts = [(code, each + (rest if place == 0 else 0)) for place, code in enumerate(receivers)]
    return [(code, part) for code, part in parts if part]
