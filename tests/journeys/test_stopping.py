"""SIGTERM under load: what was taken is finished, and what was not leaves no trace."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.journeys import books
from tests.journeys.prepared import prepare
from tests.journeys.serving import Serve, command
from tests.journeys.storm import Sale, Storm
from tests.journeys.till import RECORD_MANY

CALLS = 24
SALES_OF_A_CALL = 100
ENDS = (0, -signal.SIGTERM)  # uvicorn ends itself by the signal that it was told, once everything is closed.


@dataclass
class Call:
    """A request on a connection of its own, and what came back before the connection closed."""

    sales: list[Sale]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    answer: bytes = b""

    async def listen(self) -> None:
        try:
            while part := await self.reader.read(65536):
                self.answer += part
        finally:
            self.writer.close()

    def outcomes(self) -> list[str] | None:
        """What became of each sale; None where the server took nothing of the call. Raises where it broke off."""
        if not self.answer:
            return None
        head, _, body = self.answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            return None
        return [each["__typename"] for each in json.loads(body)["data"]["recordActivities"]]


async def test_what_was_taken_is_finished(
    database_url: str, home: Path, http: aiohttp.ClientSession, processes: list[Serve]
) -> None:
    prepared = await prepare(database_url)
    serve = Serve(home, database_url)
    processes.append(serve)
    await serve.started()
    storm = Storm(prepared, [prepared.till(http, serve.url)], random.Random(5))
    calls = [await _send(storm, serve.url) for _ in range(CALLS)]
    listening = [asyncio.create_task(call.listen()) for call in calls]

    await asyncio.wait(listening, return_when=asyncio.FIRST_COMPLETED)
    serve.tell(signal.SIGTERM)
    answered_before = sum(task.done() for task in listening)
    await asyncio.gather(*listening, return_exceptions=True)
    code = await serve.ended()

    assert code in ENDS
    assert "Traceback" not in serve.said()
    (rows,) = await books.read(database_url, "SELECT key FROM activity WHERE kind = 'purchase'")
    recorded = {row[0] for row in rows}
    taken = 0
    for call in calls:
        outcomes = call.outcomes()
        keys = {sale.key for sale in call.sales}
        if outcomes is None:
            assert not keys & recorded
        else:
            taken += 1
            assert outcomes == ["ActivityRecorded"] * len(call.sales)
            assert keys <= recorded
    assert taken > answered_before  # Some were finished after the signal.
    assert await books.audit(database_url) == []
    assert command(home, database_url, "reconcile").stdout.strip() == "Everything agrees."


async def _send(storm: Storm, url: str) -> Call:
    where = urlsplit(url)
    bearer = await storm.tills[0].bearer()
    sales = [storm.sale() for _ in range(SALES_OF_A_CALL)]
    body = json.dumps({"query": RECORD_MANY, "variables": {"i": [sale.input() for sale in sales]}}).encode()
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: {where.netloc}\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    return Call(sales, reader, writer)
