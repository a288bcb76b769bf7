"""What was reported, decided and appealed in the block, each through moderation's own verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from server import moderation
from server.kernel.clock import Instant
from server.kernel.ids import Id

from .story import instant_of, story
from .talk import KEY, Happening


def happenings(ids: Mapping[str, Id], posts: Mapping[str, Id], now: Instant, zone: str) -> Iterator[Happening]:
    """Everything that came before the moderators, with when it happens. `ids` are members' by e-mail, `posts` the
    posts' by their codes, learnt as they are written."""
    desk = _Desk(ids, posts)
    for section, happen in (("report", desk.report), ("decision", desk.decide), ("appeal", desk.appeal)):
        for place, row in enumerate(story()[section]):
            yield instant_of(row["at"], now, zone), _later(happen, row, KEY.format(f"{section}:{place}"))


def _later(
    happen: Callable[[Mapping[str, Any], str], Awaitable[None]], row: Mapping[str, Any], key: str
) -> Callable[[], Awaitable[None]]:
    return lambda: happen(row, key)


class _Desk:
    """Remembers which case and which decision concern which post."""

    def __init__(self, ids: Mapping[str, Id], posts: Mapping[str, Id]) -> None:
        self._ids, self._posts = ids, posts
        self._cases: dict[str, Id] = {}
        self._decisions: dict[str, Id] = {}

    async def report(self, row: Mapping[str, Any], key: str) -> None:
        reported = await moderation.report(
            self._ids[row["who"]], key=key, ref=("post", self._posts[row["post"]]), rule=row["rule"],
            words=row.get("words"),
        )  # fmt: skip
        self._cases[row["post"]] = reported.case_id

    async def decide(self, row: Mapping[str, Any], key: str) -> None:
        decided = await moderation.decide(
            self._ids[row["who"]], key=key, case_id=self._cases[row["post"]], action=row["action"], rule=row["rule"],
            reason=row["reason"],
        )  # fmt: skip
        self._decisions[row["post"]] = decided.decision_id

    async def appeal(self, row: Mapping[str, Any], key: str) -> None:
        await moderation.appeal(
            self._ids[row["who"]], key=key, decision_id=self._decisions[row["post"]], words=row["words"]
        )
