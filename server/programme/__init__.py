"""The programme: what members collect, what can happen, what it gives. One readable file, compiled to a rulebook.

    document = programme.parse(text, "kvarteret.toml")     # or ProgrammeErrors, each with its line and its remedy
    rulebooks = await programme.load(tx)                   # one statement; reads anew where something was published
    rulebook = rulebooks.at(occurred_at)                   # or BeforeProgramme
    facts = programme.type_facts(kind, raw, shop, rulebook)
    asked = programme.asked(rulebook, kind, facts, occurred_at=occurred_at, tier=tier)
"""

from __future__ import annotations

from pathlib import Path

from .archive import Published, Standing, published_version, published_versions, stand
from .checking import Examination, examine
from .compilation import compile
from .conditions import Asked, asked
from .document import Document, parse
from .draft_errors import DraftEnded, DraftMoved, OwnDraft
from .drafts import (
    TEXT_LIMIT,
    Act,
    WrittenDraft,
    acts_of,
    discard_draft,
    draft_of,
    drafts,
    drafts_by_id,
    publish_draft,
    save_draft,
)
from .eligibility import check_may_join
from .errors import (
    BeforeProgramme,
    FactError,
    GuardianNeeded,
    NoProgramme,
    NotOfferedThere,
    ProgrammeError,
    ProgrammeErrors,
    TooYoung,
    UnknownKind,
)
from .explainer import Explanation, Line, explain, why
from .explainer.given import GivenGift
from .explainer.hindrances import Hindrance, why_not
from .explainer.limited import Limited, limited_name, why_limited
from .explainer.spending import given_because, terms_of
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
from .guide import Section, Table, how_it_works, how_to_share
from .mistakes_in_swedish import in_language, said
from .planning import Change, Stage, entries, plan, section_name, stages
from .queries import Rulebooks, current, forget, load, rulebook_at, rulebook_numbered, versions
from .rulebook import Rulebook
from .service import VISIT_JOB, check, examine_file, examine_next, publish
from .starter import starter

EXAMPLES = Path(__file__).parent / "examples"

__all__ = [
    "EXAMPLES", "TEXT_LIMIT", "VISIT_JOB", "Act", "Asked", "BeforeProgramme", "Change", "Document", "DraftEnded",
    "DraftMoved", "Examination", "Explanation", "FactError", "GivenGift", "GuardianNeeded", "Hindrance", "Limited",
    "Line", "NoProgramme", "NotOfferedThere", "OwnDraft", "ProgrammeError", "ProgrammeErrors", "Published",
    "Rulebook", "Rulebooks", "Section", "Stage", "Standing", "Table", "TooYoung", "UnknownKind", "WrittenDraft",
    "acts_of", "asked", "bounds_of", "by_hand_in_words", "canonical_facts", "check", "check_by_hand",
    "check_may_join", "compile", "current", "discard_draft", "draft_of", "drafts", "drafts_by_id", "entries",
    "examine", "examine_file", "examine_next", "explain", "facts_in_words", "forget", "given_because", "how_it_works",
    "how_to_share", "in_language", "kind_of", "limited_name", "load", "micro_units", "parse", "plain_quantity",
    "plan", "publish", "publish_draft", "published_version", "published_versions", "quantity", "rulebook_at",
    "rulebook_numbered", "said", "sample_facts", "save_draft", "section_name", "show_fact", "show_facts",
    "staff_most_of", "stages", "stand", "starter", "terms_of", "type_facts", "versions", "why", "why_limited",
    "why_not",
]  # fmt: skip
