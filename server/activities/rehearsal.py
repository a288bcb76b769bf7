"""What recording would come to, without recording it: the same fold, in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from server import storage
from server.storage import Tx

from .acceptance import Result
from .batch import record_batch
from .intents import Intent


class _Enough(Exception):
    """Rolls the rehearsal back."""


async def rehearse(intents: Sequence[Intent]) -> list[Result]:
    """What each intent would be answered, in order: an outcome, a replay, or what would refuse it. Those that only a
    later batch could take are left out. Members are locked for as long as it takes, as for the real thing."""
    worked_out: dict[int, Result] = {}

    async def work(tx: Tx) -> None:
        worked_out.update((await record_batch(tx, intents)).results)
        raise _Enough

    if intents:
        with suppress(_Enough):
            await storage.write(work)
    return [worked_out[place] for place in sorted(worked_out)]
