"""Everyday choices in the document: what members do, and what it is estimated to save.

An estimate compares like with like or is refused: one system boundary, one unit, the share that belongs to it, and a
word of its own where the evidence is poor. Where there is no figure, nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server.programme.factors import MEASURED, editions
from server.programme.rulebook import LANGUAGES, Action, EarningRule, Factor, FactSpec, Figure, Picture

from .parts import Known
from .reading import Reader, one_of
from .toml import Located

PROOFS: tuple[Literal["own word", "partner"], ...] = ("own word", "partner")
_COUNTING = ("baseline", "chosen", "saving", "displacement", "uncertain")  # What only a figure has.
CLAIMS = re.compile(
    r"klimatsmart|klimatneutral|klimatvänlig|miljövänlig|\bgröna?\b|hållbar"
    r"|climate[ -](?:friendly|neutral|smart|positive)|carbon[ -]neutral|eco-?friendly|\bgreen\b|sustainab",
    re.IGNORECASE,
)
"""What says that something is good without saying how: the law forbids it, and a figure says it better."""


@dataclass(frozen=True, slots=True)
class Choices:
    actions: Mapping[str, Action]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """The edition of the factors that the file names; without lines where it names none."""

    edition: str
    lines: Mapping[str, Factor]


def choices(tree: Located, known: Known, earning: Sequence[EarningRule]) -> Choices:
    table, picture = _estimates(tree, known)
    found: dict[str, Action] = {}
    of_kind: dict[str, str] = {}
    for code, reader in known.entries(tree, "action", "action"):
        action = _action(code, reader, known, table, earning)
        if action.kind in of_kind:
            reader.wrong("kind", f"{reader.what}: “{action.kind}” is an action already, “{of_kind[action.kind]}”.",
                         "Give each kind one action.")
        of_kind.setdefault(action.kind, code)
        found[code] = action
    return Choices(found, picture)


def _estimates(tree: Located, known: Known) -> tuple[_Table, Picture | None]:
    at = tree.table.get("estimates")
    if at is None:
        return _Table("", {}), None
    reader = Reader(at, "The estimates", known.mistakes)
    edition = reader.choice("factors", editions())
    table = _Table(edition, editions()[edition])
    picture = None
    if reader.has("picture"):
        factor = _factor(reader, "picture", table, ("emission",))
        texts = reader.texts("picture", placeholders={"picture": ("km",)})
        _check_claims(reader, texts)
        if factor is not None and factor.unit != "passenger-km":
            reader.wrong("picture", f"{reader.what}: “{factor.code}” is for each {factor.unit}, not for a kilometer.",
                         'Write picture = "car_petrol_pkm".')
        elif factor is not None:
            picture = Picture(factor, texts)
    reader.nothing_else()
    return table, picture


def _action(code: str, reader: Reader, known: Known, table: _Table, earning: Sequence[EarningRule]) -> Action:
    kind = reader.reference("kind", known.kinds, "kind")
    rules = [rule for rule in earning if rule.kind == kind and not _counts(rule, known)]
    proof = reader.choice("proof", PROOFS)
    figure = _figure(reader, table)
    of = _of(reader, known, kind, figure)
    if kind in known.kinds:
        _check_proof(reader, proof, known, kind, of, rules)
    texts = reader.texts("name", "impact", optional=("source",), placeholders={"impact": ("kg",)})
    _check_claims(reader, texts)
    if figure is not None or not any(reader.has(key) for key in _COUNTING):  # Else what is wrong is said already.
        _check_texts(reader, texts, figure)
    reader.nothing_else({"kg": "Kilograms come from the factors' table: name a baseline or a saving.",
                         "points": "Points are earned by a rule: add [[earn]] with this kind."})
    capped = frozenset(rule.code for rule in rules if rule.own_caps)
    return Action(code, kind, of, proof, figure, capped, texts)


def _counts(rule: EarningRule, known: Known) -> bool:
    """Whether it moves a counter, which is nothing that anybody has."""
    return rule.currency in known.currencies and known.currencies[rule.currency].counter


def _figure(reader: Reader, table: _Table) -> Figure | None:
    """`baseline` and `chosen`, or `saving`; with or without `displacement`."""
    named = [key for key in _COUNTING if reader.has(key)]
    if not named:
        return None
    if not table.lines:
        reader.wrong(named[0], f"{reader.what} counts kilograms, but the file names no edition of the factors.",
                     f'Add [estimates] with factors = "{list(editions())[-1]}".')
        return None
    if ("saving" in named) == ("baseline" in named) or ("chosen" in named) != ("baseline" in named):
        reader.wrong(named[0], f"{reader.what} must compare in one way.",
                     "Write baseline and chosen, or saving alone; or none of them, and no kilograms are counted.")
        return None
    chosen = None
    if "saving" in named:
        first = _factor(reader, "saving", table, ("saving",))
    else:
        first = _factor(reader, "baseline", table, ("emission",))
        chosen = _factor(reader, "chosen", table, ("emission",))
        if first is None or chosen is None or not _comparable(reader, first, chosen):
            return None
    displacement = _factor(reader, "displacement", table, ("share",)) if "displacement" in named else None
    if first is None or ("displacement" in named and displacement is None):
        return None
    _check_displacement(reader, first, displacement, table)
    _check_quality(reader, [one for one in (first, chosen, displacement) if one is not None])
    return Figure(table.edition, first, chosen, displacement)


def _factor(reader: Reader, key: str, table: _Table, types: Collection[str]) -> Factor | None:
    fitting = [code for code, factor in table.lines.items() if factor.type in types]
    code = reader.text(key)
    if not code:
        return None
    factor = table.lines.get(code)
    if factor is None:
        reader.wrong(key, f"{reader.what}: the factors have no “{code[:60]}” in the edition {table.edition}.",
                     one_of(code, fitting))
    elif factor.type not in types:
        reader.wrong(key, f"{reader.what}: {key} cannot be “{code}”, which is {_A[factor.type]}.",
                     one_of(code, fitting))
        return None
    return factor


_A = {"emission": "an emission", "saving": "a saving", "share": "a share"}


def _comparable(reader: Reader, baseline: Factor, chosen: Factor) -> bool:
    if baseline.boundary != chosen.boundary:
        reader.wrong("chosen", f"{reader.what} compares two system boundaries: “{baseline.code}” counts "
                               f"{baseline.boundary}, “{chosen.code}” {chosen.boundary}.",
                     "Compare factors of one boundary.")
    elif baseline.unit != chosen.unit:
        reader.wrong("chosen", f"{reader.what} compares a {baseline.unit} with a {chosen.unit}.",
                     "Compare factors of one unit.")
    elif baseline.value <= chosen.value:
        reader.wrong("chosen", f"{reader.what} saves nothing: “{chosen.code}” is not below “{baseline.code}”.",
                     "Swap them, or compare with something else.")
    else:
        return True
    return False


def _check_displacement(reader: Reader, first: Factor, share: Factor | None, table: _Table) -> None:
    if share is not None and first.displacement == "included":
        reader.wrong("displacement", f"{reader.what}: “{first.code}” counts displacement in already.",
                     "Remove displacement, or it would be applied twice.")
    elif share is not None and share.act != first.act:
        fitting = [code for code, one in table.lines.items() if one.type == "share" and one.act == first.act]
        reader.wrong("displacement", f"{reader.what}: “{share.code}” is no share of what “{first.code}” saves.",
                     one_of(share.code, fitting) if fitting else "Remove displacement.")
    elif share is None and first.displacement == "needed":
        reader.wrong("saving", f"{reader.what}: “{first.code}” is saved only where something new is replaced.",
                     f'Add displacement = "displacement_{first.act}".')


def _check_quality(reader: Reader, factors: Sequence[Factor]) -> None:
    poor = [factor.code for factor in factors if factor.quality == "C"]
    said = reader.boolean("uncertain", default=False)
    if poor and not said:
        reader.wrong("saving" if reader.has("saving") else "baseline",
                     f"{reader.what}: the evidence for “{poor[0]}” is poor (quality C).",
                     "Add uncertain = true and say so in the text, or count no kilograms.")
    if said and not poor:
        reader.wrong("uncertain", f"{reader.what}: none of its factors is of quality C.", "Remove uncertain.")


def _of(reader: Reader, known: Known, kind: str, figure: Figure | None) -> str | None:
    facts = known.kinds[kind].facts if kind in known.kinds else {}
    unit = figure.baseline.unit if figure is not None else ""
    fitting = [name for name, spec in facts.items() if _multiplies(spec, unit)]
    measured = MEASURED.get(unit)
    if not reader.has("of"):
        if measured is not None:
            reader.wrong("kind", f"{reader.what} counts by {measured}, and does not say which fact that is.",
                         f'Add of = "{fitting[0]}".' if fitting else "Give the kind a decimal fact with that unit.")
        return None
    name = reader.text("of", example='"km"')
    if name and kind in known.kinds and name not in fitting:
        counts = measured or "whole things"
        reader.wrong("of", f"{reader.what}: “{name[:40]}” is no fact of “{kind}” that counts {counts}.",
                     one_of(name, fitting))
    return name or None


def _multiplies(spec: FactSpec, unit: str) -> bool:
    """Whether a fact counts what a factor is for: kilometers by kilometers, kilograms by kilograms. Without a factor
    any quantity will do."""
    if not unit:
        return spec.type in ("integer", "decimal")
    if unit in MEASURED:
        return spec.type == "decimal" and spec.unit == MEASURED[unit]
    return spec.type == "integer" and spec.unit not in MEASURED.values()


def _check_proof(
    reader: Reader, proof: str, known: Known, code: str, of: str | None, rules: Sequence[EarningRule]
) -> None:
    """Nobody's own word may count without end, and a partner's proof is not a member's to give."""
    kind = known.kinds[code]
    if proof == "partner":
        if "member" in kind.senders:
            reader.wrong("proof", f"{reader.what} is proved by a partner, but members may report “{code}”.",
                         'Write proof = "own word", or take "member" out of the kind\'s senders.')
        return
    if "member" not in kind.senders:
        reader.wrong("proof", f"{reader.what} is a member's own word, but members may not report “{code}”.",
                     'Add "member" to the kind\'s senders, or write proof = "partner".')
    elif not rules or any(not rule.own_caps for rule in rules):
        reader.wrong("proof", f"{reader.what} is a member's own word, and nothing limits how often it counts.",
                     f'Give the earning rules of “{code}” a cap, such as cap = {{ points = 10, per = "day" }}.')
    elif all(rule.condition is not None or rule.only or rule.unless or rule.chance is not None for rule in rules):
        reader.wrong("proof", f"{reader.what} is a member's own word, and at times no rule limits it.",
                     f"Give “{code}” an earning rule without when: its cap then always holds.")
    elif of is not None and of in kind.facts and kind.facts[of].most is None:
        reader.wrong("of", f"{reader.what} is a member's own word, and nothing limits “{of}”.",
                     f"Give the fact “{of}” a max.")


def _check_texts(reader: Reader, texts: Mapping[Literal["sv", "en"], Mapping[str, str]], figure: Figure | None) -> None:
    for language in LANGUAGES:
        words = texts.get(language, {})
        impact, source = words.get("impact", ""), words.get("source")
        if figure is None:
            if "{kg}" in impact or source is not None:
                reader.wrong(language, f"{reader.what}: {language} speaks of kilograms that nothing counts.",
                             "Name a baseline or a saving, or say why there is no figure.")
            continue
        if impact and "{kg}" not in impact:
            reader.wrong(language, f"{reader.what}: {language}: impact does not say how much.", "Write {kg} in it.")
        year = figure.baseline.year
        if impact and (source is None or (year is not None and str(year) not in source)):
            reader.wrong(language, f"{reader.what}: {language} does not name the source of “{figure.baseline.code}” "
                                   f"with its year.", f'Write source = "… {year or ""}".')


def _check_claims(reader: Reader, texts: Mapping[Literal["sv", "en"], Mapping[str, str]]) -> None:
    for language, words in texts.items():
        for text in words.values():
            if claim := CLAIMS.search(text):
                reader.wrong(language, f"{reader.what}: “{claim[0]}” claims what no figure can show.",
                             "Name the act and what it is compared with.")
