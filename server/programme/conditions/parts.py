"""The parts of a condition: what type each is of, and what may meet what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from server.programme.rulebook import FactSpec, Scalar

DIGIT_LIMIT = 15
Type = Literal["number", "whole", "text", "boolean", "date", "null", "lines"]
TYPES: Mapping[str, Type] = {
    "money": "number", "decimal": "number", "integer": "whole", "text": "text", "boolean": "boolean", "date": "date",
    "lines": "lines",
}
WORDS: Mapping[Type, str] = {
    "number": "a number", "whole": "a whole number", "text": "a text", "boolean": "true or false", "date": "a date",
    "null": "null", "lines": "a receipt's lines",
}


class ConditionError(ValueError):
    """What is wrong with a condition, and what to write instead. `unknown`: the code that it names and nothing has."""

    def __init__(self, message: str, remedy: str, unknown: str = "") -> None:
        super().__init__(message)
        self.remedy, self.unknown = remedy, unknown


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the expression: its type, and what is known of it."""

    type: Type
    shown: str
    literal: Scalar | None = None
    fact: FactSpec | None = None
    tier: bool = False
    elements: tuple[Part, ...] | None = None  # Of a list.
    needs: tuple[tuple[str, Scalar], ...] = field(default=())


def number(text: str) -> Part:
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    if len(digits) > DIGIT_LIMIT:
        raise ConditionError(f"{text} has too many digits.", f"Write at most {DIGIT_LIMIT} digits.")
    return Part("number", text, literal=text) if "." in text else Part("whole", text, literal=int(text))


def not_into(lines: str) -> ConditionError:
    return ConditionError(f"{lines} lists a receipt's lines, which a condition cannot look into.",
                          f"Ask whether there are any, {lines} != null, or choose among them with only and except.")


def asks(part: Part, sign: str) -> None:
    if part.type != "boolean" or part.elements is not None:
        raise ConditionError(f"{sign} joins questions, and {part.shown} is {WORDS[part.type]}.",
                             f"Compare it first: {part.shown} == …")


def same_type(left: Part, right: Part) -> None:
    types = {left.type, right.type}
    if len(types) == 1 or types == {"number", "whole"}:
        return
    if types == {"date", "text"}:
        word = left.literal if left.type == "text" else right.literal
        if isinstance(word, str) and _is_date(word):
            return
        raise ConditionError(f"{left.shown} and {right.shown} are not both dates.", "Write the date as '2026-03-01'.")
    fact, other = (left, right) if left.literal is None else (right, left)
    raise ConditionError(f"{fact.shown} is {WORDS[fact.type]}, and {other.shown} is {WORDS[other.type]}.",
                         "Compare it with a text in quotation marks." if fact.type == "text"
                         else f"Compare it with {WORDS[fact.type]}.")


def needs_of(fact: Part, literal: Part) -> tuple[tuple[str, Scalar], ...]:
    """An equality that plain Python can ask of a typed fact before CEL is asked anything."""
    if fact.fact is None or fact.fact.type not in ("text", "integer", "boolean", "date") or literal.literal is None:
        return ()
    if literal.type == "number":
        return ()
    return ((fact.fact.name, literal.literal),)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
