"""From an address and a password to a session."""

from __future__ import annotations

from collections.abc import Sequence

from server import storage
from server.storage import Row

from . import passwords, rules, throttle
from .errors import BadField, WrongCredentials
from .sessions import SignedIn, start_session


async def sign_in(email: str, password: str, *, address: str, user_agent: str = "") -> SignedIn:
    """Raises WrongCredentials, whatever was wrong, and after the same work; TooManyAttempts."""
    try:
        known = rules.email(email)
    except BadField:
        known = ""
    buckets = (
        (throttle.SIGN_IN_FROM_ADDRESS, throttle.network(address)),
        (throttle.SIGN_IN_OF_ACCOUNT, known or email),
    )
    await throttle.take(*buckets)
    candidates = await storage.rows(_CANDIDATES, email=known)
    secret = rules.normalised(password)
    row = await _whose(secret, candidates)
    if row is None:
        raise WrongCredentials
    await throttle.give_back(*buckets)
    return await start_session(row["id"], proof=await _rehashed(row, secret), user_agent=user_agent)


async def _whose(password: str, candidates: Sequence[Row]) -> Row | None:
    """Whose password it is: that of the account that holds the address, or that of the newest that claims it.

    Always two checks where the first one fails, so that neither an unknown address nor a second account shows.
    """
    holder = next((row for row in candidates if row["holds"]), None)
    claimant = next((row for row in candidates if not row["holds"]), None)
    for row in (holder, claimant):
        if await passwords.matches(password, row["password_hash"] if row else None) and row is not None:
            return row
    return None


async def _rehashed(row: Row, password: str) -> str:
    """The account's hash from now on: a new one where the old one was made with other parameters than today's."""
    stale: str = row["password_hash"]
    if not passwords.outdated(stale):
        return stale
    fresh = await passwords.hash_password(password)
    sql = "UPDATE member SET password_hash = :fresh WHERE id = :id AND password_hash = :stale"
    done = await storage.write(lambda tx: tx.execute(sql, fresh=fresh, id=row["id"], stale=stale))
    return fresh if done else stale


_CANDIDATES = (
    "SELECT id, password_hash, 1 AS holds FROM member WHERE email = :email AND status = 'active' "
    "UNION ALL SELECT id, password_hash, 0 FROM member WHERE claimed_email = :email AND status = 'active' "
    "ORDER BY holds DESC, id DESC LIMIT 2"
)
