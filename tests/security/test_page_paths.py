"""The page is for people: where programs knock, it does not open."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.page import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "index.html").write_text("<p>hej</p>")
    (tmp_path / ".secret").write_text("hemligt")
    (tmp_path.parent / "outside.txt").write_text("hemligt")
    return Files(tmp_path)


@pytest.mark.parametrize(
    "path", ["/oauth/token", "/oauth/authorize", "/.well-known/openid-configuration", "/lan/abc", "/../outside.txt",
             "/static/../../outside.txt", "/.secret", "/static/.secret", "/app/../.secret"],
)  # fmt: skip
def test_what_is_no_page_is_not_answered_with_one(files: Files, path: str) -> None:
    assert files.get(path) is None


@pytest.mark.parametrize("path", ["/", "/historik", "/reset", "/oauthor"])
def test_the_pages_own_paths_are(files: Files, path: str) -> None:
    assert files.get(path) is not None
