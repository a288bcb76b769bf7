"""What the recorder tells of its batches."""

from __future__ import annotations

from typing import Any

import pytest

from server import activities
from server.activities import Unrecordable
from server.activities import batch as batches
from tests.activities.world import World


async def test_each_batch_is_counted_by_what_became_of_it(world: World) -> None:
    told: list[tuple[dict[str, int], float]] = []
    activities.count(lambda outcomes, seconds: told.append((dict(outcomes), seconds)))
    purchase = world.purchase("120", key="a")

    await world.many([purchase, world.purchase("1"), world.purchase("-1"), purchase])

    assert [outcomes for outcomes, _ in told] == [{"recorded": 2, "replayed": 1, "refused": 1, "failed": 0}]
    assert told[0][1] > 0


async def test_what_fails_is_counted_once_and_the_rest_as_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, int]] = []
    activities.count(lambda outcomes, seconds: told.append(dict(outcomes)))
    real = batches.accept

    def poisoned(known: Any, intents: Any, *rest: Any) -> Any:
        if any(intent.key == "poison" for intent in intents):
            raise ZeroDivisionError("poison")
        return real(known, intents, *rest)

    monkeypatch.setattr(batches, "accept", poisoned)
    answers = await world.many([world.purchase("1"), world.purchase("2", key="poison"), world.purchase("3")])

    assert isinstance(answers[1], Unrecordable)
    sums = {name: sum(outcomes[name] for outcomes in told) for name in told[0]}
    assert sums == {"recorded": 2, "replayed": 0, "refused": 0, "failed": 1}
