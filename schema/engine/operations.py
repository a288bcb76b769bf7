"""One operation from its text to its answer, whatever carried it here."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from graphql import GraphQLError, OperationType
from graphql.execution.values import VariableValues

from schema.build import HemmaplanSchema
from schema.context import Context
from schema.engine import cost
from schema.engine.documents import Documents, Operation
from schema.engine.execution import RequestErrors, answer_event, execute, variables_of
from schema.engine.plan import plan_of
from schema.errors import Refusal, formatted
from schema.request_log import note_query, note_refused
from server.programme.rulebook import Language

QUERY, MUTATION, SUBSCRIPTION = OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION
log = structlog.get_logger(__name__)
_encode = msgspec.json.Encoder().encode


class Asked(msgspec.Struct, rename={"operation_name": "operationName"}):
    """What a client sends. `extensions` may be sent and says nothing to us."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """An operation that may run: read, priced, valid, its variables coerced."""

    operation: Operation
    variables: VariableValues
    cost: Mapping[str, int]

    @property
    def kind(self) -> OperationType:
        return self.operation.node.operation


class Refused(Exception):
    """An operation that may not run."""

    def __init__(self, errors: Collection[GraphQLError], cost: Mapping[str, int] | None = None) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors, self.cost = errors, cost


class Operations:
    """Reads, prices and runs operations of one schema."""

    def __init__(self, schema: HemmaplanSchema) -> None:
        self.schema = schema
        self._documents = Documents(schema._schema)

    def begin(self, asked: Asked, context: Context, allowed: Collection[OperationType]) -> Begun:
        """An operation made ready. Raises Refused. What costs little to refuse is refused first."""
        price: dict[str, int] | None = None
        try:
            document = self._documents.read(asked.query)
            most = cost.highest_allowance(context)
            if document.least > most:
                price = {"requested": document.least, "limit": most, "remaining": 0}
                raise cost.too_costly(document.least, most)
            if document.errors:
                raise Refused(document.errors)
            operation = document.operation(asked.operation_name)
            raw = asked.variables or {}
            requested, limit = operation.price(raw), cost.allowance(context, operation.node.operation)
            price = {"requested": requested, "limit": limit, "remaining": max(0, limit - requested)}
            if requested > limit:
                raise cost.too_costly(requested, limit)
            errors = document.validated(trusted=context.trusted)
            if errors:
                raise Refused(errors, price)
            if operation.node.operation not in allowed:
                raise Refusal("BAD_INPUT", f"A {operation.node.operation.value} cannot be sent this way.")
            return Begun(operation, variables_of(operation, raw, suggest=context.trusted), price)
        except RequestErrors as error:
            raise _noted(Refused(error.errors, price), context) from None
        except Refusal as refusal:
            raise _noted(Refused([refusal], price), context) from None
        except Refused as refused:
            raise _noted(refused, context) from None

    async def run(self, begun: Begun, context: Context) -> bytes:
        """A query's or a mutation's answer as JSON."""
        began = time.perf_counter()
        data, errors = await execute(begun.operation, begun.variables, context)
        if context.asker == "client" and begun.kind is QUERY:
            fields = [field.name for field in plan_of(begun.operation, begun.variables).root.fields]
            note_query(context, fields, data, errors, round((time.perf_counter() - began) * 1_000_000))
        return encoded(data, errors, context, begun.cost)

    async def event(self, begun: Begun, context: Context, event: Any) -> bytes:
        """One event of a subscription as JSON."""
        data, errors = await answer_event(begun.operation, begun.variables, context, event)
        return encoded(data, errors, context, None)


def _noted(refused: Refused, context: Context) -> Refused:
    if context.asker == "client":
        note_refused(context, refused.errors)
    return refused


def encoded(data: Any, errors: Collection[GraphQLError], context: Context, price: Mapping[str, int] | None) -> bytes:
    """An answer as JSON. Errors come first, for whoever reads by eye."""
    answer: dict[str, Any] = {}
    if errors:
        answer["errors"] = [formatted(error, context.request_id, context.language) for error in errors]
    answer["data"] = data
    if price is not None:
        answer["extensions"] = {"cost": price}
    try:
        return _encode(answer)
    except (TypeError, ValueError, OverflowError, RecursionError):
        log.exception("graphql.answer_not_encoded", request_id=context.request_id)
        broken = GraphQLError("", original_error=RuntimeError("an answer that JSON cannot hold"))
        return failed(broken, context.request_id, context.language)


def refused(refusal: Refused, context: Context) -> bytes:
    """The answer to an operation that did not run: errors, and no data at all."""
    answer: dict[str, Any] = {
        "errors": [formatted(error, context.request_id, context.language) for error in refusal.errors]
    }
    if refusal.cost is not None:
        answer["extensions"] = {"cost": refusal.cost}
    return _encode(answer)


def failed(error: GraphQLError, request_id: str, language: Language = "en") -> bytes:
    """The answer where there was no operation, or a bug kept it from running."""
    return _encode({"errors": [formatted(error, request_id, language)]})
