"""Whatever is wrong with a document is told in Swedish, too: every sentence that a reader can say is walked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server import programme
from server.programme.conditions import compile_condition
from server.programme.conditions.parts import ConditionError
from server.programme.document.toml import ADDED_TO_INLINE, COMMA, PLAINER
from server.programme.errors import ProgrammeError
from server.programme.factors import editions
from server.programme.mistakes_in_swedish import SENTENCES, in_language, swedish
from server.programme.mistakes_in_swedish.kinds import BOUNDARIES, FACTOR_UNITS, KINDS, NOUNS, TOML, place
from server.programme.mistakes_in_swedish.templates import Template, filled, kind_of, taken_apart
from tests.programme import bad_moment_rows, bad_rows
from tests.programme.bad_rows import Row
from tests.programme.test_bad_documents import mistakes, with_slip
from tests.programme.test_checking import NOTED, NOW, REFUSED
from tests.programme.test_conditions import FACTS, NONSENSE, TIERS
from tests.programme.whole import WHOLE

ROOT = Path(__file__).parents[2] / "server" / "programme"
FILES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if path.relative_to(ROOT).parts[0] not in ("guide", "mistakes_in_swedish")
]
TELLS = re.compile(r"\.wrong\(|mistakes\.add\(|found\.note\(|ProgrammeError\(|ConditionError\(|def unsteady")
SENTENCE = re.compile(r"[a-z].* .*[.?!]$", re.DOTALL)
ENGLISH = re.compile(
    r"\b(?:the|and|or|for|with|is|are|has|have|not|must|cannot|write|add|it|its|that|which|what|there|your|you|this|by|"
    r"between|longer|never|nothing|nobody|does|says|counts|one|name|holds)\b", re.I,
)  # fmt: skip
"""But for words that are keys: “from”, “days”, “points” may stand in Swedish as they are."""
OWN = re.compile(r"”[^”]*”|\"[^\"]*\"|'[^']*'|(?<=av: ).*|(?<=finns: ).*|(?<=saknar )\w+|\b(?:one|name|the) = ")
"""What the file says itself, or would."""
HOLDS_ENGLISH = {  # What a reader puts into a sentence, where that is English: the kind of place that it needs.
    "reader.what": "what side", "self.what": "what side", "inner.what": "what", "entry.what": "what",
    "currency.what": "what", "lower.what": "what", "what": "what no -", "noun": "no", "_several(noun)": "many",
    "words": "a", "_named(at.value)": "a", "_named(value)": "a", "_WORDS[spec.type]": "a", "WORDS[part.type]": "a",
    "WORDS[side.type]": "a", "WORDS[fact.type]": "a", "WORDS[other.type]": "a", "WORDS[left.type]": "a",
    "part.shown": "side what", "left.shown": "side", "right.shown": "side", "side.shown": "side", "fact.shown": "side",
    "other.shown": "side", "argument.shown": "side", "text": "side -", "self._tokens[self._at][1]": "side",
    "LANGUAGE_NAMES[language]": "tongue", "_A[factor.type]": "sort", "measured": "things", "counts": "things",
    "factor.unit": "factor_unit", "baseline.unit": "factor_unit", "chosen.unit": "factor_unit",
    "baseline.boundary": "boundary", "chosen.boundary": "boundary", "section": "counting -",
    "' or '.join(lacking)": "either", "gives": "points -", "most": "points -",
    "shown[0]": "cap", "shown[1]": "cap", "name": "limit -", "error": "condition", "told": "toml -",
    "error.strerror": "unreadable -", "one_of(at.value, NAMED_DAYS)": "sentence",
    "one_of(str(_code(entry)), known)": "sentence", "key": "when -",
}  # fmt: skip
SAMPLES = {
    "what": "The tier “gold”: reach: way 2", "no": "reward", "many": "currencies", "counting": "closing",
    "a": "a text in quotation marks", "things": "whole things", "sort": "a share", "tongue": "English", "limit": "cap",
    "points": "100 points", "cap": "3 times per day", "either": "x or y", "side": "the list", "when": "when",
    "factor_unit": "pair", "boundary": "use", "toml": "a list is not closed", "unreadable": "Permission denied",
    "sentence": "Write one of: x7.",
    "condition": "“in” needs a list.",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A sentence in the code: where it stands, what it says itself, and what it puts in between."""

    place: str
    literals: tuple[str, ...]
    inside: tuple[str, ...]


def _told() -> Iterator[Said]:
    """Every sentence in the files that tell of mistakes, whichever function composes it."""
    for path in FILES:
        source = path.read_text("utf-8")
        if TELLS.search(source):
            for node in _texts(ast.parse(source)):
                literals, inside = _parts(node)
                if SENTENCE.search("".join(literals)) or literals in KNOWN:
                    yield Said(f"{path.relative_to(ROOT)}:{node.lineno}", literals, inside)


def _texts(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """All texts, but docstrings and what stands in both languages side by side."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "sv" for key in node.keys):
        return
    if isinstance(node, ast.JoinedStr):
        yield node
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _parts(node: ast.Constant | ast.JoinedStr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(node, ast.Constant):
        return (str(node.value),), ()
    literals, inside = [""], list[str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            literals[-1] += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            inside.append(ast.unparse(part.value))
            literals.append("")
    return tuple(literals), tuple(inside)


KNOWN: dict[tuple[str, ...], list[Template]] = {}
for _template in SENTENCES.templates:
    KNOWN.setdefault(_template.literals, []).append(_template)
TOLD = list(_told())


def _kinds(template: Template) -> list[str]:
    return [kind if (kind := kind_of(name)) in SAMPLES else "-" for name in template.names]


def test_each_sentence_has_its_swedish() -> None:
    missing = [f"{said.place}: {'…'.join(said.literals)}" for said in TOLD if said.literals not in KNOWN]

    assert len(TOLD) > 500
    assert not missing, "\n".join(missing)


def test_what_is_english_inside_a_sentence_is_put_into_swedish() -> None:
    wrong = [
        f"{said.place}: {expression} is {kind}"
        for said in TOLD for template in KNOWN.get(said.literals, ())
        for expression, kind in zip(said.inside, _kinds(template), strict=True)
        if kind not in HOLDS_ENGLISH.get(expression, "-").split()
    ]  # fmt: skip

    assert not wrong, "\n".join(wrong)


def test_what_toml_cannot_be_is_put_into_swedish() -> None:
    assert {*PLAINER.values(), ADDED_TO_INLINE, COMMA} == set(TOML)


def test_every_unit_and_boundary_of_the_factors_is_put_into_swedish() -> None:
    factors = [factor for edition in editions().values() for factor in edition.values()]

    assert {factor.unit for factor in factors if factor.type != "share"} <= FACTOR_UNITS.keys()
    assert {factor.boundary for factor in factors if factor.boundary} == BOUNDARIES.keys()


def test_no_swedish_stands_there_for_a_sentence_that_is_no_more() -> None:
    told = {said.literals for said in TOLD}

    dead = [template.english for template in SENTENCES.templates if template.literals not in told]

    assert not dead


def test_every_noun_and_place_that_a_reader_names_has_its_swedish() -> None:
    nouns: set[str] = set()
    missing: list[str] = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("entries", "reference") and len(node.args) > 2 and isinstance(node.args[2], ast.Constant):
                nouns.add(str(node.args[2].value))
            if name == "Reader" and isinstance(node.args[1], ast.Constant | ast.JoinedStr):
                shown = _shown(node.args[1])
                missing += [f"{path.relative_to(ROOT)}:{node.lineno}: {shown}"] if place(shown) is None else []

    assert nouns - NOUNS.keys() == set()
    assert len(nouns) > 15
    assert not missing, "\n".join(missing)


def _shown(node: ast.Constant | ast.JoinedStr) -> str:
    """What a reader is called, with samples of what it names."""
    samples = {"noun": "tier", "number": "2", "key": "reach", "name[:60]": "amount", "code": "gold"}
    literals, inside = _parts(node)
    held = ["The tier “gold”" if one.endswith(".what") else samples.get(one, "x7") for one in inside]
    return "".join(literal + one for literal, one in zip(literals, [*held, ""], strict=True))


@pytest.mark.parametrize("template", SENTENCES.templates, ids=lambda template: template.english)
def test_a_sentence_is_taken_for_itself_and_for_no_other(template: Template) -> None:
    held = {name: SAMPLES.get(kind_of(name), f"x{place}") for place, name in enumerate(template.names)}

    fitting = list(SENTENCES.fitting(filled(template.english, held)))

    said = fitting[0][1]
    assert said == {found.english: own for found, own in fitting}[template.english]
    assert not ENGLISH.search(OWN.sub("", said)), said


@pytest.mark.parametrize("template", SENTENCES.templates, ids=lambda template: template.english)
def test_the_swedish_names_what_the_english_names(template: Template) -> None:
    literals, names = taken_apart(template.swedish)

    assert sorted(names) == sorted(name for name in template.names if name != "detail")
    assert not any("“" in literal for literal in literals)
    assert template.english[-1:] == template.swedish[-1:]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_sample_that_changes(kind: str) -> None:
    said = KINDS[kind].swedish(SAMPLES[kind])

    assert said is not None
    assert said != SAMPLES[kind] or kind == "when"


@pytest.mark.parametrize("row", [*bad_rows.ROWS, *bad_moment_rows.ROWS], ids=lambda row: f"{row[0]}: {row[2][:40]}")
def test_a_slip_is_told_in_swedish(row: Row) -> None:
    found = mistakes(with_slip(row))

    told = [in_language(mistake, "sv") for mistake in found]

    assert told
    for english, said in zip(found, told, strict=True):
        _check(english, said)


@pytest.mark.parametrize("row", [*NOTED, *REFUSED], ids=lambda row: f"{row[2]}: {row[1][:30]}")
def test_what_a_look_at_the_whole_finds_is_told_in_swedish(row: tuple[str, str, str, str]) -> None:
    before, after, message, _ = row

    found = programme.examine(WHOLE.replace(before, after), "town.toml", now=NOW)

    assert bool((*found.mistakes, *found.notes)) is bool(message)
    for one in (*found.mistakes, *found.notes):
        _check(one, in_language(one, "sv"))


@pytest.mark.parametrize("source", [row[0] for row in NONSENSE])
def test_what_makes_no_sense_in_a_condition_is_told_in_swedish(source: str) -> None:
    with pytest.raises(ConditionError) as caught:
        compile_condition(source, FACTS, TIERS, 2)

    whole = ProgrammeError("f", 1, f"The earning rule “shop”: when: {caught.value}", caught.value.remedy)
    _check(whole, in_language(whole, "sv"))


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("The tier “a: b”: sv has no “x: y”.", "Nivån ”a: b”: sv har ingen nyckel ”x: y”."),
        ("The tier “is a text”: reach: way 2: within: months is 0.",
         "Nivån ”is a text”: reach: väg 2: within: months är 0."),
        ("The earning rule “shop”: when: There is no fact “amont”.",
         "Intjäningsregeln ”shop”: when: Det finns ingen uppgift ”amont”."),
        ("There are two currencies “points” (the other is on line 3).",
         "Det finns två valutor ”points” (den andra står på rad 3)."),
        ("The reward “x”: there is no redeemable currency “y”.",
         "Belöningen ”x”: det finns ingen valuta att lösa in ”y”."),
        ("The earning rule “a”: its cap of 100 points per day never binds, as it has one of 2 times per lifetime, too.",
         "Intjäningsregeln ”a”: taket på 100 poäng om dagen spelar ingen roll, eftersom det också finns ett på 2 "
         "gånger någonsin."),
        ("No path leads to the tier “gold”: no rule earns a, b or c.",
         "Ingen väg leder till nivån ”gold”: ingen regel ger a, b eller c."),
        ("This is not valid TOML: something that a later Python says.", "Det här är inte giltig TOML."),
        ("The file cannot be read: Is a directory.", "Filen går inte att läsa: det är en mapp."),
        ("Nobody ever said this.", "Nobody ever said this."),
    ],
)
def test_codes_and_nested_parts_are_kept_apart(english: str, said: str) -> None:
    assert swedish(english) == said


def _check(english: ProgrammeError, said: ProgrammeError) -> None:
    assert (said.file, said.line) == (english.file, english.line)
    for before, after in ((english.message, said.message), (english.remedy, said.remedy)):
        assert SENTENCES.swedish(before) is not None, before
        assert not ENGLISH.search(OWN.sub("", after)), f"{before}\n{after}"
    assert english.message != said.message
