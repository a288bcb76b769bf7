"""Joining, enrolling at a till, and what a member changes about themselves."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.access import OverHttp, Public, ScopeOrPerson, access
from schema.access import SignedIn as PersonSignedIn
from schema.context import Info
from schema.hints import sized_by
from schema.members import BoardVisibility, Language, Member, may_read_members, member_of
from schema.partners import places
from schema.problems import (
    AlreadyEnrolledProblem,
    BadInputProblem,
    CardTakenProblem,
    GuardianNeededProblem,
    InvalidTokenProblem,
    KeyConflictProblem,
    NotOfferedThereProblem,
    TermsOutdatedProblem,
    ThrottledProblem,
    TooYoungProblem,
)
from schema.sight import Sight
from schema.sign_ins import LinkToken, RecoveryRequested, RecoveryResult, SignedIn, enter
from server import mail, members, partners, programme
from server.kernel import clock
from server.kernel.errors import DomainError
from server.members import CompleteForm, Enrolled, EnrollForm, JoinForm, ProfileChange
from server.programme import NoProgramme


@strawberry.input(description="A new account.")
class JoinInput:
    email: str = strawberry.field(description="Where a link is mailed that proves the address.")
    password: str = strawberry.field(description="At least 8 characters.")
    display_name: str = strawberry.field(description="What the member wants to be called.")
    language: Language = strawberry.field(description="The language to read.")
    timezone: str = strawberry.field(description="The zone of the member's days, such as Europe/Stockholm.")
    birthday: str | None = strawberry.field(description="An ISO date, for the programme's birthdays.")
    country: str | None = strawberry.field(description="Where the member lives, by ISO 3166: SE, NO …")
    guardian_agrees: bool | None = strawberry.field(description="That a guardian has agreed, where one is needed.")
    terms_version: str | None = strawberry.field(
        description="The terms that were read and accepted; left out: those in force."
    )
    source: str | None = strawberry.field(description="Where the member came from, in the page's own word.")


@strawberry.input(description="A member who joins at a till; a link completes the account later.")
class EnrollMemberInput:
    key: str = strawberry.field(description="The sender's own name for it. Sent again, it answers the same member.")
    email: str | None = strawberry.field(description="Where the link is mailed; without it, it is answered.")
    display_name: str | None = strawberry.field(description="What the member wants to be called.")
    card: str | None = strawberry.field(description="A card's number from a stack; left out: a new one.")
    language: Language | None = strawberry.field(description="The language to read.")


@strawberry.input(description="What makes an enrolled member's account whole.")
class CompleteMembershipInput:
    token: str = strawberry.field(description="What stands in the link.")
    password: str = strawberry.field(description="At least 8 characters.")
    display_name: str = strawberry.field(description="What the member wants to be called.")
    terms_version: str = strawberry.field(description="The terms that were read and accepted.")
    email: str | None = strawberry.field(description="An address, where there is none or another.")
    timezone: str | None = strawberry.field(description="The zone of the member's days.")
    language: Language | None = strawberry.field(description="The language to read.")
    birthday: str | None = strawberry.field(description="An ISO date.")
    country: str | None = strawberry.field(description="Where the member lives, by ISO 3166: SE, NO …")
    guardian_agrees: bool | None = strawberry.field(description="That a guardian has agreed, where one is needed.")


@strawberry.input(description="What to change; left out: it stays.")
class UpdateProfileInput:
    display_name: str | None = strawberry.field(description="What the member wants to be called.")
    alias: str | None = strawberry.field(description="What to be called on leaderboards; empty: none.")
    board_visibility: BoardVisibility | None = strawberry.field(description="What others see there.")
    language: Language | None = strawberry.field(description="The language to read.")
    timezone: str | None = strawberry.field(description="The zone of the member's days.")


@strawberry.type(description="The account is made, and the browser signed in.")
class MemberJoined:
    member: Member = strawberry.field(description="The new member.")


@strawberry.type(description="The member is enrolled, now or when the key came first.")
class MemberEnrolled:
    member: Member = strawberry.field(description="The member.")
    completion_link: str | None = strawberry.field(
        description="Where the member completes the account, for a QR code; null where it was mailed, or is done."
    )
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")


@strawberry.type(description="The address is proven.")
class EmailVerified:
    ok: bool = strawberry.field(description="True.")


@strawberry.type(description="The profile was changed.")
class ProfileUpdated:
    member: Member = strawberry.field(description="The member as they are now.")


JoinResult = Annotated[
    MemberJoined | BadInputProblem | TermsOutdatedProblem | TooYoungProblem | GuardianNeededProblem
    | NotOfferedThereProblem | ThrottledProblem,
    strawberry.union("JoinResult", description="What became of joining. A known address answers as a new one does."),
]
EnrollMemberResult = Annotated[
    MemberEnrolled | KeyConflictProblem | CardTakenProblem | AlreadyEnrolledProblem | BadInputProblem,
    strawberry.union("EnrollMemberResult", description="What became of enrolling a member."),
]
CompleteMembershipResult = Annotated[
    SignedIn | InvalidTokenProblem | BadInputProblem | TermsOutdatedProblem | TooYoungProblem
    | GuardianNeededProblem | NotOfferedThereProblem | ThrottledProblem,
    strawberry.union("CompleteMembershipResult", description="What became of completing."),
]
VerifyEmailResult = Annotated[
    EmailVerified | InvalidTokenProblem | ThrottledProblem,
    strawberry.union("VerifyEmailResult", description="What became of proving an address."),
]
UpdateProfileResult = Annotated[
    ProfileUpdated | BadInputProblem, strawberry.union("UpdateProfileResult", description="What became of a change.")
]
@strawberry.type
class MembershipMutation:
    @strawberry.mutation(description="Become a member. Sets the session cookie.", metadata=access(OverHttp()))
    async def join(
        self, info: Info, input: Annotated[JoinInput, strawberry.argument(description="The new account.")]
    ) -> JoinResult:
        context = info.context
        _check_may_join(input)
        joined = await members.join(
            JoinForm(
                email=input.email,
                password=input.password,
                display_name=input.display_name,
                language=str(input.language.value),
                timezone=input.timezone,
                birthday=input.birthday or None,
                country=input.country or None,
                guardian_agrees=bool(input.guardian_agrees),
                terms_version=input.terms_version,
                source=input.source,
            ),
            current_terms=_terms(),
            address=context.principal.address,
            houses=await _houses(),
        )
        signed_in = await members.start_session(joined.member_id, user_agent=context.user_agent)
        return MemberJoined(member=await enter(context, signed_in))

    @strawberry.mutation(
        description="Enroll members at a till, at most 1000, answered in order.",
        metadata=access(ScopeOrPerson("members:enroll", "staff")) | sized_by("input"),
    )
    async def enroll_members(
        self,
        info: Info,
        input: Annotated[list[EnrollMemberInput], strawberry.argument(description="Who joins, at most 1000.")],
    ) -> list[EnrollMemberResult]:
        principal, book = info.context.principal, programme.current()
        forms = [
            EnrollForm(
                key=each.key,
                email=each.email or None,
                display_name=each.display_name or None,
                card=each.card or None,
                language=_word(each.language),
            )
            for each in input
        ]
        await places.ready([principal.partner_id])
        shop = places.name(principal.partner_id, principal.shop_code)
        outcomes = await members.enroll(principal, forms, timezone=book.timezone, shop=shop, houses=await _houses())
        info.context.forget()
        rows = await members.members_by_id([each.member_id for each in outcomes if isinstance(each, Enrolled)])
        sight: Sight = "partner" if may_read_members(principal) else "desk"
        return [_enrolled(each, rows, sight) for each in outcomes]  # type: ignore[misc]

    @strawberry.mutation(
        description="Make an enrolled member's account whole. Sets the session cookie.", metadata=access(OverHttp())
    )
    async def complete_membership(
        self, info: Info, input: Annotated[CompleteMembershipInput, strawberry.argument(description="The account.")]
    ) -> CompleteMembershipResult:
        context = info.context
        _check_may_join(input)
        signed_in = await members.complete(
            CompleteForm(
                token=input.token,
                password=input.password,
                display_name=input.display_name,
                terms_version=input.terms_version,
                email=input.email or None,
                timezone=input.timezone or None,
                language=_word(input.language),
                birthday=input.birthday or None,
                country=input.country or None,
                guardian_agrees=bool(input.guardian_agrees),
            ),
            current_terms=_terms(),
            address=context.principal.address,
            user_agent=context.user_agent,
            houses=await _houses(),
        )
        return SignedIn(member=await enter(context, signed_in))

    @strawberry.mutation(description="Prove an address by its mailed link.", metadata=access(Public()))
    async def verify_email(self, info: Info, token: LinkToken) -> VerifyEmailResult:
        await members.verify_email(token, address=info.context.principal.address)
        return EmailVerified(ok=True)

    @strawberry.mutation(
        description="Have the link that proves one's address mailed again.", metadata=access(PersonSignedIn())
    )
    async def request_verification(self, info: Info) -> RecoveryResult:
        await members.request_verification(info.context.principal.member_id or 0)
        return RecoveryRequested(ok=True)

    @strawberry.mutation(description="Change one's own profile.", metadata=access(PersonSignedIn()))
    async def update_profile(
        self, info: Info, input: Annotated[UpdateProfileInput, strawberry.argument(description="What to change.")]
    ) -> UpdateProfileResult:
        change = ProfileChange(
            display_name=input.display_name,
            alias=input.alias,
            board_visibility=_word(input.board_visibility),
            language=_word(input.language),
            timezone=input.timezone,
        )
        houses = await _houses() if change.display_name is not None else ()
        member = await members.update_profile(info.context.principal.member_id or 0, change, houses=houses)
        return ProfileUpdated(member=member_of(member, "own"))

async def _houses() -> list[str]:
    """What the programme, its partners and their shops are called: no member is."""
    try:
        texts = programme.current().texts
    except NoProgramme:
        texts = {}
    own = [str(words["name"]) for words in texts.values() if "name" in words]
    return [*own, *await partners.names_in_use()]


def _word(chosen: Language | BoardVisibility | None) -> str | None:
    """An enum's value as the members' package takes it."""
    return str(chosen.value) if chosen is not None else None


def _check_may_join(form: JoinInput | CompleteMembershipInput) -> None:
    """Raises what the programme has against it; before there is a programme everybody may."""
    try:
        book = programme.current()
    except NoProgramme:
        return
    programme.check_may_join(book, birthday=form.birthday, country=form.country,
                             guardian_agrees=bool(form.guardian_agrees), at=clock.now())


def _terms() -> str | None:
    """The terms in force; None before there is a programme."""
    try:
        return programme.current().terms_version
    except NoProgramme:
        return None


def _enrolled(
    outcome: Enrolled | DomainError, rows: dict[int, members.Member], sight: Sight
) -> MemberEnrolled | DomainError:
    if isinstance(outcome, DomainError):
        return outcome  # Told by the table of problems, each alone.
    path = outcome.completion_path
    return MemberEnrolled(
        member=member_of(rows[outcome.member_id], sight),
        completion_link=mail.address_of(path) if path is not None else None,
        replayed=outcome.replayed,
    )
