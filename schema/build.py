"""A Strawberry schema with the house's rules put into its fields: access at the door, domain errors as problems.

Both stand in `GraphQLField.resolve` itself, so that they hold whoever executes the schema, and they add nothing to the
fields that declare neither.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from inspect import isawaitable
from typing import Any

import strawberry
from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    Undefined,
    default_field_resolver,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.access import ACCESS, Rule
from schema.context import Context
from schema.engine.binding import bound
from schema.problems import TABLE, Maker, Problem, problem_of
from schema.request_log import noting
from schema.scalars import SCALARS
from server.kernel.errors import DomainError

Resolver = Callable[..., Any]
_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


class UndeclaredAccess(TypeError):
    """A mutation or a subscription that does not say who may."""


class HemmaplanSchema(strawberry.Schema):
    """The schema. Raises UndeclaredAccess where a mutation or a subscription lacks `metadata=access(...)`."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        types: Iterable[type] = (),
        problems: Mapping[type[DomainError], Maker] = TABLE,
    ) -> None:
        super().__init__(query, mutation, subscription, types=types, config=StrawberryConfig(scalar_map=SCALARS))
        for graphql_type in self._schema.type_map.values():
            if isinstance(graphql_type, GraphQLObjectType):
                for field in graphql_type.fields.values():
                    _leave_out_nulls(field)
                    _bind(field, self.schema_converter)
        roots = (self._schema.mutation_type, self._schema.subscription_type)
        for graphql_type in self._schema.type_map.values():
            if isinstance(graphql_type, GraphQLObjectType):
                for name, field in graphql_type.fields.items():
                    _arm(f"{graphql_type.name}.{name}", field, problems, must_declare=graphql_type in roots)
        for name, field in (self._schema.mutation_type.fields if self._schema.mutation_type else {}).items():
            field.resolve = noting(name, field.resolve or default_field_resolver)


def definition_of(field: GraphQLField) -> StrawberryField | None:
    """The Strawberry field that a GraphQL field was made of (None: an introspection field)."""
    definition = field.extensions.get(_DEFINITION)
    return definition if isinstance(definition, StrawberryField) else None


def rule_of(field: GraphQLField) -> Rule | None:
    """What the field declared with `access(...)`."""
    definition = definition_of(field)
    return None if definition is None else definition.metadata.get(ACCESS)


def _leave_out_nulls(field: GraphQLField) -> None:
    """An argument that may be left out has no default: “= null” would say nothing, and say it everywhere."""
    for argument in field.args.values():
        if argument.default_value is None:
            argument.default_value = Undefined


def _bind(field: GraphQLField, converter: GraphQLCoreConverter) -> None:
    """Put the bound resolver where Strawberry's was."""
    definition = definition_of(field)
    resolve = bound(definition, converter) if definition is not None else None
    if resolve is None:
        return
    if field.subscribe is not None:
        field.subscribe = resolve
    else:
        field.resolve = resolve


def _arm(name: str, field: GraphQLField, problems: Mapping[type[DomainError], Maker], *, must_declare: bool) -> None:
    rule = rule_of(field)
    if must_declare and rule is None:
        raise UndeclaredAccess(f"{name} must declare who may: metadata=access(…).")
    members = _problems_in(field.type)
    if members and field.resolve is not None:
        field.resolve = _telling(field.resolve, members, problems, many=_is_list(field.type))
    if rule is None:
        return
    if field.subscribe is not None:
        field.subscribe = _guarded(field.subscribe, rule)
    else:
        field.resolve = _guarded(field.resolve or default_field_resolver, rule)


def _guarded(resolve: Resolver, rule: Rule) -> Resolver:
    check = rule.check

    def guarded(source: Any, info: Any, **arguments: Any) -> Any:
        check(info.context)
        return resolve(source, info, **arguments)

    guarded.unguarded = resolve  # type: ignore[attr-defined]
    return guarded


def _telling(
    resolve: Resolver, members: tuple[type, ...], problems: Mapping[type[DomainError], Maker], *, many: bool
) -> Resolver:
    """Domain errors, raised or among a list's items, become the union's problems. What is raised instead of a whole
    list is no item's problem, and goes on."""

    def told(error: DomainError, context: Context) -> Any:
        problem = None if many else problem_of(error, members, context.language, problems)
        if problem is None:
            raise error
        return problem

    def answered(result: Any, context: Context) -> Any:
        if isinstance(result, list):
            return [_item(item, context) for item in result]
        return result

    def _item(item: Any, context: Context) -> Any:
        if not isinstance(item, DomainError):
            return item
        problem = problem_of(item, members, context.language, problems)
        return item if problem is None else problem

    async def later(result: Awaitable[Any], context: Context) -> Any:
        try:
            return answered(await result, context)
        except DomainError as error:
            return told(error, context)

    def telling(source: Any, info: Any, **arguments: Any) -> Any:
        try:
            result = resolve(source, info, **arguments)
        except DomainError as error:
            return told(error, info.context)
        if isawaitable(result):
            return later(result, info.context)
        return answered(result, info.context)

    return telling


def _is_list(output: GraphQLOutputType) -> bool:
    return isinstance(output.of_type if isinstance(output, GraphQLNonNull) else output, GraphQLList)


def _problems_in(output: GraphQLOutputType) -> tuple[type, ...]:
    """The problem classes among the members of the union that a field answers, alone or in a list."""
    named: Any = output
    while isinstance(named, (GraphQLNonNull, GraphQLList)):
        named = named.of_type
    if not isinstance(named, GraphQLUnionType):
        return ()
    origins = (member.extensions[_DEFINITION].origin for member in named.types)
    return tuple(origin for origin in origins if issubclass(origin, Problem))
