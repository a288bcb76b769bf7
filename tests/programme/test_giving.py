"""Points between members are told in words, in both languages."""

from __future__ import annotations

import pytest

from server.programme import Line, explain, why
from server.programme.rulebook import Language
from tests.programme.builders import small


@pytest.mark.parametrize(
    ("reason", "points", "sums", "language", "short", "title"),
    [
        ("sent", -80, {"name": "Elsa"}, "sv", "Till Elsa", "Vart gick"),
        ("received", 80, {"name": "Anna"}, "sv", "Från Anna", "Varför fick jag"),
        ("received", 80, {"name": "Anna"}, "en", "From Anna", "Why did I get"),
        ("received", 80, {}, "en", "From another member", "Why did I get"),
        ("returned", 80, {"reason": "Fel kort"}, "sv", "En gåva gick tillbaka: Fel kort", "Varför kom"),
        ("returned", -80, {"reason": "Fel kort", "owed": 30}, "sv", "En gåva gick tillbaka: Fel kort", "Varför togs"),
    ],
)
def test_points_between_members(
    reason: str, points: int, sums: dict[str, object], language: Language, short: str, title: str
) -> None:
    line = Line(reason, "transfer", "points", points, sums)

    told = explain(line, small(), language)

    assert why(line, small(), language) == short
    assert told.title.startswith(title)
    assert "transfer" not in f"{told.body}{told.rule_name}"
    assert ("30" in told.body) == ("owed" in sums)
