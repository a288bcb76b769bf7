"""Letting time pass where the clock is in one's own hand: it stops wherever something falls due, and that is done."""

from __future__ import annotations

from collections.abc import Mapping

from server import activities, jobs, storage
from server.jobs import Handler
from server.kernel import clock
from server.kernel.clock import Instant, Stepper

ROUNDS_LIMIT = 10_000  # Visits at one instant. Beyond it something falls due again and again without end.


async def next_due() -> Instant | None:
    """When something next happens by itself."""
    row = await storage.row("SELECT (SELECT MIN(due_at) FROM timeline_head), (SELECT MIN(run_at) FROM job)")
    assert row is not None
    return min((instant for instant in (row[0], row[1]) if instant is not None), default=None)


async def pass_until(steps: Stepper, instant: Instant, handlers: Mapping[str, Handler]) -> None:
    """Whatever falls due until then happens at its own instant. The clock never goes back."""
    rounds, here = 0, clock.now()
    while (then := await next_due()) is not None and then <= instant:
        rounds = 0 if then > here else rounds + 1
        if rounds > ROUNDS_LIMIT:
            raise RuntimeError(f"At {clock.to_iso(here)} something falls due without end.")
        here = max(here, then)
        steps.to(here)
        while await activities.visit_due():
            pass
        await jobs.work_off(handlers)
    steps.to(max(here, instant))
