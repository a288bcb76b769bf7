"""Back into an account whose password is forgotten."""

from __future__ import annotations

from server import jobs, mail, storage
from server.jobs import Job
from server.kernel import clock
from server.storage import Tx

from . import links, passwords, rules, sessions, throttle
from .errors import BadField, LinkExpired
from .joining import unraced
from .links import LinkDraft

RECOVER = "members.recover"


async def request_recovery(email: str, *, address: str) -> None:
    """Always the same, known address or not: what can be told apart happens later, in a job. Raises TooManyAttempts."""
    await throttle.take((throttle.RECOVERY_FROM_ADDRESS, throttle.network(address)))
    try:
        known = rules.email(email)
    except BadField:
        return
    async with storage.transaction() as tx:
        await jobs.enqueue(tx, RECOVER, {"email": known})
    jobs.wake()


async def send_recovery(job: Job) -> None:
    """The job: mails a link to the account that holds the address, where there is one, and not too often."""
    email = str(job.payload["email"])
    async with storage.transaction() as tx:
        await jobs.finish(tx, job)
        row = await tx.row(_HOLDER, email=email)
        if row is None or not await throttle.take_in(tx, throttle.MAIL_TO_ADDRESS, email):
            return
        [token] = await links.issue(tx, [LinkDraft(row["id"], "recover", email)])
        await mail.send(
            tx, to=email, template="recovery", language=row["language"], context={"name": row["display_name"]},
            link=links.path("recover", token),
        )  # fmt: skip


async def reset_password(token: str, password: str, *, address: str) -> int:
    """A new password; every session of the account ends, and the address is proven. The account's id.

    Raises LinkExpired, BadField (and then the link still works), TooManyAttempts.
    """
    secret = rules.password(password)
    await throttle.take((throttle.LINK_FROM_ADDRESS, throttle.network(address)))
    password_hash = await passwords.hash_password(secret)

    async def work(tx: Tx) -> tuple[int, list[int]]:
        link = await links.use(tx, token, "recover")
        # The account first, then its sessions: a sign-in that runs at the same time holds the account (`_LIFETIME_OF`).
        done = await tx.execute(
            "UPDATE member SET password_hash = :hash, "
            "email_verified_at = coalesce(email_verified_at, :now::bigint) "
            "WHERE id = :id AND email = :email AND status = 'active'",
            hash=password_hash, now=clock.now(), id=link.member_id, email=link.email,
        )  # fmt: skip
        if not done:
            raise LinkExpired
        return link.member_id, await sessions.end_all_in(tx, link.member_id)

    member_id, ended = await unraced(work)
    sessions.announce_ended(ended)
    return member_id


_HOLDER = "SELECT id, display_name, language FROM member WHERE email = :email AND status = 'active'"
