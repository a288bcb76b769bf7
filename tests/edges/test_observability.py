from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from server import observability
from server.observability import Watch, configure_logging
from server.settings import Settings
from tests.edges.asgi import ask


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log says, as JSON lines; the process's own logging is put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(Settings(log_format="json"), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


async def hello(scope: Any, receive: Any, send: Any) -> None:
    logging.getLogger("somebody").warning("half way, %s", "really")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


async def test_each_line_of_a_request_carries_its_id(lines: io.StringIO) -> None:
    answer = await ask(Watch(hello))

    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["event"] for line in said] == ["half way, really", "answered"]
    assert {line["request_id"] for line in said} == {answer.headers["x-request-id"]}
    assert (said[1]["status"], said[1]["path"]) == (200, "/")


async def test_a_proxys_id_is_kept_unless_it_does_not_fit_a_line() -> None:
    kept = await ask(Watch(hello), headers={"x-request-id": "trace-00112233"})
    refused = await ask(Watch(hello), headers={"x-request-id": "a b\r\nevil: 1"})

    assert kept.headers["x-request-id"] == "trace-00112233"
    assert "evil" not in refused.headers["x-request-id"]


def test_nothing_that_opens_a_door_is_written(lines: io.StringIO) -> None:
    token = "eyJhbGciOiJFUzI1NiJ9" + ".eyJzdWIiOiIxIn0" + ".c2lnbmF0dXJl"
    structlog.get_logger("x").info(
        "tried Bearer abcdefgh12345678", password="hunter22", input={"client_secret": "s3cret", "card": "1234"},
        address="postgres://elsa:" + "hemligt@db/x", jwt=token,
    )  # fmt: skip

    text = lines.getvalue()
    assert "1234" in text
    for secret in ("hunter22", "s3cret", "hemligt", "abcdefgh12345678", token):
        assert secret not in text


async def test_a_fault_is_logged_whole_and_goes_on(lines: io.StringIO) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError("the cake was not there")

    with pytest.raises(ZeroDivisionError):
        await ask(Watch(broken))

    fault = json.loads(lines.getvalue().splitlines()[0])
    assert "the cake was not there" in fault["exception"]
    assert fault["request_id"]


async def test_strangers_make_no_new_series() -> None:
    for number in range(3):
        await ask(Watch(hello), path=f"/made-up-{number}", method="BREW")

    told = observability.metrics().decode()
    assert "made-up" not in told
    assert 'hemmaplan_http_seconds_count{method="other",route="other",status="200"}' in told


def test_a_measure_is_read_when_it_is_asked_for() -> None:
    waiting = [1, 2, 3]
    observability.measure("hemmaplan_test_waiting", "For this test.", lambda: len(waiting))
    waiting.append(4)

    assert "hemmaplan_test_waiting 4.0" in observability.metrics().decode()


def test_batches_and_jobs_are_counted() -> None:
    def recorded() -> float:
        told = observability.registry.get_sample_value("hemmaplan_activities_total", {"outcome": "recorded"})
        return float(told or 0)

    before = recorded()
    observability.count_batch({"recorded": 7, "replayed": 0, "refused": 2, "failed": 0}, 0.004)
    observability.count_jobs(due=3, later=0, dead=1)

    told = observability.metrics().decode()
    assert recorded() - before == 7
    assert 'hemmaplan_jobs{state="due"} 3.0' in told
    assert 'hemmaplan_jobs{state="dead"} 1.0' in told
    assert "hemmaplan_batch_seconds_bucket" in told
