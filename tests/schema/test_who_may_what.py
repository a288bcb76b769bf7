"""Who may what: every mutation and subscription, asked as every kind of asker, with the answer that each really gets.

A cell is an error's code (in capitals) or the answer's type. Whoever adds a verb adds its row: the table must name
every one that the schema has. What is refused by a code has changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import GraphQLError

from schema.context import Context
from schema.engine.execution import subscribe
from schema.engine.operations import SUBSCRIPTION, Asked
from schema.relay import global_id
from server import members, programme, storage
from server.members import Principal
from tests.schema import (
    rows_community,
    rows_insights,
    rows_levels,
    rows_moderation,
    rows_portal,
    rows_programme_desk,
    rows_rewards,
    rows_transfers,
)
from tests.schema.domain.conftest import database, town
from tests.schema.domain.town import OPERATIONS, SCOPES, Person, Town
from tests.schema.rows import ASKERS, Given, Row, Scene, everybody, many, nothing, people, plain, unique, verb

__all__ = ["database", "town"]

CHALLENGE = "laga_nagot"  # One that is joined, not automatic.
REFUSALS = frozenset({"UNAUTHENTICATED", "FORBIDDEN", "INSUFFICIENT_SCOPE", "BAD_INPUT"})


def activity(kind: str, facts: Mapping[str, Any], *, by: str = "card") -> Given:
    def given(scene: Scene, who: str) -> Mapping[str, Any]:
        elsa = scene.town.elsa
        ref = {"card": elsa.card} if by == "card" else {"email": elsa.email}
        return {"key": f"{kind}-{unique(scene, who)}", "member": ref, "kind": kind, "facts": facts}

    return given


PURCHASE = activity("purchase", {"amount": "10.00"})
BY_EMAIL = activity("purchase", {"amount": "10.00"}, by="email")
CYCLED = activity("bike_to_shop", {"km": "2"})
RECORDED, NOBODY, NOT_ALLOWED = "ActivityRecorded", "MemberNotFoundProblem", "NotAllowedProblem"

# What a room's rows need to be there.
SETTINGS = (
    rows_community.setting, rows_moderation.setting, rows_rewards.setting, rows_insights.setting,
    rows_programme_desk.setting, rows_transfers.setting, rows_levels.setting,
)  # fmt: skip
ROWS: tuple[Row, ...] = (
    *rows_portal.ROWS,
    *rows_community.ROWS,
    *rows_moderation.ROWS,
    *rows_rewards.ROWS,
    *rows_insights.ROWS,
    *rows_programme_desk.ROWS,
    *rows_transfers.ROWS,
    *rows_levels.ROWS,
    Row(
        "join", verb("join", "input", "JoinInput!"),
        lambda scene, who: {
            "email": f"{unique(scene, who)}@example.se", "password": "tre små ord", "displayName": "Ny",
            "language": "SV", "timezone": "Europe/Stockholm",
        },
        everybody("MemberJoined"),
    ),
    Row(
        "signIn", verb("signIn", "input", "SignInInput!"),
        lambda scene, who: {"email": scene.town.elsa.email, "password": "fel fel fel"},
        everybody("WrongCredentialsProblem"),
    ),
    Row("signOut", nothing("signOut"), plain(None), everybody("SignedOut")),
    Row("tryAs", verb("tryAs", "key", "String!"), plain("karin"), everybody("FORBIDDEN")),
    Row(
        "enrollMembers", verb("enrollMembers", "input", "[EnrollMemberInput!]!"),
        many(lambda scene, who: {"key": unique(scene, who)}),
        ("UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", "MemberEnrolled", "FORBIDDEN", "FORBIDDEN", "MemberEnrolled",
         "INSUFFICIENT_SCOPE", "MemberEnrolled"),
    ),
    Row(
        "completeMembership", verb("completeMembership", "input", "CompleteMembershipInput!"),
        lambda scene, who: {
            "token": "x", "password": "tre små ord", "displayName": "Ny",
            "termsVersion": programme.current().terms_version,
        },
        everybody("InvalidTokenProblem"),
    ),
    Row(
        "requestRecovery", verb("requestRecovery", "email", "String!"), plain("nobody@example.se"),
        everybody("RecoveryRequested"),
    ),
    Row(
        "resetPassword", "mutation ($x: String!) { resetPassword(token: $x, password: $x) { __typename } }",
        plain("tre små ord"), everybody("InvalidTokenProblem"),
    ),
    Row("verifyEmail", verb("verifyEmail", "token", "String!"), plain("x"), everybody("InvalidTokenProblem")),
    Row("requestVerification", nothing("requestVerification"), plain(None), people("RecoveryRequested")),
    Row(
        "updateProfile", verb("updateProfile", "input", "UpdateProfileInput!"), plain({"displayName": "Nytt Namn"}),
        people("ProfileUpdated"),
    ),
    Row(
        "revokeSession", verb("revokeSession", "id", "ID!"), lambda scene, who: scene.session,  # type: ignore
        ("UNAUTHENTICATED", "SessionRevoked", *("NotFoundProblem",) * 4, *("FORBIDDEN",) * 3),
    ),
    Row("joinChallenge", verb("joinChallenge", "code", "String!"), plain(CHALLENGE), people("ChallengeJoined")),
    Row("leaveChallenge", verb("leaveChallenge", "code", "String!"), plain(CHALLENGE), people("NotJoinedProblem")),
    Row(
        "recordActivity", verb("recordActivity", "input", "RecordActivityInput!"), PURCHASE,
        ("UNAUTHENTICATED", NOT_ALLOWED, NOBODY, RECORDED, NOBODY, NOBODY, RECORDED, "INSUFFICIENT_SCOPE", RECORDED),
        "that a till reports",
    ),
    Row(
        "recordActivity", verb("recordActivity", "input", "RecordActivityInput!"), CYCLED,
        ("UNAUTHENTICATED", RECORDED, NOBODY, NOBODY, NOBODY, NOBODY, NOT_ALLOWED, "INSUFFICIENT_SCOPE", NOT_ALLOWED),
        "that a member reports",
    ),
    Row(
        "recordActivity", verb("recordActivity", "input", "RecordActivityInput!"), BY_EMAIL,
        ("UNAUTHENTICATED", NOT_ALLOWED, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, "INSUFFICIENT_SCOPE", NOBODY),
        "by an address that the partner did not enroll",
    ),
    Row(
        "recordActivities", verb("recordActivities", "input", "[RecordActivityInput!]!"), many(PURCHASE),
        ("UNAUTHENTICATED", NOT_ALLOWED, NOBODY, RECORDED, NOBODY, NOBODY, RECORDED, "INSUFFICIENT_SCOPE", RECORDED),
    ),
    Row(
        "awardPoints", verb("awardPoints", "input", "AwardPointsInput!"),
        lambda scene, who: {
            "key": f"award-{unique(scene, who)}", "member": {"card": scene.town.elsa.card}, "currency": "points",
            "points": 5, "reason": "Tack för hjälpen",
        },
        ("UNAUTHENTICATED", *("FORBIDDEN",) * 5, "PointsAwarded", "INSUFFICIENT_SCOPE", "PointsAwarded"),
    ),
    Row(
        "reverseActivity", verb("reverseActivity", "input", "ReverseActivityInput!"),
        lambda scene, who: {"key": f"undo-{unique(scene, who)}", "activityKey": "bought", "reason": "Återköp"},
        ("UNAUTHENTICATED", *("ActivityNotFoundProblem",) * 5, "ActivityReversed", "INSUFFICIENT_SCOPE",
         "ActivityNotFoundProblem"),
    ),
)  # fmt: skip


@pytest.fixture
async def scene(town: Town) -> Scene:
    await town.buy("100.00", key="bought")
    session = await members.start_session(town.elsa.member_id)
    things: dict[str, str] = {}
    for setting in SETTINGS:
        things |= await setting(town)
    return Scene(town, global_id("Session", session.session_id), await askers_of(town), things)


async def askers_of(town: Town) -> dict[str, Principal]:
    async def official(name: str, role: members.Role, **more: Any) -> Person:
        return await town.new_person(name, role, **more)

    return {
        "stranger": Principal(kind="stranger", address="192.0.2.9"),
        "member": town.elsa.principal,
        "other member": town.nils.principal,
        "staff": (await official("Tove", "staff", partner=town.linneas)).principal,
        "moderator": (await official("Ingrid", "moderator")).principal,
        "manager": (await official("Karin", "manager")).principal,
        "partner": town.linneas.till,
        "partner without the scope": town.linneas.with_scopes("webhooks:manage"),
        "other partner": town.omtag.with_scopes(*SCOPES),
    }


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_each_asker_gets_the_answer_of_the_table(scene: Scene, row: Row) -> None:
    answers = {}
    for who in ASKERS:
        before = await held()
        answers[who] = await outcome(scene, row, who)
        if answers[who] in REFUSALS:
            assert await held() == before, f"{row} was refused to {who}, and changed something."

    assert answers == dict(zip(ASKERS, row.answers, strict=True))


def test_no_verb_is_without_a_row() -> None:
    mutation = OPERATIONS.schema._schema.mutation_type
    assert mutation is not None

    assert {row.verb for row in ROWS} == set(mutation.fields)


FOLLOWING: dict[str, tuple[str, tuple[str, ...]]] = {
    **rows_community.FOLLOWING,
    **rows_moderation.FOLLOWING,
    **rows_portal.FOLLOWING,
    **rows_insights.FOLLOWING,
    **rows_programme_desk.FOLLOWING,
    "memberEvents": (
        "subscription { memberEvents { position } }",
        ("UNAUTHENTICATED", *("followed",) * 5, *("FORBIDDEN",) * 3),
    ),
    "leaderboardChanged": ('subscription { leaderboardChanged(code: "week") { code } }', everybody("followed")),
    "goalChanged": ('subscription { goalChanged(code: "tiotusen_burkar") { code } }', everybody("followed")),
}


@pytest.mark.parametrize("name", FOLLOWING)
async def test_each_asker_follows_what_the_table_says(scene: Scene, name: str) -> None:
    document, expected = FOLLOWING[name]
    answers = {}
    for who in ASKERS:
        context = Context(scene.askers[who], transport="socket")
        begun = OPERATIONS.begin(Asked(document), context, {SUBSCRIPTION})
        try:
            source: Any = await subscribe(begun.operation, begun.variables, context)
            await source.aclose()
            answers[who] = "followed"
        except GraphQLError as error:
            answers[who] = (error.extensions or {})["code"]

    assert answers == dict(zip(ASKERS, expected, strict=True))


def test_no_subscription_is_without_a_row() -> None:
    subscription = OPERATIONS.schema._schema.subscription_type
    assert subscription is not None

    assert set(FOLLOWING) == set(subscription.fields)


async def outcome(scene: Scene, row: Row, who: str) -> str:
    answer = await scene.town.ask(scene.askers[who], row.document, x=row.given(scene, who))
    if "errors" in answer:
        (error,) = answer["errors"]
        return str(error["extensions"]["code"])
    (value,) = answer["data"].values()
    return str((value[0] if isinstance(value, list) else value)["__typename"])


async def held() -> list[int]:
    """How much there is of what a verb could change."""
    tables = ("activity", "ledger_entry", "member", "session", "member_link", "mail_message", "job", "timeline_event",
              *rows_community.TABLES, *rows_moderation.TABLES, *rows_rewards.TABLES, *rows_programme_desk.TABLES,
              *rows_transfers.TABLES, *rows_levels.TABLES)  # fmt: skip
    return [int(await storage.value(f"SELECT COUNT(*) FROM {table}") or 0) for table in tables]
