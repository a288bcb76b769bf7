"""Passwords are hashed with Argon2id, in threads of their own and only a few at once.

The parameters are OWASP's second choice (19 MiB, two passes, one lane): each check keeps a core busy for some 20 ms,
and what runs at once cannot fill a small machine's memory. `matches` upgrades nobody by itself; `outdated` says who.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .errors import TooManyAttempts

T = TypeVar("T")

AT_ONCE = 2
WAITING_LIMIT = 200  # Behind so many, nobody would still be looking at the page when the answer came.

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="argon2")
_waiting = 0


async def hash_password(password: str) -> str:
    """The hash to store. Raises TooManyAttempts where too many wait already."""
    return await _in_thread(lambda: _hasher.hash(password))


async def matches(password: str, hash: str | None) -> bool:
    """Whether the hash is this password's. No hash takes as long as a wrong one, and is never a match."""
    return await _in_thread(lambda: _verified(hash or _decoy(), password)) and hash is not None


def outdated(hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(hash)


def _verified(hash: str, password: str) -> bool:
    try:
        return _hasher.verify(hash, password)
    except (VerificationError, InvalidHashError):
        return False


_decoys: list[str] = []


def _decoy() -> str:
    """The hash of a password that nobody knows; made once a process, in a thread."""
    if not _decoys:
        _decoys.append(_hasher.hash(secrets.token_urlsafe()))
    return _decoys[0]


async def _in_thread(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= WAITING_LIMIT:
        raise TooManyAttempts(retry_after=5)
    _waiting += 1
    running = asyncio.get_running_loop().run_in_executor(_threads, work)
    running.add_done_callback(_one_less)  # Not in a finally: a caller who leaves does not end the thread's work.
    return await running


def _one_less(_: object) -> None:
    global _waiting
    _waiting -= 1
