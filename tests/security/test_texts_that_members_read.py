"""What a partner writes for members to read is one line that can be read, and fits what stores it."""

from __future__ import annotations

from typing import Any

import pytest

from server.activities import AwardPoints, ReverseActivity, Source
from server.kernel.errors import BadInput
from server.members import Principal
from tests.schema.domain.conftest import database, town
from tests.schema.domain.town import Town

__all__ = ["database", "town"]

TILL = Source.of(Principal(kind="client", partner_id=7, client_id="till"))
UNREADABLE = [
    "\0",
    "Tack\0",
    "rad\nrad",
    "\x1b[31mrött",
    "Tack" + " " * 500 + "!",
    " " * 500 + "!",
    "\u202egnälk",
    "\u2066x",
    "  ",
    "x" * 201,
]


@pytest.mark.parametrize("reason", UNREADABLE)
def test_a_reason_is_a_readable_line(reason: str) -> None:
    with pytest.raises(BadInput, match="reason"):
        AwardPoints(source=TILL, key="a", member=("id", 1), currency="points", points=1, reason=reason)
    with pytest.raises(BadInput, match="reason"):
        ReverseActivity(source=TILL, key="a", activity_key="b", reason=reason)


@pytest.mark.parametrize("reason", ["Tack för hjälpen! 👩‍🌾", "Återköp av kvitto 7", "x" * 200])
def test_people_may_write_as_they_do(reason: str) -> None:
    assert AwardPoints(source=TILL, key="a", member=("id", 1), currency="p", points=1, reason=reason).reason == reason


@pytest.mark.parametrize("key", ["", "a\0", "x" * 129])
def test_the_key_of_what_is_undone_is_a_key(key: str) -> None:
    with pytest.raises(BadInput, match="activityKey"):
        ReverseActivity(source=TILL, key="a", activity_key=key, reason="Återköp")


async def test_no_database_is_asked_for_what_it_cannot_hold(town: Town) -> None:
    """PostgreSQL refuses U+0000 in a text: one such word must not reach it, nor trouble who stands beside."""
    undo: dict[str, Any] = {"key": "undo", "activityKey": "a\0", "reason": "Återköp"}
    award = {"key": "k", "member": {"card": town.elsa.card}, "currency": "points\0", "points": 1, "reason": "Tack"}
    asked = {
        "mutation ($x: ReverseActivityInput!) { reverseActivity(input: $x) { __typename } }": undo,
        "mutation ($x: AwardPointsInput!) { awardPoints(input: $x) { __typename } }": award,
        "mutation ($x: String!) { joinChallenge(code: $x) { __typename } }": "a\0",
        "mutation ($x: String!) { requestRecovery(email: $x) { __typename } }": "a\0@example.se",
        "mutation ($x: SignInInput!) { signIn(input: $x) { __typename } }": {"email": "\0", "password": "\0"},
        "query ($x: String!) { leaderboard(code: $x) { code } }": "week\0",
        "query ($x: String!) { member(ref: {email: $x}) { id } }": "a\0@example.se",
        "query ($x: String!) { member(ref: {card: $x}) { id } }": "9\0",
        "mutation ($x: [EnrollMemberInput!]!) { enrollMembers(input: $x) { __typename } }": [
            {"key": "a\0"}, {"key": "b", "displayName": "\0"}, {"key": "c", "email": "a\0@b.se"},
            {"key": "d", "card": "\0"},
        ],
    }  # fmt: skip
    for query, x in asked.items():
        signed_in = town.elsa.principal if "joinChallenge" in query else town.linneas.till
        answer = await town.ask(signed_in, query, x=x)
        assert [
            e["extensions"]["code"] for e in answer.get("errors", []) if e["extensions"]["code"] == "INTERNAL"
        ] == []
