"""Parameters in the document: numbers and words that are named once and stand in several places.

`[parameters] points_per_krona = "4.71"`, and then `rate = "$points_per_krona"`: a text that is a dollar sign and a name
is replaced by the parameter's value, wherever a value stands. A version may change a parameter alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from .reading import CODE, CODE_REMEDY, PARAMETER, Mistakes, one_of
from .toml import Located

SECTION = "parameters"


def filled_in(tree: Located, mistakes: Mistakes) -> Located:
    """The tree with every parameter's value in its places, and without the section; a value's line is that of its
    place. Notes every name that no parameter has."""
    at = tree.table.get(SECTION)
    if at is not None and not isinstance(at.value, dict):
        mistakes.add(at.line, "The parameters must be a table.", 'Write [parameters] and under it name = "value".')
    named = at.table if at is not None else {}
    for name, value in named.items():
        if not CODE.fullmatch(name):
            mistakes.add(value.line, f"“{name[:60]}” cannot be the name of a parameter.", CODE_REMEDY)
        for other in _parameters_in(value):
            mistakes.add(value.line, f"The parameter “{name[:60]}” stands for another one, “${other}”.",
                         "A parameter has a value of its own: write it here.")
    return Located(
        {key: _filled(item, named, mistakes) for key, item in tree.table.items() if key != SECTION}, tree.line
    )


def _filled(at: Located, named: dict[str, Located], mistakes: Mistakes) -> Located:
    if isinstance(at.value, dict):
        return Located({key: _filled(item, named, mistakes) for key, item in at.table.items()}, at.line)
    if isinstance(at.value, list):
        return Located([_filled(item, named, mistakes) for item in at.items], at.line)
    wanted = PARAMETER.fullmatch(at.value) if isinstance(at.value, str) else None
    if wanted is None:
        return at
    if wanted[1] not in named:
        mistakes.add(at.line, f"There is no parameter “{wanted[1]}”.", one_of(wanted[1], named))
    if wanted[1] not in named or any(_parameters_in(named[wanted[1]])):
        mistakes.unfilled.add((at.line, wanted[1]))
        return at
    return _placed(named[wanted[1]], at.line)


def _parameters_in(at: Located) -> Iterator[str]:
    for item in (*at.table.values(), *at.items):
        yield from _parameters_in(item)
    if isinstance(at.value, str) and (found := PARAMETER.fullmatch(at.value)):
        yield found[1]


def _placed(value: Located, line: int) -> Located:
    """A parameter's value as if it had been written on that line."""
    if isinstance(value.value, dict):
        return Located({key: _placed(item, line) for key, item in value.table.items()}, line)
    if isinstance(value.value, list):
        return Located([_placed(item, line) for item in value.items], line)
    return Located(value.value, line)
