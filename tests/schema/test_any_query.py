"""Queries that nobody thought of: whatever the schema allows, a plan answers as graphql-core does."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    parse,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.schema.test_execution import PLAIN, SCHEMA, answered, planned

ARGUMENTS = {
    "number": ["1", "5", "99", "100", "$n"],
    "first": ["1", "2", "0", "$n", "null"],
    "id": ['"U2hlbGY6Mw=="', '"U2hlbGY6OTk5"', '"x"'],
    "at": ['"2026-03-10T12:00:00Z"', '"soon"'],
    "amount": ['"4.50"'],
    "points": ["7", "1.5"],
    "facts": ["{a: [1, null]}", "$f"],
    "sold": ['{key: "k", to: {card: "c"}, facts: $f}', '{key: "k", to: {id: "i", card: "c"}}'],
    "metals": ["[GOLD]", "GOLD", "null"],
}
DIRECTIVES = ["", "", "", " @include(if: $yes)", " @skip(if: $yes)", " @include(if: true)"]


def selections(type_: Any, depth: int) -> st.SearchStrategy[str]:
    """Some of what may be asked of a type."""
    parts: list[st.SearchStrategy[str]] = [st.just("__typename")]
    if not isinstance(type_, GraphQLUnionType):
        parts += [field(name, type_.fields[name], depth) for name in type_.fields if _fits(type_.fields[name], depth)]
    if depth and isinstance(type_, (GraphQLInterfaceType, GraphQLUnionType)):
        possible = SCHEMA._schema.get_possible_types(type_)
        parts += [
            st.builds(
                f"... on {one.name}{{}} {{{{ {{}} }}}}".format, st.sampled_from(DIRECTIVES), selections(one, depth - 1)
            )
            for one in possible
        ]
    return st.lists(st.one_of(parts), min_size=1, max_size=6).map(" ".join)


def fragment(type_: GraphQLObjectType, depth: int) -> st.SearchStrategy[str]:
    return st.builds(
        lambda directive, below: f"... on {type_.name}{directive} {{ {below} }}",
        st.sampled_from(DIRECTIVES),
        selections(type_, depth),
    )


def field(name: str, definition: Any, depth: int) -> st.SearchStrategy[str]:
    alias = st.sampled_from(["", "", "a: ", "b: "])
    given_ = {argument: st.sampled_from(ARGUMENTS[argument]) for argument in definition.args if argument in ARGUMENTS}
    arguments = st.fixed_dictionaries(given_).map(
        lambda values: f"({', '.join(f'{key}: {value}' for key, value in values.items())})" if values else ""
    )
    named = get_named_type(definition.type)
    if isinstance(named, (GraphQLScalarType, GraphQLEnumType)):
        below = st.just("")
    else:
        below = selections(named, depth - 1).map(lambda text: f" {{ {text} }}")
    return st.builds(lambda *parts: "".join(parts), alias, st.just(name), arguments, st.sampled_from(DIRECTIVES), below)


def _fits(definition: Any, depth: int) -> bool:
    return depth > 0 or not isinstance(
        get_named_type(definition.type), (GraphQLObjectType, GraphQLInterfaceType, GraphQLUnionType)
    )


QUERIES = selections(SCHEMA._schema.query_type, 4)
VARIABLES = st.fixed_dictionaries(
    {"yes": st.booleans(), "f": st.sampled_from([{"x": 1}, "text", None, [1]])}, optional={"n": st.integers(0, 3)}
)


@given(QUERIES, VARIABLES)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
async def test_any_query(query: str, variables: dict[str, Any]) -> None:
    document = f"query ($yes: Boolean!, $n: Int = 2, $f: JSON) {{ {query} }}"
    ast = parse(document)
    if any("never used" not in error.message for error in validate(SCHEMA._schema, ast)):
        return  # Two fields under one name, say.

    assert await planned(document, variables) == await answered(document, variables, PLAIN._schema)
