"""What people write, answer, like, thank, rewrite and take away."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from server import community, storage
from server.community import Ref
from server.kernel import clock
from tests.activities.lives.deeds import Deeds
from tests.activities.lives.town import ASKING, MANAGERS, WRITERS, Town

BODIES = (
    "Kön på lördagen är lång igen.", "Vem vill fika?", "Var lagar man en dragkedja?", "Tack för hjälpen i går.",
    "Ta ett snabblån i dag, grannar.", "En payday loan för alla.", "Se https://karta.example över gatan.",
)  # fmt: skip
KINDS: tuple[Any, ...] = ("story", "question", "question", "idea", "shop")


class Talking:
    def __init__(self, town: Town, deeds: Deeds) -> None:
        self.town, self.deeds, self.chance = town, deeds, town.chance

    async def post(self) -> None:
        who, key, kind, body = self._writer(), self.deeds.key(), self.chance.choice(KINDS), self._body()
        await self.deeds.attempt(
            "posted",
            lambda: community.create_post(who, key=key, kind=kind, topic="talk", language="sv", body=body),
        )

    async def comment(self) -> None:
        ref = await self._text("post")
        if ref is None:
            return
        who, key, body = self._writer(), self.deeds.key(), self._body()
        await self.deeds.attempt(
            "commented",
            lambda: community.create_comment(who, key=key, post_id=ref[1], language="sv", body=body),
        )

    async def like(self) -> None:
        ref = await self._text()
        if ref is not None:
            who, key, like = self._writer(), self.deeds.key(), self.chance.random() < 0.75
            await self.deeds.attempt("liked", lambda: community.react(who, key=key, ref=ref, like=like))

    async def thank(self) -> None:
        """Mostly by whoever asked."""
        rows = await storage.rows(
            "SELECT c.id, p.author_id FROM comment c JOIN post p ON p.id = c.post_id "
            "WHERE p.kind {in asking text} ORDER BY c.id DESC LIMIT 8",
            asking=list(ASKING),
        )
        if rows:
            comment, asker = self.chance.choice(rows)
            who, key = self.chance.choice([asker, asker, asker, self._writer()]), self.deeds.key()
            await self.deeds.attempt("thanked", lambda: community.thank(who, key=key, comment_id=comment))

    async def edit(self) -> None:
        """An own text says something else from now on; some of it nobody may read before a moderator has."""
        ref = await self._text()
        if ref is None:
            return
        text = (await community.content([ref]))[ref]
        who = self.chance.choice([text.author_id] * 5 + [self._writer()])
        key, body = self.deeds.key(), f"{self._body()} {self.chance.randrange(9)}"

        def again() -> Awaitable[Ref]:
            if text.kind == "post":
                return community.edit_post(who, key=key, post_id=text.id, body=body)
            return community.edit_comment(who, key=key, comment_id=text.id, body=body)

        answer = await self.deeds.attempt("edited", again)
        if answer is not None and text.state == "hidden":
            self.town.rewritten.setdefault(ref[1], []).append((clock.now(), text.body))
        if answer is not None and text.state == "published":
            after = (await community.content([ref]))[ref]
            if after.state == "held":
                self.town.held_again.setdefault(ref[1], []).append(clock.now())

    async def answer_idea(self) -> None:
        """A manager says what becomes of an idea, and may think better of it."""
        rows = await storage.rows("SELECT id FROM post WHERE kind IN ('idea', 'story') ORDER BY kind, id DESC LIMIT 5")
        if rows:
            (idea,), who, key = self.chance.choice(rows), self.town.id(self.chance.choice(MANAGERS)), self.deeds.key()
            state: Any = self.chance.choice(["done", "done", "planned", "declined", "new"])
            await self.deeds.attempt(
                f"answered: {state}",
                lambda: community.set_idea_state(who, key=key, post_id=idea, state=state, words="Det blir så."),
            )

    async def delete(self) -> None:
        ref = await self._text()
        if ref is None:
            return
        text = (await community.content([ref]))[ref]
        who, key = self.chance.choice([text.author_id] * 5 + [self._writer()]), self.deeds.key()
        await self.deeds.attempt("deleted", lambda: community.delete(who, key=key, ref=ref))

    def _writer(self) -> int:
        return self.town.id(self.chance.choice(WRITERS))

    def _body(self) -> str:
        body = self.chance.choice(BODIES)
        return body if self.chance.random() < 0.5 else f"{body} Nummer {self.chance.randrange(1_000)}."

    async def _text(self, kind: str | None = None) -> Ref | None:
        return await some_text(self.town, kind)


async def some_text(town: Town, kind: str | None = None) -> Ref | None:
    """One of the latest texts, whatever has become of it."""
    kinds = [kind] if kind else ["post", "post", "comment"]
    chosen = town.chance.choice(kinds)
    rows = await storage.rows(f"SELECT id FROM {chosen} ORDER BY id DESC LIMIT 8")
    return (chosen, town.chance.choice(rows)[0]) if rows else None  # type: ignore[return-value]
