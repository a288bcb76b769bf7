"""Resolvers bound to their fields once, when the schema is built, not at each call.

Strawberry works out at every call how a resolver wants its arguments. The answer never changes, so it is worked out
here; what a resolver receives is the same, which `tests/schema/test_execution.py` compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import partial
from typing import Any, cast

from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Resolver = Callable[..., Any]
Convert = Callable[[Any], Any]


def bound(field: StrawberryField, converter: GraphQLCoreConverter) -> Resolver | None:
    """A field's resolver as graphql-core calls it, or None where Strawberry's own must stand (extensions)."""
    resolver = field.base_resolver
    if resolver is None or field.extensions or converter.exception_handlers:
        return None
    call = resolver.wrapped_func
    if not callable(call) or type(field).get_result is not StrawberryField.get_result:
        return None
    name_of = converter.config.name_converter.from_argument
    arguments = [
        (name_of(argument), argument.python_name, _converter(argument.type, converter)) for argument in field.arguments
    ]
    wants_self = resolver.self_parameter is not None
    parents = [p.name for p in (resolver.parent_parameter, resolver.root_parameter) if p is not None]
    info_name = resolver.info_parameter.name if resolver.info_parameter is not None else None
    info_class = converter.config.info_class

    def resolve(source: Any, raw_info: Any, **given: Any) -> Any:
        named: dict[str, Any] = {}
        for name, python_name, convert in arguments:
            if name in given:
                value = given[name]
                named[python_name] = value if convert is None else convert(value)
        for parent in parents:
            named[parent] = source
        if info_name is not None:
            named[info_name] = info_class(_raw_info=raw_info, _field=field)
        return call(source, **named) if wants_self else call(**named)

    return resolve


def _converter(type_: Any, converter: GraphQLCoreConverter, seen: dict[Any, Any] | None = None) -> Convert | None:
    """What makes a Python value of a coerced one; None where it is the same."""
    if isinstance(type_, StrawberryMaybe):
        return _strawberrys(type_, converter)
    if isinstance(type_, StrawberryOptional):
        return _converter(type_.of_type, converter, seen)
    if isinstance(type_, LazyType):
        return _converter(type_.resolve_type(), converter, seen)
    if isinstance(type_, StrawberryList):
        return _list(_converter(type_.of_type, converter, seen))
    if has_object_definition(type_):
        return _input(cast("type", type_), converter, {} if seen is None else seen)
    if isinstance(type_, StrawberryEnumDefinition) or has_enum_definition(type_):
        return None
    if type_ in converter.scalar_registry or type_ in (str, int, float, bool):
        return None
    return _strawberrys(type_, converter)


def _strawberrys(type_: Any, converter: GraphQLCoreConverter) -> Convert:
    return partial(convert_argument, type_=type_, scalar_registry=converter.scalar_registry, config=converter.config)


def _list(item: Convert | None) -> Convert:
    def convert(values: Any) -> Any:
        if values is None or values is UNSET:
            return values
        return list(values) if item is None else [item(value) for value in values]

    return convert


def _input(type_: type, converter: GraphQLCoreConverter, seen: dict[Any, Any]) -> Convert:
    """An input type's dataclass. A type within itself is bound when it is first met."""
    known = seen.get(type_)
    if known is not None:
        return lambda value: known[0](value)
    definition: StrawberryObjectDefinition = type_.__strawberry_definition__  # type: ignore[attr-defined]
    if definition.from_input is not None:
        return _strawberrys(type_, converter)
    cell: list[Convert] = []
    seen[type_] = cell
    absent = {
        field.python_name: None
        for field in definition.fields
        if definition.is_input and field.default_value is MISSING and field.default_factory is MISSING
    }
    name_of = converter.config.name_converter.from_field
    fields = [
        (
            name_of(field),
            field.python_name,
            _converter(field.resolve_type(type_definition=definition), converter, seen),
        )
        for field in definition.fields
    ]

    def convert(value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        given: Mapping[str, Any] = value
        named: dict[str, Any] = absent.copy()
        for name, python_name, inner in fields:
            if name in given:
                item = given[name]
                named[python_name] = item if inner is None else inner(item)
        return type_(**named)

    cell.append(convert)
    return convert
