"""The socket that a serving command listens on, and the server behind it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn

from schema.transport.frames import FrameProtocol
from server.app import App
from server.commands.terminal import Problem
from server.commands.texts import say
from server.settings import Settings

SOCKET_MESSAGE_LIMIT_BYTES = 64 * 1024
SHUTDOWN_SECONDS = 20
KEEP_ALIVE_SECONDS = 65  # Longer than the minute for which proxies keep their connections.
BACKLOG = 2048


def bind(host: str, port: int, verb: str) -> socket.socket:
    """A socket that holds its port and does not answer yet. Raises Problem where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            raise Problem(say("port_busy", host=host, port=port, verb=verb, other=_free_port(host, family))) from None
        raise Problem(say("port_refused", host=host, port=port, reason=error.strerror)) from None
    return door


def serve(app: App, door: socket.socket, settings: Settings, *, opened: Callable[[], None] | None = None) -> None:
    """Serve until told to stop; calls `opened` once requests are answered. What was taken is finished first."""
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws=FrameProtocol,
        ws_per_message_deflate=False,  # Events are small; a window for each socket would cost more than it saves.
        ws_max_size=SOCKET_MESSAGE_LIMIT_BYTES,
        ws_ping_interval=None,  # The sockets' own sweep asks who is still there; asking twice only costs.
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
    )
    server = _Server(config, app, opened, settings.drain_seconds)
    with suppress(SystemExit):  # uvicorn's word for “the app did not start”; the app knows why.
        server.run(sockets=[door])
    if app.refusal is not None:
        raise Problem(app.refusal)
    if not server.started:
        raise SystemExit(3)


class _Server(uvicorn.Server):
    """Tells the app when the door is open, and when it begins to close."""

    def __init__(
        self, config: uvicorn.Config, app: App, opened: Callable[[], None] | None, drain_seconds: float
    ) -> None:
        super().__init__(config)
        self._app, self._opened, self._drain_seconds = app, opened, drain_seconds
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started and self._opened is not None:
            self._opened()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._captured_signals.clear()  # uvicorn would raise them again: an ending in order would look like a crash.

    def handle_exit(self, sig: int, frame: Any) -> None:
        """The first signal lets proxies find out, by /readyz, before the door shuts; a second one does not wait."""
        drain, self._drain_seconds = self._drain_seconds, 0.0
        self._app.close()
        if drain and self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.call_later, drain, super().handle_exit, sig, frame)
        else:
            super().handle_exit(sig, frame)


def _free_port(host: str, family: socket.AddressFamily) -> int:
    with socket.socket(family, socket.SOCK_STREAM) as other:
        other.bind((host, 0))
        port: int = other.getsockname()[1]
        return port
