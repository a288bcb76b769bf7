"""The page over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .files import File, Files

FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


def routes(files: Files) -> list[Route]:
    """One route for all that no other route took: it must stand last."""

    async def page(request: Request) -> Response:
        file = files.get(request.url.path)
        if file is None:
            title = f"There is nothing at {request.url.path[:200]}."
            return JSONResponse({"title": title, "status": 404}, 404, media_type="application/problem+json")
        return _answer(file, request)

    return [Route("/{path:path}", page, methods=["GET"], name="page")]


def _answer(file: File, request: Request) -> Response:
    headers = {"etag": file.etag, "cache-control": FOR_EVER if file.for_ever else ASK_EACH_TIME}
    if file.policy:
        headers["content-security-policy"] = file.policy
    if file.packed is not None:
        headers["vary"] = "accept-encoding"
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = file.packed
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type=file.media_type)
