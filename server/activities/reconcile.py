"""Comparing what rules say that they gave with the vouchers and tiers that there are. Reports; never mends.

The rules that gave remember it: activities, milestones' steps and periods' closes. Occasions remember only that a
member met them. What was undone is remembered by neither side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from server import earning, milestones, occasions, programme, rewards, storage, tiers
from server.kernel.ids import Id
from server.programme import GivenGift

MEMBERS_AT_ONCE = 200  # Whose gifts are held in memory together.


@dataclass(frozen=True, slots=True)
class Misgiven:
    """A gift that one side knows and the other does not: `said` is how many the rule gave, `there` how many there are.
    `rule`: as gifts are told, such as “milestone:checks”; `gift`: the reward's or the tier's code."""

    check: str
    member_id: int
    rule: str
    gift: str
    said: int
    there: int


async def reconcile() -> list[Misgiven]:
    """Every difference found, member by member; while people buy, what moves between two looks is left out. Nothing is
    read where no version ever gave anything."""
    if not any(_gives(book) for book in programme.versions()):
        return []
    found: list[Misgiven] = []
    after = 0
    while members := [
        row[0]
        for row in await storage.rows(
            "SELECT id FROM member WHERE id > :after ORDER BY id LIMIT :some", after=after, some=MEMBERS_AT_ONCE
        )
    ]:
        if here := await _of(members):
            again = await _of(sorted({one.member_id for one in here}))
            found += [one for one in here if one in again]
        after = members[-1]
    return found


def _gives(book: programme.Rulebook) -> bool:
    of_rules = any(rule.gives for rules in book.earning.values() for rule in rules)
    return of_rules or bool(book.milestones or book.closings or book.occasions or book.ladder)


async def _of(members: Sequence[Id]) -> list[Misgiven]:
    remembered = [*await earning.gifts_of(members), *await milestones.gifts_of(members)]
    forgotten = await milestones.forgotten_of(members)
    met = await occasions.met_by(members)
    vouchers, away = await rewards.gifts_held_by(members)
    grants = await tiers.grants_held_by(members)
    accepted = await tiers.offers_accepted_by(members)
    said = {gift for of_type, gift in remembered if of_type == "reward"}
    told = {gift for of_type, gift in remembered if of_type == "tier" and _on_every_ladder(gift.code)}
    known = {gift for of_type, gift in remembered if of_type == "tier"}
    return [
        *_missing("a voucher that a rule gave is there", said - vouchers.keys() - away),
        *_missing("a tier that a rule gave is there", told - grants),
        *_unsaid("a voucher that is there was given", (gift for gift, stands in vouchers.items() if stands), said, met,
                 forgotten, set()),
        *_unsaid("a tier that is there was given", grants, known, met, forgotten, accepted),
    ]  # fmt: skip


def _missing(check: str, gifts: Collection[GivenGift]) -> Iterator[Misgiven]:
    for gift in sorted(gifts):
        yield Misgiven(check, gift.member_id, gift.rule, gift.code, 1, 0)


def _unsaid(
    check: str, there: Iterator[GivenGift] | Collection[GivenGift], said: Collection[GivenGift],
    met: Collection[tuple[Id, str]], forgotten: Collection[tuple[Id, str]], accepted: Collection[tuple[Id, Id, str]],
) -> Iterator[Misgiven]:  # fmt: skip
    """Of milestones some of whose steps are no longer remembered nothing can be said."""
    for gift in sorted(set(there) - set(said)):
        kind, _, code = gift.rule.partition(":")
        if kind == "occasion" and (gift.member_id, code) in met:
            continue
        if kind == "perk" and (gift.member_id, gift.source, gift.code) in accepted:
            continue
        if kind in ("hand", tiers.KEPT) or (gift.member_id, gift.rule) in forgotten:
            continue
        yield Misgiven(check, gift.member_id, gift.rule, gift.code, 0, 1)


def _on_every_ladder(tier: str) -> bool:
    """Whether a gift of it was a tier whichever version held: one on no ladder, or the first, changes nothing."""
    return all(book.ladder is not None and book.ladder.place(tier) for book in programme.versions())
