from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from starlette.applications import Starlette

from server import page
from tests.edges.asgi import ask

SCRIPT = "document.documentElement.dataset.theme = 'light'"
HTML = f"<!doctype html><script>{SCRIPT}</script><script src='/assets/a-1.js'></script><p>Kvarteret</p>"


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    assets = tmp_path / "app" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "app" / "index.html").write_text(HTML)
    (tmp_path / "app" / ".built-from").write_text("digest")
    (assets / "a-1.js").write_text("let a = 1;\n" * 200)
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path.parent / "secret.txt").write_text("not for the world")
    return Starlette(routes=page.routes(page.Files(tmp_path)))


async def test_every_path_of_the_pages_router_answers_the_page(app: Starlette) -> None:
    answers = [await ask(app, path=path) for path in ("/", "/topplista", "/marken/tredje-gangen-gillt")]

    assert [answer.body.decode() for answer in answers] == [HTML] * 3
    assert answers[0].headers["cache-control"] == "no-cache"


async def test_the_policy_lets_the_inline_script_run_and_no_other(app: Starlette) -> None:
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

    policy = (await ask(app)).headers["content-security-policy"]

    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")


async def test_what_is_named_by_its_content_is_kept_for_ever(app: Starlette) -> None:
    plain = await ask(app, path="/assets/a-1.js")
    packed = await ask(app, path="/assets/a-1.js", headers={"accept-encoding": "br, gzip"})
    known = await ask(app, path="/assets/a-1.js", headers={"if-none-match": plain.headers["etag"]})

    assert "immutable" in plain.headers["cache-control"]
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 5
    assert (known.status, known.body) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/assets/a-2.js", "/../secret.txt", "/..%2fsecret.txt", "/.built-from", "/app/index.html.gz", "//x.js"]
)
async def test_nothing_else_is_there(app: Starlette, path: str) -> None:
    answer = await ask(app, path=path)

    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_what_was_made_by_hand_lies_beside_it(app: Starlette) -> None:
    for path in ("/icon.svg", "/static/icon.svg"):
        assert (await ask(app, path=path)).headers["content-type"] == "image/svg+xml"
