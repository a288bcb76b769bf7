"""A database with its tables, members, and what the outside world of members does: read mail, let time pass."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from server import mail, members, partners, storage
from server.kernel import clock
from server.kernel.clock import Stepper
from server.members import JoinForm, NewMember, Principal

TERMS = "2026-11"
HERE = "192.0.2.7"
PASSWORD = "bulle och påtår"
_numbers = itertools.count(1)


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    mail.configure(mail.Post(public_url="https://kvarteret.example", sender="Kvarteret <hej@kvarteret.example>"))
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()
    mail.configure(mail.Post())


@pytest.fixture
def time(database: str) -> Iterator[Stepper]:
    """A clock that stands still until the test moves it."""
    with clock.stepped() as stepper:
        stepper.to(clock.from_iso("2026-11-22T12:00:00Z"))
        yield stepper


@pytest.fixture
async def till(database: str) -> Principal:
    """A partner's program."""
    return await partner_client("garderoben")


async def partner_client(code: str) -> Principal:
    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code=code, name=code.title())
    scopes = frozenset({"members:enroll", "members:read"})
    return Principal(kind="client", partner_id=partner.id, client_id=f"{code}-till", scopes=scopes)


def form(email: str, **more: str | None) -> JoinForm:
    given = {"password": PASSWORD, "display_name": "Elsa", "language": "sv", "timezone": "Europe/Stockholm"}
    return JoinForm(email=email, **{**given, "terms_version": TERMS, **more})  # type: ignore[arg-type]


async def joined(email: str, **more: str | None) -> int:
    """Somebody who joined on the page; their id."""
    return (await members.join(form(email, **more), current_terms=TERMS, address=HERE)).member_id


async def member(**more: object) -> int:
    """An account made without the page and without a slow hash; its id."""
    given: dict[str, object] = {"display_name": "Elsa", "language": "sv", "timezone": "Europe/Stockholm"}
    async with storage.transaction() as tx:
        [member_id] = await members.add_members(tx, [NewMember(**{**given, **more})])  # type: ignore[arg-type]
    return member_id


def person(member_id: int, **more: object) -> Principal:
    given: dict[str, object] = {"kind": "person", "member_id": member_id, "roles": frozenset({"member"})}
    return Principal(**{**given, **more})  # type: ignore[arg-type]


async def mails_to(email: str) -> list[mail.Message]:
    """The latest first."""
    return [message for message in (await mail.inbox(first=100)).items if message.to == email]


async def token_in_mail(email: str) -> str:
    """The token of the link in the latest mail to an address."""
    link = (await mails_to(email))[0].link or ""
    return link.partition("#token=")[2]


async def signs_in(email: str, password: str = PASSWORD, *, address: str = HERE) -> members.SignedIn:
    return await members.sign_in(email, password, address=address, user_agent="Firefox")
