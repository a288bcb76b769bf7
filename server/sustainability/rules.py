"""What a choice is estimated to save. Pure, in whole micro-kilograms; no float comes near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.programme import micro_units
from server.programme.effect import WHOLE
from server.programme.rulebook import MICRO, Action, Factor, FactValue, Figure, Rulebook


def saved(figure: Figure, quantity: int) -> int:
    """(baseline − chosen) × quantity × displacement, rounded once, half up. `quantity` is in micro-units."""
    each = figure.baseline.value - (figure.chosen.value if figure.chosen is not None else 0)
    share = figure.displacement.value if figure.displacement is not None else WHOLE
    return part(each * quantity, share, MICRO * WHOLE)


def part(whole: int, numerator: int, denominator: int) -> int:
    """whole × numerator / denominator, rounded half up. Nothing is below zero."""
    return (2 * whole * numerator + denominator) // (2 * denominator)


def quantity_of(action: Action, facts: Mapping[str, FactValue], rulebook: Rulebook) -> int | None:
    """How much was done, in micro-units; None where the fact that says so is absent."""
    if action.of is None:
        return MICRO
    value = facts.get(action.of)
    if value is None:
        return None
    return micro_units(rulebook.kinds[action.kind].facts[action.of], value, rulebook)


def arithmetic_of(figure: Figure, quantity: int) -> dict[str, Any]:
    """The figures as they were used: an edition's lines may be gone from the programme when somebody asks."""
    told: dict[str, Any] = {"quantity": quantity, "baseline": [figure.baseline.code, figure.baseline.value]}
    if figure.chosen is not None:
        told["chosen"] = [figure.chosen.code, figure.chosen.value]
    if figure.displacement is not None:
        told["displacement"] = [figure.displacement.code, figure.displacement.value]
    return told


def as_distance(micro_kg: int, factor: Factor) -> int:
    """How many whole kilometers of the factor come to as much, rounded half up."""
    return part(micro_kg, 1, factor.value) if factor.value > 0 and micro_kg > 0 else 0
