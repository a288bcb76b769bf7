"""The programme: what members collect, what can happen, what it gives. One readable file, compiled to a rulebook.

    document = programme.parse(text, "kvarteret.toml")     # or ProgrammeErrors, each with its line and its remedy
    rulebooks = await programme.load(tx)                   # one statement; reads anew where something was published
    rulebook = rulebooks.at(occurred_at)                   # or BeforeProgramme
    facts = programme.type_facts(kind, raw, shop, rulebook)
    asked = programme.asked(rulebook, kind, facts, occurred_at=occurred_at, tier=tier)
"""

from __future__ import annotations

from pathlib import Path

from .compilation import compile
from .conditions import Asked, asked
from .document import Document, parse
from .errors import (
    BeforeProgramme,
    FactError,
    NoProgramme,
    ProgrammeError,
    ProgrammeErrors,
    UnknownKind,
)
from .explainer import Explanation, Line, explain, why
from .facts import (
    bounds_of,
    by_hand_in_words,
    canonical_facts,
    check_by_hand,
    facts_in_words,
    kind_of,
    micro_units,
    plain_quantity,
    quantity,
    sample_facts,
    show_fact,
    show_facts,
    staff_most_of,
    type_facts,
)
from .guide import Section, how_it_works
from .queries import Rulebooks, current, forget, load, rulebook_at, rulebook_numbered, versions
from .rulebook import Rulebook
from .service import check, publish
from .spending import terms_of

EXAMPLES = Path(__file__).parent / "examples"

__all__ = [
    "EXAMPLES", "Asked", "BeforeProgramme", "Document", "Explanation", "FactError", "Line", "NoProgramme",
    "ProgrammeError", "ProgrammeErrors", "Rulebook", "Rulebooks", "Section", "UnknownKind", "asked", "bounds_of",
    "by_hand_in_words", "canonical_facts", "check", "check_by_hand", "compile", "current", "explain", "facts_in_words",
    "forget", "how_it_works", "kind_of", "load", "micro_units", "parse", "plain_quantity", "publish", "quantity",
    "rulebook_at", "rulebook_numbered", "sample_facts", "show_fact", "show_facts", "staff_most_of", "terms_of",
    "type_facts", "versions", "why",
]  # fmt: skip
