"""How many fields a document asks for at the least, read from its bare text.

A thousand characters of fragments within fragments can ask for millions of fields, and parsing them costs more than
refusing them should. Fields and spreads can be counted without a syntax tree: what stands outside parentheses and is
no directive, type or alias is a field. The count takes every list to hold one item, so it is never above the price.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

COUNT_CAP = 10**9
SPREADS_FOLLOWED = 300  # Different fragments; a chain of them is as deep as the recursion.
_UNCOUNTED = re.compile(r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*|,')
_TOKENS = re.compile(r"\.\.\.\s*on\b\s*\w+|\.\.\.\s*\w+|\.\.\.|@\s*\w+|\w+\s*:|\w+|[{}()]")


def least_fields(text: str) -> int:
    """At the least so many fields are asked for, by the cheapest of the document's operations."""
    if text.count("...") < 2:
        return 0  # Without spreads the text itself bounds what it asks for.
    operations, fragments = _definitions(text)
    known: dict[str, int] = {}
    totals = [_total(fields, spreads, fragments, known) for fields, spreads in operations]
    return min(totals, default=0)


_Definition = tuple[int, list[str]]


def _definitions(text: str) -> tuple[list[_Definition], dict[str, _Definition]]:
    """The fields and spreads of each operation, and of each fragment by its name."""
    operations: list[_Definition] = []
    fragments: dict[str, _Definition] = {}
    head: list[str] = []
    spreads: list[str] = []
    fields = braces = parentheses = 0
    for token in _TOKENS.findall(_UNCOUNTED.sub(" ", text)):
        if token == "(":
            parentheses += 1
        elif token == ")":
            parentheses -= 1
        elif parentheses > 0:
            continue
        elif token == "{":
            braces += 1
        elif token == "}":
            braces -= 1
            if braces == 0:
                if head[:1] == ["fragment"] and len(head) > 1:
                    fragments[head[1]] = (fields, spreads)
                else:
                    operations.append((fields, spreads))
                head, spreads, fields = [], [], 0
        elif braces == 0:
            head.append(token)
        elif token.startswith("..."):
            name = token[3:].strip()
            if name and not name.startswith("on ") and name.split() != ["on"]:
                spreads.append(name)
        elif token[0] != "@" and token[-1] != ":":
            fields += 1
    return operations, fragments


def _total(fields: int, spreads: list[str], fragments: Mapping[str, _Definition], known: dict[str, int]) -> int:
    total = fields
    for name in spreads:
        inner = known.get(name)
        if inner is None:
            known[name] = 0  # A circle is for validation to refuse.
            definition = fragments.get(name)
            if definition is not None and len(known) <= SPREADS_FOLLOWED:
                known[name] = _total(*definition, fragments, known)
            inner = known[name]
        total += inner
    return min(total, COUNT_CAP)
