from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.moderation.street import Street, street_on


@pytest.fixture
async def street(migrated_url: str) -> AsyncIterator[Street]:
    async with street_on(migrated_url) as street:
        yield street
