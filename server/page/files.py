"""The built page's files, read once at start: their bytes, their compressed bytes, their headers."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

COMPRESSIBLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml", "application/wasm")
WORTH_COMPRESSING_BYTES = 800
NO_PAGES = ("/oauth/", "/.well-known/", "/lan/")  # Programs and keys come here: a page would look like an answer.
TYPES = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """One file, ready to be sent."""

    body: bytes
    packed: bytes | None
    media_type: str
    etag: str
    for_ever: bool  # Its name holds its content's digest, so a browser need never ask again.
    policy: str | None  # The Content-Security-Policy, for a page.


class Files:
    """What static/app/ (the built page) and static/ (icons, art made by hand) hold, by the path that is asked for."""

    def __init__(self, static: Path) -> None:
        self._files = dict(_read(static))

    def get(self, path: str) -> File | None:
        """The file at a path; the page itself for a path that names no file, as its router wants."""
        found = self._files.get(path)
        if found is None and "." not in path.rpartition("/")[2] and not path.startswith(NO_PAGES):
            found = self._files.get("/index.html")
        return found

    def __len__(self) -> int:
        return len(self._files)


def _read(static: Path) -> Iterator[tuple[str, File]]:
    built = static / "app"
    for path in sorted(static.rglob("*")):
        if not path.is_file() or any(part.startswith(".") for part in path.relative_to(static).parts):
            continue
        if path.is_relative_to(built):
            name = f"/{path.relative_to(built).as_posix()}"
            yield name, _file(path, for_ever=name.startswith("/assets/"))
        else:
            file = _file(path, for_ever=False)
            name = f"/{path.relative_to(static).as_posix()}"
            if not (built / name[1:]).exists():
                yield name, file
            yield f"/static{name}", file


def _file(path: Path, *, for_ever: bool) -> File:
    body = path.read_bytes()
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = None
    if media_type.startswith(COMPRESSIBLE) and len(body) >= WORTH_COMPRESSING_BYTES:
        packed = gzip.compress(body, 9, mtime=0)
    if media_type.startswith(("text/", "application/json", "application/manifest")):
        media_type += "; charset=utf-8"
    policy = page_policy(body.decode("utf-8")) if path.suffix == ".html" else None
    return File(body, packed, media_type, f'"{hashlib.sha256(body).hexdigest()[:24]}"', for_ever, policy)


def page_policy(html: str) -> str:
    """What a page may do: load from here alone, and run only the inline scripts and styles that it was built with."""
    inline = _Inline()
    inline.feed(html)
    scripts = " ".join(["'self'", *map(_hash, inline.scripts)])
    styles = " ".join(["'self'", *map(_hash, inline.styles)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Inline(HTMLParser):
    """Gathers the inline scripts and styles of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style":
            self._into = self.styles
        elif tag == "script" and "src" not in dict(attrs):
            self._into = self.scripts
        if self._into is not None:
            self._into.append("")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._into = None
