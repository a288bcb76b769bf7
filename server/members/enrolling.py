"""Members who join at a till: the partner sends what it knows, and a link completes the account later.

A form carries a key that the partner chose. The same form again under the key answers the same member (with a fresh
link where the first one may have been lost on the way, and nobody has used it); another form under it is a conflict.
Keys belong to the partner with all its programs and staff.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from server import jobs, mail, storage
from server.jobs import Job
from server.kernel.errors import BadInput, DomainError, Forbidden
from server.storage import Tx

from . import card as cards
from . import links, rules, throttle
from .accounts import NewMember, add_members
from .errors import AlreadyEnrolled, BadField, CardTaken, EnrollKeyConflict
from .joining import holder_of, unraced
from .links import LinkDraft
from .names import check_names
from .principal import Language, Principal

FORMS_LIMIT = 1000
KEY_LIMIT = 200
MAILS_PER_JOB = 100
MAIL_COMPLETIONS = "members.mail_completions"
_UNNAMED: dict[Language, str] = {"sv": "Ny medlem", "en": "New member"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollForm:
    key: str
    email: str | None = None
    display_name: str | None = None
    card: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """`completion_path` is the link without its host, to be shown as a QR code; None where it was mailed, or the
    account is whole already."""

    member_id: int
    card: str
    completion_path: str | None
    replayed: bool


Outcome = Enrolled | DomainError


async def enroll(
    sender: Principal, forms: Sequence[EnrollForm], *, timezone: str, language: Language = "sv",
    shop: str | None = None, houses: Collection[str] = (),
) -> list[Outcome]:  # fmt: skip
    """An outcome for each form, in order: a member, or BadField, NameMistakable, EnrollKeyConflict, CardTaken,
    AlreadyEnrolled.

    One form's mistake stops no other. `timezone` and `language` are the programme's, for want of the member's own;
    `shop` is the partner's name, for the mail. Raises Forbidden for a sender without a partner, BadInput for too many.
    """
    partner_id = sender.partner_id
    if partner_id is None or not (sender.kind == "client" or sender.is_any_of("staff")):
        raise Forbidden("Only a partner enrolls members.")
    if len(forms) > FORMS_LIMIT:
        raise BadInput("input", f"At most {FORMS_LIMIT} members at a time, not {len(forms)}.")
    drafts = [_draft(form, partner_id=partner_id, timezone=timezone, language=language) for form in forms]

    async def work(tx: Tx) -> list[Outcome]:
        return await _Desk(tx, partner_id, shop, houses).serve(drafts)

    outcomes = await unraced(work)
    jobs.wake()
    return outcomes


def _draft(form: EnrollForm, *, partner_id: int, timezone: str, language: Language) -> NewMember | BadField:
    """The account that a form asks for, or what is wrong with the form."""
    try:
        if not 1 <= len(form.key) <= KEY_LIMIT or not form.key.isprintable():
            raise BadField("key", sv=f"En nyckel har 1–{KEY_LIMIT} tecken.", en=f"A key has 1–{KEY_LIMIT} characters.")
        tongue = rules.language(form.language) if form.language else language
        return NewMember(
            display_name=rules.display_name(form.display_name) if form.display_name else _UNNAMED[tongue],
            language=tongue,
            timezone=timezone,
            status="enrolled",
            card=cards.check(form.card) if form.card else cards.new_card(),
            email=rules.email(form.email) if form.email else None,
            enrolled_by_partner_id=partner_id,
            enroll_key=form.key,
            enroll_digest=_digest(form),
        )
    except BadField as error:
        return error


def _digest(form: EnrollForm) -> str:
    """Of what the form asks for, however it was spelled."""
    email = rules.email(form.email) if form.email else None
    card = cards.check(form.card) if form.card else None
    told = (email, form.display_name or None, card, form.language or None)
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    """An account of the same partner that is there already, or was made a moment ago in the same call."""

    member_id: int
    card: str
    email: str | None
    digest: str | None
    status: str


class _Desk:
    """One call's work in its transaction: look up once, decide form by form, write once."""

    def __init__(self, tx: Tx, partner_id: int, shop: str | None, houses: Collection[str]) -> None:
        self._tx, self._partner_id, self._shop, self._houses = tx, partner_id, shop, houses
        self._made: list[NewMember] = []

    async def serve(self, drafts: Sequence[NewMember | BadField]) -> list[Outcome]:
        sound = [draft for draft in drafts if isinstance(draft, NewMember)]
        await self._look_up(sound)
        chosen = [draft if isinstance(draft, BadField) else self._choose(draft) for draft in drafts]
        await add_members(self._tx, self._made)
        paths = await self._issue_links(chosen)
        return [
            each
            if isinstance(each, DomainError)
            else Enrolled(each[0].member_id, each[0].card, paths.get(each[0].member_id), each[1])
            for each in chosen
        ]

    async def _look_up(self, drafts: Sequence[NewMember]) -> None:
        tx, emails = self._tx, sorted({draft.email for draft in drafts if draft.email})
        self._cards = {row["card"] for row in await tx.rows(_CARDS, cards=[draft.card for draft in drafts])}
        self._held = {row["email"] for row in await tx.rows(_HELD, emails=emails)}
        ours = await tx.rows(_OURS, partner=self._partner_id, emails=emails)
        self._ours = {row["email"] for row in ours}
        named = {draft.id: draft.display_name for draft in drafts if draft.display_name not in _UNNAMED.values()}
        self._misnamed = await check_names(tx, named, self._houses) if named else {}
        # The keys last: what the same call, sent twice, commits between these reads is then seen as a repetition.
        self._by_key = {
            row["enroll_key"]: _Known(row["id"], row["card"], row["email"], row["enroll_digest"], row["status"])
            for row in await tx.rows(_BY_KEY, partner=self._partner_id, keys=[draft.enroll_key for draft in drafts])
        }

    def _choose(self, draft: NewMember) -> tuple[_Known, bool] | DomainError:
        """The account for a form, and whether it was there before; or why there is none."""
        known = self._by_key.get(draft.enroll_key or "")
        if known is not None:
            return (known, True) if known.digest == draft.enroll_digest else EnrollKeyConflict(draft.enroll_key or "")
        if draft.id in self._misnamed:
            return self._misnamed[draft.id]
        if draft.card in self._cards:
            return CardTaken()
        if draft.email in self._ours:
            return AlreadyEnrolled()
        self._cards.add(draft.card)
        if draft.email:
            self._ours.add(draft.email)
            if draft.email in self._held:
                draft = _claiming(draft)
        self._made.append(draft)
        email = draft.email or draft.claimed_email
        made = _Known(draft.id, draft.card, email, draft.enroll_digest, draft.status)
        self._by_key[draft.enroll_key or ""] = made
        return made, False

    async def _issue_links(self, chosen: Sequence[tuple[_Known, bool] | DomainError]) -> dict[int, str]:
        """The links that the partner shows, by member; jobs will mail the others, once."""
        fresh = {draft.id for draft in self._made}
        waiting = {each[0].member_id: each[0] for each in chosen if isinstance(each, tuple)}.values()
        open_ = [known for known in waiting if known.status == "enrolled"]
        mailed = [known.member_id for known in open_ if known.email is not None and known.member_id in fresh]
        for start in range(0, len(mailed), MAILS_PER_JOB):
            members = [str(member_id) for member_id in mailed[start : start + MAILS_PER_JOB]]
            await jobs.enqueue(self._tx, MAIL_COMPLETIONS, {"members": members, "shop": self._shop})
        shown = [known.member_id for known in open_ if known.email is None]
        tokens = await links.issue(self._tx, [LinkDraft(member_id, "complete", None) for member_id in shown])
        return {member_id: links.path("complete", token) for member_id, token in zip(shown, tokens, strict=True)}


async def mail_completions(job: Job) -> None:
    """The job: a completion link to each member's address; to an address whose owner is a member already, word of it.

    Each member in a transaction of its own, so that thousands hold nobody up; whoever has a link is passed over.
    """
    for member_id in map(int, job.payload["members"]):
        async with storage.transaction() as tx:
            await _mail_completion(tx, member_id, shop=job.payload["shop"])


async def _mail_completion(tx: Tx, member_id: int, *, shop: str | None) -> None:
    row = await tx.row(_UNLINKED, id=member_id)
    if row is None or not await throttle.take_in(tx, throttle.MAIL_TO_ADDRESS, row["email"]):
        return
    held = await holder_of(tx, row["email"])
    if held is not None and held.proven:
        await mail.send(
            tx, to=row["email"], template="already_member", language=held.language,
            context={"name": held.name, "shop": shop},
        )  # fmt: skip
        return
    [token] = await links.issue(tx, [LinkDraft(member_id, "complete", row["email"])])
    name = None if row["display_name"] in _UNNAMED.values() else row["display_name"]
    await mail.send(
        tx, to=row["email"], template="completion", language=row["language"],
        context={"name": name, "shop": shop, "card": cards.formatted(row["card"])},
        link=links.path("complete", token),
    )  # fmt: skip


def _claiming(draft: NewMember) -> NewMember:
    """The same account where another one holds its address."""
    return replace(draft, email=None, claimed_email=draft.email)


_BY_KEY = (
    "SELECT id, card, coalesce(email, claimed_email) AS email, enroll_key, enroll_digest, status FROM member "
    "WHERE enrolled_by_partner_id = :partner AND enroll_key {in keys text}"
)
_CARDS = "SELECT card FROM member WHERE card {in cards text}"
_HELD = "SELECT email FROM member WHERE email {in emails text}"
_UNLINKED = (
    "SELECT card, coalesce(email, claimed_email) AS email, display_name, language FROM member m "
    "WHERE id = :id AND status = 'enrolled' AND coalesce(email, claimed_email) IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM member_link l WHERE l.member_id = m.id AND l.purpose = 'complete')"
)
_OURS = (
    "SELECT email FROM member WHERE enrolled_by_partner_id = :partner AND email {in emails text} "
    "UNION SELECT claimed_email FROM member WHERE enrolled_by_partner_id = :partner AND claimed_email {in emails text}"
)
