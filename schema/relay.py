"""Relay: ids that name any object, and lists that are read page by page.

A type with an id is a `Node` and is made with `id=global_id("LedgerEntry", row.id)`. A list is a
`Connection[LedgerEntry]` made with `connection(page, of)` from the kernel's keyset `Page`; arguments are
`first: int | None = None, after: str | None = None`, and `kernel.paging.page_size(first)` says how many.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from schema.context import Batch, Context
from server.kernel import ids
from server.kernel.errors import BadInput
from server.kernel.paging import Page

T = TypeVar("T")
Row = TypeVar("Row")


@strawberry.interface(description="An object that `node` finds by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Names the object among all of this server.")


@strawberry.type(description="Where a page of a list stands.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item: `after` for the next page.")


@strawberry.type(description="An item of a list, and where it stands in it.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The item.")
    cursor: str = strawberry.field(description="Where it stands: as `after`, the page that follows it.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items, in the list's order.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


First = Annotated[int | None, strawberry.argument(description="How many, from 1 to 100. Left out: 20.")]
After = Annotated[str | None, strawberry.argument(description="The cursor that the page comes after.")]


def connection(page: Page[Row], of: Callable[[Row], T]) -> Connection[T]:
    """A page of rows as a connection; `of` makes a node of a row."""
    cursors = page.cursors
    return Connection(
        edges=[Edge(node=of(row), cursor=cursor) for row, cursor in zip(page.items, cursors, strict=True)],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
    )


def global_id(type_name: str, number: int | str) -> strawberry.ID:
    """The id that the outside sees: base64 of “Type:number”."""
    return strawberry.ID(ids.global_id(type_name, number))


def parsed_id(value: str) -> tuple[str, str]:
    """The type's name and the inner id. Raises BadInput for what this server never made."""
    try:
        if len(value) > 200:
            raise ValueError
        type_name, colon, inner = b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        type_name, colon, inner = "", "", ""
    if not colon or not type_name or not inner:
        raise BadInput("id", "id must be an id that this server answered.")
    return type_name, inner


def number_of(value: str, type_name: str, field: str = "id") -> int:
    """The row's number in an id of one type. Raises BadInput for any other."""
    name, inner = parsed_id(value)
    if name != type_name or not _is_number(inner):
        raise BadInput(field, f"{field} must be the id of a {type_name}.")
    return int(inner)


class Nodes:
    """Which batch reads the nodes of a type. Ownership is in each batch's query: a stranger's id answers null."""

    def __init__(
        self, batches: Mapping[str, Batch[int, Any]], named: Mapping[str, Batch[str, Any]] | None = None
    ) -> None:
        """`named` are types whose inner id is no number but a code of the programme's."""
        self._batches, self._named = batches, named or {}

    @property
    def types(self) -> Sequence[str]:
        return (*self._batches, *self._named)

    async def node(self, context: Context, value: str) -> Any:
        """The node, or None where it is not there or not the asker's to see."""
        type_name, inner = parsed_id(value)
        by_name = self._named.get(type_name)
        if by_name is not None:
            return await context.load(by_name, inner)
        batch = self._batches.get(type_name)
        if batch is None or not _is_number(inner):
            return None
        answer: Awaitable[Any] = context.load(batch, int(inner))
        return await answer


def _is_number(inner: str) -> bool:
    return inner.isascii() and inner.isdigit() and len(inner) < 20 and int(inner) < 2**63
