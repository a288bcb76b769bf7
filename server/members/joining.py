"""Joining on the page, completing what began at a till, proving an address.

An address is held by one account. Whoever proves it (opens a link that was mailed to it) holds it for good; before
that, whoever gave it first. An account that gives an address which another one holds *claims* it: to whoever sits at
the keyboard all is as usual, and the address's owner gets a mail that says what they can do. So nobody learns from
this page who is a member, nobody is locked out of an address by a stranger who typed it first, and a mistyped address
costs nobody an account.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from server import live, mail, storage
from server.kernel import clock, periods
from server.storage import Tx, UniqueViolation

from . import links, passwords, rules, throttle
from .accounts import NewMember, add_members
from .errors import LinkExpired, TermsOutdated
from .links import LinkDraft
from .names import check_name, index_names
from .principal import Language
from .sessions import SignedIn, start_session

T = TypeVar("T")

RACES_LIMIT = 5  # Somebody took the address, or the card drawn by chance, in the same moment: draw again.


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinForm:
    email: str
    password: str
    display_name: str
    language: str
    timezone: str
    birthday: str | None = None
    country: str | None = None
    guardian_agrees: bool = False  # Their own word that a guardian has agreed.
    terms_version: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The same for an address that is new and for one that is known."""

    member_id: int
    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteForm:
    token: str
    password: str
    display_name: str
    terms_version: str
    email: str | None = None
    timezone: str | None = None
    language: str | None = None
    birthday: str | None = None
    country: str | None = None
    guardian_agrees: bool = False


async def join(
    form: JoinForm, *, current_terms: str | None, address: str, houses: Collection[str] = ()
) -> Joined:
    """A new account and a mail to its address. `current_terms`: the version in force, or None where there are none.
    `houses`: what nobody may be called.

    Raises BadField, NameMistakable, TermsOutdated, TooManyAttempts. Signs nobody in; `start_session` does.
    """
    email = rules.email(form.email)
    name = rules.display_name(form.display_name)
    language = rules.language(form.language)
    timezone = rules.timezone(form.timezone)
    birthday = _birthday(form.birthday, timezone)
    country = rules.country(form.country) if form.country else None
    secret = rules.password(form.password, known=(name, email, email.partition("@")[0]))
    _check_terms(form.terms_version, current_terms)
    await throttle.take((throttle.JOIN_FROM_ADDRESS, throttle.network(address)))
    password_hash = await passwords.hash_password(secret)

    async def work(tx: Tx) -> Joined:
        await check_name(tx, 0, name, houses)
        held = await holder_of(tx, email)
        member = NewMember(
            display_name=name,
            language=language,
            timezone=timezone,
            email=None if held else email,
            claimed_email=email if held else None,
            birthday=birthday,
            country=country,
            guardian_agrees=form.guardian_agrees,
            password_hash=password_hash,
            terms_version=current_terms,
            source=rules.source(form.source),
        )
        await add_members(tx, [member])
        await _ask_for_proof(tx, member.id, email=email, name=name, language=language, held=held)
        return Joined(member.id, member.card)

    return await unraced(work)


async def complete(
    form: CompleteForm, *, current_terms: str | None, address: str, user_agent: str = "", houses: Collection[str] = ()
) -> SignedIn:
    """Makes an enrolled member's account whole and signs them in. The link's own address is proven by using it.

    Raises LinkExpired, BadField, NameMistakable, TermsOutdated, TooManyAttempts; whatever it raises, the link
    still works.
    """
    name = rules.display_name(form.display_name)
    email = rules.email(form.email) if form.email else None
    known = (name, email, email.partition("@")[0]) if email else (name,)
    secret = rules.password(form.password, known=known)
    zone = rules.timezone(form.timezone) if form.timezone else None
    language = rules.language(form.language) if form.language else None
    birthday = _birthday(form.birthday, zone or "UTC")
    country = rules.country(form.country) if form.country else None
    _check_terms(form.terms_version, current_terms)
    await throttle.take((throttle.LINK_FROM_ADDRESS, throttle.network(address)))
    password_hash = await passwords.hash_password(secret)

    async def work(tx: Tx) -> int:
        link = await links.use(tx, form.token, "complete")
        await check_name(tx, link.member_id, name, houses)
        if link.email is not None and email in (None, link.email):
            await _prove(tx, link.member_id, link.email)
        elif email is not None:
            await _give_address(tx, link.member_id, email, name=name, language=language)
        now = clock.now()
        done = await tx.execute(
            "UPDATE member SET password_hash = :hash, display_name = :name, status = 'active', "
            "terms_version = :terms::text, terms_accepted_at = :accepted::bigint, completed_at = :now, "
            "timezone = coalesce(:zone::text, timezone), language = coalesce(:language::text, language), "
            "birthday = coalesce(:birthday::text, birthday), country = coalesce(:country::text, country), "
            "guardian_agreed_at = coalesce(:agreed::bigint, guardian_agreed_at) WHERE id = :id AND status = 'enrolled'",
            hash=password_hash, name=name, terms=current_terms, accepted=now if current_terms else None, now=now,
            zone=zone, language=language, birthday=birthday, country=country,
            agreed=now if form.guardian_agrees else None, id=link.member_id,
        )  # fmt: skip
        if not done:
            raise LinkExpired
        await index_names(tx, {link.member_id: name})
        if birthday is not None or zone is not None:
            await live.fall_due(tx, [link.member_id], now)  # What their days bring is asked anew.
        return link.member_id

    return await start_session(await unraced(work), user_agent=user_agent)


async def verify_email(token: str, *, address: str) -> int:
    """The account now holds the address that the link was mailed to; its id. Raises LinkExpired, TooManyAttempts."""
    await throttle.take((throttle.LINK_FROM_ADDRESS, throttle.network(address)))

    async def work(tx: Tx) -> int:
        link = await links.use(tx, token, "verify")
        if link.email is None:
            raise LinkExpired
        await _prove(tx, link.member_id, link.email)
        return link.member_id

    return await unraced(work)


async def request_verification(member_id: int) -> None:
    """Mails the link once more, where there is an unproven address, and not too often."""

    async def work(tx: Tx) -> None:
        row = await tx.row(
            "SELECT coalesce(email, claimed_email) AS email, display_name, language FROM member "
            "WHERE id = :id AND email_verified_at IS NULL AND status = 'active'",
            id=member_id,
        )
        if row is None or row["email"] is None:
            return
        held = await holder_of(tx, row["email"])
        await _ask_for_proof(
            tx, member_id, email=row["email"], name=row["display_name"], language=row["language"], held=held
        )

    await unraced(work)


@dataclass(frozen=True, slots=True)
class Holder:
    """The account that holds an address."""

    member_id: int
    proven: bool
    name: str
    language: Language


async def holder_of(tx: Tx, email: str) -> Holder | None:
    row = await tx.row(
        "SELECT id, email_verified_at, display_name, language FROM member WHERE email = :email", email=email
    )
    if row is None:
        return None
    return Holder(row["id"], row["email_verified_at"] is not None, row["display_name"], row["language"])


async def unraced(work: Callable[[Tx], Awaitable[T]]) -> T:
    """`work` in a transaction, begun again where somebody else took a unique value in the same moment."""
    for _ in range(RACES_LIMIT - 1):
        try:
            async with storage.transaction() as tx:
                return await work(tx)
        except UniqueViolation:
            continue
    async with storage.transaction() as tx:
        return await work(tx)


async def _ask_for_proof(
    tx: Tx, member_id: int, *, email: str, name: str, language: Language, held: Holder | None
) -> None:
    """Mails the account's link; where somebody else has proven the address, tells that owner instead."""
    if not await throttle.take_in(tx, throttle.MAIL_TO_ADDRESS, email):
        return
    if held is not None and held.proven and held.member_id != member_id:
        await mail.send(
            tx, to=email, template="already_member", language=held.language,
            context={"name": held.name, "shop": None},
        )  # fmt: skip
        return
    [token] = await links.issue(tx, [LinkDraft(member_id, "verify", email)])
    await mail.send(
        tx, to=email, template="verification", language=language, context={"name": name},
        link=links.path("verify", token),
    )  # fmt: skip


async def _give_address(tx: Tx, member_id: int, email: str, *, name: str, language: Language | None) -> None:
    """An account gives an address that nothing has proven."""
    held = await holder_of(tx, email)
    if held is None:
        await tx.execute(
            "UPDATE member SET email = :email, claimed_email = NULL, email_verified_at = NULL WHERE id = :id",
            email=email, id=member_id,
        )  # fmt: skip
    elif held.member_id != member_id:
        await tx.execute(
            "UPDATE member SET email = NULL, claimed_email = :email, email_verified_at = NULL WHERE id = :id",
            email=email, id=member_id,
        )  # fmt: skip
    if language is None:
        language = await tx.value("SELECT language FROM member WHERE id = :id", id=member_id)
    await _ask_for_proof(tx, member_id, email=email, name=name, language=language or "sv", held=held)


async def _prove(tx: Tx, member_id: int, email: str) -> None:
    """The account holds the address for good. Raises LinkExpired where another one has proven it before."""
    held = await holder_of(tx, email)
    if held is not None and held.member_id != member_id:
        if held.proven:
            raise LinkExpired
        await tx.execute(
            "UPDATE member SET email = NULL, claimed_email = :email "
            "WHERE id = :id AND email = :email AND email_verified_at IS NULL",
            email=email, id=held.member_id,
        )  # fmt: skip
    await tx.execute(
        "UPDATE member SET email = :email, claimed_email = NULL, email_verified_at = :now WHERE id = :id",
        email=email, now=clock.now(), id=member_id,
    )  # fmt: skip


def _birthday(text: str | None, timezone: str) -> str | None:
    return rules.birthday(text, today=periods.local_date(clock.now(), timezone)) if text else None


def _check_terms(accepted: str | None, current: str | None) -> None:
    """Without a version, whoever sends the form accepts the terms in force; with one, it must be theirs."""
    if accepted is not None and current is not None and accepted != current:
        raise TermsOutdated(accepted=accepted, current=current)
