"""The programme's desk: versions, drafts, what a change would mean, and publishing. Editors and managers write; only a
manager publishes, and never what they changed last themselves."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.access import HasRole, access
from schema.context import Info
from schema.hints import sized
from schema.problems import (
    BadInputProblem,
    DraftEndedProblem,
    DraftMovedProblem,
    NotAllowedProblem,
    NotFoundProblem,
    ProgrammeMistake,
    ProgrammeMistakesProblem,
    StaleSignInProblem,
    mistakes_of,
)
from schema.programme_desk_types import (
    PlannedStage,
    ProgrammeDraft,
    ProgrammeVersion,
    draft_of,
    stage_of,
    version_of,
)
from schema.relay import number_of
from schema.scalars import DateTime
from server import programme
from server.kernel.errors import BadInput, NotFound
from server.programme import Document

WRITERS = HasRole("editor", "manager")
VERSIONS_SHOWN = 50
DraftId = Annotated[strawberry.ID, strawberry.argument(description="The draft's id.")]


@strawberry.input(description="A draft to save.")
class SaveDraftInput:
    id: strawberry.ID | None = strawberry.field(description="Which; left out: a new one.", default=None)
    name: str = strawberry.field(description="What its writers call it, 1 to 80 characters.")
    text: str = strawberry.field(description="The whole document, in TOML. It may have mistakes in it yet.")
    revision: int = strawberry.field(description="The revision that was read; 0 for a new one.", default=0)


@strawberry.input(description="A draft to publish.")
class PublishDraftInput:
    id: strawberry.ID = strawberry.field(description="Which.")
    revision: int = strawberry.field(description="The revision that was read.")
    holds_from: DateTime | None = strawberry.field(
        description="When it begins to hold; left out: as the document says, else in a minute.", default=None
    )


@strawberry.type(description="The draft is kept.")
class DraftSaved:
    draft: ProgrammeDraft = strawberry.field(description="As it stands, with what is wrong with it.")


@strawberry.type(description="The draft is written no further.")
class DraftDiscarded:
    draft: ProgrammeDraft = strawberry.field(description="As it stood.")


@strawberry.type(description="The draft's versions are published.")
class DraftPublished:
    draft: ProgrammeDraft = strawberry.field(description="As it stood.")
    versions: list[ProgrammeVersion] = strawberry.field(
        description="What is new, the first first; empty: it says what is published already.", metadata=sized(2)
    )


SaveDraftResult = Annotated[
    DraftSaved | DraftMovedProblem | DraftEndedProblem | NotFoundProblem | BadInputProblem,
    strawberry.union("SaveDraftResult", description="What became of saving a draft."),
]
DiscardDraftResult = Annotated[
    DraftDiscarded | DraftEndedProblem | NotFoundProblem,
    strawberry.union("DiscardDraftResult", description="What became of discarding a draft."),
]
PublishDraftResult = Annotated[
    DraftPublished | ProgrammeMistakesProblem | DraftMovedProblem | DraftEndedProblem | StaleSignInProblem
    | NotAllowedProblem | NotFoundProblem | BadInputProblem,
    strawberry.union("PublishDraftResult", description="What became of publishing."),
]  # fmt: skip


@strawberry.type
class ProgrammeDeskQuery:
    @strawberry.field(
        description="Versions as they were published, the newest first; at most 50. For editors and managers.",
        metadata=access(WRITERS) | sized(8),
    )
    async def programme_versions(
        self, below: Annotated[int | None, strawberry.argument(description="Only those before this number.")] = None
    ) -> list[ProgrammeVersion]:
        return [version_of(row) for row in await programme.published_versions(first=VERSIONS_SHOWN, below=below)]

    @strawberry.field(description="A version by its number; null: there is none.", metadata=access(WRITERS))
    async def programme_version(
        self, number: Annotated[int, strawberry.argument(description="1, 2, 3 …")]
    ) -> ProgrammeVersion | None:
        row = await programme.published_version(number)
        return version_of(row) if row is not None else None

    @strawberry.field(
        description="Drafts of the next version, the last changed first. For editors and managers.",
        metadata=access(WRITERS) | sized(5),
    )
    async def programme_drafts(
        self, ended: Annotated[bool, strawberry.argument(description="Those that were published or discarded.")] = False
    ) -> list[ProgrammeDraft]:
        return [draft_of(row) for row in await programme.drafts(ended=ended)]

    @strawberry.field(description="A draft by its id; null: there is none.", metadata=access(WRITERS))
    async def programme_draft(self, id: DraftId) -> ProgrammeDraft | None:
        row = await programme.draft_of(number_of(str(id), "ProgrammeDraft"))
        return draft_of(row) if row is not None else None

    @strawberry.field(
        description="What is wrong with a document; empty: nothing by itself. Nothing is kept.",
        metadata=access(WRITERS) | sized(5),
    )
    def check_programme(
        self, info: Info, text: Annotated[str, strawberry.argument(description="The whole document, in TOML.")]
    ) -> list[ProgrammeMistake]:
        examined = programme.examine_next(text[: programme.TEXT_LIMIT], "programme.toml")
        return mistakes_of(examined.mistakes, info.context.language)


    @strawberry.field(
        description="What a draft, or a version, would change in place of a version, as a person reads it; empty: "
        "nothing.",
        metadata=access(WRITERS) | sized(2),
    )
    async def programme_plan(
        self,
        info: Info,
        draft: Annotated[
            strawberry.ID | None, strawberry.argument(description="The draft; left out: the version `to`.")
        ] = None,
        to: Annotated[
            int | None, strawberry.argument(description="A version's number, where no draft is meant.")
        ] = None,
        version: Annotated[
            int | None, strawberry.argument(description="In place of which version; left out: the newest.")
        ] = None,
    ) -> list[PlannedStage]:
        after = await _draft_document(str(draft)) if draft is not None else await _document(to)
        before = await _document(version)
        return [stage_of(stage, info.context.language) for stage in programme.stages(before, after)]


async def _draft_document(draft_id: str) -> Document:
    """Raises NotFound, ProgrammeErrors."""
    draft = await programme.draft_of(number_of(draft_id, "ProgrammeDraft"))
    if draft is None:
        raise NotFound("The draft")
    return programme.parse(draft.text, draft.file)


async def _document(number: int | None) -> Document:
    """A version's document; None: the newest one's. Raises BadInput."""
    newest = await programme.published_versions(first=1)
    row = await programme.published_version(number) if number is not None else newest[0]
    if row is None:
        raise BadInput("version", f"There is no version {number}.")
    return programme.parse(row.text, row.file)


@strawberry.type
class ProgrammeDeskMutation:
    @strawberry.mutation(
        description="Keep a draft of the programme, also one with mistakes in it.", metadata=access(WRITERS)
    )
    async def save_draft(
        self, info: Info, input: Annotated[SaveDraftInput, strawberry.argument(description="What it says.")]
    ) -> SaveDraftResult:
        row = await programme.save_draft(
            info.context.principal,
            draft_id=number_of(str(input.id), "ProgrammeDraft") if input.id is not None else None,
            name=input.name, text=input.text, revision=input.revision,
        )  # fmt: skip
        info.context.forget()
        return DraftSaved(draft=draft_of(row))

    @strawberry.mutation(description="Write a draft no further. What it said is kept.", metadata=access(WRITERS))
    async def discard_draft(self, info: Info, id: DraftId) -> DiscardDraftResult:
        row = await programme.discard_draft(info.context.principal, number_of(str(id), "ProgrammeDraft"))
        info.context.forget()
        return DraftDiscarded(draft=draft_of(row))

    @strawberry.mutation(
        description="Let a draft hold from a date. Another person than the asker has changed it last. Wants a fresh "
        "sign-in.",
        metadata=access(HasRole("manager")),
    )
    async def publish_draft(
        self, info: Info, input: Annotated[PublishDraftInput, strawberry.argument(description="Which, and from when.")]
    ) -> PublishDraftResult:
        row, published = await programme.publish_draft(
            info.context.principal, number_of(str(input.id), "ProgrammeDraft"), revision=input.revision,
            holds_from=input.holds_from,
        )  # fmt: skip
        info.context.forget()
        found = [await programme.published_version(book.number) for book in published]
        return DraftPublished(draft=draft_of(row), versions=[version_of(one) for one in found if one is not None])
