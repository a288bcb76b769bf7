"""What a condition may say, and whether it makes sense: checked once, when a programme is read.

Conditions are a small part of CEL: facts, `occurred.…`, `member.…`, `shop` and `partner` (the sender's, where no fact
has that name), literals, comparisons, `in`, `&&`, `||`, `!`, the text functions startsWith, endsWith and contains, and
arithmetic on whole numbers. CEL itself would silently answer “no” to `shop == 5`; here that is a mistake with a remedy.
What is evaluated is always CEL (conditions.py).

    or := and ("||" and)*    and := not ("&&" not)*    not := "!" not | relation
    relation := sum (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum)?    sum := product (("+" | "-") product)*
    product := value (("*" | "/" | "%") value)*
    value := number | text | true | false | null | "[" value,* "]" | "(" or ")" | "-" number | name ("." name)* [call]

**Why a decimal fact may be a double here.** A fact has at most 15 significant digits (facts.py), so has a literal. Each
becomes the double nearest to it, and that mapping keeps apart and in order all decimals of at most 15 digits. So a
comparison is exact. Arithmetic would not be, and is refused on anything but whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from server.programme.document.reading import one_of
from server.programme.rulebook import FactSpec, Scalar

from .parts import TYPES, WORDS, ConditionError, Part, Type, asks, needs_of, not_into, number, same_type

CONDITION_LIMIT = 500  # Characters.
DEPTH_LIMIT = 20  # Parentheses and exclamation marks within each other.
OCCURRED = ("hour", "minute", "weekday", "day", "month", "date")
MEMBER: Mapping[str, Type] = {"tier": "text", "joined": "date", "days": "whole", "age": "whole", "country": "text"}
SENDER = ("shop", "partner")
METHODS = ("startsWith", "endsWith", "contains")

_TOKEN = re.compile(
    r"""\s+|(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<sign>&&|\|\||[=!<>]=|[-<>!+*/%()\[\],.])"""
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition that makes sense.

    `program` is the CEL to compile: `occurred.hour` reads OCCURRED_HOUR there, and the sender's `shop` SENDER_SHOP,
    names that no fact can have, since a number is bound several times faster than a map. `besides` are such names;
    `needs` equalities without which the condition can never hold.
    """

    program: str
    facts: frozenset[str]
    besides: tuple[str, ...]
    needs: tuple[tuple[str, Scalar], ...]


def check(source: str, facts: Mapping[str, FactSpec], tiers: Collection[str]) -> Checked:
    """Raises ConditionError for the first thing that is wrong."""
    if len(source) > CONDITION_LIMIT:
        raise ConditionError(f"The condition is longer than {CONDITION_LIMIT} characters.", "Split it into two rules.")
    tokens = _tokens(source)
    checker = _Checker(tokens, facts, tiers)
    part = checker.whole_expression()
    if part.type != "boolean" or part.elements is not None:
        raise ConditionError(f"The condition is {WORDS[part.type]}, not true or false.",
                             f"Compare it with something, such as {_example(facts)}.")
    program = " ".join(checker.rewritten.get(i, text) for i, (_, text) in enumerate(tokens[:-1]))
    return Checked(program, frozenset(checker.asked), tuple(sorted(checker.besides)), part.needs)


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise ConditionError(f"“{source[at:at + 12]}” cannot be read here.",
                                 "Conditions have facts, numbers such as 99.50, texts in quotation marks, "
                                 "== != < <= > >= in && || ! and parentheses.")
        at = found.end()
        if found.lastgroup:
            tokens.append((found.lastgroup, found[0]))
    return [*tokens, ("end", "the end")]


class _Checker:
    def __init__(self, tokens: list[tuple[str, str]], facts: Mapping[str, FactSpec], tiers: Collection[str]) -> None:
        self._tokens, self._facts, self._tiers = tokens, facts, tiers
        self._at, self._depth = 0, 0
        self.asked: set[str] = set()
        self.besides: set[str] = set()
        self.rewritten: dict[int, str] = {}  # Tokens that CEL reads otherwise, by their places.

    def whole_expression(self) -> Part:
        part = self._or()
        kind, text = self._tokens[self._at]
        if kind != "end":
            raise ConditionError(f"“{text}” is not expected there.", "Join two questions with && (and) or || (or).")
        return part

    def _or(self) -> Part:
        part = self._and()
        while self._take("||"):
            other = self._and()
            asks(part, "||")
            asks(other, "||")
            part = Part("boolean", "…")
        return part

    def _and(self) -> Part:
        part = self._not()
        while self._take("&&"):
            other = self._not()
            asks(part, "&&")
            asks(other, "&&")
            part = Part("boolean", "…", needs=(*part.needs, *other.needs))
        return part

    def _not(self) -> Part:
        if not self._take("!"):
            return self._relation()
        with_depth = self._deeper()
        part = self._not()
        self._depth = with_depth
        asks(part, "!")
        return Part("boolean", "…")

    def _relation(self) -> Part:
        left = self._sum()
        for sign in ("==", "!=", "<=", ">=", "<", ">"):
            if self._take(sign):
                right = self._sum()
                return self._compared(left, sign, right)
        if self._take("in"):
            right = self._sum()
            if right.elements is None:
                raise ConditionError("“in” needs a list.", f'Write {left.shown} in ["a", "b"].')
            for element in right.elements:
                self._compared(left, "==", element)
            return Part("boolean", "…")
        return left

    def _sum(self) -> Part:
        return self._arithmetic(("+", "-"), self._product)

    def _product(self) -> Part:
        return self._arithmetic(("*", "/", "%"), self._value)

    def _arithmetic(self, signs: tuple[str, ...], operand: Callable[[], Part]) -> Part:
        part = operand()
        while (sign := next((sign for sign in signs if self._take(sign)), None)) is not None:
            other = operand()
            for side in (part, other):
                if side.type != "whole" or side.elements is not None:
                    raise ConditionError(
                        f"“{sign}” reckons with {side.shown}, which is {WORDS[side.type]}.",
                        "A condition compares; only whole numbers may be reckoned with. Rates belong in rate.")
            part = Part("whole", f"{part.shown} {sign} {other.shown}")
        return part

    def _value(self) -> Part:
        kind, text = self._next()
        if kind == "number":
            return number(text)
        if text == "-" and self._tokens[self._at][0] == "number":
            return number(f"-{self._next()[1]}")
        if kind == "text":
            return Part("text", text, literal=text[1:-1])
        if text == "(":
            before = self._deeper()
            part = self._or()
            self._expect(")")
            self._depth = before
            return part
        if text == "[":
            return self._list()
        if kind == "name":
            return self._named(text)
        raise ConditionError(f"“{text}” is not expected there.", f"Write something such as {_example(self._facts)}.")

    def _list(self) -> Part:
        elements = [self._value()]
        while self._take(","):
            elements.append(self._value())
        self._expect("]")
        if any(element.literal is None for element in elements):
            raise ConditionError("A list may hold numbers and texts only.", 'Write ["a", "b"] or [1, 2].')
        return Part(elements[0].type, "the list", elements=tuple(elements))

    def _named(self, name: str) -> Part:
        if name in ("true", "false"):
            return Part("boolean", name, literal=name == "true")
        if name == "null":
            return Part("null", name)
        if name in ("occurred", "member"):
            return self._member_of(name)
        if name in SENDER and name not in self._facts:
            constant = f"SENDER_{name}".upper()
            self.besides.add(constant)
            self.rewritten[self._at - 1] = constant
            part = Part("text", name)
            return self._method(part) if self._take(".") else part
        if name not in self._facts:
            askable = [*self._facts, *(f"occurred.{part}" for part in OCCURRED), *(f"member.{part}" for part in MEMBER),
                       *SENDER]
            raise ConditionError(f"There is no fact “{name[:40]}”.", one_of(name, askable))
        self.asked.add(name)
        spec = self._facts[name]
        part = Part(TYPES[spec.type], name, fact=spec)
        if spec.type == "lines" and self._tokens[self._at][1] == ".":
            raise not_into(name)
        return self._method(part) if self._take(".") else part

    def _member_of(self, name: str) -> Part:
        parts = OCCURRED if name == "occurred" else tuple(MEMBER)
        if not self._take("."):
            raise ConditionError(f"“{name}” alone is no question.", f"Write {name}.{parts[0]}.")
        part = self._next()[1]
        if part not in parts:
            raise ConditionError(f"There is no {name}.{part[:40]}.", one_of(part, parts))
        constant = f"{name}_{part}".upper()
        self.besides.add(constant)
        self.rewritten |= {self._at - 3: constant, self._at - 2: "", self._at - 1: ""}
        shown = f"{name}.{part}"
        if name == "member":
            return Part(MEMBER[part], shown, tier=part == "tier")
        return Part("date" if part == "date" else "whole", shown)

    def _method(self, part: Part) -> Part:
        name = self._next()[1]
        if name not in METHODS:
            raise ConditionError(f"{part.shown} has no “{name[:40]}”.", one_of(name, METHODS))
        self._expect("(")
        argument = self._value()
        self._expect(")")
        if part.type != "text" or argument.type != "text" or argument.literal is None:
            raise ConditionError(f"{name} asks a text for a text, not {WORDS[part.type]} for {argument.shown}.",
                                 f'Write it of a fact that is a text: name.{name}("…").')
        return Part("boolean", "…")

    def _compared(self, left: Part, sign: str, right: Part) -> Part:
        for side in (left, right):
            if side.elements is not None:
                raise ConditionError("A list cannot be compared.", 'Ask what is in it: shop in ["a", "b"].')
        if sign not in ("==", "!=") and (left.type not in ("number", "whole", "date") or right.type == "null"):
            raise ConditionError(f"{left.shown} is {WORDS[left.type]}; {sign} compares numbers and dates.",
                                 "Use == or !=.")
        for side in (left, right):
            if side.type == "lines" and "null" not in (left.type, right.type):
                raise not_into(side.shown)
        if "null" not in (left.type, right.type):
            same_type(left, right)
            self._known_word(left, right)
            self._known_word(right, left)
        return Part("boolean", "…", needs=needs_of(left, right) or needs_of(right, left) if sign == "==" else ())

    def _known_word(self, side: Part, word: Part) -> None:
        """A text that the fact can never have is a slip of the pen."""
        choices = self._tiers if side.tier else side.fact.choices if side.fact else None
        if choices is not None and isinstance(word.literal, str) and word.literal not in choices:
            raise ConditionError(f"{side.shown} is never “{word.literal[:40]}”.", one_of(word.literal, choices),
                                 unknown=word.literal if side.tier else "")

    def _next(self) -> tuple[str, str]:
        token = self._tokens[self._at]
        if token[0] != "end":
            self._at += 1
        return token

    def _take(self, text: str) -> bool:
        kind, found = self._tokens[self._at]
        if kind in ("sign", "name") and found == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise ConditionError(f"“{text}” is missing before “{self._tokens[self._at][1]}”.", f"Add {text}.")

    def _deeper(self) -> int:
        before = self._depth
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise ConditionError("The condition nests too deeply.", "Split it into two rules.")
        return before


def _example(facts: Mapping[str, FactSpec]) -> str:
    for spec in facts.values():
        if spec.type in ("money", "decimal", "integer"):
            return f"{spec.name} >= 100"
        if spec.type == "text":
            return f'{spec.name} == "…"'
    return "occurred.hour < 8"
