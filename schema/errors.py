"""What GraphQL says when an operation is not allowed, malformed, too much, or broken: a closed set of codes.

Expected outcomes of a verb are no errors but data: see `problems`.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import structlog
from graphql import GraphQLError

from schema.problem_words import sentence, told
from server import storage
from server.kernel.errors import BadInput, DomainError, Forbidden, NotFound, RateLimited, Unauthenticated
from server.programme.rulebook import Language

Code = Literal[
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "INSUFFICIENT_SCOPE",
    "NOT_FOUND",
    "BAD_INPUT",
    "QUERY_TOO_COSTLY",
    "RATE_LIMITED",
    "INTERNAL",
]
CODES: frozenset[str] = frozenset(get_args(Code))

AWAY_SECONDS = 2  # How long an asker is told to wait for a database that is away.
AWAY = "The database does not answer right now. Send the same again in a moment."
BROKEN = "Something went wrong on our side."

log = structlog.get_logger(__name__)


class Refusal(GraphQLError):
    """An operation or a field is refused, with a code of the closed set and facts beside it."""

    def __init__(self, code: Code, message: str, **facts: Any) -> None:
        super().__init__(message, extensions={"code": code, **facts})
        self.code: Code = code


def unauthenticated(message: str = "Sign in first.") -> Refusal:
    return Refusal("UNAUTHENTICATED", message)


def formatted(error: GraphQLError, request_id: str, language: Language = "en") -> dict[str, Any]:
    """One error as it leaves the house: always a code; a bug is masked, and logged whole under the request's id.

    In English before it is known who asks: what is no GraphQL request at all is for whoever writes the program."""
    code, message, facts = _told(error, request_id, language)
    answer: dict[str, Any] = {"message": message}
    if error.locations:
        answer["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        answer["path"] = error.path
    answer["extensions"] = {"code": code, **facts}
    return answer


def code_of(error: Exception) -> tuple[str, str]:
    """What an error is answered as: its code and its words in English, without logging anything."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, GraphQLError):
        code = str((cause.extensions or {}).get("code", "BAD_INPUT"))
        return (code if code in CODES else "BAD_INPUT"), cause.message
    if isinstance(cause, DomainError):
        return _domain(cause, "en")[:2]
    if isinstance(cause, storage.Retryable):
        return "RATE_LIMITED", AWAY
    return "INTERNAL", BROKEN


def _told(error: GraphQLError, request_id: str, language: Language) -> tuple[str, str, dict[str, Any]]:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if cause is None or isinstance(cause, GraphQLError):
        facts = dict(error.extensions or {})
        code = facts.pop("code", "BAD_INPUT")
        said = sentence(error.message, language) if isinstance(cause or error, Refusal) else error.message
        return (code if code in CODES else "BAD_INPUT"), said, facts
    if isinstance(cause, DomainError):
        return _domain(cause, language)
    if isinstance(cause, storage.Retryable):  # The database is starting, or away: nobody's mistake, and soon over.
        log.warning("graphql.database_away", request_id=request_id, path=error.path, said=str(cause))
        return "RATE_LIMITED", sentence(AWAY, language), {"retryAfter": AWAY_SECONDS}
    log.error(
        "graphql.internal_error",
        request_id=request_id,
        path=error.path,
        exc_info=(type(cause), cause, cause.__traceback__),
    )
    return "INTERNAL", sentence(BROKEN, language), {"requestId": request_id}


def _domain(error: DomainError, language: Language) -> tuple[str, str, dict[str, Any]]:
    said = told(error, language)
    if isinstance(error, BadInput):
        return "BAD_INPUT", said, {"field": error.field}
    if isinstance(error, NotFound):
        return "NOT_FOUND", said, {}
    if isinstance(error, RateLimited):
        return "RATE_LIMITED", said, {"retryAfter": error.retry_after}
    if isinstance(error, Unauthenticated):
        return "UNAUTHENTICATED", said, {}
    if isinstance(error, Forbidden):
        return "FORBIDDEN", said, {}
    return "BAD_INPUT", said, {}
