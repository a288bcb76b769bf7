"""The schema as outside programs rely on it: kept, described, named as promised, and affordable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
)

import schema
from schema.engine import cost
from schema.problems import TABLE, Problem
from server.kernel.errors import DomainError
from server.members import Principal
from tests.schema.domain.test_recording import MANY
from tests.schema.domain.town import Town, purchase

KEPT = Path(schema.__file__).with_name("schema.graphql")
OURS = build_schema(schema.sdl())

# What design and documentation promise to other programs. More may be there; this may not be otherwise.
PROMISED = """
scalar Points
scalar DateTime
scalar JSON
scalar Decimal
interface Node { id: ID! }
interface Problem { message: String! }
type Query {
  me: Member  member(ref: MemberRef!): Member  programme: Programme!  leaderboard(code: String!): Leaderboard
  node(id: ID!): Node
}
type Mutation {
  join(input: JoinInput!): JoinResult!
  signIn(input: SignInInput!): SignInResult!
  signOut: SignOutResult!
  enrollMembers(input: [EnrollMemberInput!]!): [EnrollMemberResult!]!
  recordActivity(input: RecordActivityInput!): RecordActivityResult!
  recordActivities(input: [RecordActivityInput!]!): [RecordActivityResult!]!
  awardPoints(input: AwardPointsInput!): AwardPointsResult!
  reverseActivity(input: ReverseActivityInput!): ReverseActivityResult!
}
type Subscription { memberEvents(after: Int): MemberEvent!  leaderboardChanged(code: String!): LeaderboardChange! }
input JoinInput {
  email: String!  password: String!  displayName: String!  language: Language!  timezone: String!  birthday: String
}
input SignInInput { email: String!  password: String! }
input EnrollMemberInput { key: String!  email: String  displayName: String  card: String }
input RecordActivityInput { key: String!  member: MemberRef!  kind: String!  occurredAt: DateTime  facts: JSON }
input AwardPointsInput { key: String!  member: MemberRef!  currency: String!  points: Points!  reason: String! }
input ReverseActivityInput { key: String!  activityKey: String!  share: Decimal  reason: String! }
input MemberRef @oneOf { id: ID  card: String  email: String }
enum Language { SV EN }
union JoinResult = MemberJoined
union SignInResult = SignedIn
union SignOutResult = SignedOut
union EnrollMemberResult = MemberEnrolled
union RecordActivityResult = ActivityRecorded | MemberNotFoundProblem
union AwardPointsResult = PointsAwarded
union ReverseActivityResult = ActivityReversed
type MemberJoined { member: Member! }
type SignedIn { member: Member! }
type SignedOut { ok: Boolean! }
type MemberEnrolled { member: Member! }
type MemberNotFoundProblem implements Problem { message: String! }
type PointsAwarded { entries: [LedgerEntry!]! }
type ActivityReversed { entries: [LedgerEntry!]! }
type ActivityRecorded {
  activity: Activity!  replayed: Boolean!  entries: [LedgerEntry!]!  badges: [BadgeAward!]!  balances: [Balance!]!
}
type LedgerEntry implements Node {
  id: ID!  points: Points!  currency: Currency!  reason: String!  why: String!  activity: Activity  postedAt: DateTime!
}
type BadgeAward implements Node { id: ID! }
type Activity implements Node { id: ID!  key: String!  kind: String!  occurredAt: DateTime!  facts: JSON! }
type Balance { currency: Currency!  points: Points!  pending: Points! }
type Currency { code: String!  name: String!  decimals: Int! }
type Member implements Node {
  id: ID!  card: String!  displayName: String!  balances: [Balance!]!  tier: Tier
  entries(first: Int, after: String): LedgerEntryConnection!
  badges(first: Int, after: String): BadgeAwardConnection!
  challenges(first: Int, after: String): ChallengeProgressConnection!
}
type Tier { code: String! }
type Programme { code: String! }
type LedgerEntryConnection { pageInfo: PageInfo! }
type BadgeAwardConnection { pageInfo: PageInfo! }
type ChallengeProgressConnection { pageInfo: PageInfo! }
type StandingConnection { pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String  endCursor: String }
type Leaderboard implements Node {
  id: ID!  code: String!  standings(first: Int, after: String): StandingConnection!  me: Standing
  aroundMe(radius: Int): [Standing!]!
}
type Standing { rank: Int! }
type LeaderboardChange { code: String! }
interface MemberEvent { position: Int!  occurredAt: DateTime! }
"""


def test_the_kept_schema_is_the_servers() -> None:
    assert KEPT.read_text(encoding="utf-8") == schema.sdl(), "Run: python3 -m server schema --write"


def test_every_promised_name_is_there_just_so() -> None:
    assert list(_broken()) == []


def _broken() -> Iterator[str]:
    promised = build_schema(PROMISED)
    for name, theirs in promised.type_map.items():
        ours = OURS.type_map.get(name)
        if ours is None or type(ours) is not type(theirs):
            yield name
        elif isinstance(theirs, GraphQLUnionType):
            assert isinstance(ours, GraphQLUnionType)
            yield from (f"{name} = {t.name}" for t in theirs.types if t.name not in {each.name for each in ours.types})
        elif isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            assert isinstance(ours, GraphQLObjectType | GraphQLInterfaceType)
            yield from _broken_fields(name, theirs, ours)
        elif isinstance(theirs, GraphQLInputObjectType):
            assert isinstance(ours, GraphQLInputObjectType)
            if ours.is_one_of != theirs.is_one_of:
                yield f"{name} @oneOf"
            for field, theirs_field in theirs.fields.items():
                if field not in ours.fields or str(ours.fields[field].type) != str(theirs_field.type):
                    yield f"{name}.{field}"
            extra = [f for f in ours.fields if f not in theirs.fields and str(ours.fields[f].type).endswith("!")]
            yield from (f"{name}.{field} is asked for and was not promised" for field in extra)


def _broken_fields(
    name: str, theirs: GraphQLObjectType | GraphQLInterfaceType, ours: GraphQLObjectType | GraphQLInterfaceType
) -> Iterator[str]:
    missing = {each.name for each in theirs.interfaces} - {each.name for each in ours.interfaces}
    yield from (f"{name} implements {each}" for each in missing)
    for field, wanted in theirs.fields.items():
        given = ours.fields.get(field)
        if given is None or str(given.type) != str(wanted.type):
            yield f"{name}.{field}"
            continue
        for argument, wanted_argument in wanted.args.items():
            if argument not in given.args or str(given.args[argument].type) != str(wanted_argument.type):
                yield f"{name}.{field}({argument}:)"


def test_everything_is_described() -> None:
    assert sorted(_undescribed()) == []


def _undescribed() -> Iterator[str]:
    for name, type_ in OURS.type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        if not type_.description:
            yield name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, each in type_.values.items() if not each.description)
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in type_.fields.items():
                if not each.description:
                    yield f"{name}.{field}"
                yield from (f"{name}.{field}({a}:)" for a, arg in each.args.items() if not arg.description)
        elif isinstance(type_, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, each in type_.fields.items() if not each.description)


def test_a_problem_is_named_so_and_nothing_else_is() -> None:
    for name, type_ in OURS.type_map.items():
        if isinstance(type_, GraphQLObjectType):
            is_problem = "Problem" in {each.name for each in type_.interfaces}
            assert is_problem == name.endswith("Problem"), name


def test_every_union_of_a_verb_holds_a_success() -> None:
    for name, type_ in OURS.type_map.items():
        if isinstance(type_, GraphQLUnionType):
            assert any(not each.name.endswith("Problem") for each in type_.types), name


def test_what_is_a_node_has_an_id_and_what_has_an_id_is_a_node_but_for_sessions_and_mail() -> None:
    with_id = {n for n, t in OURS.type_map.items() if isinstance(t, GraphQLObjectType) and "id" in t.fields}
    nodes = {n for n, t in OURS.type_map.items() if isinstance(t, GraphQLObjectType) and _is_node(t)}

    assert with_id - nodes == {"Session", "Mail"}
    assert nodes <= with_id


def _is_node(type_: GraphQLObjectType) -> bool:
    return "Node" in {each.name for each in type_.interfaces}


def test_each_error_of_the_table_becomes_a_problem() -> None:
    assert all(issubclass(error, DomainError) for error in TABLE)
    assert {"MemberNotFound", "KeyConflict", "TooLate", "BudgetExhausted"} <= {error.__name__ for error in TABLE}
    assert issubclass(Problem, object)


async def test_a_thousand_activities_with_everything_are_within_the_allowance(town: Town) -> None:
    receipts = [purchase(town.elsa, "1") for _ in range(1000)]

    answer = await town.ask(Principal(kind="client", partner_id=1, client_id="x"), MANY, input=receipts)

    assert answer["extensions"]["cost"]["requested"] < cost.BULK_ALLOWANCE / 2
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INSUFFICIENT_SCOPE"]


@pytest.mark.parametrize("query", ["{ me { entries(first: 101) { edges { cursor } } } }"])
async def test_lists_end_at_a_hundred(town: Town, query: str) -> None:
    assert await town.refusal(town.elsa.principal, query) == "BAD_INPUT"
