"""What members write, as it is shown: blocks of spans, so that a page needs no HTML of anybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import strawberry

from schema.context import Context
from schema.hints import sized
from schema.scalars import DateTime
from server import community, members
from server.community import Earlier
from server.programme.rulebook import Language

_GONE: Mapping[Language, str] = {"sv": "Tidigare medlem", "en": "Former member"}


@strawberry.enum(description="What has become of a text. Others see only what is published.")
class TextState(Enum):
    PUBLISHED = strawberry.enum_value("published", description="Everybody reads it.")
    HELD = strawberry.enum_value("held", description="A moderator looks at it first.")
    HIDDEN = strawberry.enum_value("hidden", description="A moderator hid it.")
    REMOVED = strawberry.enum_value("removed", description="A moderator removed it.")


@strawberry.enum(description="What a block of a text is.")
class TextBlockKind(Enum):
    PARAGRAPH = strawberry.enum_value("paragraph", description="A paragraph.")
    ITEM = strawberry.enum_value("item", description="An item of a list.")


@strawberry.type(description="Some text of one look. Its line breaks are the writer's.")
class TextSpan:
    text: str = strawberry.field(description="The text: no markup, and no HTML.")
    strong: bool = strawberry.field(description="Whether it is strong.")
    emphasis: bool = strawberry.field(description="Whether it is emphasized.")
    href: str | None = strawberry.field(description="Where it leads, over http or https; null: nowhere.")
    domain: str | None = strawberry.field(description="The site that it leads to, to be shown beside it.")


@strawberry.type(description="A paragraph or an item of a list.")
class TextBlock:
    kind: TextBlockKind = strawberry.field(description="What it is.")
    depth: int = strawberry.field(description="0 outside lists, 1 in a list, at most 3.")
    number: int | None = strawberry.field(description="The item's number; null where its list has none.")
    spans: list[TextSpan] = strawberry.field(description="What it says.", metadata=sized(3))


def blocks_of(source: str) -> list[TextBlock]:
    return [
        TextBlock(
            kind=TextBlockKind(block.kind),
            depth=block.depth,
            number=block.number,
            spans=[
                TextSpan(
                    text=span.text,
                    strong=span.strong,
                    emphasis=span.emphasis,
                    href=span.link.href if span.link is not None else None,
                    domain=span.link.domain if span.link is not None else None,
                )
                for span in block.spans
            ],
        )
        for block in community.blocks(source)
    ]


@strawberry.type(description="What a text said before it was edited.")
class EarlierText:
    until: DateTime = strawberry.field(description="Until when it said so.")
    source: strawberry.Private[str]

    @strawberry.field(description="What it said.", metadata=sized(2))
    def body(self) -> list[TextBlock]:
        return blocks_of(self.source)


def earlier_of(rows: Sequence[Earlier]) -> list[EarlierText]:
    return [EarlierText(until=DateTime(row.until), source=row.body) for row in rows]


async def earlier_by_text(context: Context, text_ids: Sequence[int]) -> Mapping[int, Sequence[Earlier]]:
    return await community.earlier(text_ids)


def shown_name(member: members.Member, language: Language) -> str:
    """What a writer is called. A closed account keeps its texts and no name."""
    return _GONE[language] if member.status == "closed" else member.display_name
