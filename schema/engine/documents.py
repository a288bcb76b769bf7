"""Documents, parsed and validated once and kept for the next who sends the same text.

A document that is not kept costs a thousand times one that is, so clients must use variables. What is kept is bounded
by its text, for a syntax tree is some fifty times as large.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.engine import cost
from schema.engine.coercion import Variables
from schema.engine.counting import least_fields
from schema.errors import Refusal

DOCUMENT_LIMIT = 20_000  # Characters.
TOKEN_LIMIT = 2_500
COMMENT_LIMIT = 200
OPERATION_LIMIT = 20  # A page may send its whole file and name one of it.
ERROR_LIMIT = 20
KEPT_TEXT = 1_000_000  # Characters of all documents that are kept.
KEPT_PRICES = 64
RULES: tuple[type[ASTValidationRule], ...] = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
RULES_FOR_STRANGERS: tuple[type[ASTValidationRule], ...] = (*RULES, NoSchemaIntrospectionCustomRule)


class Operation:
    """One operation of a document that parsed, with what is known of it."""

    __slots__ = ("_prices", "_sizes", "coercer", "document", "flags", "fragments", "node", "plans", "schema")

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        node: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.schema, self.document, self.node, self.fragments = schema, document, node, fragments
        self.plans: dict[Any, Any] = {}  # The executor's own: see `plan`.
        self.flags: tuple[str, ...] | None = None
        self.coercer: Variables | None = None
        self._sizes: tuple[str, ...] | None = None
        self._prices: dict[tuple[Any, ...], int] = {}

    def price(self, variables: Mapping[str, Any]) -> int:
        """What the operation costs with these variables. Raises Refusal where it is out of all proportion."""
        if self._sizes is not None:
            known = self._prices.get(self._key(self._sizes, variables))
            if known is not None:
                return known
        price = cost.price(self.schema, self.node, self.fragments, variables)
        if self._sizes is None:
            self._sizes = price.sizes
        if len(self._prices) < KEPT_PRICES:
            self._prices[self._key(self._sizes, variables)] = price.requested
        return price.requested

    @staticmethod
    def _key(sizes: tuple[str, ...], variables: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(
            len(value) if isinstance(value, (list, tuple)) else value if type(value) is int else None
            for value in map(variables.get, sizes)
        )


class Document:
    """A text, read as far as it was asked for: counted, parsed, validated."""

    __slots__ = ("_ast", "_checked", "_errors", "_operations", "least", "schema", "text")

    def __init__(self, schema: GraphQLSchema, text: str) -> None:
        self.schema, self.text = schema, text
        self.least = least_fields(text) if len(text) <= DOCUMENT_LIMIT else 0
        self._ast: DocumentNode | None = None
        self._errors: Sequence[GraphQLError] | None = None
        self._operations: dict[str | None, Operation] = {}
        self._checked: dict[bool, Sequence[GraphQLError]] = {}

    @property
    def errors(self) -> Sequence[GraphQLError]:
        """The errors of parsing."""
        if self._errors is None:
            self._errors = self._parse()
        return self._errors

    def _parse(self) -> Sequence[GraphQLError]:
        try:
            if len(self.text) > DOCUMENT_LIMIT:
                raise Refusal("BAD_INPUT", f"A document may have {DOCUMENT_LIMIT} characters, not {len(self.text)}.")
            ast = self._ast = parse(self.text, max_lexical_tokens=TOKEN_LIMIT, max_comments=COMMENT_LIMIT)
        except GraphQLError as error:
            return (error,)
        fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
        for node in ast.definitions:
            if isinstance(node, OperationDefinitionNode):
                operation = Operation(self.schema, ast, node, fragments)
                self._operations[node.name.value if node.name else None] = operation
        if len(self._operations) > OPERATION_LIMIT:
            return (Refusal("BAD_INPUT", f"A document may have {OPERATION_LIMIT} operations."),)
        return ()

    def operation(self, name: str | None) -> Operation:
        """The operation that is meant. Raises an error of parsing; Refusal where none or several may be meant."""
        if self.errors:
            raise self.errors[0]
        if name is not None:
            operation = self._operations.get(name)
            if operation is None:
                raise Refusal("BAD_INPUT", f"There is no operation named “{name[:60]}”.")
            return operation
        if len(self._operations) != 1:
            message = "Name the operation: there are several." if self._operations else "There is no operation."
            raise Refusal("BAD_INPUT", message)
        return next(iter(self._operations.values()))

    def validated(self, *, trusted: bool) -> Sequence[GraphQLError]:
        """The errors of validation, found once. The trusted may ask for the schema and get suggestions."""
        found = self._checked.get(trusted)
        if found is None:
            assert self._ast is not None
            rules = RULES if trusted else RULES_FOR_STRANGERS
            found = validate(self.schema, self._ast, rules, max_errors=ERROR_LIMIT, hide_suggestions=not trusted)
            self._checked[trusted] = found
        return found


class Documents:
    """The documents that are kept, the last used last."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._text = 0

    def read(self, text: str) -> Document:
        """The document of a text, read now or before."""
        document = self._kept.get(text)
        if document is not None:
            self._kept.move_to_end(text)
            return document
        document = Document(self._schema, text)
        if len(text) <= DOCUMENT_LIMIT:
            self._kept[text] = document
            self._text += len(text) + 200
            while self._text > KEPT_TEXT:
                oldest, _ = self._kept.popitem(last=False)
                self._text -= len(oldest) + 200
        return document
