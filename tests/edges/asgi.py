"""Asks an ASGI app one thing, as a server would, and gathers what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def ask(
    app: Any,
    method: str = "GET",
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    body: Sequence[bytes] = (b"",),
    client: tuple[str, int] | None = ("127.0.0.1", 50000),
    scheme: str = "http",
) -> Answer:
    """One request. `body` is in chunks; say content-length or transfer-encoding in the headers as a client would."""
    said: list[Any] = []
    chunks = list(body)

    async def receive() -> dict[str, Any]:
        chunk = chunks.pop(0) if chunks else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        said.append(message)

    await app(scope_of(method, path, headers, client, scheme), receive, send)
    start = next(message for message in said if message["type"] == "http.response.start")
    content = b"".join(message.get("body", b"") for message in said if message["type"] == "http.response.body")
    return Answer(start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, content)


def scope_of(
    method: str = "GET",
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    client: tuple[str, int] | None = ("127.0.0.1", 50000),
    scheme: str = "http",
) -> dict[str, Any]:
    sent = {"host": "127.0.0.1:8000", **(headers or {})}
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": scheme, "client": client,
        "server": ("127.0.0.1", 8000), "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
    }  # fmt: skip
