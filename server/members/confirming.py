"""The password again: before what nobody should do from a browser that somebody else left open.

A session lasts for months on a phone. What hands out secrets wants it to have been proved lately, as RFC 9470 puts it:
by signing in, or by the account's password once more.
"""

from __future__ import annotations

from server import storage
from server.kernel import clock
from server.kernel.clock import MINUTE, SECOND, Instant

from . import passwords, rules, throttle
from .errors import StaleSignIn, WrongPassword
from .principal import Principal

FRESH = 10 * MINUTE  # Time to read what a rotation does, and to do it for each till.


async def confirm_password(by: Principal, password: str) -> Instant:
    """Proves the session anew; until when that holds. Raises WrongPassword, TooManyAttempts.

    Guesses count as those at the door do, in the same buckets.
    """
    row = await storage.row(_ACCOUNT, id=by.member_id)
    email, stored = (row["email"], row["password_hash"]) if row is not None else ("", None)
    buckets = (
        (throttle.SIGN_IN_FROM_ADDRESS, throttle.network(by.address)),
        (throttle.SIGN_IN_OF_ACCOUNT, email or str(by.member_id)),
    )
    await throttle.take(*buckets)
    now = clock.now()
    if not (await passwords.matches(rules.normalised(password), stored) and await _prove(by, str(stored), now)):
        raise WrongPassword
    await throttle.give_back(*buckets)
    return now + FRESH


async def require_fresh(by: Principal) -> None:
    """Raises StaleSignIn unless the asker's session was proved within FRESH."""
    proved_at: Instant | None = await storage.value(
        "SELECT proved_at FROM session WHERE id = :id AND member_id = :member AND ended_at IS NULL",
        id=by.session_id or 0,
        member=by.member_id or 0,
    )
    if proved_at is None or proved_at <= clock.now() - FRESH:
        raise StaleSignIn(max_age=FRESH // SECOND)


async def _prove(by: Principal, stored: str, now: Instant) -> bool:
    """False where the session ended or the password was changed in this very moment."""
    return bool(
        await storage.write(
            lambda tx: tx.execute(
                "UPDATE session SET proved_at = :now WHERE id = :id AND member_id = :member AND ended_at IS NULL "
                "AND EXISTS (SELECT 1 FROM member WHERE id = :member AND password_hash = :stored)",
                now=now, id=by.session_id or 0, member=by.member_id or 0, stored=stored,
            )
        )
    )  # fmt: skip


_ACCOUNT = (
    "SELECT coalesce(email, claimed_email) AS email, password_hash FROM member WHERE id = :id AND status = 'active'"
)
