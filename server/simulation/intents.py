"""What was asked of the recorder, asked once more: of everything that was recorded the intent that it came of.

Each verb that a room has stands in `VERBS`, or in `OF_TIME`: what time and the programme do by themselves they
do again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from server import groups, rewards, storage
from server.activities import (
    AdjustPoints,
    AnswerOffer,
    AwardPoints,
    CancelRedemption,
    ChooseBeneficiaries,
    ConfirmVoucher,
    DonatePoints,
    FreezePoints,
    GrantTier,
    Intent,
    JoinChallenge,
    LeaveChallenge,
    OfferTier,
    PinReward,
    RecordActivity,
    RedeemReward,
    ReverseActivity,
    Source,
    TransferPoints,
    UndoTransfer,
    UsePerk,
    WithdrawTier,
)
from server.kernel.ids import Id
from server.ledger.errors import TransferNotFound
from server.tiers.errors import OfferNotFound

from .wire import Happened

OF_TIME = ("@due", "@together")
OF_THE_MOMENT = ("@award", "@reversal")  # They occur when they are posted, whatever is said.
KEY_LIMIT = 128
_LOOKS_BACK = frozenset(("@confirm", "@cancel", "@offer_answer", "@undo_transfer"))

Said = Mapping[str, Any]
"""What every intent says: source, key, member and, of verbs, when it occurred."""
Asks = Callable[[Happened, Said], Awaitable[Intent]]


class Unlived(Exception):
    """What is not lived through again. `reason`: unknown (no verb of this release), or incomplete (what was recorded
    does not say all that would have to be asked)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def looks_back(event: Happened) -> bool:
    """Whether it is about what the activities before it left: those must be durable."""
    return event.kind in _LOOKS_BACK


async def intent_of(event: Happened, source: Source) -> Intent:
    """Raises Unlived, and a DomainError where what it is about is not there in this life."""
    if not event.kind.startswith("@"):
        return RecordActivity(
            source=source, key=event.key, member=("id", event.member_id), kind=event.kind, facts=event.facts,
            occurred_at=event.occurred_at,
        )  # fmt: skip
    asks = VERBS.get(event.kind)
    if asks is None:
        raise Unlived("unknown")
    return await asks(event, {
        "source": source, "key": event.key, "member": ("id", event.member_id), "occurred_at": event.occurred_at,
    })  # fmt: skip


async def _award(event: Happened, said: Said) -> Intent:
    given = {name: event.facts[name] for name in ("currency", "points", "reason")}
    return AwardPoints(**{name: said[name] for name in ("source", "key", "member")}, **given)


async def _reversal(event: Happened, said: Said) -> Intent:
    if event.original is None:
        raise Unlived("incomplete")
    sender, key = event.original
    source = replace(said["source"], name=sender, kind="system")  # Whether it may was decided when it was recorded.
    return ReverseActivity(
        source=source, key=f"@{event.posted_at}:{event.member_id}:{event.key}"[:KEY_LIMIT], activity_key=key,
        share=int(event.facts["share"]), reason=event.facts["reason"],
    )  # fmt: skip


async def _adjust(event: Happened, said: Said) -> Intent:
    return AdjustPoints(**said, **{name: event.facts[name] for name in ("currency", "points", "reason")})


async def _join(event: Happened, said: Said) -> Intent:
    return JoinChallenge(**said, challenge=event.facts["challenge"])


async def _leave(event: Happened, said: Said) -> Intent:
    return LeaveChallenge(**said, challenge=event.facts["challenge"])


async def _redeem(event: Happened, said: Said) -> Intent:
    return RedeemReward(**said, reward=event.facts["reward"], **await _household(event))


async def _donate(event: Happened, said: Said) -> Intent:
    return DonatePoints(**said, reward=event.facts["reward"], **await _household(event))


async def _pin(event: Happened, said: Said) -> Intent:
    return PinReward(**said, reward=event.facts["reward"] or None)


async def _choose(event: Happened, said: Said) -> Intent:
    return ChooseBeneficiaries(**said, charities=tuple(event.facts["charities"].split()))


async def _confirm(event: Happened, said: Said) -> Intent:
    return ConfirmVoucher(**said, voucher_id=await _voucher(event))


async def _cancel(event: Happened, said: Said) -> Intent:
    return CancelRedemption(**said, voucher_id=await _voucher(event))


async def _give_tier(event: Happened, said: Said) -> Intent:
    return GrantTier(**said, **{name: event.facts[name] for name in ("tier", "months", "reason")})


async def _withdraw_tier(event: Happened, said: Said) -> Intent:
    return WithdrawTier(**said, tier=event.facts["tier"], reason=event.facts["reason"])


async def _use_perk(event: Happened, said: Said) -> Intent:
    return UsePerk(**said, perk=event.facts["perk"])


async def _offer(event: Happened, said: Said) -> Intent:
    return OfferTier(**said, to=_other(event), perk=event.facts["perk"])


async def _answer(event: Happened, said: Said) -> Intent:
    offer_id = await _recorded_as(event)
    if offer_id is None:
        raise OfferNotFound
    return AnswerOffer(**said, offer_id=offer_id, answer=event.facts["answer"], other=_other(event))


async def _transfer(event: Happened, said: Said) -> Intent:
    to = _other(event)
    return TransferPoints(**said, to=to, **{name: event.facts[name] for name in ("currency", "points", "card")})


async def _freeze(event: Happened, said: Said) -> Intent:
    return FreezePoints(
        **said, currency=event.facts["currency"], months=int(event.facts["months"]),
        reason=event.facts.get("reason", ""),
    )  # fmt: skip


async def _undo_transfer(event: Happened, said: Said) -> Intent:
    transfer_id = await _recorded_as(event)
    if transfer_id is None:
        raise TransferNotFound
    return UndoTransfer(**said, transfer_id=transfer_id, receiver=_other(event), reason=event.facts["reason"])


VERBS: Mapping[str, Asks] = {
    "@award": _award, "@reversal": _reversal, AdjustPoints.kind: _adjust, JoinChallenge.kind: _join,
    LeaveChallenge.kind: _leave, RedeemReward.kind: _redeem, DonatePoints.kind: _donate, PinReward.kind: _pin,
    ChooseBeneficiaries.kind: _choose, ConfirmVoucher.kind: _confirm, CancelRedemption.kind: _cancel,
    GrantTier.kind: _give_tier, WithdrawTier.kind: _withdraw_tier, UsePerk.kind: _use_perk, OfferTier.kind: _offer,
    AnswerOffer.kind: _answer, FreezePoints.kind: _freeze, TransferPoints.kind: _transfer,
    UndoTransfer.kind: _undo_transfer,
}  # fmt: skip


def _other(event: Happened) -> Id:
    if event.other is None:
        raise Unlived("incomplete")
    return event.other


async def _household(event: Happened) -> dict[str, Any]:
    """Who lives with the member here; and whose points were spent really, also where they have moved out since."""
    return {"household": await groups.lenders_of(event.member_id), "witnessed": tuple(event.household)}


async def _recorded_as(event: Happened) -> Id | None:
    """The id, in this life, of the activity that it is about; None: it was not taken here."""
    if event.original is None:
        raise Unlived("incomplete")
    sender, key = event.original
    found: Id | None = await storage.value(
        "SELECT id FROM activity_key WHERE sender = :sender AND key = :key", sender=sender, key=key
    )
    return found


async def _voucher(event: Happened) -> Id:
    """The same code in this life; or, where another deed gave it, the oldest unused one for the same reward."""
    if event.voucher is None:
        raise Unlived("incomplete")
    sender, key, reward = event.voucher
    found: Id | None = await storage.value(
        "SELECT v.id FROM activity_key k JOIN reward_voucher v ON v.activity_id = k.id "
        "WHERE k.sender = :sender AND k.key = :key AND v.reward = :reward ORDER BY v.state <> 'open', v.id LIMIT 1",
        sender=sender, key=key, reward=reward,
    )  # fmt: skip
    if found is None:
        found = await storage.value(
            "SELECT id FROM reward_voucher WHERE member_id = :member AND state = 'open' AND reward = :reward "
            "ORDER BY id LIMIT 1",
            member=event.member_id, reward=reward,
        )  # fmt: skip
    if found is None:
        raise rewards.VoucherNotFound
    return found
