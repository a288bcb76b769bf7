"""What an operation may cost, known before it runs.

One pass over the operation, each selection priced once however often fragments repeat it, so that the price of a
hostile document is linear in its text. The price is the number of fields that the answer may hold: a list counts as
many times as its `first` (or `sized`/`sized_by`) says, an argument's variable is read for it, and every directive
counts as a field. The document need not be valid: what the schema does not know counts as one, for validation itself
is too dear for a document that will be refused.

An object has one type. So of the fragments of an interface or a union that each name another object type, an answer
holds one type's at a time, and the dearest type is what a selection may cost. What a document spells out is paid for
once all the same, however many types share it out: a price is never below the count of its text (`counting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from schema.build import definition_of
from schema.context import Context
from schema.errors import Refusal
from schema.hints import SIZE, Size
from server.kernel.paging import PAGE_DEFAULT, PAGE_LIMIT

STRANGER_ALLOWANCE = 5_000
ALLOWANCE = 20_000
BULK_ALLOWANCE = 250_000  # A program's mutation: 1,000 activities, each with its entries, badges and balances.
LIST_GUESS = 5  # Items of a list that says nothing of its length.
DEPTH_LIMIT = 16  # What the standard introspection query needs, and a little more.
SPREAD_LIMIT = 60  # Fragments within fragments.
PAIR_LIMIT = 20_000  # Pairs of selections under one name, for validation may compare each with each.
PRICE_CAP = 10**9


class Sum(NamedTuple):
    """What a selection may cost, and how much its text spells out: lists as one item, all types together."""

    cost: int
    text: int


@dataclass(frozen=True, slots=True)
class Price:
    """A price, and the variables that it was read from: other values of the same make another price."""

    requested: int
    sizes: tuple[str, ...]


def allowance(context: Context, operation: OperationType) -> int:
    """How much one operation of this asker may cost."""
    kind = context.asker
    if kind == "stranger":
        return STRANGER_ALLOWANCE
    if kind == "client" and operation is OperationType.MUTATION:
        return BULK_ALLOWANCE
    return ALLOWANCE


def highest_allowance(context: Context) -> int:
    """What no operation of this asker may exceed."""
    return max(allowance(context, OperationType.QUERY), allowance(context, OperationType.MUTATION))


def price(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Price:
    """The operation's price. Raises Refusal where it nests too deep or repeats itself too often."""
    pricer = _Pricer(schema, fragments, {**_defaults(operation), **variables})
    root = schema.get_root_type(operation.operation)
    whole = pricer.selections(operation.selection_set, root, None, 1, 0)
    requested = len(operation.directives or ()) + max(whole)
    return Price(min(requested, PRICE_CAP), tuple(sorted(pricer.sizes)))


def too_costly(requested: int, limit: int) -> Refusal:
    return Refusal(
        "QUERY_TOO_COSTLY",
        f"This costs {requested} and {limit} is allowed. Ask for fewer fields or smaller pages.",
    )


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    """The defaults that the operation gives its variables, as far as a size can be read from them."""
    defaults: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        value = definition.default_value
        if isinstance(value, IntValueNode):
            defaults[definition.variable.name.value] = int(value.value[:9])
        elif isinstance(value, ListValueNode):
            defaults[definition.variable.name.value] = value.values
    return defaults


class _Pricer:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.schema, self.fragments, self.variables = schema, fragments, variables
        self.sizes: set[str] = set()
        self.known: dict[tuple[int, str | None, int | None], tuple[Sum, int]] = {}
        self.repeats: dict[str, int] = {}
        self.pairs = 0

    def selections(
        self, node: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None, depth: int, spreads: int
    ) -> Sum:
        """The price of a selection on a type. `page` is how many items the connection above asked for."""
        if depth > DEPTH_LIMIT or spreads > SPREAD_LIMIT:
            raise Refusal("QUERY_TOO_COSTLY", f"Selections nest deeper than {DEPTH_LIMIT}.")
        key = (id(node), parent.name if parent is not None else None, page)
        known = self.known.get(key)
        if known is not None and depth <= known[1]:
            return known[0]
        self.known[key] = (Sum(0, 0), depth)  # A fragment that spreads itself is free here; validation refuses it.
        cost = text = 0
        of_type: dict[str, int] = {}  # What only objects of one type answer.
        for selection in node.selections:
            if isinstance(selection, FieldNode):
                inner = self._field(selection, parent, page, depth, spreads, first_visit=known is None)
                cost, text = cost + inner.cost, text + inner.text
                continue
            own = 1 + len(selection.directives or ())
            on, selected = self._fragment(selection, parent)
            inner = self.selections(selected, on, page, depth, spreads + 1) if selected is not None else Sum(0, 0)
            text += own + inner.text
            if isinstance(on, GraphQLObjectType) and is_abstract_type(parent):
                of_type[on.name] = of_type.get(on.name, 0) + own + inner.cost
            else:
                cost += own + inner.cost
        cost += max(of_type.values(), default=0)
        total = Sum(min(cost, PRICE_CAP), min(text, PRICE_CAP))
        self.known[key] = (total, depth)
        return total

    def _fragment(
        self, node: SelectionNode, parent: GraphQLNamedType | None
    ) -> tuple[GraphQLNamedType | None, SelectionSetNode | None]:
        """The type that a fragment is on, and what it selects; None where the document has no such fragment."""
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self.schema.get_type(condition.name.value) if condition else parent, node.selection_set
        fragment = self.fragments.get(node.name.value) if isinstance(node, FragmentSpreadNode) else None
        if fragment is None:
            return None, None
        return self.schema.get_type(fragment.type_condition.name.value), fragment.selection_set

    def _field(
        self,
        node: FieldNode,
        parent: GraphQLNamedType | None,
        page: int | None,
        depth: int,
        spreads: int,
        *,
        first_visit: bool,
    ) -> Sum:
        if first_visit:
            name = node.alias.value if node.alias else node.name.value
            count = self.repeats[name] = self.repeats.get(name, 0) + 1
            self.pairs += 2 * count - 1
            if self.pairs > PAIR_LIMIT:
                raise Refusal("QUERY_TOO_COSTLY", f"“{name[:40]}” and others are asked for too often.")
        own = 1 + len(node.directives or ())
        field = self._definition(parent, node.name.value)
        if node.selection_set is None:
            return Sum(own * self._count(field, node, page), own)
        named = _named(field) if field is not None else None
        times = self._count(field, node, page)
        below = self.selections(node.selection_set, named, self._page(field, node), depth + 1, spreads)
        return Sum(own + times * below.cost, own + below.text)

    def _definition(self, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if name in ("__schema", "__type"):
            return self.schema.get_field(self.schema.query_type, name) if self.schema.query_type else None
        fields: Mapping[str, GraphQLField] = getattr(parent, "fields", None) or {}
        return fields.get(name)

    def _count(self, field: GraphQLField | None, node: FieldNode, page: int | None) -> int:
        """How often what stands below a field may be answered."""
        if field is None or not _is_list(field):
            return 1
        definition = definition_of(field)
        size: Size | None = definition.metadata.get(SIZE) if definition is not None else None
        if size is not None and size.by is not None:
            return max(1, self._length(node, size.by))
        if size is not None:
            return size.guess
        if "first" in field.args:
            return self._first(node)
        return page if page is not None else LIST_GUESS

    def _page(self, field: GraphQLField | None, node: FieldNode) -> int | None:
        """What a connection's own lists are as long as."""
        if field is None or _is_list(field) or "first" not in field.args:
            return None
        return self._first(node)

    def _first(self, node: FieldNode) -> int:
        value = self._argument(node, "first")
        size = value if type(value) is int else PAGE_DEFAULT
        return max(1, min(size, PAGE_LIMIT))

    def _length(self, node: FieldNode, name: str) -> int:
        value = self._argument(node, name)
        return len(value) if isinstance(value, (list, tuple)) else 1

    def _argument(self, node: FieldNode, name: str) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                value = argument.value
                if isinstance(value, VariableNode):
                    self.sizes.add(value.name.value)
                    return self.variables.get(value.name.value)
                if isinstance(value, IntValueNode):
                    return int(value.value[:9])
                if isinstance(value, ListValueNode):
                    return value.values
        return None


def _is_list(field: GraphQLField) -> bool:
    output: Any = field.type
    return isinstance(output.of_type if isinstance(output, GraphQLNonNull) else output, GraphQLList)


def _named(field: GraphQLField) -> GraphQLNamedType:
    output: Any = field.type
    while isinstance(output, (GraphQLNonNull, GraphQLList)):
        output = output.of_type
    return cast("GraphQLNamedType", output)
