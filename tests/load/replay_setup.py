"""Where the replay sends to: a server that it starts on a database that it prepares, or one that runs already."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from server import oauth, partners, programme, storage
from tests.journeys.serving import Serve

PROGRAMME = Path(__file__).with_name("cdnow.toml")
CREDENTIALS = "replay.json"
SCOPES = ("activities:import", "members:enroll", "members:read")


class Failed(Exception):
    """What cannot go on; the message says why."""


@dataclass(slots=True)
class Prepared:
    """Where to send; `database` and `home` are known where the server is ours."""

    url: str
    client_id: str
    secret: str
    database: str | None = None
    home: Path | None = None
    serve: Serve | None = None


@asynccontextmanager
async def prepared(arguments: argparse.Namespace) -> AsyncIterator[Prepared]:
    if arguments.url:
        client_id, _, secret = (arguments.client or "").partition(":")
        if not secret:
            raise Failed("--url wants --client ID:SECRET, of a client with the scopes " + " ".join(SCOPES))
        yield Prepared(arguments.url.rstrip("/"), client_id, secret)
        return
    async with AsyncExitStack() as stack:
        home = arguments.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemmaplan-replay-")))
        home.mkdir(parents=True, exist_ok=True)
        database = arguments.database or f"sqlite:///{home.absolute() / 'hemmaplan.sqlite3'}"
        client_id, secret = await _set_up(home, database)
        serve = Serve(home, database)
        try:
            await serve.started()
            yield Prepared(serve.url, client_id, secret, database, home, serve)
        finally:
            if serve.process is not None and serve.process.poll() is None:
                await serve.stop()


async def _set_up(home: Path, database: str) -> tuple[str, str]:
    """Tables, programme, partner and client; of an earlier run, its client."""
    kept = home / CREDENTIALS
    if kept.exists():
        found = json.loads(kept.read_text())
        return found["client_id"], found["client_secret"]
    programme.forget()
    await storage.connect(database)
    try:
        await storage.migrate()
        await storage.start_process()
        if await storage.value("SELECT count(*) FROM partner"):
            raise Failed(f"The database is not empty, and {kept} is missing: give an empty one.")
        await programme.publish(PROGRAMME.read_text(encoding="utf-8"), PROGRAMME.name)
        async with storage.transaction() as tx:
            partner = await partners.create_partner(tx, code="cdnow", name="CDNOW")
            client_id, secret = await oauth.create_client(
                tx, partner_id=partner.id, shop_code=None, name="Replay", scopes=SCOPES
            )
    finally:
        await storage.close()
        programme.forget()
    kept.write_text(json.dumps({"client_id": client_id, "client_secret": secret}))
    return client_id, secret
