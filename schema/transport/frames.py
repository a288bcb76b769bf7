"""Ready-made WebSocket frames, for a server that takes them.

What goes to many sockets is the same bytes for each; ASGI has no way to say so, and a server makes the frame anew for
every socket, which costs as much as the system's own write. `FrameProtocol` is uvicorn's protocol with one thing more:
its scope has the extension `hemmaplan.frames`, a function that writes a frame as it is. Start uvicorn with
`ws="schema.transport.frames:FrameProtocol"`. Any other server does without; so does this one where a socket is slow,
compresses, or closes.
"""

from __future__ import annotations

from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

EXTENSION = "hemmaplan.frames"
WriteFrame = Callable[[bytes], bool]
"""Writes a frame now, or answers False: then send the message as ASGI has it."""


class FrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which also takes ready-made frames."""

    ready = False  # Open, not compressing, and its buffer has room.

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope = getattr(self, "scope", None)  # None: the handshake was refused.
        if scope is not None:
            self.ready = not self.conn.extensions
            scope["extensions"][EXTENSION] = self.write_frame

    def pause_writing(self) -> None:
        self.ready = False
        super().pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.ready = self.conn.state is State.OPEN and not self.conn.extensions

    def handle_close(self, event: Frame) -> None:
        self.ready = False
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        self.ready = False
        super().handle_parser_exception()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ready = False
        super().connection_lost(exc)

    def shutdown(self) -> None:
        self.ready = False
        super().shutdown()

    def write_frame(self, frame: bytes) -> bool:
        if not self.ready or self.close_sent:
            return False
        self.transport.write(frame)
        return True


class Text:
    """A text message in both forms: what ASGI sends, and the frame that needs nothing more."""

    __slots__ = ("_frame", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._frame: bytes | None = None

    @property
    def frame(self) -> bytes:
        """RFC 6455, 5.2: one whole text frame from a server, not masked."""
        frame = self._frame
        if frame is None:
            payload = self.text.encode()
            size = len(payload)
            if size < 126:
                head = bytes((0x81, size))
            elif size < 65_536:
                head = b"\x81\x7e" + size.to_bytes(2)
            else:
                head = b"\x81\x7f" + size.to_bytes(8)
            frame = self._frame = head + payload
        return frame
