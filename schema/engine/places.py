"""Where a value stands in an answer, and what a resolver may ask of where it stands."""

from __future__ import annotations

from typing import Any, Protocol

from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from schema.context import Context
from schema.engine.plan import FieldPlan


class Execution(Protocol):
    """What is the same for a whole run."""

    context: Context
    root_value: Any
    variables: VariableValues


class Place:
    """Where a value goes in the answer; the chain of places upwards is its path."""

    __slots__ = ("above", "dead", "holder", "key", "nullable", "type_name")

    def __init__(self, above: Place | None, holder: Any, key: Any, nullable: bool, type_name: str | None) -> None:
        self.above, self.holder, self.key, self.nullable, self.type_name = above, holder, key, nullable, type_name
        self.dead = False  # It was nulled: nothing below it matters any more.

    def path(self) -> Path:
        above = self.above
        return Path(above.path() if above is not None and above.above is not None else None, self.key, self.type_name)

    def lives(self) -> bool:
        place: Place | None = self
        while place is not None:
            if place.dead:
                return False
            place = place.above
        return True


class FieldInfo:
    """What a resolver may ask of its call: graphql-core's GraphQLResolveInfo, worked out only where it is asked."""

    __slots__ = ("_place", "_plan", "_run", "context")

    def __init__(self, run: Execution, plan: FieldPlan, place: Place) -> None:
        self.context = run.context
        self._run, self._plan, self._place = run, plan, place

    field_name = property(lambda self: self._plan.name)
    field_nodes = property(lambda self: self._plan.nodes)
    return_type = property(lambda self: self._plan.definition.type)
    parent_type = property(lambda self: self._plan.parent)
    path = property(lambda self: self._place.path())
    schema = property(lambda self: self._plan.plan.schema)
    fragments = property(lambda self: self._plan.plan.operation.fragments)
    root_value = property(lambda self: self._run.root_value)
    operation = property(lambda self: self._plan.plan.operation.node)
    variable_values = property(lambda self: self._run.variables.coerced)
    operation_extensions = property(lambda self: None)
