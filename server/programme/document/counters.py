"""Counters in the document: what is counted for tiers, milestones and closings, and nobody sees as points."""

from __future__ import annotations

from decimal import Decimal

from server.programme.rulebook import COUNTER, Currency, EarningRule

from .choosing import Askable, chosen_of, looked_into, number_of
from .parts import Known, condition_of, kinds_of
from .reading import Reader
from .toml import Located


def counters(tree: Located, known: Known) -> tuple[EarningRule, ...]:
    """Each counter joins the known currencies; the rules that move it, one a kind."""
    moving: list[EarningRule] = []
    for code, reader in known.entries(tree, "counter", "counter"):
        if code in known.currencies:
            reader.wrong("code", f"There is a currency “{code}” already, and a counter is told apart by its code.",
                         "Give one of them another code.")
        moving += _counter(code, reader, known)
        reader.nothing_else({"rate": "A counter adds up a fact as it is: [[earn]] has rates.",
                             "within": "What counts it says for how long: a tier's path, a milestone, a closing."})
    return tuple(moving)


def _counter(code: str, reader: Reader, known: Known) -> list[EarningRule]:
    kinds = kinds_of(reader, known)
    decimals = reader.whole("decimals", least=0, most=4, default=0)
    lines, of = number_of(reader, known, kinds) if reader.has("of") else (None, None)
    askable = Askable.of(known, kinds)
    only = chosen_of(reader, known, askable, "only", over_lines=lines is not None)
    unless = chosen_of(reader, known, askable, "except", over_lines=lines is not None)
    condition = condition_of(reader, known, kinds)
    texts = reader.texts("name", "one", "many")
    # A currency of that code stays what it is: all that names it is right, and only the counter is wrong.
    counter = Currency(code, decimals, False, None, texts, counter=True)
    known.currencies.setdefault(code, counter)
    said = {language: {"name": words["name"], "why": words["name"]} for language, words in texts.items()}
    return [
        EarningRule(
            f"{COUNTER}{code}", kind, condition, code, Decimal(1) if of else None, of, None if of else 10**decimals,
            "down", (), said, only=only, unless=unless,
            lines=lines or looked_into(reader, known, kind, (*only, *unless), measured=of is not None),
        )
        for kind in kinds
    ]  # fmt: skip
