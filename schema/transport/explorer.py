"""A small page to try operations on: an editor, variables, the answer, and the schema to browse.

It loads nothing from elsewhere, for an installation may stand where there is no elsewhere, and its policy allows
nothing else to run.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

PAGE = files(__package__).joinpath("explorer.html").read_bytes()
TYPE = b"text/html; charset=utf-8"


def _hash_of(tag: bytes) -> str:
    inner = PAGE.split(b"<%b>" % tag, 1)[1].split(b"</%b>" % tag, 1)[0]
    return f"'sha256-{b64encode(sha256(inner).digest()).decode()}'"


HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        (
            f"default-src 'none'; script-src {_hash_of(b'script')}; style-src {_hash_of(b'style')};"
            " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ).encode(),
    ),
)
