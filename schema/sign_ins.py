"""Signing in and out, the way back into an account, the password again, and the sign-ins that there are."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.access import OverHttp, Public, access
from schema.access import SignedIn as PersonSignedIn
from schema.context import Context, Info
from schema.members import Member, own_member
from schema.problems import (
    BadInputProblem,
    InvalidTokenProblem,
    NotFoundProblem,
    ThrottledProblem,
    WrongCredentialsProblem,
)
from schema.relay import number_of
from schema.scalars import DateTime
from server import members

LinkToken = Annotated[str, strawberry.argument(description="What stands in the mailed link.")]


@strawberry.input(description="An account's credentials.")
class SignInInput:
    email: str = strawberry.field(description="The account's address.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.type(description="The browser is signed in from now on.")
class SignedIn:
    member: Member = strawberry.field(description="Who it is.")


@strawberry.type(description="The browser is signed out.")
class SignedOut:
    ok: bool = strawberry.field(description="True.")


@strawberry.type(description="If there is such an account, a mail is on its way.")
class RecoveryRequested:
    ok: bool = strawberry.field(description="True, whether or not there is.")


@strawberry.type(description="The password was right: what wants a fresh sign-in can be done for a while.")
class PasswordConfirmed:
    until: DateTime = strawberry.field(description="For how long.")


@strawberry.type(description="The sign-in has ended.")
class SessionRevoked:
    ok: bool = strawberry.field(description="True.")


SignInResult = Annotated[
    SignedIn | WrongCredentialsProblem | ThrottledProblem,
    strawberry.union("SignInResult", description="What became of signing in."),
]
SignOutResult = Annotated[SignedOut, strawberry.union("SignOutResult", description="What became of signing out.")]
RecoveryResult = Annotated[
    RecoveryRequested | ThrottledProblem,
    strawberry.union("RecoveryResult", description="What became of asking for a mail."),
]
ResetPasswordResult = Annotated[
    SignedIn | InvalidTokenProblem | BadInputProblem | ThrottledProblem,
    strawberry.union("ResetPasswordResult", description="What became of a new password."),
]
ConfirmPasswordResult = Annotated[
    PasswordConfirmed | WrongCredentialsProblem | ThrottledProblem,
    strawberry.union("ConfirmPasswordResult", description="What became of giving the password again."),
]
RevokeSessionResult = Annotated[
    SessionRevoked | NotFoundProblem, strawberry.union("RevokeSessionResult", description="What became of it.")
]


@strawberry.type
class SignInMutation:
    @strawberry.mutation(description="Sign in. Sets the session cookie.", metadata=access(OverHttp()))
    async def sign_in(
        self, info: Info, input: Annotated[SignInInput, strawberry.argument(description="The credentials.")]
    ) -> SignInResult:
        context = info.context
        signed_in = await members.sign_in(
            input.email, input.password, address=context.principal.address, user_agent=context.user_agent
        )
        return SignedIn(member=await enter(context, signed_in))

    @strawberry.mutation(description="Sign out. Takes the session cookie away.", metadata=access(OverHttp()))
    async def sign_out(self, info: Info) -> SignOutResult:
        session_id = info.context.principal.session_id
        if session_id is not None:
            await members.sign_out(session_id)
        info.context.sign_out()
        return SignedOut(ok=True)

    @strawberry.mutation(
        description="Have a link mailed that leads back into an account. Always the same answer.",
        metadata=access(Public()),
    )
    async def request_recovery(
        self, info: Info, email: Annotated[str, strawberry.argument(description="The account's address.")]
    ) -> RecoveryResult:
        await members.request_recovery(email, address=info.context.principal.address)
        return RecoveryRequested(ok=True)

    @strawberry.mutation(
        description="Choose a new password. Ends all other sign-ins, and sets the session cookie.",
        metadata=access(OverHttp()),
    )
    async def reset_password(
        self,
        info: Info,
        token: LinkToken,
        password: Annotated[str, strawberry.argument(description="At least 8 characters.")],
    ) -> ResetPasswordResult:
        context = info.context
        member_id = await members.reset_password(token, password, address=context.principal.address)
        signed_in = await members.start_session(member_id, user_agent=context.user_agent)
        return SignedIn(member=await enter(context, signed_in))

    @strawberry.mutation(
        description="Give one's password again, before what wants a fresh sign-in: other verbs answer "
        "StaleSignInProblem without it.",
        metadata=access(PersonSignedIn()),
    )
    async def confirm_password(
        self, info: Info, password: Annotated[str, strawberry.argument(description="The asker's own.")]
    ) -> ConfirmPasswordResult:
        return PasswordConfirmed(until=DateTime(await members.confirm_password(info.context.principal, password)))

    @strawberry.mutation(description="End one of one's own sign-ins.", metadata=access(PersonSignedIn()))
    async def revoke_session(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The session's id.")]
    ) -> RevokeSessionResult:
        await members.revoke_session(info.context.principal.member_id or 0, number_of(id, "Session"))
        return SessionRevoked(ok=True)


async def enter(context: Context, signed_in: members.SignedIn) -> Member:
    """Sets the session cookie; who came in."""
    context.sign_in(signed_in.token, max_age=signed_in.max_age)
    return await own_member(signed_in.member_id)
