"""A till: a program with a token, which sends activities and remembers what was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

ANSWER_SECONDS = 60
RENEW_AT = 0.8  # Of a token's life.
RECORDED = """
  __typename
  ... on ActivityRecorded {
    replayed activity { id key } entries { points reason currency { code } } badges { badge { code } }
    balances { points currency { code } }
  }
  ... on Problem { message }
"""
RECORD_MANY = "mutation($i: [RecordActivityInput!]!) { recordActivities(input: $i) {" + RECORDED + "} }"
RECORD_ONE = "mutation($i: RecordActivityInput!) { recordActivity(input: $i) {" + RECORDED + "} }"


class Refused(Exception):
    """Top-level errors: nothing was done. `code` is the first one's, `retry_after` in seconds where it names one."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        extensions = errors[0].get("extensions", {})
        self.code: str = extensions.get("code", "")
        self.retry_after: float | None = extensions.get("retryAfter")


class Unreachable(Exception):
    """No answer, or none of GraphQL's: whether anything was done is not known."""


async def ask(
    http: aiohttp.ClientSession, url: str, query: str, variables: dict[str, Any] | None = None, **headers: str
) -> dict[str, Any]:
    """An operation's data; `cookie=` or `authorization=` say who asks. Raises Refused, Unreachable."""
    try:
        async with http.post(
            f"{url}/graphql", json={"query": query, "variables": variables or {}}, headers=headers,
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        ) as response:  # fmt: skip
            answer = await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    if answer.get("errors"):
        raise Refused(answer["errors"])
    data: dict[str, Any] = answer["data"]
    return data


class Till:
    """Several requests may be under way at once."""

    def __init__(self, http: aiohttp.ClientSession, url: str, client_id: str, secret: str, scopes: str) -> None:
        self._http, self.url, self._scopes = http, url, scopes
        self._credentials = aiohttp.encode_basic_auth(client_id, secret)
        self._bearer, self._renew_at = "", 0.0
        self._renewing = asyncio.Lock()
        self.tokens = 0  # How many it was given.

    async def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer's data. Raises Refused, Unreachable."""
        bearer = await self.bearer()
        return await ask(self._http, self.url, query, variables, authorization=f"Bearer {bearer}")

    async def record(self, activities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each one's outcome, in order. One goes alone, as a till would send it."""
        if len(activities) == 1:
            return [(await self.ask(RECORD_ONE, {"i": activities[0]}))["recordActivity"]]
        return list((await self.ask(RECORD_MANY, {"i": list(activities)}))["recordActivities"])

    async def bearer(self) -> str:
        """A token that holds a while yet. Raises Unreachable."""
        async with self._renewing:
            if time.monotonic() < self._renew_at:
                return self._bearer
            form = {"grant_type": "client_credentials", "scope": self._scopes}
            try:
                async with self._http.post(
                    f"{self.url}/oauth/token", data=form, headers={"authorization": self._credentials},
                    timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
                ) as response:  # fmt: skip
                    answer = await response.json()
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                raise Unreachable(f"{type(error).__name__}: {error}") from error
            if "access_token" not in answer:
                raise Refused([{"message": str(answer), "extensions": {"code": answer.get("error", "")}}])
            self._bearer = answer["access_token"]
            self._renew_at = time.monotonic() + RENEW_AT * answer["expires_in"]
            self.tokens += 1
            return self._bearer
