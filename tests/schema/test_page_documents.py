"""Every document that the page sends, as it is put together, is valid by the printed schema: a server refuses a whole
document for one clash in a fragment that it spreads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from graphql import DefinitionNode, DocumentNode, GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "frontend" / "src"
MADE = re.compile(r"\bgraphql\(\s*`([^`]*)`\s*(?:,\s*\[([\w\s,]*)\]\s*,?\s*)?\)")
NAMED = re.compile(r"\bconst (\w+) = $")
IMPORTED = re.compile(r"\bimport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*\"(\.[^\"]+)\"")
# Two events of a union that call fields of different types the same: what made a whole page answer 400.
CLASH = """
  type Query { latest: Event }
  union Event = Bought | Offered
  type Bought { points: Int! tier: String }
  type Offered { points: String! tier: String! }
"""


@dataclass(frozen=True)
class Piece:
    """What one call of graphql(…) says: its own text, and the pieces that it names, by file and constant."""

    text: str
    needs: tuple[tuple[Path, str], ...]


def pieces_in(path: Path) -> Iterator[tuple[str, Piece]]:
    source = path.read_text()
    elsewhere = {
        name.split(" as ")[-1].strip(): (_file_of(path, target), name.split(" as ")[0].strip())
        for names, target in IMPORTED.findall(source)
        for name in names.split(",")
    }
    found = list(MADE.finditer(source))
    said = len(re.findall(r"\bgraphql\(\s*`", source))
    assert len(found) == said, f"{path}: {said} documents begin, and {len(found)} can be read."
    for made in found:
        assert "${" not in made[1], f"{path}: a document is written out, or nothing can check it: {made[1][:60]}"
        named = NAMED.search(source[: made.start()])
        assert named, f"{path}: a document has a constant of its own: {made[1][:60]}"
        needs = [name for name in re.split(r"[\s,]+", made[2] or "") if name]
        yield named[1], Piece(made[1], tuple(elsewhere.get(name, (path, name)) for name in needs))


def _file_of(path: Path, target: str) -> Path:
    return (path.parent / target).resolve().with_suffix(".ts")


def put_together(
    wanted: tuple[Path, str], pieces: Mapping[tuple[Path, str], Piece], seen: set[tuple[Path, str]] | None = None
) -> list[DefinitionNode]:
    """As the page sends it: its own definitions, and those of the pieces that it names, each once."""
    seen = set() if seen is None else seen
    seen.add(wanted)
    piece = pieces[wanted]
    definitions = list(parse(piece.text).definitions)
    for need in piece.needs:
        if need not in seen:
            definitions += put_together(need, pieces, seen)
    return definitions


PIECES = {
    (path.resolve(), name): piece
    for path in sorted([*PAGE.rglob("*.ts"), *PAGE.rglob("*.svelte")])
    if not path.name.endswith((".test.ts", ".d.ts"))
    for name, piece in pieces_in(path)
}
SENT = {
    wanted: DocumentNode(definitions=tuple(put_together(wanted, PIECES)))
    for wanted, piece in PIECES.items()
    if any(isinstance(one, OperationDefinitionNode) for one in parse(piece.text).definitions)
}


@pytest.fixture(scope="module")
def printed() -> GraphQLSchema:
    return build_schema((CHECKOUT / "schema" / "schema.graphql").read_text())


def test_the_page_has_documents() -> None:
    assert len(SENT) > 100


@pytest.mark.parametrize("wanted", SENT, ids=lambda wanted: wanted[1])
def test_a_document_of_the_page_is_valid(wanted: tuple[Path, str], printed: GraphQLSchema) -> None:
    assert messages(printed, SENT[wanted]) == []


def test_every_piece_is_sent_by_some_document() -> None:
    """Else a fragment is checked by nobody."""
    used = {need for wanted in SENT for need in _reached(wanted)}

    assert set(PIECES) - used == set()


def _reached(wanted: tuple[Path, str]) -> set[tuple[Path, str]]:
    seen: set[tuple[Path, str]] = set()
    put_together(wanted, PIECES, seen)
    return seen


@pytest.mark.parametrize(
    ("fields", "clashes"),
    [
        ("... on Bought { points } ... on Offered { points }", True),
        ("... on Bought { tier } ... on Offered { tier }", True),
        ("... on Bought { points } ... on Offered { asked: points }", False),
    ],
)
def test_a_name_that_means_two_types_is_seen_through_a_fragment(fields: str, clashes: bool) -> None:
    here = Path("here.ts")
    pieces = {
        (here, "Parts"): Piece(f"fragment Parts on Event {{ __typename {fields} }}", ()),
        (here, "Latest"): Piece("query Latest { latest { ...Parts } }", ((here, "Parts"),)),
    }
    together = DocumentNode(definitions=tuple(put_together((here, "Latest"), pieces)))

    found = messages(build_schema(CLASH), together)

    assert ["conflict" in one for one in found] == ([True] if clashes else [])


def messages(schema: GraphQLSchema, document: DocumentNode) -> Sequence[str]:
    return [error.message for error in validate(schema, document)]
