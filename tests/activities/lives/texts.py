"""Texts: their state is what the decisions that stand have made of it, everybody reads just that, and exactly what is
read has earned something, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server import community, moderation, storage
from server.community import Viewer
from server.kernel import clock
from tests.activities.lives.rows import Rows
from tests.activities.lives.town import ASKING, ELSA, INGRID, NOVA

AFTER = {"keep": "published", "warn": "published", "hide": "hidden", "remove": "removed", "silence": "hidden"}


@dataclass
class Fate:
    """What decisions have made of a text, replayed without those that were undone or overturned."""

    state: str
    earns: bool
    row: Any


@dataclass
class Desk:
    """The rows of moderation, by text and by decision."""

    decisions: defaultdict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    verdicts: dict[int, str] = field(default_factory=dict)

    def stands(self, decision: Any) -> bool:
        return decision["undone_at"] is None and self.verdicts.get(decision["id"]) != "overturned"


async def states(rows: Rows) -> None:
    fates = await _fates(rows)
    for fate in fates.values():
        expected = "deleted" if fate.row["deleted_at"] is not None else fate.state
        assert fate.row["state"] == expected, dict(fate.row)
    await _readers(rows, fates)
    await _earnings(rows, fates)


async def _fates(rows: Rows) -> dict[tuple[str, int], Fate]:
    desk = await _desk()
    found: dict[tuple[str, int], Fate] = {}
    for kind in ("post", "comment"):
        for row in await storage.rows(f"SELECT * FROM {kind} ORDER BY id"):
            fate = found[kind, row["id"]] = _fate(row, desk, rows.town.held_again.get(row["id"], ()))
            if fate.state == "published" and _unread(row, desk, rows.town.rewritten.get(row["id"], ())):
                fate.state = "held"
    return found


async def _desk() -> Desk:
    desk = Desk()
    for row in await storage.rows(
        "SELECT d.*, c.target_id FROM decision d JOIN moderation_case c ON c.id = d.case_id ORDER BY d.decided_at, d.id"
    ):
        desk.decisions[row["target_id"]].append(row)
    for row in await storage.rows("SELECT decision_id, state FROM appeal"):
        desk.verdicts[row[0]] = row[1]
    return desk


def _fate(row: Any, desk: Desk, held_again: Sequence[int]) -> Fate:
    """From the instant at which it was sent: what made it wait, and each decision that stands, in their order."""
    at_once = row["published_at"] == row["created_at"]
    fate = Fate("published" if at_once else "held", at_once, row)
    marks: list[tuple[int, Any]] = [(at, None) for at in held_again]
    marks += [(decision["decided_at"], decision) for decision in desk.decisions[row["id"]]]
    for _, decision in sorted(marks, key=lambda mark: mark[0]):
        if decision is None:
            fate.state = "held" if fate.state == "published" else fate.state
        elif desk.stands(decision):
            fate.state = AFTER[decision["action"]]
            fate.earns = fate.state == "published"
        elif decision["undone_at"] is None and fate.state == "held":  # Heard and overturned: a person has looked.
            fate.state, fate.earns = "published", True
    if row["published_at"] is None:  # Deleted before anybody read it.
        fate.earns = False
    return fate


def _unread(row: Any, desk: Desk, rewritten: Sequence[tuple[int, str]]) -> bool:
    """Whether its author wrote it while it was hidden, and nobody has let it be read since."""

    def is_let(decision: Any, since: int) -> bool:
        heard = desk.verdicts.get(decision["id"]) == "overturned"
        kept = AFTER[decision["action"]] == "published" and desk.stands(decision)
        return decision["decided_at"] >= since and decision["undone_at"] is None and (heard or kept)

    return any(
        said != row["body"] and not any(is_let(decision, at) for decision in desk.decisions[row["id"]])
        for at, said in rewritten
    )


async def _readers(rows: Rows, fates: dict[tuple[str, int], Fate]) -> None:
    """Everybody reads what is published; its author and the moderators what waits or was taken away."""
    members = rows.members
    readers = [Viewer(), Viewer(members[ELSA]), Viewer(members[NOVA]), Viewer(members[INGRID], moderates=True)]
    posts = {number: fate for (kind, number), fate in fates.items() if kind == "post"}
    comments = {number: fate for (kind, number), fate in fates.items() if kind == "comment"}

    def may(fate: Fate, reader: Viewer) -> bool:
        own = fate.row["author_id"] == reader.member_id
        state = "deleted" if fate.row["deleted_at"] is not None else fate.state
        return state == "published" or (state != "deleted" and (own or reader.moderates))

    for reader in readers:
        readable = {number for number, fate in posts.items() if may(fate, reader)}
        assert set(await community.posts_by_id(posts, reader)) == readable
        under = {n for n, fate in comments.items() if fate.row["post_id"] in readable and may(fate, reader)}
        assert set(await community.comments_by_id(comments, reader)) == under
    read = {number for number, fate in posts.items() if may(fate, Viewer())}
    feed = await community.feed(first=1_000)
    in_order = sorted(read, key=lambda number: (posts[number].row["published_at"], number), reverse=True)
    assert [post.id for post in feed.items] == in_order
    for word in ("fika", "snabblån", "kön"):
        said = {number for number in read if word in posts[number].row["body"].lower()}
        assert {post.id for post in (await community.search(word, first=1_000)).items} == said

    published = Counter(f.row["post_id"] for f in comments.values() if f.row["state"] == "published")
    likes = Counter(await _liked())
    for (kind, number), fate in fates.items():
        assert fate.row["like_count"] == likes[kind, number]
        if kind == "post":
            assert fate.row["comment_count"] == published[number]


async def _liked() -> list[tuple[str, int]]:
    rows = await storage.rows("SELECT target_kind, target_id FROM reaction WHERE withdrawn_at IS NULL")
    return [(row[0], row[1]) for row in rows]


async def _earnings(rows: Rows, fates: dict[tuple[str, int], Fate]) -> None:
    """Of what the programme judges there is one activity for each cause that stands, and none for the others."""
    expected: dict[str, tuple[str, int, int]] = {}  # kind, whose, when
    real = await _came_true(fates)
    thanks = {row["comment_id"]: row for row in await storage.rows("SELECT * FROM thanks")}
    for (kind, number), fate in fates.items():
        if not fate.earns:
            continue
        author, at = fate.row["author_id"], fate.row["published_at"]
        if kind == "post":
            expected[f"post:{number}"] = ("wrote_post", author, at)
            if number in real:
                turn, since = real[number]
                expected[f"idea:{number}.{turn}"] = ("idea_done", author, since)
            continue
        post = fates["post", fate.row["post_id"]].row
        if post["kind"] in ASKING and post["author_id"] != author:
            expected[f"answer:{number}"] = ("answered", author, at)
        if number in thanks:
            assert thanks[number]["member_id"] == post["author_id"] != author
            expected[f"thanks:{number}"] = ("thanked", author, thanks[number]["thanked_at"])
    for row in await storage.rows("SELECT * FROM reaction WHERE target_kind = 'post'"):
        subject = f"like:{row['target_id']}:{row['member_id']}"
        expected[subject] = ("liked_post", row["member_id"], row["reacted_at"])
    for one in rows.done:
        if one.kind == "@pin" and one.facts["reward"]:
            expected[f"pin:{one.id}"] = ("pinned_goal", one.member, one.posted_at)

    # A like's first instant is lost where it was withdrawn and given again: its row says the first one, and stays.
    standing: dict[str, tuple[str, int, int]] = {}
    for one in rows.done:
        if one.sender in ("system:community", "system:rewards") and one.kind != "@reversal" and one.reversed == 0:
            subject = one.key.rsplit(":", 1)[0]
            assert subject not in standing, f"{subject} is paid twice"
            standing[subject] = (one.kind, one.member, one.occurred_at)
    assert standing == expected


async def _came_true(fates: dict[tuple[str, int], Fate]) -> dict[int, tuple[int, int]]:
    """Ideas that managers' latest answers say are done: how often that was said or unsaid, and since when it holds."""
    found: dict[int, tuple[int, int]] = {}
    done: dict[int, int | None] = {}
    for row in await storage.rows("SELECT post_id, state, answered_at FROM idea_answer ORDER BY id"):
        post, state, at = row
        before = done.get(post)
        if (before is not None) != (state == "done"):
            done[post] = at if state == "done" else None
            found[post] = (found.get(post, (0, 0))[0] + 1, at)
        assert fates["post", post].row["kind"] == "idea"
    return {post: turn for post, turn in found.items() if done[post] is not None}


async def cases(rows: Rows) -> None:
    """A case waits while it has no decision, or one that is appealed; who may not write is who a decision silences."""
    desk = await _desk()
    of_case: defaultdict[int, list[Any]] = defaultdict(list)
    for decisions in desk.decisions.values():
        for decision in decisions:
            of_case[decision["case_id"]].append(decision)
    reports = Counter(row[0] for row in await storage.rows("SELECT case_id FROM report"))
    open_texts: Counter[int] = Counter()
    for case in await storage.rows("SELECT * FROM moderation_case"):
        not_undone = [one for one in of_case[case["id"]] if one["undone_at"] is None]
        appealed = [one for one in not_undone if desk.verdicts.get(one["id"]) == "waiting"]
        assert len(not_undone) <= 1
        assert case["report_count"] == reports[case["id"]]
        assert (case["state"] == "appealed") == bool(appealed)
        if case["state"] == "open":
            assert not not_undone
            open_texts[case["target_id"]] += 1
        assert all(one["moderator_id"] != case["author_id"] for one in of_case[case["id"]])
    assert all(waiting == 1 for waiting in open_texts.values())
    for row in await storage.rows(
        "SELECT p.id FROM post p WHERE p.state = 'held' UNION ALL SELECT c.id FROM comment c WHERE c.state = 'held'"
    ):
        assert open_texts[row[0]] == 1, "what is held waits for somebody"
    for row in await storage.rows("SELECT id, edited_at FROM post WHERE state = 'hidden' AND edited_at > 0"):
        if all(decision["decided_at"] < row[1] for decision in desk.decisions[row[0]]):
            assert open_texts[row[0]] == 1, "what was rewritten since it was hidden is looked at again"
    await _silences(rows, desk)
    await _letters(desk)


async def _silences(rows: Rows, desk: Desk) -> None:
    authors = {row[0]: row[1] for row in await storage.rows("SELECT id, author_id FROM moderation_case")}
    until: defaultdict[int, int] = defaultdict(int)
    for decisions in desk.decisions.values():
        for decision in decisions:
            if decision["action"] == "silence" and desk.stands(decision):
                author = authors[decision["case_id"]]
                until[author] = max(until[author], decision["silence_until"])
    for member in rows.members:
        silence = await moderation.silence_of(member)
        assert (silence.until if silence is not None else 0) == (until[member] if until[member] > clock.now() else 0)


async def _letters(desk: Desk) -> None:
    """Whoever something was decided against was told once; and so was each who had reported it."""
    told = Counter(
        (row[0], row[1]) for row in await storage.rows("SELECT decision_id, kind FROM notice WHERE decision_id > 0")
    )
    for decisions in desk.decisions.values():
        for decision in decisions:
            number = decision["id"]
            assert told[number, "decided"] <= 1
            assert decision["action"] == "keep" or told[number, "decided"] == 1
            assert told[number, "undone"] == (told[number, "decided"] if decision["undone_at"] is not None else 0)
            heard = desk.verdicts.get(number) in ("upheld", "overturned")
            assert told[number, "appeal"] == heard


CHECKS = (states, cases)
