"""The factors' table: what an estimate is reckoned from, by edition. It stands in factors.toml and is never read from
anywhere else, so that an edition means the same on every machine."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.kernel import money

from .rulebook import LANGUAGES, Factor

TABLE = Path(__file__).with_name("factors.toml")
DIGITS = 6  # Micro-kilograms, and millionths of a share.
MEASURED: Mapping[str, str] = {"passenger-km": "km", "vehicle-km": "km", "kg": "kg"}
"""A factor's unit → the unit of the fact that it multiplies. What stands in no line counts things."""


@lru_cache(maxsize=1)
def editions() -> Mapping[str, Mapping[str, Factor]]:
    """Every edition's lines by their codes; the newest edition last."""
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        edition: {code: _factor(code, line) for code, line in lines.items()} for edition, lines in sorted(told.items())
    }


def _factor(code: str, line: Mapping[str, Any]) -> Factor:
    share = line["is"] == "share"
    return Factor(
        code=code,
        type=line["is"],
        value=money.to_minor(money.decimal(line["share" if share else "kg"]), DIGITS),
        unit=line.get("unit", ""),
        boundary=line.get("boundary", ""),
        displacement=line.get("displacement"),
        act=line.get("act"),
        source=line["source"],
        year=line.get("year"),
        region=line["region"],
        quality=line["quality"],
        origin=line["origin"],
        texts={language: line[language] for language in LANGUAGES},
    )
