"""The GraphQL schema: what is kept is what the code says, every door names who may pass, every list ends."""

from __future__ import annotations

import pytest
import strawberry
from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLUnionType
from strawberry.types.field import StrawberryField

from schema.access import ACCESS
from schema.build import HemmaplanSchema, UndeclaredAccess
from schema.root import build
from tests.architecture.sources import ROOT

DEFINITION = "strawberry-definition"


@pytest.fixture(scope="module")
def schema() -> HemmaplanSchema:
    return build()


def test_the_kept_sdl_is_what_the_code_says(schema: HemmaplanSchema) -> None:
    kept = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")

    assert kept == schema.as_str().rstrip() + "\n", "Run: python3 -m server schema --write"


def test_every_mutation_and_subscription_says_who_may(schema: HemmaplanSchema) -> None:
    silent, counted = [], 0
    for root in (schema._schema.mutation_type, schema._schema.subscription_type):
        assert root is not None
        for name, field in root.fields.items():
            counted += 1
            definition = field.extensions[DEFINITION]
            assert isinstance(definition, StrawberryField)
            if ACCESS not in definition.metadata:
                silent.append(name)

    assert silent == []
    assert counted > 10


def test_a_mutation_that_says_nothing_is_never_served() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def hello(self) -> str:
            return "hej"

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        def take_all(self) -> str:
            return "taken"

    with pytest.raises(UndeclaredAccess, match="takeAll"):
        HemmaplanSchema(Query, Mutation)


def test_expected_refusals_are_named_problems(schema: HemmaplanSchema) -> None:
    problem = schema._schema.get_type("Problem")
    unions = [kind for kind in schema._schema.type_map.values() if isinstance(kind, GraphQLUnionType)]
    wrong = [
        f"{union.name}: {member.name}"
        for union in unions
        for member in union.types
        if member.name.endswith("Problem") != (problem in member.interfaces)
    ]

    assert wrong == []
    assert unions


def test_a_connection_says_how_it_goes_on(schema: HemmaplanSchema) -> None:
    connections = {
        name: kind
        for name, kind in schema._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and name.endswith("Connection")
    }

    assert connections
    assert [name for name, kind in connections.items() if not {"pageInfo", "edges"} <= kind.fields.keys()] == []
    asked = [
        f"{owner}.{name}"
        for owner, kind in schema._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if _bare(field.type) in connections.values() and not {"first", "after"} <= field.args.keys()
    ]
    assert asked == []


def _bare(kind: object) -> object:
    while isinstance(kind, GraphQLNonNull | GraphQLList):
        kind = kind.of_type
    return kind
