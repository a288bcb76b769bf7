"""Sign-ins: made, looked up on every request, listed, ended.

A token is 256 bits by chance; the table knows its SHA-256. A session ends by itself when nobody has used it for a
while, and at a fixed age; both are shorter for those who may decide over others.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from server import storage
from server.kernel import clock, ids
from server.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant
from server.kernel.errors import NotFound
from server.storage import Row, Tx

from . import tokens
from .errors import WrongCredentials
from .models import Session as SessionRow
from .principal import Language, Principal, Role

SESSIONS_PER_MEMBER = 100  # One more ends the one that was unused the longest.
USER_AGENT_LIMIT = 200
SEEN_EVERY = MINUTE
CACHED_SECONDS = 1.0
CACHE_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Lifetime:
    idle: int
    absolute: int


OF_MEMBERS = Lifetime(idle=60 * DAY, absolute=365 * DAY)
OF_OFFICIALS = Lifetime(idle=12 * HOUR, absolute=7 * DAY)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was just made. The token is told once, here. `max_age` is the cookie's, in seconds."""

    token: str
    session_id: int
    member_id: int
    expires_at: Instant
    max_age: int


@dataclass(frozen=True, slots=True)
class Session:
    id: int
    member_id: int
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    user_agent: str


async def start_session(member_id: int, *, proof: str | None = None, user_agent: str = "") -> SignedIn:
    """A session for somebody whose right to it is proven: by a password, a completed membership, the demo's one tap.

    `proof`: the password's hash, which must still be the account's: a password that is changed in this very moment
    lets nobody in. Raises NotFound where there is no such member, or a closed one; WrongCredentials.
    """
    token, now = tokens.new_token(), clock.now()

    async def work(tx: Tx) -> tuple[SignedIn, list[int]]:
        row = await tx.row(_LIFETIME_OF, member=member_id)
        if row is None:
            raise NotFound("The member")
        if proof is not None and proof != row["password_hash"]:
            raise WrongCredentials
        lifetime = _lifetime(row)
        session_id = ids.new_id()
        await tx.insert(
            SessionRow,
            ("id", "token_hash", "member_id", "created_at", "last_seen_at", "proved_at", "expires_at", "user_agent"),
            [(session_id, tokens.digest(token), member_id, now, now, now, now + lifetime.absolute,
              user_agent[:USER_AGENT_LIMIT])],
        )  # fmt: skip
        too_many = await tx.rows(_BEYOND_LIMIT, member=member_id, kept=SESSIONS_PER_MEMBER)
        ended = await _end(tx, [row["id"] for row in too_many])
        signed_in = SignedIn(token, session_id, member_id, now + lifetime.absolute, max_age=lifetime.absolute // SECOND)
        return signed_in, ended

    signed_in, ended = await storage.write(work)
    announce_ended(ended)
    return signed_in


async def sign_out(session_id: int) -> None:
    """Ends the session; one that has ended already stays ended."""
    await _end_where("id = :session", session=session_id)


async def revoke_session(member_id: int, session_id: int) -> None:
    """Ends one of a member's own sessions. Raises NotFound for anybody else's."""
    if not await _end_where("id = :session AND member_id = :member", session=session_id, member=member_id):
        raise NotFound("The session")


async def revoke_all_sessions(member_id: int, *, but: int | None = None) -> int:
    """Ends all of a member's sessions, but maybe the one that asks. How many there were."""
    return len(await _end_where("member_id = :member AND id <> :kept", member=member_id, kept=but or 0))


async def end_all_in(tx: Tx, member_id: int) -> list[int]:
    """The same within a transaction; give the answer to `announce_ended` after the commit."""
    rows = await tx.rows("SELECT id FROM session WHERE member_id = :member AND ended_at IS NULL", member=member_id)
    return await _end(tx, [row["id"] for row in rows])


async def sessions_of(member_id: int) -> list[Session]:
    """A member's living sessions, the latest used first."""
    rows = await storage.rows(_LIVING_OF, member=member_id, now=clock.now())
    return [
        Session(row["id"], row["member_id"], row["created_at"], row["last_seen_at"], row["expires_at"],
                row["user_agent"])
        for row in rows
        if not _idle(row)
    ]  # fmt: skip


async def sessions_ended(session_ids: Collection[int]) -> set[int]:
    """Those of the sessions that no longer live: ended, too old, unused too long, or never there. One query."""
    wanted = set(session_ids)
    rows = await storage.rows(_LIVING, ids=sorted(wanted), now=clock.now())
    return wanted - {row["id"] for row in rows if not _idle(row)}


async def forget_sessions(tx: Tx) -> int:
    """Drops sessions that ended or expired 30 days ago or more. How many there were."""
    then = clock.now() - 30 * DAY
    return await tx.execute("DELETE FROM session WHERE expires_at < :then OR ended_at < :then", then=then)


# Who holds a token: asked on every request


async def principal_of_session(token: str, *, address: str = "") -> Principal | None:
    """The person whose session this is, or None. What it says may be a second old, but for what ended here."""
    key = tokens.digest(token)
    kept = _cache.get(key)
    if kept is None or kept.until < time.monotonic():
        kept = await _read(key)
        if kept is None:
            _cache.pop(key, None)
            return None
        _keep(key, kept)
    return replace(kept.principal, address=address) if address else kept.principal


_seen: dict[int, Instant] = {}  # Noted, and not written yet.
_next_write = 0.0


async def _note_seen(session_id: int, now: Instant) -> None:
    """Many sessions that are used in the same second cost one transaction. What waits is written by a later request."""
    global _next_write
    _seen[session_id] = now
    if time.monotonic() < _next_write:
        return
    _next_write = time.monotonic() + CACHED_SECONDS
    noted = sorted(_seen.items())
    _seen.clear()
    await storage.write(lambda tx: tx.update(SessionRow, key=("id",), values=("last_seen_at",), rows=noted))


@dataclass(frozen=True, slots=True)
class _Kept:
    principal: Principal
    until: float  # By the monotonic clock: a seed or a test holds the other one still.


_cache: OrderedDict[str, _Kept] = OrderedDict()
_keys: dict[int, str] = {}  # Which key of the cache a session has.


async def _read(key: str) -> _Kept | None:
    now = clock.now()
    rows = await storage.rows(_PRINCIPAL, hash=key, now=now)
    if not rows or _idle(rows[0]):
        return None
    row = rows[0]
    if row["last_seen_at"] <= now - SEEN_EVERY:
        await _note_seen(row["id"], now)
    staff = next((each for each in rows if each["role"] == "staff"), None)
    roles: set[Role] = {"member", *(each["role"] for each in rows if each["role"] is not None)}
    language: Language = row["language"]
    principal = Principal(
        kind="person",
        member_id=row["member_id"],
        roles=frozenset(roles),
        session_id=row["id"],
        partner_id=staff["partner_id"] if staff else None,
        shop_code=staff["shop_code"] if staff else None,
        language=language,
    )
    return _Kept(principal, time.monotonic() + CACHED_SECONDS)


def _keep(key: str, kept: _Kept) -> None:
    _cache[key] = kept
    _cache.move_to_end(key)
    _keys[kept.principal.session_id or 0] = key
    while len(_cache) > CACHE_LIMIT:
        _, dropped = _cache.popitem(last=False)
        _keys.pop(dropped.principal.session_id or 0, None)


def forget_principals_of(member_id: int) -> None:
    """What this process remembers of a member's sessions is read again at the next request."""
    for key in [key for key, kept in _cache.items() if kept.principal.member_id == member_id]:
        dropped = _cache.pop(key)
        _keys.pop(dropped.principal.session_id or 0, None)


# Telling those who hold a socket


Ended = Callable[[frozenset[int]], None]
_listeners: list[Ended] = []


def on_session_ended(listener: Ended) -> Callable[[], None]:
    """`listener` is called with the ids of sessions that this process ended. Call the answer to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def announce_ended(session_ids: Sequence[int]) -> None:
    """After the commit: forget them, and tell the listeners."""
    if not session_ids:
        return
    for session_id in session_ids:
        if key := _keys.pop(session_id, None):
            _cache.pop(key, None)
    for listener in tuple(_listeners):  # One may stop listening when it hears.
        listener(frozenset(session_ids))


async def _end_where(condition: str, **params: int) -> list[int]:
    async def work(tx: Tx) -> list[int]:
        rows = await tx.rows(f"SELECT id FROM session WHERE {condition} AND ended_at IS NULL", **params)
        return await _end(tx, [row["id"] for row in rows])

    ended = await storage.write(work)
    announce_ended(ended)
    return ended


async def _end(tx: Tx, session_ids: Sequence[int]) -> list[int]:
    await tx.execute(
        "UPDATE session SET ended_at = :now WHERE id {in ids bigint} AND ended_at IS NULL",
        now=clock.now(), ids=sorted(session_ids),
    )  # fmt: skip
    return list(session_ids)


def _idle(row: Row) -> bool:
    """Whether a session was unused for too long."""
    seen: int = max(row["last_seen_at"], _seen.get(row["id"], 0))
    return seen < clock.now() - _lifetime(row).idle


def _lifetime(row: Row) -> Lifetime:
    return OF_OFFICIALS if row["official"] else OF_MEMBERS


_OFFICIAL = "EXISTS (SELECT 1 FROM member_role o WHERE o.member_id = {member}) AS official"
_LIFETIME_OF = (
    f"SELECT m.password_hash, {_OFFICIAL.format(member='m.id')} FROM member m "
    "WHERE m.id = :member AND m.status <> 'closed' {lock}"
)
_BEYOND_LIMIT = (
    "SELECT id FROM session WHERE member_id = :member AND ended_at IS NULL "
    "ORDER BY last_seen_at DESC, id DESC LIMIT 1000 OFFSET :kept"
)
_LIVING_OF = (
    "SELECT s.id, s.member_id, s.created_at, s.last_seen_at, s.expires_at, s.user_agent, "
    f"{_OFFICIAL.format(member='s.member_id')} FROM session s WHERE s.member_id = :member "
    "AND s.ended_at IS NULL AND s.expires_at > :now ORDER BY s.last_seen_at DESC, s.id DESC"
)
_LIVING = (
    f"SELECT s.id, s.last_seen_at, {_OFFICIAL.format(member='s.member_id')} FROM session s "
    "WHERE s.id {in ids bigint} AND s.ended_at IS NULL AND s.expires_at > :now"
)
_PRINCIPAL = (
    "SELECT s.id, s.member_id, s.last_seen_at, m.language, r.role, r.partner_id, r.shop_code, "
    f"{_OFFICIAL.format(member='s.member_id')} FROM session s "
    "JOIN member m ON m.id = s.member_id LEFT JOIN member_role r ON r.member_id = m.id "
    "WHERE s.token_hash = :hash AND s.ended_at IS NULL AND s.expires_at > :now AND m.status <> 'closed'"
)
