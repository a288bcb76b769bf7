"""Whoever had an idea hears what was answered to it. It is no decision about them, but it comes by the same post."""

from __future__ import annotations

from server.community.events import IdeaAnswered
from server.storage import Tx

from .committing import Letter, Told, committed, send


async def tell_of_answer(fact: IdeaAnswered) -> None:
    """One letter an answer, however often it is told."""

    async def work(tx: Tx, told: Told) -> None:
        if not await tx.value("SELECT 1 FROM notice WHERE answer_id = :id", id=fact.answer_id):
            letter = Letter(fact.author_id, "idea", None, None, {"state": fact.after}, answer_id=fact.answer_id)
            await send(tx, told, [letter])

    await committed(work)
