"""What a new draft may begin with, beside what holds."""

from __future__ import annotations

import strawberry

from schema.access import HasRole, access
from server import programme


@strawberry.type
class ProgrammeStarterQuery:
    @strawberry.field(
        description="A small shop's whole programme, which fits on a screen, with this programme's own code, zone, "
        "money and currencies. For editors and managers.",
        metadata=access(HasRole("editor", "manager")),
    )
    async def programme_starter(self) -> str:
        book = programme.current()
        held = await programme.published_version(book.number)
        return programme.starter(book, held.text if held is not None else "")
