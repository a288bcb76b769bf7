"""One typed value: from what was sent to what is reckoned with, and the errors that name what would be right."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.kernel import money

from .errors import FactError
from .rulebook import FactSpec, Rulebook, Scalar

MONEY_LIMIT = 10**12  # Minor units. More is a slip of the till, and points must stay below 2^53.
DECIMAL_LIMIT = 10**15  # Micro-units: a thousand million kilograms.
INTEGER_LIMIT = 10**9
TEXT_LIMIT = 200  # Characters.
MICRO_DIGITS = 6


def typed_value(spec: FactSpec, value: Any, rulebook: Rulebook) -> Scalar:
    """Raises FactError where the value is mistyped or out of bounds."""
    if spec.type == "boolean":
        if type(value) is not bool:
            raise wrong(spec, "ska vara true eller false.", "must be true or false.")
        return bool(value)
    if spec.type == "text":
        return _text(spec, value)
    if spec.type == "date":
        return _date(spec, value)
    return _number(spec, value, rulebook)


def _text(spec: FactSpec, value: Any) -> str:
    least, most = bounds_of(spec)
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        raise wrong(spec, f"ska vara en text med {least} till {most} tecken.",
                    f"must be a text of {least} to {most} characters.")
    if spec.choices is not None and value not in spec.choices:
        known = ", ".join(spec.choices)
        raise wrong(spec, f"ska vara ett av: {known}.", f"must be one of: {known}.")
    return value


def _date(spec: FactSpec, value: Any) -> str:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise wrong(spec, "ska vara ett datum, till exempel 2026-03-01.", "must be a date, such as 2026-03-01.")


def _number(spec: FactSpec, value: Any, rulebook: Rulebook) -> int:
    if spec.type == "integer":
        if type(value) is not int:
            raise wrong(spec, "ska vara ett heltal.", "must be a whole number.")
        units = int(value)
    else:
        units = _units(spec, value, rulebook)
    least, most = bounds_of(spec)
    if not least <= units <= most:
        low, high = (shown_value(spec, bound, rulebook) for bound in (least, most))
        raise wrong(spec, f"ska vara från {low} till {high}.", f"must be from {low} to {high}.")
    return units


def _units(spec: FactSpec, value: Any, rulebook: Rulebook) -> int:
    example = example_of(spec, rulebook)
    if not isinstance(value, str):
        raise wrong(spec, f"ska skickas som text, med citattecken: {example}.",
                    f"must be sent as text, in quotation marks: {example}.")
    decimals = rulebook.money_decimals if spec.type == "money" else MICRO_DIGITS
    try:
        exact = money.decimal(value)
    except ValueError:
        raise wrong(
            spec, f"ska vara ett tal, till exempel {example}.", f"must be a number, such as {example}."
        ) from None
    try:
        return money.to_minor(exact, decimals)
    except ValueError:
        raise wrong(spec, f"får ha högst {decimals} decimaler.", f"may have at most {decimals} decimals.") from None


def example_of(spec: FactSpec, rulebook: Rulebook) -> str:
    return f'"{money.from_minor(21450, rulebook.money_decimals)}"' if spec.type == "money" else '"4.5"'


def bounds_of(spec: FactSpec) -> tuple[int, int]:
    """The least and the most of a number fact in its typed unit, or of a text in characters."""
    limit = {"money": MONEY_LIMIT, "decimal": DECIMAL_LIMIT, "integer": INTEGER_LIMIT}.get(spec.type, TEXT_LIMIT)
    least = spec.least if spec.least is not None else (1 if spec.type == "text" else 0)
    return least, min(spec.most, limit) if spec.most is not None else limit


def shown_value(spec: FactSpec, value: Scalar, rulebook: Rulebook) -> Scalar:
    """As it is sent: decimals as text."""
    if spec.type == "money":
        return money.from_minor(int(value), rulebook.money_decimals)
    return plain_quantity(int(value)) if spec.type == "decimal" else value


def plain_quantity(micro: int) -> str:
    """Micro-units as the shortest decimal text: 4 500 000 is "4.5"."""
    return money.from_minor(micro, MICRO_DIGITS).rstrip("0").rstrip(".")


def wrong(spec: FactSpec, swedish: str, english: str) -> FactError:
    """The error of one fact: each language's words come after its name."""
    return FactError(spec.name, {"sv": f"{spec.name} {swedish}", "en": f"{spec.name} {english}"})
