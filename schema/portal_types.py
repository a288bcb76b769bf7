"""What the partner's portal answers with. `portal` says who may ask for it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry

from schema.context import Info
from schema.currencies import Currency
from schema.hints import sized
from schema.problems import BadInputProblem, NotFoundProblem, StaleSignInProblem, ThrottledProblem
from schema.scalars import DateTime, Points
from server import oauth, partners, programme

LIVE_AWARDS = 20
BUDGET_DAYS = 30


@strawberry.enum(description="What somebody is to a partner.")
class PartnerSeat(Enum):
    OWNER = strawberry.enum_value("owner", description="Owns its programs and its budget.")
    DEVELOPER = strawberry.enum_value("developer", description="Builds its programs; sees no members and no budget.")


@strawberry.enum(description="What became of a call.")
class RequestOutcome(Enum):
    OK = strawberry.enum_value("ok", description="What was asked for.")
    PROBLEM = strawberry.enum_value("problem", description="An expected outcome that is no success.")
    ERROR = strawberry.enum_value("error", description="Not allowed, malformed, too much, or broken on our side.")


@strawberry.type(description="A place of a partner.")
class PortalShop:
    code: str = strawberry.field(description="Its code.")
    name: str = strawberry.field(description="What people call it.")


@strawberry.type(description="One of a partner's people.")
class PortalPerson:
    name: str = strawberry.field(description="What the person wants to be called.")
    seat: PartnerSeat = strawberry.field(description="What they are to the partner.")


@strawberry.type(description="Whom something was recorded for, as whoever is shown a card sees them.")
class PortalMember:
    name: str = strawberry.field(description="What the member wants to be called.")
    card: str = strawberry.field(description="The card's sixteen digits.")


@strawberry.type(description="Points that something moved.")
class PortalPoints:
    points: Points = strawberry.field(description="Minor units; below zero where they were taken back.")
    currency: Currency = strawberry.field(description="Of what.")
    why: str = strawberry.field(description="Why, in one short line.")


@strawberry.type(description="Something that a partner's programs or staff recorded.")
class PortalAward:
    key: str = strawberry.field(description="The sender's name for it: a receipt's number.")
    kind: str = strawberry.field(description="Its kind's code. @award, @confirm and @reversal are the house's own.")
    kind_name: str = strawberry.field(description="What people call its kind.")
    reward: str | None = strawberry.field(description="The reward whose code was used, by name; null: it was no code.")
    shop: str | None = strawberry.field(description="The shop where it was recorded, by name.")
    recorded_at: DateTime = strawberry.field(description="When it was recorded.")
    occurred_at: DateTime = strawberry.field(description="When it happened.")
    member: PortalMember | None = strawberry.field(description="Whom it was recorded for; null for developers.")
    points: list[PortalPoints] = strawberry.field(description="What it moved.", metadata=sized(3))


@strawberry.type(description="The latest that was recorded, newest first.")
class PartnerAwards:
    awards: list[PortalAward] = strawberry.field(description="At most twenty.", metadata=sized(LIVE_AWARDS))


@strawberry.type(description="A call of a program, or many that were alike, as the log keeps it for 30 days.")
class PortalRequest:
    cursor: str = strawberry.field(description="Names the line among the partner's.")
    at: DateTime = strawberry.field(description="When.")
    client_id: str = strawberry.field(description="Which program.")
    client_name: str = strawberry.field(description="What the partner calls it.")
    verb: str = strawberry.field(description="What it asked for: recordActivity, token, …")
    key: str | None = strawberry.field(description="The sender's name for the attempt.")
    calls: int = strawberry.field(description="How many calls the line stands for: of a till that never rests, many.")
    items: int = strawberry.field(description="How many things were asked for.")
    refused: int = strawberry.field(description="How many of them were refused.")
    milliseconds: float = strawberry.field(description="How long a call took here.")
    outcome: RequestOutcome = strawberry.field(description="What became of it.")
    answer: str = strawberry.field(description="The answer's type, or the error's code.")
    why: str | None = strawberry.field(description="What the program was told.")


@strawberry.type(description="What a budget gave on a day.")
class PortalBudgetDay:
    day: str = strawberry.field(description="The programme's date.")
    drawn: Points = strawberry.field(description="What was given, in minor units.")
    returned: Points = strawberry.field(description="What reversals put back, in minor units.")


@strawberry.type(description="What the partner may give outside the rules.")
class PortalBudget:
    currency: Currency = strawberry.field(description="Of what.")
    granted: Points = strawberry.field(description="All that was ever granted, in minor units.")
    remaining: Points = strawberry.field(description="What remains of it.")
    days: list[PortalBudgetDay] = strawberry.field(
        description="The last 30 days, the earliest first.", metadata=sized(BUDGET_DAYS)
    )


@strawberry.type(description="A secret that works. What it is, nobody can read.")
class PortalSecret:
    created_at: DateTime = strawberry.field(description="When it was made.")
    ends_at: DateTime | None = strawberry.field(description="When it stops working; null: it is the newest.")


@strawberry.type(description="A program that works: started with a card's number, it rings up.")
class Snippet:
    language: str = strawberry.field(description="curl, python or javascript.")
    name: str = strawberry.field(description="The language as people write it.")
    file: str = strawberry.field(description="What to call the file.")
    run: str = strawberry.field(description="How it is started.")
    code: str = strawberry.field(description="The program, with the client's id and this server's address.")


@strawberry.type(description="A program that may speak for the partner.")
class PortalClient:
    client_id: str = strawberry.field(description="Its public id.")
    name: str = strawberry.field(description="What the partner calls it.")
    shop: str | None = strawberry.field(description="The one shop that it stands in, by name; null: all.")
    scopes: list[str] = strawberry.field(description="What it may do.", metadata=sized(7))
    created_at: DateTime = strawberry.field(description="When it was registered.")
    revoked_at: DateTime | None = strawberry.field(description="When it was shut out; null: it may come.")
    last_used_at: DateTime | None = strawberry.field(description="When it was last heard of; null: never.")
    old_secret_used_at: DateTime | None = strawberry.field(
        description="When it last showed a secret that was not its newest: a till that nobody has visited yet."
    )
    secrets: list[PortalSecret] = strawberry.field(description="Those that work, oldest first.", metadata=sized(2))

    @strawberry.field(
        description="How a till is connected with it; empty where it may record nothing.", metadata=sized(3)
    )
    def guide(self, info: Info) -> list[Snippet]:
        book = programme.current()
        kind = next((kind for kind in book.kinds.values() if "partner" in kind.senders), None)
        if kind is None or self.revoked_at is not None or "activities:write" not in self.scopes:
            return []
        made = partners.snippets(
            url=oauth.issuer(), client_id=self.client_id, kind=kind.code, facts=programme.sample_facts(kind, book),
            language=info.context.language,
        )  # fmt: skip
        return [Snippet(language=s.language, name=s.name, file=s.file, run=s.run, code=s.code) for s in made]


@strawberry.type(description="What somebody changed about the partner's programs or people.")
class PortalChange:
    at: DateTime = strawberry.field(description="When.")
    who: str | None = strawberry.field(description="Who; null: whoever runs the server.")
    act: str = strawberry.field(
        description="secret_rotated, old_secret_ended, owner_added, developer_added or person_removed."
    )
    about: str = strawberry.field(description="The program's id, or the person's name.")
    hours: int | None = strawberry.field(description="How long an old secret lives on after the change.")


@strawberry.input(description="A program that gets a new secret.")
class RotateSecretInput:
    client_id: str = strawberry.field(description="The program's public id.")
    old_lives_hours: int = strawberry.field(
        description="How many hours the old secret works beside the new one, from 0 to 720."
    )


@strawberry.type(description="The program has a new secret. This answer is the only one that shows it.")
class SecretRotated:
    secret: str = strawberry.field(description="The secret. Keep it now: nobody can show it again.")
    client: PortalClient = strawberry.field(description="The program as it stands now.")


@strawberry.type(description="Only the newest secret works.")
class OldSecretEnded:
    client: PortalClient = strawberry.field(description="The program as it stands now.")


RotateSecretResult = Annotated[
    SecretRotated | NotFoundProblem | StaleSignInProblem | ThrottledProblem | BadInputProblem,
    strawberry.union("RotateSecretResult", description="What became of a new secret."),
]
EndOldSecretResult = Annotated[
    OldSecretEnded | NotFoundProblem | StaleSignInProblem | ThrottledProblem,
    strawberry.union("EndOldSecretResult", description="What became of ending the old secret."),
]
