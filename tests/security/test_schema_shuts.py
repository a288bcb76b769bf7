"""The schema's doors fail shut, and a bug says nothing of itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError

from schema.access import DemoOnly, HasRole, access
from schema.build import HemmaplanSchema
from schema.context import Context
from schema.engine.operations import QUERY, Asked, Operations
from schema.errors import Refusal
from server.members import STRANGER
from tests.schema.domain.conftest import database, town
from tests.schema.domain.town import Town

__all__ = ["database", "town"]

ENROLL = """mutation ($key: String!) { enrollMembers(input: [{key: $key}]) {
  ... on MemberEnrolled { replayed member { card displayName %s } } } }"""


class Secretive:
    def __repr__(self) -> str:
        return "postgres://hemligt"


@strawberry.interface
class Thing:
    name: str


@strawberry.type
class Known(Thing):
    pass


@strawberry.type
class Broken:
    number: int

    @strawberry.field
    def thing(self) -> Thing:
        return Secretive()  # type: ignore[return-value]

    @strawberry.field
    def known(self) -> Known:
        return Secretive()  # type: ignore[return-value]

    @strawberry.field
    def listed(self) -> list[str]:
        return Secretive()  # type: ignore[return-value]


@strawberry.type
class Query:
    @strawberry.field
    def broken(self) -> Broken | None:
        return Broken(number=Secretive())  # type: ignore[arg-type]

    guarded: str = strawberry.field(default="", metadata=access(HasRole("manager")))


@pytest.mark.parametrize("field", ["number", "thing { name }", "known { name }", "listed"])
async def test_an_answer_that_does_not_fit_its_type_is_a_bug_and_masked(field: str) -> None:
    operations = Operations(HemmaplanSchema(Query, types=(Known,)))
    context = Context(STRANGER, request_id="request-1")

    begun = operations.begin(Asked(f"{{ broken {{ {field} }} }}"), context, {QUERY})
    answer = json.loads(await operations.run(begun, context))

    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "request-1"}
    assert "hemligt" not in json.dumps(answer)


async def test_a_rule_holds_for_a_field_without_a_resolver_of_its_own() -> None:
    operations = Operations(HemmaplanSchema(Query, types=(Known,)))
    context = Context(STRANGER)

    begun = operations.begin(Asked("{ guarded }"), context, {QUERY})
    answer = json.loads(await operations.run(begun, context))

    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_the_demos_door_is_not_on_a_socket() -> None:
    with pytest.raises(Refusal) as refused:
        DemoOnly().check(Context(STRANGER, transport="socket", demo=True))

    assert refused.value.code == "BAD_INPUT"
    assert isinstance(refused.value, GraphQLError)


async def test_enrolling_is_not_reading(town: Town) -> None:
    """A key that comes again must not show what its member did since, elsewhere, to whoever may not read members."""
    enroller, reader = town.linneas.with_scopes("members:enroll"), town.linneas.till

    async def asked(principal: Any, more: str) -> Any:
        return await town.ask(principal, ENROLL % more, key="ny-1")

    first = await asked(enroller, "")
    again = await asked(enroller, "balances { points }")
    read = await asked(reader, "balances { points }")

    assert first["data"]["enrollMembers"][0]["member"]["card"]
    assert [e["extensions"]["code"] for e in again["errors"]] == ["FORBIDDEN"]
    assert read["data"]["enrollMembers"][0]["replayed"] is True
    assert "errors" not in read
