"""The demo's front page: people to try it as with one tap, and the mail that never leaves the machine.

The demo stands to the right of this package, so the composition root brings it (`open_demo`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Protocol

import strawberry

from schema.access import DemoOnly, access
from schema.context import Info
from schema.hints import sized
from schema.members import Role, own_member
from schema.relay import After, Connection, First, connection, global_id
from schema.scalars import DateTime
from schema.sign_ins import SignedIn, SignInResult
from server import mail, members
from server.kernel.errors import NotFound
from server.mail import Message
from server.members import Principal
from server.programme.rulebook import Language

_HOUSE = Principal(kind="person", roles=frozenset({"manager"}))  # Reaches its people by their addresses.


class Person(Protocol):
    @property
    def email(self) -> str: ...
    @property
    def role(self) -> Literal["member", "moderator", "manager", "staff"]: ...


class House(Protocol):
    """What `server.demo` offers."""

    def people(self, language: Language) -> Sequence[Mapping[str, str]]: ...
    def person_of(self, key: str) -> Person | None: ...


_house: House | None = None


def open_demo(house: House | None) -> None:
    """From now on this server is that demo; None: it is no demo."""
    global _house
    _house = house


@strawberry.type(description="Somebody to try the demo as.")
class DemoPerson:
    key: str = strawberry.field(description="For `tryAs`.")
    name: str = strawberry.field(description="The first name.")
    role: Role = strawberry.field(description="What they may do.")
    about: str = strawberry.field(description="Who they are, in a sentence.")


@strawberry.type(description="A mail that was kept instead of sent.")
class Mail:
    id: strawberry.ID = strawberry.field(description="Names it.")
    to: str = strawberry.field(description="To whom.")
    subject: str = strawberry.field(description="Its subject.")
    text: str = strawberry.field(description="Its text.")
    sent_at: DateTime = strawberry.field(description="When it was written.")
    link: str | None = strawberry.field(description="Where its button leads.")


@strawberry.type(description="The demo, for whoever sits at its machine.")
class Demo:
    @strawberry.field(description="People to try it as.", metadata=sized(4))
    def people(self, info: Info) -> list[DemoPerson]:
        if _house is None:
            return []
        return [
            DemoPerson(key=each["key"], name=each["name"], role=Role(person.role), about=each["about"])
            for each in _house.people(info.context.language)
            if (person := _house.person_of(each["key"])) is not None
        ]

    @strawberry.field(description="The mail that was kept, newest first.")
    async def inbox(self, first: First = None, after: After = None) -> Connection[Mail]:
        return connection(await mail.inbox(first, after), _mail)


def _mail(message: Message) -> Mail:
    return Mail(
        id=global_id("Mail", message.id),
        to=message.to,
        subject=message.subject,
        text=message.text,
        sent_at=DateTime(message.created_at),
        link=message.link,
    )


@strawberry.type
class DemoQuery:
    @strawberry.field(description="The demo; null where this server is none, or the asker is not at its machine.")
    def demo(self, info: Info) -> Demo | None:
        return Demo() if info.context.demo else None


@strawberry.type
class DemoMutation:
    @strawberry.mutation(
        description="Sign in as one of the demo's people, without a password. Sets the session cookie.",
        metadata=access(DemoOnly()),
    )
    async def try_as(
        self, info: Info, key: Annotated[str, strawberry.argument(description="A person's key.")]
    ) -> SignInResult:
        person = _house.person_of(key) if _house is not None else None
        found = await members.resolve([("email", person.email)], _HOUSE) if person is not None else {}
        for member_id in found.values():
            signed_in = await members.start_session(member_id, user_agent=info.context.user_agent)
            info.context.sign_in(signed_in.token, max_age=signed_in.max_age)
            return SignedIn(member=await own_member(member_id))
        raise NotFound(f"The demo's person “{key[:40]}”")
