"""Runs a plan: all that can be answered at once is answered at once, and what must wait waits together.

A run fills its answer in place. A value that must be awaited leaves its place empty and joins the *wave*; when all
that can run has run, the whole wave is awaited, its places are filled, and what this asked for is the next wave. So
there is no task and no coroutine an object, and the keys of one level reach their loader in one batch. Mutations'
fields run one after another, each to its end.

What the answer holds is defined by graphql-core: `tests/schema/test_execution.py` compares the two.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    located_error,
)
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

from schema.context import Context
from schema.engine.coercion import Irregular, Variables
from schema.engine.documents import Operation
from schema.engine.places import FieldInfo, Place
from schema.engine.plan import FieldPlan, Plan, Selection, plan_of
from schema.said import Constant

COERCION_ERRORS = 20
Data = dict[str, Any] | None


class RequestErrors(Exception):
    """The operation cannot begin: its variables are wrong."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


class _Nulled(Exception):
    """A place that must hold something failed: the nearest place above that may be null takes the error."""

    def __init__(self, error: GraphQLError) -> None:
        self.error = error


def variables_of(operation: Operation, raw: Mapping[str, Any], *, suggest: bool = False) -> VariableValues:
    """The operation's variables, coerced. Raises RequestErrors."""
    coercer = operation.coercer
    if coercer is None:
        coercer = operation.coercer = Variables(operation.schema, operation.node)
    try:
        return coercer.coerced(raw)
    except Irregular:
        pass
    values = get_variable_values(
        operation.schema,
        operation.node.variable_definitions or (),
        dict(raw),
        max_errors=COERCION_ERRORS,
        hide_suggestions=not suggest,
    )
    if isinstance(values, list):
        raise RequestErrors(values)
    return values


async def execute(operation: Operation, variables: VariableValues, context: Context) -> tuple[Data, list[GraphQLError]]:
    """A query's or a mutation's answer: its data, and the errors in it."""
    run = Run(plan_of(operation, variables), variables, context, None)
    return await run.answer()


async def subscribe(
    operation: Operation, variables: VariableValues, context: Context, *, shared: bool = False
) -> AsyncIterator[Any]:
    """A subscription's source of events. Raises GraphQLError (a refusal, too) where it cannot begin.

    `shared`: whoever listens was asked already, each by itself.
    """
    plan = plan_of(operation, variables)
    field = plan.root.fields[0]
    run = Run(plan, variables, context, None)
    place = Place(run.root, {}, field.key, field.nullable, plan.root.type.name)
    try:
        start = field.definition.subscribe
        if start is None:
            raise TypeError(f"{field.name} is no subscription.")
        if shared:
            start = getattr(start, "unguarded", start)
        source = start(None, FieldInfo(run, field, place), **field.arguments(variables))
        if hasattr(source, "__await__"):
            source = await source
    except Exception as error:
        raise located_error(error, field.nodes, place.path().as_list()) from error
    if not hasattr(source, "__aiter__"):
        raise TypeError(f"{field.name} must answer an async iterator.")
    iterator: AsyncIterator[Any] = source
    return iterator


async def answer_event(
    operation: Operation, variables: VariableValues, context: Context, event: Any
) -> tuple[Data, list[GraphQLError]]:
    """One event of a subscription as an answer."""
    run = Run(plan_of(operation, variables), variables, context, event)
    return await run.answer()


class Run:
    """One execution of a plan."""

    __slots__ = ("context", "errors", "plan", "root", "root_value", "variables", "wave")

    def __init__(self, plan: Plan, variables: VariableValues, context: Context, root_value: Any) -> None:
        self.plan, self.variables, self.context, self.root_value = plan, variables, context, root_value
        self.errors: list[GraphQLError] = []
        self.wave: list[tuple[Awaitable[Any], FieldPlan, Any, Place]] = []
        self.root = Place(None, {}, "data", True, None)

    async def answer(self) -> tuple[Data, list[GraphQLError]]:
        answer: dict[str, Any] = {}
        root = self.root
        root.holder["data"] = answer
        try:
            for field in self.plan.root.fields:
                self._field(field, self.root_value, root, answer)
                if self.plan.serial and self.wave:
                    await self._drain()
                    if root.dead:
                        break
        except _Nulled as nulled:
            self._null(root, nulled.error)
        if self.wave:
            await self._drain()
        return root.holder["data"], self.errors

    def _object(self, selection: Selection, source: Any, above: Place) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for key, attribute, exact, leaf, field in selection.steps:
            if attribute is None or leaf is None:
                if attribute is not None:
                    part = getattr(source, attribute, None)
                    kept = field.kept.get(id(part))
                    if kept is not None and kept[0] is part:
                        answer[key] = kept[1]
                        continue
                self._field(field, source, above, answer)
                continue
            try:
                value = getattr(source, attribute)
                if value is not None:
                    answer[key] = value if type(value) is exact else leaf(value)
                    continue
                answer[key] = None
                if field.nullable:
                    continue
                raise _no_null(field)
            except Exception as error:
                self._fail(error, field, Place(above, answer, key, field.nullable, field.parent.name))
        return answer

    def _constant(self, selection: Selection, source: Any, above: Place) -> dict[str, Any]:
        """The answer of an object that never changes, completed once and then shared."""
        kept = selection.kept.get(id(source))
        if kept is not None and kept[0] is source:
            return kept[1]
        errors = len(self.errors)
        answer = self._object(selection, source, above)
        if len(self.errors) == errors and not above.dead and selection.constant(self.variables):
            selection.keep(source, answer)
        return answer

    def _field(self, field: FieldPlan, source: Any, above: Place, answer: dict[str, Any]) -> None:
        key = field.key
        if field.constant is not None:
            answer[key] = field.constant
            return
        answer[key] = None  # Holds the place, so that keys stand in the order in which they were asked.
        place = Place(above, answer, key, field.nullable, field.parent.name)
        try:
            if field.attribute is not None:
                value = getattr(source, field.attribute)
            elif self.plan.subscription and above.above is None:
                value = source
            else:
                value = field.resolve(source, FieldInfo(self, field, place), **field.arguments(self.variables))
            if hasattr(value, "__await__"):
                self.wave.append((value, field, field.output, place))
                return
            self._fill(field, field.output, value, place)
        except Exception as error:
            self._fail(error, field, place)

    def _fill(self, field: FieldPlan, output: Any, value: Any, place: Place) -> None:
        """Put a value in its place, completed. Raises what makes it impossible."""
        if value is None:
            if not place.nullable:
                raise _no_null(field)
            place.holder[place.key] = None
            return
        if isinstance(value, Exception):
            raise value
        if field.leaf is not None and output is field.output:
            place.holder[place.key] = field.leaf(value)
        elif isinstance(output, GraphQLObjectType):
            self._check_type(field, output, value, place)
            complete = self._constant if isinstance(value, Constant) else self._object
            place.holder[place.key] = complete(field.selection(output, self.variables), value, place)
        elif isinstance(output, GraphQLList):
            self._list(field, output.of_type, value, place)
        elif isinstance(output, (GraphQLUnionType, GraphQLInterfaceType)):
            type_ = self._runtime_type(field, output, value, place)
            place.holder[place.key] = self._object(field.selection(type_, self.variables), value, place)
        elif field.item_leaf is not None:
            place.holder[place.key] = field.item_leaf(value)

    def _list(self, field: FieldPlan, item_type: Any, values: Any, place: Place) -> None:
        if type(values) is not list and (not isinstance(values, Iterable) or isinstance(values, (str, bytes, Mapping))):
            raise TypeError(f"Expected Iterable, but did not find one for field '{field.parent.name}.{field.name}'.")
        nullable = not isinstance(item_type, GraphQLNonNull)
        inner = item_type if nullable else item_type.of_type
        items = list(values)
        answer: list[Any] = [None] * len(items)
        place.holder[place.key] = answer
        leaf = None if isinstance(inner, GraphQLList) else field.item_leaf
        for index, value in enumerate(items):
            if leaf is not None and value is not None and not isinstance(value, Exception):
                try:
                    answer[index] = leaf(value)
                    continue
                except Exception as error:
                    self._fail(error, field, Place(place, answer, index, nullable, None))
                    continue
            below = Place(place, answer, index, nullable, None)
            if hasattr(value, "__await__"):
                self.wave.append((value, field, inner, below))
                continue
            try:
                self._fill(field, inner, value, below)
            except Exception as error:
                self._fail(error, field, below)

    def _runtime_type(
        self, field: FieldPlan, output: GraphQLAbstractType, value: Any, place: Place
    ) -> GraphQLObjectType:
        """The object type of a value, remembered by its class where the class alone decides."""
        python_type = type(value)
        known = field.runtime_types.get(python_type)
        if known is not None:
            return known
        assert output.resolve_type is not None
        name = output.resolve_type(value, FieldInfo(self, field, place), output)  # type: ignore[arg-type]
        found = field.plan.schema.get_type(name) if isinstance(name, str) else None
        if not isinstance(found, GraphQLObjectType) or not field.plan.schema.is_sub_type(output, found):
            raise TypeError(f"Abstract type '{output}' was resolved to '{name}', which it does not hold.")
        self._check_type(field, found, value, place)
        if _class_decides(python_type, found):
            field.runtime_types[python_type] = found
        return found

    def _check_type(self, field: FieldPlan, type_: GraphQLObjectType, value: Any, place: Place) -> None:
        if type_.is_type_of is None or type(value) in field.runtime_types:
            return
        if not type_.is_type_of(value, FieldInfo(self, field, place)):  # type: ignore[arg-type]
            raise TypeError(f"Expected value of type '{type_.name}' but got: {value!r}.")
        if _class_decides(type(value), type_):
            field.runtime_types[type(value)] = type_

    def _fail(self, error: Exception, field: FieldPlan, place: Place) -> None:
        """A place failed: it is null where it may be, else the failure goes on upwards."""
        if isinstance(error, _Nulled):
            located = error.error
        else:
            located = located_error(error, field.nodes, place.path().as_list())
        if not place.nullable:
            raise _Nulled(located) from None
        self._null(place, located)

    def _null(self, place: Place, error: GraphQLError) -> None:
        if place.lives():
            self.errors.append(error)
        place.holder[place.key] = None
        place.dead = True

    async def _drain(self) -> None:
        """Await waves until none is left."""
        while self.wave:
            wave, self.wave = self.wave, []
            outcomes = await _all_of([awaited for awaited, *_ in wave])
            for (_, field, output, place), outcome in zip(wave, outcomes, strict=True):
                if not place.lives():
                    continue
                try:
                    if isinstance(outcome, BaseException):
                        raise outcome
                    self._fill(field, output, outcome, place)
                except Exception as error:
                    self._settle(error, field, place)

    def _settle(self, error: Exception, field: FieldPlan, place: Place) -> None:
        """A failure with nobody above it on the stack: climb to the place that may be null."""
        try:
            self._fail(error, field, place)
        except _Nulled as nulled:
            above = place.above
            while above is not None and not above.nullable:
                above = above.above
            self._null(above if above is not None else self.root, nulled.error)


async def _all_of(awaited: list[Awaitable[Any]]) -> list[Any]:
    """The outcome of each, an error among them as a value. Cancelled, it cancels what it began."""
    if len(awaited) == 1:
        try:
            return [await awaited[0]]
        except Exception as error:
            return [error]
    futures = [asyncio.ensure_future(item) for item in awaited]
    outcomes: list[Any] = []
    try:
        for future in futures:
            try:
                outcomes.append(await future)
            except Exception as error:
                outcomes.append(error)
    except asyncio.CancelledError:
        for future in futures:
            future.cancel()
        raise
    return outcomes


def _class_decides(python_type: type, found: GraphQLObjectType) -> bool:
    """Whether every object of the class is of this type: it is the type's own class, and nobody asks the object."""
    definition = found.extensions.get("strawberry-definition")
    return (
        definition is not None
        and definition.origin is python_type
        and definition.is_type_of is None
        and definition.concrete_of is None
        and not hasattr(python_type, TYPE_CAST_ATTRIBUTE)
    )


def _no_null(field: FieldPlan) -> TypeError:
    return TypeError(f"Cannot return null for non-nullable field {field.parent.name}.{field.name}.")
