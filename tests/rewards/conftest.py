from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.activities.world import World, world_on


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url) as world:
        yield world
