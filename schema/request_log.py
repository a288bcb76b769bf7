"""What programs asked and were answered, noted for their partners' people (`server.partners.requests`).

Only programs' operations are noted, and of them the verb, its key, how long it took, and what became of it: never the
document, the variables or the answer. Noting waits for nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from inspect import isawaitable
from typing import Any

from graphql import GraphQLError

from schema.context import Context
from schema.errors import code_of
from schema.problems import Problem
from server import partners
from server.kernel import clock
from server.partners import Call

LISTED_OF_A_CALL = 20  # What was refused of a call of many and gets a line of its own; the call's line counts them all.
VERB_LIMIT = 60
NOT_READ = "operation"  # What could not be read far enough to know what it asked for.

Resolver = Callable[..., Any]


def noting(verb: str, resolve: Resolver) -> Resolver:
    """A mutation's resolver that notes what programs were answered."""

    def noted(source: Any, info: Any, **arguments: Any) -> Any:
        context: Context = info.context
        if context.asker != "client":
            return resolve(source, info, **arguments)
        began = time.perf_counter()
        try:
            result = resolve(source, info, **arguments)
        except Exception as error:
            _failed(context, verb, arguments, began, error)
            raise
        if isawaitable(result):
            return later(result, context, arguments, began)
        _answered(context, verb, arguments, began, result)
        return result

    async def later(result: Awaitable[Any], context: Context, arguments: Mapping[str, Any], began: float) -> Any:
        try:
            answer = await result
        except Exception as error:
            _failed(context, verb, arguments, began, error)
            raise
        _answered(context, verb, arguments, began, answer)
        return answer

    return noted


def note_query(context: Context, fields: Sequence[str], data: Any, errors: Sequence[GraphQLError], micros: int) -> None:
    """A query that ran: the first error, or whether there was anything."""
    verb = ", ".join(fields)[:VERB_LIMIT]
    if errors:
        code, words = code_of(errors[0])
        _note(context, verb, None, 1, 1, micros, "error", code, words)
        return
    found = data is not None and any(value is not None for value in data.values())
    _note(context, verb, None, 1, 0, micros, "ok", "Found" if found else "Nothing")


def note_refused(context: Context, errors: Collection[GraphQLError]) -> None:
    """An operation that could not begin."""
    code, words = code_of(next(iter(errors)))
    _note(context, NOT_READ, None, 1, 1, 0, "error", code, words)


def _answered(context: Context, verb: str, arguments: Mapping[str, Any], began: float, answer: Any) -> None:
    micros = _since(began)
    if isinstance(answer, list):
        _answered_many(context, verb, arguments, micros, answer)
    elif isinstance(answer, Problem):
        _note(context, verb, _key(arguments), 1, 1, micros, "problem", type(answer).__name__, answer.message)
    else:
        _note(context, verb, _key(arguments), 1, 0, micros, "ok", type(answer).__name__)


def _answered_many(
    context: Context, verb: str, arguments: Mapping[str, Any], micros: int, answers: Sequence[Any]
) -> None:
    """A line for the call, and one for each of the first that were refused."""
    refused = [(place, answer) for place, answer in enumerate(answers) if isinstance(answer, Problem | Exception)]
    kinds = Counter(_type(answer) for _, answer in refused)
    told = ", ".join(f"{kind} × {number}" for kind, number in kinds.most_common())
    answer = kinds.most_common(1)[0][0] if kinds else (_type(answers[0]) if answers else "Nothing")
    outcome: partners.requests.Outcome = "problem" if refused else "ok"
    _note(context, verb, None, len(answers), len(refused), micros, outcome, answer, told or None)
    sent = arguments.get("input")
    for place, problem in refused[:LISTED_OF_A_CALL]:
        key = _key({"input": sent[place]}) if isinstance(sent, list) and place < len(sent) else None
        _note(context, verb, key, 1, 1, micros, "problem", _type(problem), getattr(problem, "message", str(problem)))


def _failed(context: Context, verb: str, arguments: Mapping[str, Any], began: float, error: Exception) -> None:
    code, words = code_of(error)
    _note(context, verb, _key(arguments), 1, 1, _since(began), "error", code, words)


def _note(
    context: Context, verb: str, key: str | None, items: int, refused: int, micros: int,
    outcome: partners.requests.Outcome, answer: str, why: str | None = None,
) -> None:  # fmt: skip
    principal = context.principal
    if principal.partner_id is not None and principal.client_id is not None:
        partners.requests.note(
            Call(principal.partner_id, principal.client_id, clock.now(), verb, key, items, refused, micros, outcome,
                 answer, why)
        )  # fmt: skip


def _key(arguments: Mapping[str, Any]) -> str | None:
    """The sender's own name for the attempt, as far as the log keeps it."""
    sent = arguments.get("input")
    key = sent.get("key") if isinstance(sent, Mapping) else None
    return key[:128] if isinstance(key, str) else None


def _type(answer: Any) -> str:
    return type(answer).__name__


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1_000_000)
