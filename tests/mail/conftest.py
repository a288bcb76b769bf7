"""A database with its tables, and a mail server on a socket of this machine."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest

from server import mail, storage


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()
    mail.configure(mail.Post())


@dataclass
class MailServer:
    """Just enough of RFC 5321 to take mail, or to refuse it with `answers[verb]`."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 post.example")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            if verb in self.answers:
                say(self.answers[verb])
            elif verb == "DATA":
                say("354 go on")
                lines = []
                while (text := await reader.readline()) != b".\r\n":
                    lines.append(text.removeprefix(b".") if text.startswith(b"..") else text)
                parsed = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                assert isinstance(parsed, EmailMessage)
                self.taken.append(parsed)
                say("250 taken")
            else:
                say("221 bye" if verb == "QUIT" else "250 post.example")
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()


@pytest.fixture
async def post_office() -> AsyncIterator[MailServer]:
    office = MailServer()
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    yield office
    server.close()
    await server.wait_closed()
