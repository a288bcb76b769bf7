"""An operation as a plan: what each selection reads, worked out once and kept with the document.

`execution` runs plans. A plan holds for one operation and one set of values of the variables that `@skip` and
`@include` ask; everything else that differs between two runs is read while it runs. The rules are graphql-core's
(`collect_fields`, `get_argument_values`, its types' coercion): a plan is a faster walk and not another language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    Node,
    Undefined,
    VariableNode,
    Visitor,
    default_field_resolver,
    get_named_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from graphql.type import is_leaf_type
from strawberry.types.field import StrawberryField

from schema.build import definition_of
from schema.engine.documents import Operation

ANSWERS_KEPT = 200  # Constant objects' answers a selection: a programme's parts in two languages.
FLAGS_KEPT = 8  # Plans an operation, by what its @skip and @include say.
_CONSTANT = (str, int, float, bool, type(None), Enum)


class Plan:
    """A whole operation."""

    __slots__ = ("fragments", "operation", "root", "schema", "serial", "subscription")

    def __init__(self, operation: Operation, variables: VariableValues) -> None:
        schema = operation.schema
        root = schema.get_root_type(operation.node.operation)
        if root is None:
            raise GraphQLError(f"There are no {operation.node.operation.value}s here.")
        self.schema: GraphQLSchema = schema
        self.operation = operation
        self.fragments = {name: FragmentDetails(node, None) for name, node in operation.fragments.items()}
        self.serial = operation.node.operation.value == "mutation"
        self.subscription = operation.node.operation.value == "subscription"
        collected = collect_fields(schema, self.fragments, variables, root, operation.node)
        self.root = Selection(self, root, collected.grouped_field_set, variables)


class Selection:
    """The fields that are asked of one object type, in order."""

    __slots__ = ("_constant", "fields", "kept", "steps", "type")

    def __init__(
        self,
        plan: Plan,
        type_: GraphQLObjectType,
        grouped: Mapping[str, list[FieldDetails]],
        variables: VariableValues,
    ) -> None:
        self.type = type_
        self.fields: list[FieldPlan] = []
        for key, details in grouped.items():
            field = plan.schema.get_field(type_, details[0].node.name.value)
            if field is not None:
                self.fields.append(FieldPlan(plan, type_, key, field, details, variables))
        self.steps = [field.step() for field in self.fields]
        self.kept: dict[int, tuple[Any, dict[str, Any]]] = {}
        self._constant: bool | None = None

    def constant(self, variables: VariableValues) -> bool:
        """Whether the object alone decides the answer: nothing is asked that is resolved, here or below."""
        if self._constant is None:
            self._constant = all(field.constant_below(variables) for field in self.fields)
        return self._constant

    def keep(self, value: Any, answer: dict[str, Any]) -> None:
        """Remember the answer that a constant object gives to this selection. It is shared: nobody changes it."""
        if len(self.kept) >= ANSWERS_KEPT:
            self.kept.clear()
        self.kept[id(value)] = (value, answer)


class FieldPlan:
    """One field: where its value comes from and what becomes of it."""

    __slots__ = (
        "attribute",
        "constant",
        "definition",
        "details",
        "item_leaf",
        "kept",
        "key",
        "leaf",
        "name",
        "node",
        "nodes",
        "nullable",
        "output",
        "parent",
        "plan",
        "resolve",
        "runtime_types",
        "selections",
        "static",
        "variables",
    )

    def __init__(
        self,
        plan: Plan,
        parent: GraphQLObjectType,
        key: str,
        field: GraphQLField,
        details: list[FieldDetails],
        variables: VariableValues,
    ) -> None:
        self.plan, self.parent, self.key, self.definition, self.details = plan, parent, key, field, details
        self.node: FieldNode = details[0].node
        self.nodes = [detail.node for detail in details]
        self.name = self.node.name.value
        self.nullable = not isinstance(field.type, GraphQLNonNull)
        self.output: GraphQLOutputType = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        self.leaf: Callable[[Any], Any] | None = leaf_of(self.output) if is_leaf_type(self.output) else None
        named = get_named_type(field.type)
        self.item_leaf: Callable[[Any], Any] | None = leaf_of(named) if is_leaf_type(named) else None
        self.constant = parent.name if self.name == "__typename" else None
        self.resolve: Callable[..., Any] = field.resolve or default_field_resolver
        self.attribute = _attribute_of(field)
        self.static, self.variables = _arguments_of(field, self.node, variables)
        self.selections: dict[GraphQLObjectType, Selection] = {}
        self.kept: dict[int, tuple[Any, dict[str, Any]]] = {}
        self.runtime_types: dict[type, GraphQLObjectType] = {}

    def step(self) -> tuple[str, str | None, type | None, Callable[[Any], Any] | None, FieldPlan]:
        """What is read at once where it is an attribute: key, attribute, a class that is answered as it is, what makes
        an answer of any other. Without the last: a constant that is known is answered, all else takes the long way."""
        if self.leaf is None:
            return self.key, self.attribute, None, None, self
        if self.attribute is None:
            return self.key, None, None, None, self
        return self.key, self.attribute, as_it_is(self.output), self.leaf, self

    def constant_below(self, variables: VariableValues) -> bool:
        """Whether the parent alone decides the field's answer."""
        if self.constant is not None:
            return True
        if self.attribute is None:
            return False
        named = get_named_type(self.output)
        if is_leaf_type(named):
            return True
        return isinstance(named, GraphQLObjectType) and self.selection(named, variables).constant(variables)

    def selection(self, type_: GraphQLObjectType, variables: VariableValues) -> Selection:
        """What is asked of the field's object, when it is of this type."""
        selection = self.selections.get(type_)
        if selection is None:
            plan = self.plan
            collected = collect_subfields(
                plan.schema, plan.fragments, variables, plan.operation.node, type_, self.details
            )
            selection = Selection(plan, type_, collected.grouped_field_set, variables)
            self.selections[type_] = selection
            if isinstance(self.output, GraphQLObjectType):
                self.kept = selection.kept
        return selection

    def arguments(self, variables: VariableValues) -> dict[str, Any]:
        """The field's arguments. Raises GraphQLError where one is wrong."""
        if self.static is not None:
            if not self.variables:
                return self.static
            coerced = variables.coerced
            given = self.static.copy()
            for name, variable in self.variables:
                value = coerced.get(variable)
                if value is None:
                    break  # Defaults and nulls are graphql-core's to judge.
                given[name] = value
            else:
                return given
        return get_argument_values(self.definition, self.node, variables)


def plan_of(operation: Operation, variables: VariableValues) -> Plan:
    """The plan for these variables, made now or before."""
    if operation.flags is None:
        operation.flags = _flags_of(operation)
    key = tuple(map(variables.coerced.get, operation.flags))
    plan: Plan | None = operation.plans.get(key)
    if plan is None:
        plan = Plan(operation, variables)
        if len(operation.plans) < FLAGS_KEPT:
            operation.plans[key] = plan
    return plan


def leaf_of(output: Any) -> Callable[[Any], Any]:
    """What makes an answer of a scalar's or an enum's value. Raises where it cannot."""
    coerce = _coercion_of(output)
    if isinstance(output, GraphQLEnumType):
        return _enum(output, coerce)
    assert isinstance(output, GraphQLScalarType)
    exact = as_it_is(output)
    whole = output.name == "Int"

    def leaf(value: Any) -> Any:
        if type(value) is exact or (whole and type(value) is int and -(2**31) <= value < 2**31):
            return value
        answer = coerce(value)
        if answer is None or answer is Undefined:
            raise TypeError(f"{output.name} answered nothing for {value!r}.")
        return answer

    return leaf


def _coercion_of(output: Any) -> Callable[[Any], Any]:
    """The type's own. What does not fit it is our bug and none of the asker's input: a TypeError, which is masked."""
    own = output.coerce_output_value

    def coerce(value: Any) -> Any:
        try:
            return own(value)
        except GraphQLError as error:
            raise TypeError(error.message) from error

    return coerce


def as_it_is(output: Any) -> type | None:
    """The class whose values a scalar answers as they are."""
    return {"String": str, "ID": str, "Boolean": bool}.get(output.name)


def _enum(output: GraphQLEnumType, coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[Any, str] = {}

    def leaf(value: Any) -> Any:
        try:
            answer = known.get(value)
        except TypeError:
            answer = None
        if answer is None:
            answer = coerce(value)
            if isinstance(value, Enum):
                known[value] = answer
        return answer

    return leaf


def _attribute_of(field: GraphQLField) -> str | None:
    """The attribute that a field without a resolver reads."""
    definition: StrawberryField | None = definition_of(field)
    if definition is None or not getattr(field.resolve, "_is_default", False):
        return None
    if not definition.is_basic_field or definition.default_resolver is not getattr:
        return None
    return definition.python_name


def _arguments_of(
    field: GraphQLField, node: FieldNode, variables: VariableValues
) -> tuple[dict[str, Any] | None, list[tuple[str, str]]]:
    """What never changes of a field's arguments, and which are variables. None: graphql-core reads them each time."""
    if not field.args:
        return {}, []
    given = {argument.name.value: argument for argument in node.arguments or ()}
    names = {
        name: argument.value.name.value for name, argument in given.items() if isinstance(argument.value, VariableNode)
    }
    others = [argument for name, argument in given.items() if name not in names]
    fixed = {name: argument for name, argument in field.args.items() if name not in names}
    if any(map(_holds_variable, others)) or any(a.out_name not in (None, n) for n, a in field.args.items()):
        return None, []
    without = FieldNode(name=node.name, arguments=tuple(others))
    try:
        values = get_argument_values(GraphQLField(field.type, fixed), without, variables)
    except GraphQLError:
        return None, []  # It is raised when it runs, where it belongs.
    if not all(isinstance(value, _CONSTANT) for value in values.values()):
        return None, []  # A list or an object that two runs would share.
    return values, list(names.items())


def _holds_variable(node: Any) -> bool:
    if isinstance(node, VariableNode):
        return True
    parts = (*(getattr(node, "values", None) or ()), *(getattr(node, "fields", None) or ()))
    value = getattr(node, "value", None)
    return any(map(_holds_variable, parts)) or (isinstance(value, Node) and _holds_variable(value))


class _Flags(Visitor):
    """The variables that @skip and @include ask."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        for argument in node.arguments:
            if isinstance(argument.value, VariableNode):
                self.names.add(argument.value.name.value)


def _flags_of(operation: Operation) -> tuple[str, ...]:
    flags = _Flags()
    visit(operation.document, flags)
    return tuple(sorted(flags.names))
