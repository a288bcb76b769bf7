"""Who is let in at the demo's side door, and what the log keeps of those who knock."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import structlog

from server.observability import configure_logging
from server.security import Gate, at_this_machine
from server.settings import Settings
from tests.edges.asgi import ask, scope_of
from tests.journeys.serving import Serve


@pytest.mark.parametrize("host", ["[", "[::1", "[x]:8000", "127.0.0.1:x", "", "localhost@elsewhere.example"])
async def test_a_host_that_is_none_is_not_this_machine(host: str) -> None:
    async def hello(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    answer = await ask(Gate(hello, Settings(demo=True)), headers={"host": host})  # type: ignore[arg-type]

    assert answer.status == 200
    assert at_this_machine(scope_of(headers={"host": host})) is (host == "127.0.0.1:x")


@pytest.mark.parametrize(
    "name", ["x-real-ip", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "via", "cf-connecting-ip",
             "true-client-ip"],
)  # fmt: skip
def test_whatever_a_proxy_adds_says_that_the_asker_is_elsewhere(name: str) -> None:
    assert not at_this_machine(scope_of(headers={name: "192.0.2.7"}))


async def test_serve_is_no_demo_whatever_the_environment_says(tmp_path: Path) -> None:
    serve = Serve(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}")
    serve._environment |= {"HEMMAPLAN_DEMO": "true", "HEMMAPLAN_LAN": "true"}
    try:
        await serve.started()
        async with aiohttp.ClientSession() as http:
            answers = []
            for query in ("{ demo { people { key } } }", 'mutation { tryAs(key: "karin") { __typename } }'):
                async with http.post(f"{serve.url}/graphql", json={"query": query}) as answer:
                    answers.append(await answer.json())
            async with http.get(f"{serve.url}/lan/whatever", allow_redirects=False) as lan:
                found = lan.status

        assert answers[0]["data"] == {"demo": None}
        assert answers[1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert found == 404
    finally:
        serve.kill()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(Settings(log_format="json"), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("name", ["access_token", "token", "code", "client_secret", "password"])
def test_a_secret_in_an_address_is_not_written(name: str, lines: io.StringIO) -> None:
    address = f"/graphql?a=1&{name}=hemligt-och-långt&b=2"

    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "127.0.0.1:4", address)
    structlog.get_logger("x").info("asked", path=address)

    assert "hemligt" not in lines.getvalue()
    assert "b=2" in json.loads(lines.getvalue().splitlines()[1])["path"]
