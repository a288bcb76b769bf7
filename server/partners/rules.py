"""What a partner, a shop and a budget may be called and hold. Pure."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from server.kernel.errors import BadInput
from server.kernel.money import POINTS_LIMIT

from .models import CODE_LIMIT, NAME_LIMIT, Draw

LANGUAGES = ("sv", "en")
_CODE = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{CODE_LIMIT - 1}}}")

Texts = Mapping[str, Mapping[str, str]]


def checked_code(code: str) -> str:
    """The code. Raises BadInput where it is not lower-case letters, digits and hyphens."""
    if not _CODE.fullmatch(code):
        raise BadInput("code", f"A code is 1–{CODE_LIMIT} of a–z, 0–9 and hyphens, such as cykelkoket-sodra.")
    return code


def checked_name(name: str) -> str:
    """The name without spaces around it. Raises BadInput where it is empty, too long or has control characters."""
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise BadInput("name", f"A name is 1–{NAME_LIMIT} printable characters.")
    return name


def encoded_texts(texts: Texts) -> str:
    """The texts as canonical JSON. Raises BadInput unless there are none, or a kind in both languages."""
    if texts and (set(texts) != set(LANGUAGES) or any(set(words) != {"kind"} for words in texts.values())):
        raise BadInput("texts", "Texts give the kind of shop in both languages: {sv: {kind: …}, en: {kind: …}}.")
    for words in texts.values():
        checked_name(words["kind"])
    return json.dumps(texts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def checked_points(points: int) -> int:
    """The points. Raises BadInput unless they are more than none and within what the schema can carry."""
    if not 0 < points <= POINTS_LIMIT:
        raise BadInput("points", f"Points must be from 1 to {POINTS_LIMIT}, not {points}.")
    return points


def merged(draws: Iterable[tuple[int, str, int]]) -> list[Draw]:
    """One draw a budget, in the order in which budgets are locked: by partner, then by currency."""
    sums: defaultdict[tuple[int, str], int] = defaultdict(int)
    for partner_id, currency, points in draws:
        sums[partner_id, currency] += checked_points(points)
    return [Draw(partner_id, currency, points) for (partner_id, currency), points in sorted(sums.items())]
