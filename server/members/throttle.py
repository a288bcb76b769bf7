"""Token buckets in the database, so that all processes count together.

A bucket is one number: the instant at which it will be full again. Taking a token moves that instant on by what one
token takes to come back; where it would lie further ahead than a whole bucket takes to fill, the bucket is empty.
One statement does both, so two processes never take the same token.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass

from server import storage
from server.kernel import clock
from server.kernel.clock import HOUR, MINUTE, SECOND
from server.storage import Tx

from .errors import BadField, TooManyAttempts


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one more for each `every` microseconds."""

    name: str
    burst: int
    every: int


SIGN_IN_OF_ACCOUNT = Limit("sign-in account", burst=10, every=MINUTE)
SIGN_IN_FROM_ADDRESS = Limit("sign-in address", burst=60, every=5 * SECOND)  # A household, an office, a school.
JOIN_FROM_ADDRESS = Limit("join address", burst=100, every=10 * SECOND)
RECOVERY_FROM_ADDRESS = Limit("recovery address", burst=20, every=MINUTE)
LINK_FROM_ADDRESS = Limit("link address", burst=60, every=5 * SECOND)
DEED_OF_MEMBER = Limit("deed", burst=100, every=SECOND)  # What one person taps: no hand comes near it, a loop does.
MAIL_TO_ADDRESS = Limit("mail", burst=5, every=HOUR)  # Nobody's inbox is flooded by what strangers type.

Taken = tuple[Limit, str]


async def take(*buckets: Taken) -> None:
    """One token of each, or of none. Raises TooManyAttempts. A transaction of its own: it holds whatever comes next."""

    async def work(tx: Tx) -> None:
        for limit, of in buckets:
            if wait := await _take(tx, limit, of):
                raise TooManyAttempts(retry_after=wait)

    await storage.write(work)


async def take_deeds(member_id: int, deeds: int = 1) -> None:
    """So many tokens of what a person may do, or none. Raises TooManyAttempts; BadField for more than a bucket has."""
    if deeds > DEED_OF_MEMBER.burst:
        most = DEED_OF_MEMBER.burst
        raise BadField("input", sv=f"Högst {most} åt gången för hand.", en=f"At most {most} at a time by hand.")

    async def work(tx: Tx) -> None:
        if wait := await _take(tx, DEED_OF_MEMBER, str(member_id), tokens=max(1, deeds)):
            raise TooManyAttempts(retry_after=wait)

    await storage.write(work)


async def take_in(tx: Tx, limit: Limit, of: str) -> bool:
    """One token, in a transaction that is open. False where there is none."""
    return await _take(tx, limit, of) == 0


async def give_back(*buckets: Taken) -> None:
    """What was taken for an attempt that turned out to be right."""

    async def work(tx: Tx) -> None:
        for limit, of in buckets:
            await tx.execute(
                "UPDATE throttle SET full_at = full_at - :every WHERE bucket = :bucket",
                every=limit.every, bucket=_bucket(limit, of),
            )  # fmt: skip

    await storage.write(work)


async def forget_full(tx: Tx) -> int:
    """Drops the buckets that are full again: they say nothing. How many there were."""
    return await tx.execute("DELETE FROM throttle WHERE full_at <= :now", now=clock.now())


def network(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that an IPv6 customer is given whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


async def _take(tx: Tx, limit: Limit, of: str, tokens: int = 1) -> int:
    """0, or the seconds until there are so many tokens."""
    now, bucket, every = clock.now(), _bucket(limit, of), limit.every * tokens
    empty = now + limit.every * limit.burst  # No bucket is full later than that: it was taken from by a later clock.
    latest = empty - every
    taken = await tx.execute(
        "INSERT INTO throttle (bucket, full_at) VALUES (:bucket, :first::bigint) ON CONFLICT (bucket) DO UPDATE "
        "SET full_at = CASE WHEN throttle.full_at > :now::bigint AND throttle.full_at <= :empty::bigint "
        "THEN throttle.full_at ELSE :now::bigint END + :every::bigint "
        "WHERE throttle.full_at <= :latest::bigint OR throttle.full_at > :empty::bigint",
        bucket=bucket, first=now + every, now=now, every=every, latest=latest, empty=empty,
    )  # fmt: skip
    if taken:
        return 0
    full_at: int = await tx.value("SELECT full_at FROM throttle WHERE bucket = :bucket", bucket=bucket)
    return max(1, -(-(full_at - latest) // SECOND))


def _bucket(limit: Limit, of: str) -> str:
    """Hashed, so that the table holds no addresses."""
    return f"{limit.name}:{hashlib.sha256(of.encode()).hexdigest()[:32]}"
