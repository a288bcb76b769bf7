"""A database that is away is nobody's mistake: whoever asks is told to come back."""

from __future__ import annotations

from graphql import GraphQLError

from schema.errors import AWAY_SECONDS, formatted
from server import storage


def test_a_database_that_is_away_is_no_bug_and_says_when_to_come_back() -> None:
    error = GraphQLError("", original_error=storage.Retryable("terminating connection"))

    answer = formatted(error, "r-1")

    assert answer["extensions"] == {"code": "RATE_LIMITED", "retryAfter": AWAY_SECONDS}
    assert "again" in answer["message"]
    assert "terminating" not in answer["message"]
