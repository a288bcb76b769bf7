"""Variables coerced by functions that are made once an operation, as plans are.

They take what is right, which is nearly everything, and give up on anything else: then graphql-core coerces the
variables from the start and says in its own words what is wrong. So there is one judge of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce = Callable[[Any], Any]
_EXACT: Mapping[str, type] = {"String": str, "ID": str, "Boolean": bool}
_SIMPLE = (str, int, float, bool, type(None), Enum)


class Irregular(Exception):
    """Not what this module takes; graphql-core knows what it is."""


class Variables:
    """The variables of one operation."""

    __slots__ = ("_parts",)

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._parts: list[tuple[str, GraphQLVariableSignature, Coerce, bool]] | None = []
        made: dict[Any, list[Coerce]] = {}
        for node in operation.variable_definitions or ():
            signature = get_variable_signature(schema, node)
            if not isinstance(signature, GraphQLVariableSignature):
                self._parts = None
                return
            may_be_left_out = node.default_value is None and not isinstance(signature.type, GraphQLNonNull)
            self._parts.append((signature.name, signature, _coerce(signature.type, made), may_be_left_out))

    def coerced(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables' values. Raises Irregular where graphql-core must be asked."""
        if self._parts is None:
            raise Irregular
        sources: dict[str, VariableValueSource] = {}
        values: dict[str, Any] = {}
        for name, signature, coerce, may_be_left_out in self._parts:
            value = given.get(name, Undefined)
            if value is Undefined:
                if not may_be_left_out:
                    raise Irregular
                sources[name] = VariableValueSource(signature)
                continue
            sources[name] = VariableValueSource(signature, value)
            try:
                values[name] = coerce(value)
            except Irregular:
                raise
            except Exception as error:
                raise Irregular from error
        return VariableValues(sources, values)


def _coerce(type_: GraphQLInputType, made: dict[Any, list[Coerce]]) -> Coerce:
    if isinstance(type_, GraphQLNonNull):
        inner = _of(type_.of_type, made)

        def required(value: Any) -> Any:
            if value is None:
                raise Irregular
            return inner(value)

        return required
    optional = _of(type_, made)
    return lambda value: None if value is None else optional(value)


def _of(type_: Any, made: dict[Any, list[Coerce]]) -> Coerce:
    """For values that are not null."""
    if isinstance(type_, GraphQLList):
        item = _coerce(type_.of_type, made)

        def items(value: Any) -> Any:
            if type(value) is not list:
                raise Irregular
            return [item(each) for each in value]

        return items
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_, made)
    return _enum(type_) if isinstance(type_, GraphQLEnumType) else _scalar(type_)


def _object(type_: GraphQLInputObjectType, made: dict[Any, list[Coerce]]) -> Coerce:
    known = made.get(type_)
    if known is not None:
        return lambda value: known[0](value)  # A type within itself.
    cell: list[Coerce] = []
    made[type_] = cell
    fields = []
    for name, field in type_.fields.items():
        default = coerce_default_value(field)
        simple = default is Undefined or isinstance(default, _SIMPLE)
        required = default is Undefined and isinstance(field.type, GraphQLNonNull)
        fields.append((name, field.out_name or name, _coerce(field.type, made), default, simple, required))
    finish: Coerce | None = type_.out_type if type_.out_type is not GraphQLInputObjectType.out_type else None
    one_of = type_.is_one_of

    def coerce(value: Any) -> Any:
        if type(value) is not dict or one_of:
            raise Irregular
        taken = 0
        answer: dict[str, Any] = {}
        for name, out_name, inner, default, simple, required in fields:
            if name in value:
                taken += 1
                answer[out_name] = inner(value[name])
            elif required or not simple:
                raise Irregular
            elif default is not Undefined:
                answer[out_name] = default
        if taken != len(value):
            raise Irregular
        return answer if finish is None else finish(answer)

    cell.append(coerce)
    return coerce


def _enum(type_: GraphQLEnumType) -> Coerce:
    known = {name: type_.coerce_input_value(name) for name in type_.values}

    def coerce(value: Any) -> Any:
        if type(value) is not str:
            raise Irregular
        return known[value]

    return coerce


def _scalar(type_: Any) -> Coerce:
    exact, whole, parse = _EXACT.get(type_.name), type_.name == "Int", type_.coerce_input_value

    def coerce(value: Any) -> Any:
        if type(value) is exact or (whole and type(value) is int and -(2**31) <= value < 2**31):
            return value
        answer = parse(value)
        if answer is Undefined:
            raise Irregular
        return answer

    return coerce
