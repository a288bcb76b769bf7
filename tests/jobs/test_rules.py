"""When again, and which slot."""

from __future__ import annotations

import pytest

from server.jobs.rules import PAUSE_LAST, pause_after, slot_of
from server.kernel import clock


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 0.5, 2), (1, 0, 1.5), (1, 1, 2.5), (2, 0.5, 4), (5, 0.5, 32), (12, 0.5, 3600), (500, 0.5, 3600)],
)
def test_pauses_double_to_an_hour_and_vary_by_a_quarter(attempts: int, chance: float, seconds: float) -> None:
    assert pause_after(attempts, chance) == seconds * clock.SECOND


def test_no_pause_is_longer_than_an_hour_and_a_quarter() -> None:
    assert max(pause_after(n, 1) for n in range(1, 100)) == PAUSE_LAST * 5 // 4


@pytest.mark.parametrize(
    ("now", "every", "offset", "slot"),
    [(59, 60, 0, 0), (60, 60, 0, 60), (61, 60, 5, 5), (65, 60, 5, 65), (3, 60, 5, -55)],
)
def test_slots_are_half_open(now: int, every: int, offset: int, slot: int) -> None:
    assert slot_of(now, every, offset) == slot
