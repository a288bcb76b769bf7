"""Everything that must be true at a moment, worked out again from the rows alone."""

from __future__ import annotations

from server import activities
from tests.activities.lives import boards, books, game, rows, texts
from tests.activities.lives.town import Town

CHECKS = (*books.CHECKS, *game.CHECKS, *boards.CHECKS, *texts.CHECKS)


async def look(town: Town, *, late: bool) -> None:
    """All jobs that wait are done first, and what is overdue is visited, so that tables say what reads say."""
    await town.worker.rest()
    before = await town.balances()
    while await activities.visit_due():
        pass
    assert await town.balances() == before, "reads leave out what is overdue"
    found = await rows.read(town, late=late)
    for check in CHECKS:
        await check(found)
