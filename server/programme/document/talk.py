"""What members talk about, in the document: the topics of the feed. A programme without topics has no feed."""

from __future__ import annotations

from collections.abc import Mapping

from server.programme.rulebook import Topic

from .parts import Known
from .toml import Located


def topics(tree: Located, known: Known) -> Mapping[str, Topic]:
    """[[topic]] with a code and a name in each language, in the order in which they are offered."""
    found = {}
    for code, reader in known.entries(tree, "topic", "topic"):
        found[code] = Topic(code, reader.texts("name"))
        reader.nothing_else()
    return found
