"""A plan answers what graphql-core answers: data, errors, paths, and which fields run after which."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import strawberry
from graphql import GraphQLSchema, parse
from graphql import execute as reference
from strawberry.schema.config import StrawberryConfig

from schema.build import HemmaplanSchema, UndeclaredAccess
from schema.context import Context
from schema.engine.documents import Document
from schema.engine.execution import RequestErrors, execute, variables_of
from schema.problems import TABLE
from schema.scalars import SCALARS
from tests.schema.sample import (
    BATCHES,
    DONE,
    MANAGER,
    TILL,
    Moved,
    Mutation,
    Paid,
    Query,
    Subscription,
    Taken,
    TakenProblem,
)

SCHEMA = HemmaplanSchema(
    Query,
    Mutation,
    Subscription,
    types=(Moved, Paid),
    problems={**TABLE, Taken: lambda error, language: TakenProblem(message=str(error), key=error.key)},
)
PLAIN = strawberry.Schema(
    Query, Mutation, Subscription, types=(Moved, Paid), config=StrawberryConfig(scalar_map=SCALARS)
)
SHELF = "id name metal tags grid"
FULL = f"fragment full on Shelf {{ {SHELF} events {{ __typename position ... on Moved {{ to }} ...paid }} }}"
PAID = "fragment paid on Paid { points }"

DOCUMENTS: list[tuple[str, dict[str, Any]]] = [
    ("{ hello }", {}),
    ("{ a: hello b: hello __typename }", {}),
    (f"{{ shelf(number: 1) {{ {SHELF} slow above {{ name above {{ name slow }} }} }} }}", {}),
    ("{ shelf(number: 5) { name } }", {}),
    ("{ shelves(first: 6) { edges { node { label { text beside { it: text } } bare: label { __typename } } } } }", {}),
    ("{ shelf(number: 500) { name } }", {}),
    ("query ($n: Int!) { shelf(number: $n) { ...full above { ...full } } }" + FULL + PAID, {"n": 3}),
    ("{ shelves(first: 3) { edges { cursor node { id slow above { id name } } } pageInfo { hasNextPage } } }", {}),
    ("query ($n: Int) { shelves(first: $n) { edges { node { inner: id } } } }", {"n": 2}),
    ("query ($n: Int = 2) { shelves(first: $n) { edges { cursor } } }", {}),
    ("query ($n: Int) { shelves(first: $n) { edges { cursor } } }", {"n": None}),
    ("query ($n: Int) { shelves(first: $n) { edges { cursor } } }", {}),
    ("{ shelves(first: 0) { edges { cursor } } hello }", {}),
    ("{ shelf(number: 1) { name broken } }", {}),
    ("{ shelf(number: 1) { name brokenLater slow } hello }", {}),
    ("{ shelf(number: 1) { above { broken } brokenLater missing } hello }", {}),
    ("{ shelf(number: 1) { name missing above { missing } } }", {}),
    ("{ shelf(number: 1) { nothing } hello }", {}),
    ("{ shelf(number: 1) { neighbours { name above { name nothing } } } }", {}),
    ("{ shelf(number: 1) { neighbours { name neighbours { id neighbours { name slow } } } } }", {}),
    ("{ shelf(number: 1) { fragile { name } } hello }", {}),
    ("{ shelf(number: 1) { maybeFragile { name slow } } }", {}),
    ("{ shelf(number: 1) { maybeFragile { name brokenLater } } }", {}),
    ("{ bad hello }", {}),
    ("{ busy hello }", {}),
    ("{ facts { at amount points facts raw } }", {}),
    (
        "query ($at: DateTime!, $facts: JSON!)"
        ' { echo(at: $at, amount: "4.50", points: 9007199254740992, facts: $facts) { at amount points facts } }',
        {"at": "2026-03-10T13:00:00+01:00", "facts": {"amount": "214.50", "deep": [{"a": 1}]}},
    ),
    ('{ echo(at: "2026-03-10", amount: "4", points: 1, facts: 1) { at } }', {}),
    ('{ echo(at: "2026-03-10T12:00:00Z", amount: "1e9", points: 1, facts: {}) { at } }', {}),
    ('{ described(sold: {key: "k", to: {card: "c"}, notes: ["n"]}, metals: [GOLD, BRONZE]) }', {}),
    (
        "query ($s: Sold!, $m: [Metal!]) { described(sold: $s, metals: $m) }",
        {"s": {"key": "k", "to": {"id": "x"}, "metal": "GOLD", "amount": "4.5", "facts": {"a": 1}}, "m": ["GOLD"]},
    ),
    ("query ($s: Sold!, $m: [Metal!]) { described(sold: $s, metals: $m) }", {"s": {"key": "k", "to": {"id": "x"}}}),
    ("query ($k: String!) { described(sold: {key: $k, to: {card: $k}, facts: {x: $k}}) }", {"k": "from a variable"}),
    (
        "query ($yes: Boolean!, $no: Boolean!) { hello @include(if: $no) shelf(number: 1) { name @skip(if: $yes) id"
        " ... @include(if: $yes) { metal } } }",
        {"yes": True, "no": False},
    ),
    (
        "query ($yes: Boolean!, $no: Boolean!) { hello @include(if: $no) shelf(number: 1) { name @skip(if: $yes) id"
        " ... @include(if: $yes) { metal } } }",
        {"yes": False, "no": True},
    ),
    ('{ node(id: "U2hlbGY6Mw==") { __typename id ... on Shelf { name above { name } } } }', {}),
    ('{ node(id: "nonsense") { id } hello }', {}),
    ('mutation { a: slowly(name: "a") b: slowly(name: "b") }', {}),
    (
        'mutation { sell(input: {key: "k", to: {card: "c"}}) { __typename ... on SoldAs { text lines { points } } } }',
        {},
    ),
    (
        "{ __schema { queryType { name fields { name type { kind ofType { name } } args { name type { kind } } } } } }",
        {},
    ),
    ('{ __type(name: "Metal") { kind enumValues { name } } shelf(number: 1) { __typename } }', {}),
]


async def answered(document: str, variables: dict[str, Any], schema: GraphQLSchema) -> tuple[Any, list[Any]]:
    """graphql-core's own answer."""
    result = reference(
        schema, parse(document), variable_values=variables, context_value=Context(MANAGER, language="en")
    )
    if hasattr(result, "__await__"):
        result = await result
    return _plain(result.data), _told(result.errors or [])


async def planned(document: str, variables: dict[str, Any]) -> tuple[Any, list[Any]]:
    operation = Document(SCHEMA._schema, document).operation(None)
    try:
        coerced = variables_of(operation, variables)
        first = await execute(operation, coerced, Context(MANAGER, language="en"))
        again = await execute(operation, coerced, Context(MANAGER, language="en"))
    except RequestErrors as refused:
        return None, _told(refused.errors)
    assert (_plain(first[0]), _told(first[1])) == (_plain(again[0]), _told(again[1]))
    return _plain(again[0]), _told(again[1])


def _plain(data: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(data))


def _told(errors: Any) -> list[Any]:
    return sorted(
        (str(error.path), error.message, str([(p.line, p.column) for p in error.locations or ()])) for error in errors
    )


@pytest.mark.parametrize(("document", "variables"), DOCUMENTS)
@pytest.mark.parametrize("schema", [PLAIN._schema, SCHEMA._schema], ids=["strawberry", "armed"])
async def test_a_plan_answers_as_graphql_core_does(
    document: str, variables: dict[str, Any], schema: GraphQLSchema
) -> None:
    expected = await answered(document, variables, schema)

    assert await planned(document, variables) == expected


async def test_the_order_of_keys_is_the_order_of_the_question() -> None:
    document = "{ shelf(number: 1) { slow id above { id } name neighbours { id } __typename metal } hello }"
    operation = Document(SCHEMA._schema, document).operation(None)

    data, _ = await execute(operation, variables_of(operation, {}), Context(MANAGER))

    assert data is not None
    assert list(data) == ["shelf", "hello"]
    assert list(data["shelf"]) == ["slow", "id", "above", "name", "neighbours", "__typename", "metal"]


async def test_one_level_is_one_batch() -> None:
    document = "{ shelves(first: 20) { edges { node { above { above { above { id } } } slow } } } }"
    operation = Document(SCHEMA._schema, document).operation(None)
    BATCHES.clear()

    _, errors = await execute(operation, variables_of(operation, {}), Context(MANAGER))

    assert not errors
    assert [len(batch) for batch in BATCHES] == [20, 1, 1]  # What the operation has read, it reads no second time.


async def test_mutations_run_one_after_another() -> None:
    operation = Document(SCHEMA._schema, 'mutation { a: slowly(name: "a") b: slowly(name: "b") }').operation(None)
    DONE.clear()

    await execute(operation, variables_of(operation, {}), Context(MANAGER))

    assert DONE == ["a began", "a ended", "b began", "b ended"]


async def test_a_domain_error_becomes_the_unions_problem() -> None:
    document = (
        "mutation ($i: [Sold!]!) { sellMany(input: $i) { __typename ... on SoldAs { text }"
        " ... on Problem { message } ... on TakenProblem { key } } }"
    )
    sold = [{"key": key, "to": {"card": "c"}} for key in ("a", "taken", "b")]
    operation = Document(SCHEMA._schema, document).operation(None)

    data, errors = await execute(operation, variables_of(operation, {"i": sold}), Context(TILL))

    assert not errors
    assert data == {
        "sellMany": [
            {"__typename": "SoldAs", "text": "a"},
            {"__typename": "TakenProblem", "message": "taken is taken.", "key": "taken"},
            {"__typename": "SoldAs", "text": "b"},
        ]
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [("taken", "TakenProblem"), ("forbidden", "NotAllowedProblem"), ("busy", None)],
)
async def test_what_the_union_does_not_hold_is_an_error(key: str, expected: str | None) -> None:
    document = "mutation ($i: Sold!) { sell(input: $i) { __typename } }"
    operation = Document(SCHEMA._schema, document).operation(None)
    variables = variables_of(operation, {"i": {"key": key, "to": {"card": "c"}}})

    data, errors = await execute(operation, variables, Context(MANAGER))

    assert (data == {"sell": {"__typename": expected}}) is (expected is not None)
    assert len(errors) == (0 if expected else 1)


def test_a_mutation_that_declares_nothing_cannot_be_built() -> None:
    @strawberry.type
    class Careless:
        @strawberry.mutation
        def spend(self) -> bool:
            return True

    with pytest.raises(UndeclaredAccess, match=r"Careless\.spend"):
        HemmaplanSchema(Query, Careless)
