"""What was said in the block: the posts, answers and likes of the story, each by somebody who lives there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import cycle, islice
from typing import Any

from server import community
from server.community import Ref
from server.kernel.clock import MINUTE, Instant
from server.kernel.ids import Id

from .story import instant_of, story

KEY = "demo:{}"  # The key under which each text was written: a later run finds it again.

Happening = tuple[Instant, Callable[[], Awaitable[None]]]


def newcomers() -> list[dict[str, Any]]:
    """Those who are printed nowhere: they have accounts, and no password that anybody knows."""
    return [*story()["neighbour"], *story()["visitor"]]


def happenings(ids: Mapping[str, Id], posts: dict[str, Id], now: Instant, zone: str) -> Iterator[Happening]:
    """Everything that is said and liked, with when it happens; `posts` learns the posts' ids by their codes.

    `ids` are members' by e-mail. A like comes a minute after the one before it, and never later than now."""
    silent = set(story()["silent"]) | {visitor["email"] for visitor in story()["visitor"]}
    people = [email for email in ids if email not in silent and "@kvarteret" in email]
    for place, row in enumerate(story()["post"]):
        at = instant_of(row["at"], now, zone)
        yield at, _posting(ids, posts, row)
        for number, answer in enumerate(row.get("answer", ())):
            yield instant_of(answer["at"], now, zone), _answering(ids, posts, row, answer, number)
        if "idea" in row:
            yield instant_of(row["idea"]["at"], now, zone), _deciding(ids, posts, row)
        likers = [email for email in islice(cycle(people), place, place + len(people)) if email != row["author"]]
        for number, liker in enumerate(likers[: row["likes"]], 1):
            yield min(at + number * MINUTE, now), _liking(ids, posts, row, liker)


def _posting(ids: Mapping[str, Id], posts: dict[str, Id], row: Mapping[str, Any]) -> Callable[[], Awaitable[None]]:
    async def write() -> None:
        _, posts[row["code"]] = await community.create_post(
            ids[row["author"]], key=KEY.format(row["code"]), kind=row["kind"], topic=row["topic"],
            language="en" if row["code"] == "refill" else "sv", body=row["text"],
        )  # fmt: skip

    return write


def _answering(
    ids: Mapping[str, Id], posts: dict[str, Id], row: Mapping[str, Any], answer: Mapping[str, Any], number: int
) -> Callable[[], Awaitable[None]]:
    async def write() -> None:
        await community.create_comment(
            ids[answer["author"]], key=KEY.format(f"{row['code']}:{number}"), post_id=posts[row["code"]],
            language="sv", body=answer["text"],
        )  # fmt: skip

    return write


def _deciding(ids: Mapping[str, Id], posts: dict[str, Id], row: Mapping[str, Any]) -> Callable[[], Awaitable[None]]:
    async def decide() -> None:
        said = row["idea"]
        await community.set_idea_state(
            ids[said["manager"]], key=KEY.format(f"idea:{row['code']}"), post_id=posts[row["code"]],
            state=said["state"], words=said["text"],
        )  # fmt: skip

    return decide


def _liking(
    ids: Mapping[str, Id], posts: dict[str, Id], row: Mapping[str, Any], liker: str
) -> Callable[[], Awaitable[None]]:
    async def like() -> None:
        ref: Ref = ("post", posts[row["code"]])
        await community.react(ids[liker], key=KEY.format(f"like:{row['code']}"), ref=ref, like=True)

    return like
