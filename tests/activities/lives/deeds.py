"""Doing things that may be refused, and sending some of them twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

from server.kernel.errors import DomainError

T = TypeVar("T")


class Deeds:
    """Counts what came about and what was refused: a life in which nothing happens proves nothing."""

    def __init__(self, chance: random.Random, seed: int) -> None:
        self.chance, self.seed = chance, seed
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._keys = 0

    def key(self) -> str:
        self._keys += 1
        return f"{self.seed}-{self._keys}"

    async def attempt(self, name: str, verb: Callable[[], Awaitable[T]]) -> T | None:
        """What it came to; None where it was refused. Whatever was answered once is answered again."""
        try:
            answer = await verb()
        except DomainError as refusal:
            self.count(name, refusal)
            return None
        self.count(name, answer)
        if name not in ONCE and self.chance.random() < 0.15:
            assert _bare(await verb()) == _bare(answer)
        return answer

    def count(self, name: str, answer: object) -> None:
        if isinstance(answer, Exception):
            self.refused[f"{name}: {type(answer).__name__}"] += 1
        else:
            self.done[name] += 1


ONCE = frozenset({"agreed", "declined", "claimed"})  # These have no key: a second time is told apart.


def _bare(answer: Any) -> Any:
    """Without what differs between a first answer and a replay."""
    if is_dataclass(answer) and hasattr(answer, "replayed"):
        return replace(answer, replayed=False)  # type: ignore[type-var]
    if is_dataclass(answer) and hasattr(answer, "outcome"):
        return replace(answer, outcome=None)  # type: ignore[type-var]
    return answer
