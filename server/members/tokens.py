"""Secrets that are handed out: 256 bits by chance, of which the database keeps only the SHA-256.

A plain hash is enough for what cannot be guessed; a slow one is for what people choose.
"""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """43 characters that are safe in cookies and addresses."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
