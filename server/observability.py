"""What the house tells of itself: structured lines without secrets, request ids, counts for Prometheus."""

from __future__ import annotations

import logging
import logging.config
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from server.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
HIDDEN = "…"
SECRET_NAMES = re.compile(r"password|secret|token|authorization|cookie|api_?key|credential|_url$", re.I)
SECRET_VALUES = re.compile(
    r"(?<=://)[^\s/@]*:[^\s/@]+(?=@)|(?<=[Bb]earer )[\w.~+/=-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+"
    r"|(?<=token=)[^\s&\"']+|(?<=[?&]code=)[^\s&\"']+|(?<=secret=)[^\s&\"']+|(?<=password=)[^\s&\"']+"  # In an address.
)
QUIET = ("/healthz", "/readyz", "/metrics")  # Asked every few seconds by machines; they would drown the rest.

registry = CollectorRegistry()
ProcessCollector(registry=registry)
PlatformCollector(registry=registry)
GCCollector(registry=registry)
_seconds = Histogram(
    "hemmaplan_http_seconds", "How long answers took.", ("method", "route", "status"), registry=registry,
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)  # fmt: skip
_sockets = Gauge("hemmaplan_sockets_open", "WebSockets that are open now.", registry=registry)
_faults = Counter("hemmaplan_faults_total", "Errors that nobody expected.", registry=registry)
_activities = Counter(
    "hemmaplan_activities_total", "Activities: recorded, replayed, refused, or failed by no fault of the sender's.",
    ("outcome",), registry=registry,
)  # fmt: skip
_by_outcome = {name: _activities.labels(name) for name in ("recorded", "replayed", "refused", "failed")}
_batch_size = Histogram(
    "hemmaplan_batch_activities", "Activities in a batch.", registry=registry,
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
)  # fmt: skip
_batch_seconds = Histogram(
    "hemmaplan_batch_seconds", "From a batch's first statement to its answers.", registry=registry,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)  # fmt: skip
_jobs = Gauge("hemmaplan_jobs", "Jobs in the database: due, later (or running), dead.", ("state",), registry=registry)

log = structlog.get_logger("hemmaplan.http")


def metrics() -> bytes:
    """What Prometheus reads."""
    return generate_latest(registry)


def measure(name: str, meaning: str, read: Callable[[], float]) -> None:
    """Let Prometheus read a number that some part of the house keeps, such as a queue's length."""
    existing = registry._names_to_collectors.get(name)
    gauge = existing if isinstance(existing, Gauge) else Gauge(name, meaning, registry=registry)
    gauge.set_function(read)


def count_batch(outcomes: Mapping[str, int], seconds: float) -> None:
    """Count what the recorder did: once a batch, whatever its size."""
    for outcome, number in outcomes.items():
        if number:
            _by_outcome[outcome].inc(number)
    _batch_size.observe(sum(outcomes.values()))
    _batch_seconds.observe(seconds)


def count_jobs(*, due: float, later: float, dead: float) -> None:
    """How the queue stands; NaN where the database did not say."""
    for state, number in (("due", due), ("later", later), ("dead", dead)):
        _jobs.labels(state).set(number)


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Every logger of the process, ours and the libraries', through one chain to one stream."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    target = stream or sys.stderr
    if settings.log_format == "json":
        rendering: list[Any] = [structlog.processors.format_exc_info, hide_secrets, structlog.processors.JSONRenderer()]
    else:
        colors = target.isatty()
        plain = structlog.dev.plain_traceback
        rendering = [hide_secrets, structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for chatty in ("asyncio", "tortoise", "aiosqlite", "websockets", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )  # fmt: skip


def hide_secrets(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Nothing that opens a door is written down: neither by its name nor where a text holds it."""
    for name, value in event.items():
        if _opens_a_door(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = SECRET_VALUES.sub(HIDDEN, value)
        elif isinstance(value, dict):
            event[name] = hide_secrets(logger, method, dict(value))
    return event


@lru_cache(maxsize=1024)
def _opens_a_door(name: str) -> bool:
    return SECRET_NAMES.search(name) is not None


class Watch:
    """Around every request: an id (in the log, in the answer, in `scope["state"]["request_id"]`), a line, a count."""

    def __init__(self, app: App, *, access_log: bool = True) -> None:
        self._app, self._access_log = app, access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if scope["type"] == "websocket":
            with _sockets.track_inprogress():
                await self._app(scope, receive, send)
            return
        await self._http(scope, receive, send, request_id)

    async def _http(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began = time.perf_counter()
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            _faults.inc()
            log.exception("fault", method=scope["method"], path=scope["path"])
            raise
        finally:
            seconds = time.perf_counter() - began
            _series(_method(scope), _route(scope), status or 499).observe(seconds)
            if self._access_log and scope["path"] not in QUIET:
                log.info(
                    "answered", method=scope["method"], path=scope["path"], status=status or 499,
                    ms=round(seconds * 1000, 1), address=(scope.get("client") or ("", 0))[0],
                )  # fmt: skip


def _request_id(scope: Scope) -> str:
    """The proxy's, where it sent one that fits a line; else our own."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            sent: str = value.decode()
            return sent
    return secrets.token_hex(8)


_series = lru_cache(maxsize=1024)(_seconds.labels)  # Asking for a series locks and builds a key each time.


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"


def _route(scope: Scope) -> str:
    """The route's pattern, never the path: a stranger must not be able to make up new series."""
    route = scope.get("route")
    return str(getattr(route, "path", None) or "other")
