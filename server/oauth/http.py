"""The authorization server's routes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.settings import Settings

from . import rules
from .exchange import JWKS_PATH, METADATA_PATH, TOKEN_PATH, Answer, exchange, metadata, refusal
from .tokens import desk

DOCUMENT_SECONDS = 300  # How long others may keep the metadata and the keys.
_KEPT = {"Cache-Control": f"public, max-age={DOCUMENT_SECONDS}"}


def routes(settings: Settings) -> list[BaseRoute]:
    """Everything below /oauth, and the metadata. `oauth.start` has run before the first request."""
    document = metadata(settings.public_url)

    async def describe(request: Request) -> Response:
        return JSONResponse(document, headers=_KEPT)

    return [
        Route(TOKEN_PATH, token, methods=["POST"]),
        Route(JWKS_PATH, jwks, methods=["GET"]),
        Route(METADATA_PATH, describe, methods=["GET"]),
    ]


async def token(request: Request) -> Response:
    """RFC 6749, 3.2."""
    try:
        form = rules.parsed_form(
            content_type=request.headers.get("content-type", ""),
            authorization=_one_authorization(request),
            query=request.url.query,
            body=await _body(request),
        )
    except rules.BadForm as error:
        return _response(refusal(error.error, error.description, status=error.status))
    return _response(await exchange(form, desk=desk(), address=request.client.host if request.client else ""))


async def jwks(request: Request) -> Response:
    """RFC 7517: the keys that verify."""
    keys = await desk().keys()
    return JSONResponse({"keys": keys.public()}, headers=_KEPT, media_type="application/jwk-set+json")


def _one_authorization(request: Request) -> str | None:
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise rules.BadForm("invalid_request", "The Authorization header is there more than once.")
    return given[0] if given else None


async def _body(request: Request) -> bytes:
    """The body, read no further than a byte past what a form may have."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > rules.BODY_LIMIT_BYTES:
            break
    return body


def _response(answer: Answer) -> Response:
    headers = {name: value for name, value in answer.headers if name.lower() != "content-type"}
    return JSONResponse(dict(answer.body), status_code=answer.status, headers=headers)
