"""A database with its tables, and a partner."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest

from server import partners, storage
from server.commands import services
from server.partners import Partner
from server.settings import TestingSettings

TEXTS = {"sv": {"kind": "Klädbutik"}, "en": {"kind": "Clothes shop"}}


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


@pytest.fixture
async def garderoben(database: str) -> Partner:
    async with storage.transaction() as tx:
        return await partners.create_partner(tx, code="garderoben", name="Garderoben", texts=TEXTS)


def program_of(name: str) -> str:
    """The machine's, where it has it: skips the test without Node, or fails it where it was required."""
    if name == "node":
        settings = TestingSettings()
        service = services.find("node", settings)
        if service.found:
            return service.found
        if "node" in settings.require:
            pytest.fail("Node is missing, and HEMMAPLAN_TEST_REQUIRE wants it.")
        pytest.skip(f"Node is missing: {service.remedy}")
    where = shutil.which(name)
    if where is None or (name == "sh" and shutil.which("curl") is None):
        pytest.skip(f"{name}, or curl, is missing.")
    return where
