"""Codes drawn by chance. Whether one is free is for the table's unique index to say."""

from __future__ import annotations

import secrets

from . import rules


def new_code() -> str:
    return rules.with_check("".join(secrets.choice(rules.SIGNS) for _ in range(rules.RANDOM_SIGNS)))
