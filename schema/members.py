"""Members: the signed-in one (`me`), and whoever shows a card (`member`)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Annotated

import strawberry

from schema.access import ScopeOrPerson, access
from schema.activities import Activity, activity_of
from schema.badge_wall import BadgeOnWall, wall_of
from schema.badges import BadgeAward, award_of
from schema.beneficiaries import MemberBeneficiaries
from schema.catalogue import MemberRewards, balances_by_member
from schema.challenges import ChallengeProgress, page_of, places_of, progress_of_place
from schema.context import Context, Info
from schema.currencies import Balance, balances_of
from schema.errors import Refusal
from schema.hints import sized
from schema.households import MemberHousehold
from schema.ledger import LedgerEntry, entry_of
from schema.perks import MemberLevels
from schema.purse import MemberPurse
from schema.relay import After, Connection, First, Node, connection, global_id, number_of
from schema.scalars import DateTime
from schema.sight import Sight, only, partner_of, sight_of
from schema.sustainability import Impact, impact_of, totals_by_member
from schema.tiers import Tier, TierProgress, holdings_of, last_day, progress_of, tier_of_code
from schema.timeline import all_told
from schema.timeline_types import MemberEvent
from schema.transferring import MemberTransfers
from server import activities, badges, ledger, live, members, programme
from server.kernel import clock
from server.kernel.errors import BadInput
from server.kernel.paging import page_size
from server.members import Principal, Ref
from server.tiers import Holding

EVENTS_DEFAULT = 20


@strawberry.enum(description="A language that this server speaks.")
class Language(Enum):
    SV = strawberry.enum_value("sv", description="Swedish.")
    EN = strawberry.enum_value("en", description="English.")


@strawberry.enum(description="What somebody may do.")
class Role(Enum):
    MEMBER = strawberry.enum_value("member", description="Everybody with an account.")
    MODERATOR = strawberry.enum_value("moderator", description="Keeps the conversation decent.")
    EDITOR = strawberry.enum_value("editor", description="Writes drafts of the programme, and publishes none.")
    MANAGER = strawberry.enum_value("manager", description="Runs the programme.")
    STAFF = strawberry.enum_value("staff", description="Works at a partner's till.")


@strawberry.enum(description="What others see of a member on leaderboards.")
class BoardVisibility(Enum):
    NAME = strawberry.enum_value("name", description="The display name.")
    ALIAS = strawberry.enum_value("alias", description="The alias.")
    HIDDEN = strawberry.enum_value("hidden", description="Nothing: “a member”.")


@strawberry.input(one_of=True, description="Who is meant: exactly one of these.")
class MemberRef:
    id: strawberry.ID | None = strawberry.field(description="The member's id.", default=strawberry.UNSET)
    card: str | None = strawberry.field(
        description="The card's number, with or without spaces.", default=strawberry.UNSET
    )
    email: str | None = strawberry.field(
        description="An email address. It reaches only those whom the asker's partner enrolled, or who linked "
        "themselves to it.",
        default=strawberry.UNSET,
    )

    def ref(self) -> Ref:
        """As `members` and `activities` take it. An id that is no member's is nobody's."""
        if self.card is not strawberry.UNSET and self.card is not None:
            return "card", self.card
        if self.email is not strawberry.UNSET and self.email is not None:
            return "email", self.email
        try:
            return "id", number_of(str(self.id), "Member")
        except BadInput:
            return "id", 0


@strawberry.type(description="A sign-in that lives.")
class Session:
    id: strawberry.ID = strawberry.field(description="Names it, for `revokeSession`.")
    created_at: DateTime = strawberry.field(description="When it began.")
    last_seen_at: DateTime = strawberry.field(description="When it was last used, to the minute.")
    user_agent: str = strawberry.field(description="What the browser calls itself.")
    current: bool = strawberry.field(description="Whether it is the one that asks.")


@strawberry.type(description="A person with a card.")
class Member(MemberPurse, MemberTransfers, MemberHousehold, MemberRewards, MemberBeneficiaries, MemberLevels, Node):
    card: str = strawberry.field(description="The card's sixteen digits.")
    display_name: str = strawberry.field(description="What the member wants to be called.")
    language: Language = strawberry.field(description="The language that the member reads.")
    timezone: str = strawberry.field(description="The zone of the member's days.")
    joined_at: DateTime = strawberry.field(description="When the account was made.")
    row: strawberry.Private[members.Member]
    sight: strawberry.Private[Sight]
    position: strawberry.Private[int | None] = None

    @strawberry.field(description="What the member is called on leaderboards, by choice; null for others.")
    def alias(self) -> str | None:
        return self.row.alias if self.sight == "own" else None

    @strawberry.field(description="The address; null for others.")
    def email(self) -> str | None:
        return self.row.email if self.sight == "own" else None

    @strawberry.field(description="Whether the address was proven. For the member alone.")
    def email_verified(self) -> bool:
        only(self.sight, "own")
        return self.row.email_verified_at is not None

    @strawberry.field(description="What the member may do. For the member alone.", metadata=sized(2))
    async def roles(self, info: Info) -> list[Role]:
        only(self.sight, "own")
        roles = await info.context.load(roles_by_member, self.row.id) or frozenset()
        return [role for role in Role if str(role.value) in roles]

    @strawberry.field(description="What others see of the member on leaderboards. For the member alone.")
    def board_visibility(self) -> BoardVisibility:
        only(self.sight, "own")
        return BoardVisibility(self.row.board_visibility)

    @strawberry.field(
        description="What the member has: every currency with a balance, and what can be spent also at 0.",
        metadata=sized(3),
    )
    async def balances(self, info: Info) -> list[Balance]:
        only(self.sight, "own", "partner", "manager")
        balances = await info.context.load(balances_by_member, self.row.id) or {}
        return balances_of(programme.current(), balances, info.context.language)

    @strawberry.field(description="The tier that the member holds; null where the programme has none.")
    async def tier(self, info: Info) -> Tier | None:
        holding = await self._holding(info)
        return tier_of_code(programme.current(), holding.tier, info.context.language) if holding is not None else None

    @strawberry.field(
        description="The last day on which the member holds the tier if nothing more is earned, in the programme's "
        "zone, as 2027-12-31; null: no end."
    )
    async def tier_until(self, info: Info) -> str | None:
        holding = await self._holding(info)
        return last_day(holding.until, programme.current()) if holding is not None else None

    @strawberry.field(description="How far the member has come on the ladder; null where the programme has none.")
    async def tier_progress(self, info: Info) -> TierProgress | None:
        holding = await self._holding(info)
        return progress_of(programme.current(), holding, info.context.language) if holding is not None else None

    async def _holding(self, info: Info) -> Holding | None:
        only(self.sight, "own", "partner", "manager")
        return await info.context.load(holdings_of, self.row.id)

    @strawberry.field(
        description="The account's lines, newest first: those of redeemable currencies, or of the one that is named. "
        "A partner sees those that it caused."
    )
    async def entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        currency: Annotated[str | None, strawberry.argument(description="A currency's code.")] = None,
    ) -> Connection[LedgerEntry]:
        only(self.sight, "own", "partner")
        size, wanted = page_size(first), _currencies(currency)
        if self.sight == "own":
            page = await ledger.entries_of(self.row.id, wanted, first=size, after=after)
        else:
            partner_id = partner_of(info.context.principal) or 0
            page = await activities.entries_recorded_by(partner_id, self.row.id, wanted, first=size, after=after)
        return connection(page, lambda row: entry_of(row, info.context.language))

    @strawberry.field(description="The badges of the member, newest first. A partner sees those that it caused.")
    async def badges(self, info: Info, first: First = None, after: After = None) -> Connection[BadgeAward]:
        only(self.sight, "own", "partner")
        size = page_size(first)
        if self.sight == "own":
            page = await badges.awards_of(self.row.id, first=size, after=after)
        else:
            partner_id = partner_of(info.context.principal) or 0
            page = await activities.awards_recorded_by(partner_id, self.row.id, first=size, after=after)
        return connection(page, lambda row: award_of(row, info.context.language))

    @strawberry.field(
        description="All the programme's badges, those that the member holds first, and hidden ones without saying "
        "what they are. For the member alone.",
        metadata=sized(12),
    )
    async def badge_wall(self, info: Info) -> list[BadgeOnWall]:
        only(self.sight, "own")
        return await wall_of(info.context, self.row.id)

    @strawberry.field(
        description="The programme's challenges as they stand for the member: running ones first, then those to join, "
        "then those done. For the member alone."
    )
    async def challenges(self, info: Info, first: First = None, after: After = None) -> Connection[ChallengeProgress]:
        only(self.sight, "own")
        book, timezone = programme.current(), self.row.timezone
        places = await places_of(info.context, self.row.id, timezone)
        page = page_of(places, first=page_size(first), after=after)
        return connection(page, lambda place: progress_of_place(book, place, info.context.language, timezone))

    @strawberry.field(
        description="What the member's everyday choices are estimated to save, own word and partners' apart. For the "
        "member alone."
    )
    async def impact(self, info: Info) -> Impact:
        only(self.sight, "own")
        totals = await info.context.load(totals_by_member, self.row.id) or []
        return impact_of(programme.current(), totals, info.context.language)

    @strawberry.field(
        description="The everyday choices that the member told of today, by their own days, and did not take back; "
        "newest first. `reverseActivity` with the activity's key takes one back. For the member alone.",
        metadata=sized(5),
    )
    async def own_word_today(self, info: Info) -> list[Activity]:
        only(self.sight, "own")
        return [activity_of(row) for row in await self._own_word(days_back=0)]

    @strawberry.field(
        description="The same, of as many days as each kind may still be told of: what `reverseActivity` still takes "
        "back. For the member alone.",
        metadata=sized(10),
    )
    async def own_word_lately(self, info: Info) -> list[Activity]:
        only(self.sight, "own")
        return [activity_of(row) for row in await self._own_word(days_back=None)]

    async def _own_word(self, *, days_back: int | None) -> list[activities.Recorded]:
        kinds, zone, now = programme.current().kinds, self.row.timezone, clock.now()
        actions = programme.current().actions.values()
        back = {
            action.kind: kinds[action.kind].days_back if days_back is None else days_back
            for action in actions if action.proof == "own word"
        }  # fmt: skip
        since = activities.own_word_from(now, zone, max(back.values(), default=0))
        rows = await activities.own_word_since(self.row.id, list(back), since)
        return [row for row in rows if row.occurred_at >= activities.own_word_from(now, zone, back[row.kind])]

    @strawberry.field(
        description="What happened last, newest first, as `memberEvents` told it. For the member alone.",
    )
    async def recent_events(self, info: Info, first: First = None) -> list[MemberEvent]:
        only(self.sight, "own")
        events = await live.newest(self.row.id, page_size(first))
        return [answer for answer in await all_told(events, info.context.language) if answer is not None]

    @strawberry.field(
        description="The newest event's position: subscribe after it. It is read before everything else of the same "
        "answer, so that nothing falls between. For the member alone."
    )
    def timeline_position(self) -> int:
        only(self.sight, "own")
        return self.position if self.position is not None else live.position(self.row.id)  # type: ignore[return-value]

    @strawberry.field(description="The sign-ins, the latest used first. For the member alone.", metadata=sized(10))
    async def sessions(self, info: Info) -> list[Session]:
        principal = info.context.principal
        only(self.sight, "own")
        if principal.kind != "person":
            raise Refusal("FORBIDDEN", "Only the member sees this.")
        return [
            Session(
                id=global_id("Session", session.id),
                created_at=DateTime(session.created_at),
                last_seen_at=DateTime(session.last_seen_at),
                user_agent=session.user_agent,
                current=session.id == principal.session_id,
            )
            for session in await members.sessions_of(self.row.id)
        ]


def member_of(row: members.Member, sight: Sight, *, position: int | None = None) -> Member:
    return Member(
        id=global_id("Member", row.id),
        card=row.card,
        display_name=row.display_name,
        language=Language(row.language),
        timezone=row.timezone,
        joined_at=DateTime(row.joined_at),
        row=row,
        sight=sight,
        position=position,
    )


async def own_member(member_id: int) -> Member:
    """The member as they see themselves, after something that they just did."""
    row = await members.member_of(member_id)
    assert row is not None
    return member_of(row, "own")


async def members_by_id(context: Context, member_ids: Sequence[int]) -> Mapping[int, Member]:
    """Those whom the asker may reach by id."""
    principal = context.principal
    if not may_read_members(principal):
        return {}
    reached = await members.resolve([("id", member_id) for member_id in member_ids], principal)
    rows = await members.members_by_id(reached.values())
    sights = {id: sight_of(principal, id) for id in rows}
    return {id: member_of(row, sight) for id, row in rows.items() if (sight := sights[id]) is not None}


async def roles_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, frozenset[members.Role]]:
    return await members.roles_of(member_ids)


def may_read_members(principal: Principal) -> bool:
    """Programs need the scope; people see themselves, and officials whom they may reach."""
    return "members:read" in principal.scopes if principal.kind == "client" else principal.kind == "person"


def _currencies(named: str | None) -> list[str]:
    known = programme.current().shown
    if named is None:
        return [code for code, currency in known.items() if currency.redeemable]
    if named not in known:
        raise BadInput("currency", f"There is no currency “{named[:40]}”. There are: {', '.join(known)}.")
    return [named]


@strawberry.type
class MemberQuery:
    @strawberry.field(description="The member who asks; null for strangers, and for programs that act for no member.")
    async def me(self, info: Info) -> Member | None:
        principal = info.context.principal
        if principal.member_id is None:
            return None
        if not may_read_members(principal):
            raise Refusal("INSUFFICIENT_SCOPE", "The token lacks the scope members:read.", scope="members:read")
        # Everything else of the answer is read after the position: what happens meanwhile comes again, live.
        position, row = await asyncio.gather(live.position(principal.member_id), members.member_of(principal.member_id))
        return member_of(row, "own", position=position) if row is not None else None

    @strawberry.field(
        description="A member by id, card or email; null where there is none, or none whom the asker may reach.",
        metadata=access(ScopeOrPerson("members:read", "staff", "moderator", "manager")),
    )
    async def member(
        self, info: Info, ref: Annotated[MemberRef, strawberry.argument(description="Who is meant.")]
    ) -> Member | None:
        principal = info.context.principal
        reached = await members.resolve([ref.ref()], principal)
        for member_id in reached.values():
            row, sight = await members.member_of(member_id), sight_of(principal, member_id)
            return member_of(row, sight) if row is not None and sight is not None else None
        return None
