"""The programme as those who write it see it: versions, drafts, and what a change would mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import strawberry

from schema.context import Context, Info
from schema.hints import sized
from schema.insights_types import names_by_id
from schema.problems import ProgrammeMistake, mistakes_of
from schema.relay import Node, global_id
from schema.scalars import DateTime
from server import programme, simulation
from server.programme import Act, Change, Examination, Published, Stage, WrittenDraft
from server.programme.rulebook import Language


@strawberry.type(description="A version of the programme, as it was published.")
class ProgrammeVersion:
    number: int = strawberry.field(description="1, 2, 3 …")
    code: str = strawberry.field(description="The programme's code.")
    holds_from: DateTime = strawberry.field(description="When it began to hold, or will.")
    file: str = strawberry.field(description="What its document was called.")
    part: int = strawberry.field(description="Which of the document's versions it is: 0 the first.")
    published_at: DateTime = strawberry.field(description="When it was published.")
    text: str = strawberry.field(description="The whole document.")
    holds: bool = strawberry.field(description="Whether it is the one that holds now.")
    row: strawberry.Private[Published]

    @strawberry.field(description="The name of who published it; null: it was published from a terminal.")
    async def published_by(self, info: Info) -> str | None:
        return await name_of(info, self.row.published_by) if self.row.published_by is not None else None


@strawberry.type(description="A line of a plan.")
class PlannedChange:
    section: str = strawberry.field(description="The document's section: earn, tier …")
    section_name: str = strawberry.field(description="What people call it.")
    code: str = strawberry.field(description="The entry's code; empty: the section is one.")
    what: str = strawberry.field(description="added, removed or changed.")
    sentence: str = strawberry.field(description="What changes, from what to what.")
    stricter: bool = strawberry.field(description="Whether members get less by it, later, or with more to do.")
    row: strawberry.Private[Change]
    stage: strawberry.Private[Stage]

    @strawberry.field(
        description="Of what is stricter, whom it concerns as it stands today; null: that cannot be counted exactly."
    )
    async def concerns(self, info: Info) -> str | None:
        found = await simulation.concerning(self.row, self.stage.before, self.stage.after)
        return found[info.context.language] if found is not None else None


@strawberry.type(description="What changes at one instant.")
class PlannedStage:
    holds_from: DateTime | None = strawberry.field(description="When; null: once it is published.")
    changes: list[PlannedChange] = strawberry.field(description="Section by section.", metadata=sized(8))
    kept: list[str] = strawberry.field(description="What stays as it was.", metadata=sized(3))


@strawberry.type(description="What somebody did with a draft.")
class DraftAct:
    act: str = strawberry.field(description="saved, published or discarded.")
    at: DateTime = strawberry.field(description="When.")
    revision: int = strawberry.field(description="Which revision it made, or was about.")
    version: int | None = strawberry.field(description="The first version that a publication brought.")
    member_id: strawberry.Private[int]

    @strawberry.field(description="The name of who did it.")
    async def by(self, info: Info) -> str:
        return await name_of(info, self.member_id)


@strawberry.type(description="The programme's next version, while it is being written.")
class ProgrammeDraft(Node):
    name: str = strawberry.field(description="What its writers call it.")
    text: str = strawberry.field(description="The document so far, in TOML.")
    revision: int = strawberry.field(description="How often it was saved; the next save says it.")
    state: str = strawberry.field(description="open, published or discarded.")
    changed_at: DateTime = strawberry.field(description="When it was saved last.")
    row: strawberry.Private[WrittenDraft]

    @strawberry.field(description="The name of who saved it last.")
    async def changed_by(self, info: Info) -> str:
        return await name_of(info, self.row.changed_by)

    @strawberry.field(description="Whether the asker saved it last: then another manager publishes it.")
    def mine(self, info: Info) -> bool:
        return self.row.changed_by == info.context.principal.member_id

    @strawberry.field(description="What is wrong with it; empty: nothing by itself.", metadata=sized(5))
    def mistakes(self, info: Info) -> list[ProgrammeMistake]:
        return mistakes_of(_found(self.row).mistakes, info.context.language)

    @strawberry.field(description="What is doubtful in it and may be meant.", metadata=sized(5))
    def notes(self, info: Info) -> list[ProgrammeMistake]:
        return mistakes_of(_found(self.row).notes, info.context.language)

    @strawberry.field(
        description="Which of what gives more can hold together, and what that comes to.", metadata=sized(2)
    )
    def conflicts(self, info: Info) -> list[str]:
        return [one[info.context.language] for one in _found(self.row).conflicts]

    @strawberry.field(description="Who did what with it, the newest first.", metadata=sized(5))
    async def acts(self, info: Info) -> list[DraftAct]:
        found = await info.context.load(acts_by_draft, self.row.id)
        return [
            DraftAct(act=act.act, at=DateTime(act.at), revision=act.revision, version=act.version,
                     member_id=act.member_id)
            for act in found or ()
        ]  # fmt: skip


def _found(row: WrittenDraft) -> Examination:
    return _examined(row.text, row.file, len(programme.versions()))


@lru_cache(maxsize=8)
def _examined(text: str, file: str, after: int) -> Examination:
    """`after`: how many versions are published, which it is to follow."""
    return programme.examine_next(text, file)


async def name_of(info: Info, member_id: int) -> str:
    found = await info.context.load(names_by_id, member_id)
    return found or ""


async def acts_by_draft(context: Context, ids: Sequence[int]) -> Mapping[int, list[Act]]:
    """Whoever asks: the draft's own field has decided who may."""
    return await programme.acts_of(ids)


async def drafts_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, ProgrammeDraft]:
    """For those who write or publish the programme; nobody else's answer names one."""
    if context.principal.kind != "person" or not context.principal.is_any_of("editor", "manager"):
        return {}
    return {id: draft_of(row) for id, row in (await programme.drafts_by_id(ids)).items()}


def draft_of(row: WrittenDraft) -> ProgrammeDraft:
    return ProgrammeDraft(
        id=global_id("ProgrammeDraft", row.id),
        name=row.name,
        text=row.text,
        revision=row.revision,
        state=row.state,
        changed_at=DateTime(row.changed_at),
        row=row,
    )


def stage_of(stage: Stage, language: Language) -> PlannedStage:
    return PlannedStage(
        holds_from=DateTime(stage.holds_from) if stage.holds_from is not None else None,
        changes=[
            PlannedChange(
                section=change.section, section_name=programme.section_name(change.section, language),
                code=change.code, what=change.what, sentence=change.sentence[language], stricter=change.stricter,
                row=change, stage=stage,
            )
            for change in stage.changes
        ],
        kept=list(stage.kept[language]),
    )  # fmt: skip


def version_of(row: Published) -> ProgrammeVersion:
    return ProgrammeVersion(
        number=row.number,
        code=row.code,
        holds_from=DateTime(row.holds_from),
        file=row.file,
        part=row.part,
        published_at=DateTime(row.published_at),
        text=row.text,
        holds=programme.current().number == row.number,
        row=row,
    )
