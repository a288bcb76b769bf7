"""Whom members earn for beside themselves: their choice, and what those whom they chose got by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from server import storage
from server.kernel.ids import Id
from server.ledger import charity_id
from server.programme.effect import ActivityAccepted, Batch, Fact, from_json, to_json
from server.storage import Tx

from .errors import NotChoosable, TooManyBeneficiaries
from .events import BeneficiariesChosen
from .models import RewardBeneficiaries

_ROW = ("member_id", "charities", "chosen_at")


@dataclass(slots=True)
class Choices:
    changed: dict[Id, BeneficiariesChosen] = field(default_factory=dict)


class KeepBeneficiaries:
    """What is priced later goes to whom the member has chosen by then, whenever it occurred."""

    hears: ClassVar[tuple[type[Fact], ...]] = (BeneficiariesChosen,)

    async def load(self, tx: Tx, batch: Batch) -> Choices:
        if batch.rulebook.beneficiaries:
            earning = {one.activity.member.id for one in batch.openings if isinstance(one, ActivityAccepted)}
            for row in await tx.rows(
                "SELECT member_id, charities FROM reward_beneficiaries WHERE member_id {in members bigint}",
                members=sorted(earning),
            ) if earning else ():
                batch.members[row[0]].beneficiaries = tuple(from_json(row[1]))
        return Choices()

    def admit(self, choices: Choices, opening: Fact) -> None:
        if not isinstance(opening, BeneficiariesChosen):
            return
        book = opening.activity.rulebook
        for code in opening.charities:
            if code not in book.charities or not book.charities[code].chosen:
                raise NotChoosable(code)
        if len(opening.charities) > book.beneficiaries:
            raise TooManyBeneficiaries(book.beneficiaries)

    def decide(self, choices: Choices, fact: BeneficiariesChosen) -> Iterator[Fact]:
        fact.activity.member.beneficiaries = fact.charities
        choices.changed[fact.activity.member.id] = fact
        yield from ()

    async def store(self, tx: Tx, choices: Choices) -> None:
        await tx.insert(
            RewardBeneficiaries,
            _ROW,
            [(id, to_json(fact.charities), fact.activity.posted_at) for id, fact in choices.changed.items()],
            conflict="(member_id) DO UPDATE SET charities = excluded.charities, chosen_at = excluded.chosen_at",
        )


async def beneficiaries_of(member_ids: Collection[Id]) -> dict[Id, tuple[str, ...]]:
    """Whom members have chosen, by the charities' codes in the order of the choice: those who have chosen anybody."""
    rows = await storage.rows(
        "SELECT member_id, charities FROM reward_beneficiaries WHERE member_id {in ids bigint}",
        ids=sorted(set(member_ids)),
    )
    return {row[0]: chosen for row in rows if (chosen := tuple(from_json(row[1])))}


async def received_by(charities: Collection[str]) -> dict[str, Mapping[str, int]]:
    """What charities got by rules that earn for others, in minor units by currency."""
    found: dict[str, dict[str, int]] = {}
    for row in await storage.rows(
        "SELECT charity, currency, points FROM reward_received WHERE charity {in codes text} ORDER BY currency",
        codes=sorted(set(charities)),
    ):
        found.setdefault(row[0], {})[row[1]] = row[2]
    return dict(found)


async def brought_by(member_id: Id, charities: Collection[str]) -> dict[str, Mapping[str, int]]:
    """What charities got so through one member, in minor units by currency."""
    codes = {charity_id(code): code for code in charities}
    found: dict[str, dict[str, int]] = {}
    for row in await storage.rows(
        "SELECT a.owner_id, a.currency, "
        "SUM(CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END) FROM ledger_account a "
        "JOIN ledger_entry e ON e.member_id = :member AND e.currency = a.currency AND e.sign = 0 "
        "AND e.reason = 'donated' AND (e.credit_account_id = a.id OR e.debit_account_id = a.id) "
        "WHERE a.owner_kind = 'charity' AND a.owner_id {in owners bigint} GROUP BY a.owner_id, a.currency "
        "ORDER BY a.currency",
        member=member_id,
        owners=sorted(codes),
    ):
        found.setdefault(codes[row[0]], {})[row[1]] = int(row[2])
    return dict(found)
