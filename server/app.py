"""The composition root: what a process opens and in which order, and which routes it answers."""

from __future__ import annotations

import asyncio
import gc
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import asyncpg
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from schema.demo import open_demo
from schema.engine.operations import Operations
from schema.root import build
from schema.transport.http import GraphQLHTTP
from schema.transport.websocket import GraphQLSocket
from server import (
    activities,
    badges,
    demo,
    jobs,
    leaderboards,
    ledger,
    live,
    mail,
    members,
    moderation,
    oauth,
    observability,
    page,
    partners,
    programme,
    security,
    simulation,
    storage,
)
from server.activities import Outcome
from server.kernel.clock import HOUR, MINUTE
from server.observability import Watch
from server.processes import Place, StartRefused, take_place
from server.reactions import REACTIONS
from server.security import Gate, LanKeys
from server.settings import Settings

RULEBOOK_SECONDS = 10.0  # A version is published at least a minute before it holds.
READY_SECONDS = 2.0  # A part of the house that needs longer to say that it is there, is not.
STATIC = Path(__file__).resolve().parents[1] / "static"
LAN_COOKIE_SECONDS = 7 * 24 * 3600

# What the worker runs, by kind, and what time alone brings. Each package says its own part.
HANDLERS: dict[str, jobs.Handler] = {**mail.JOBS, **members.JOBS, **jobs.react(REACTIONS), **activities.JOBS,
                                    **simulation.JOBS}  # fmt: skip
PERIODICS: tuple[jobs.Periodic, ...] = (
    *members.PERIODICS,
    *partners.PERIODICS,
    *badges.PERIODICS,
    *leaderboards.PERIODICS,
    *ledger.PERIODICS,
    *simulation.PERIODICS,
    jobs.Periodic("live.trim", HOUR, jobs.in_slices(live.trim)),
    jobs.Periodic("activities.due", MINUTE, jobs.in_slices(activities.visit_due)),
)

observability.measure("hemmaplan_activities_waiting", "Activities that wait for their batch.", activities.waiting)
observability.measure("hemmaplan_followers", "Timelines that somebody follows in this process.", live.followers)

log = structlog.get_logger("hemmaplan")
Work = Literal["here", "elsewhere"]
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(slots=True)
class House:
    """A process that runs. `closing` is set once it was told to stop."""

    settings: Settings
    place: Place
    closing: bool = False

    async def ready(self) -> dict[str, bool]:
        """Each part that a request needs, and whether it answers now."""
        database, bus = await asyncio.gather(_answers(storage.value("SELECT 1")), _answers(live.alive()))
        return {"database": database, "bus": bus, "place": self.place.held, "open": not self.closing}


@asynccontextmanager
async def running(settings: Settings, *, work: Work) -> AsyncIterator[House]:
    """Open the house, and close it in reverse: what was taken is finished. `work="here"`: this process does the jobs.

    Raises StartRefused."""
    async with AsyncExitStack() as stack:
        try:
            house = await _open(settings, stack)
        except (storage.DatabaseNewer, storage.DatabaseOlder) as error:
            raise StartRefused(str(error)) from error
        except (OSError, asyncpg.PostgresError) as error:
            raise StartRefused(f"The database does not answer: {error or type(error).__name__}.") from error
        if work == "here":
            stack.push_async_callback(simulation.stop)
            worker = jobs.Worker(HANDLERS, periodics=PERIODICS)
            await worker.start()
            stack.push_async_callback(worker.stop)
        yield house
        house.closing = True


async def _open(settings: Settings, stack: AsyncExitStack) -> House:
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = await stack.enter_async_context(take_place(settings))
    await storage.connect(settings.database)
    stack.push_async_callback(storage.close)
    if settings.on_sqlite:
        await storage.migrate()
    else:
        await storage.check()  # Many processes share it: one `migrate` before them all.
    await storage.start_process()
    await live.connect(settings.bus)
    stack.push_async_callback(live.close)
    await leaderboards.open_ranks(settings.bus)
    stack.push_async_callback(leaderboards.close_ranks)
    await oauth.start(settings)
    partners.requests.start()
    stack.push_async_callback(partners.requests.stop)
    await _read_rulebooks()
    refreshing = asyncio.create_task(_keep_rulebooks_fresh(), name="rulebooks")
    stack.callback(refreshing.cancel)
    moderation.stand_at_the_door()
    activities.start()
    activities.count(observability.count_batch)
    activities.listen(_tell_partner)
    stack.push_async_callback(activities.stop)
    smtp = settings.mail_url.get_secret_value() if settings.mail_url else None
    mail.configure(mail.Post(settings.public_url, settings.mail_sender, smtp))
    return House(settings, place)


def _tell_partner(outcome: Outcome) -> None:
    if outcome.activity.partner_id is not None:
        partners.tell(outcome.activity.partner_id, outcome.activity.id)


async def _keep_rulebooks_fresh() -> None:
    """Queries show what another process published; the recorder looks for itself in each batch."""
    while True:
        await asyncio.sleep(RULEBOOK_SECONDS)
        try:
            await _read_rulebooks()
        except Exception:
            log.warning("the rulebooks could not be read again", exc_info=True)


async def _read_rulebooks() -> None:
    await programme.load(await storage.engine().reader())


class App:
    """The ASGI app: its lifespan is `running`; around its routes stand the watch and the gate."""

    def __init__(
        self,
        settings: Settings,
        *,
        with_page: bool = True,
        when_recorded: Callable[[Outcome], None] | None = None,
        beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        """`beside` runs while the house is open, and is cancelled before it closes."""
        self.settings = settings
        self._when_recorded = when_recorded
        self._beside = beside
        self.lan_keys = LanKeys() if settings.lan else None
        self.refusal: str | None = None  # Why the house did not open.
        self._house: House | None = None
        files = page.Files(STATIC) if with_page else None
        inner = Starlette(routes=self._routes(files), exception_handlers={HTTPException: _problem, Exception: _fault})
        self._requests = Watch(Gate(inner, settings, self.lan_keys), access_log=settings.access_log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._requests(scope, receive, send)

    def close(self) -> None:
        """From now on /readyz says no, so that proxies send nothing new."""
        if self._house is not None:
            self._house.closing = True

    def _routes(self, files: page.Files | None) -> list[BaseRoute]:
        operations = Operations(build())
        open_demo(demo if self.settings.demo else None)
        routes: list[BaseRoute] = [  # They are tried in order: an award is not compared with the others first.
            Route("/graphql", GraphQLHTTP(operations, self.settings)),
            WebSocketRoute("/graphql", GraphQLSocket(operations, self.settings)),
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
            *oauth.routes(self.settings),
        ]
        if self.lan_keys is not None:
            routes.append(Route("/lan/{key}", self._lan))
        if files is not None:
            routes += page.routes(files)
        return routes

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with running(self.settings, work="here" if self.settings.alone else "elsewhere") as self._house:
                if self._when_recorded is not None:
                    activities.listen(self._when_recorded)
                gc.collect()
                gc.freeze()  # What start-up made lives as long as the process: no collection need walk it again.
                beside = asyncio.create_task(self._beside(), name="beside") if self._beside is not None else None
                await send({"type": "lifespan.startup.complete"})
                await receive()
                if beside is not None:
                    beside.cancel()
                    await asyncio.gather(beside, return_exceptions=True)
        except StartRefused as refusal:
            self.refusal = str(refusal)
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.shutdown.complete"})

    async def _alive(self, request: Request) -> Response:
        return _json({"status": "ok"})

    async def _ready(self, request: Request) -> Response:
        parts = await self._house.ready() if self._house else {"open": False}
        return _json({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)

    async def _metrics(self, request: Request) -> Response:
        forwarded = "x-forwarded-for" in request.headers and not self.settings.trusted_proxies
        if forwarded or not security.is_within(request.scope.get("client"), self.settings.metrics_allow):
            raise HTTPException(403, "Metrics are for HEMMAPLAN_METRICS_ALLOW's networks.")
        await _count_jobs()
        return Response(observability.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _lan(self, request: Request) -> Response:
        """The phone that brings the key may try the demo's people. A used key leads to the page, without them."""
        answer = RedirectResponse("/", 303)
        cookie = self.lan_keys.exchange(request.path_params["key"]) if self.lan_keys else None
        if cookie is not None:
            answer.set_cookie(
                security.LAN_COOKIE, cookie, max_age=LAN_COOKIE_SECONDS, httponly=True, samesite="strict",
                secure=self.settings.secure,
            )  # fmt: skip
        return answer


async def _answers(question: Awaitable[object]) -> bool:
    try:
        return bool(await asyncio.wait_for(question, READY_SECONDS))
    except Exception:
        log.warning("a part does not answer", exc_info=True)
        return False


async def _count_jobs() -> None:
    try:
        counts = await asyncio.wait_for(jobs.counts(), READY_SECONDS)
    except Exception:  # The other numbers are told all the same.
        observability.count_jobs(due=math.nan, later=math.nan, dead=math.nan)
        return
    observability.count_jobs(due=counts.due, later=counts.later, dead=counts.dead)


async def _problem(request: Request, error: Exception) -> Response:
    """RFC 9457."""
    assert isinstance(error, HTTPException)
    body = {"title": error.detail, "status": error.status_code}
    return _json(body, error.status_code, "application/problem+json", error.headers)


async def _fault(request: Request, error: Exception) -> Response:
    """A bug: the answer names the request, the log holds the rest."""
    body = {"title": "Something went wrong here.", "status": 500, "instance": request.state.request_id}
    return _json(body, 500, "application/problem+json")


def _json(
    content: dict[str, Any], status: int = 200, media_type: str = "application/json", headers: Any = None
) -> Response:
    return Response(json.dumps(content), status, headers, media_type)
