"""One batch, one transaction: claim, lock, apply what is due, load, fold, store.

Everything here runs inside `storage.write`, so it awaits nothing but the transaction: on SQLite the whole of it is one
hop to the writer's thread.

What one member does at one instant is worked out in order of arrival, and then arrival decides what can only be had
once: who gets the last room of a cap or a budget; a level that is reached between two, for rates that ask for it; which
of them a milestone, a badge or a challenge's bonus is said to come from. Where nothing is capped and no rate asks for
the level, each earns the same in any order, and so do all sums: balances, lots, levels, badges, progress, standings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server import groups, members, programme
from server.kernel import clock, ids
from server.kernel.errors import DomainError
from server.kernel.ids import Id
from server.programme.effect import (
    Activity,
    ActivityReversed,
    Batch,
    Fold,
    MemberView,
    Original,
    TimePassed,
    from_json,
    to_json,
)
from server.programme.rulebook import Rulebook
from server.storage import Tx

from .acceptance import Accepted, Key, Known, Result, SameAs, accept
from .effects import EFFECTS
from .intents import Intent, ReverseActivity, Verb
from .models import Activity as ActivityTable
from .models import ActivityKey
from .outcome import outcome_of

_ACTIVITY = ("id", "member_id", "sender", "partner_id", "shop", "client_id", "key", "kind", "facts", "notes", "version",
             "reverses_id", "reversed", "occurred_at", "posted_at")  # fmt: skip


@dataclass(slots=True)
class Done:
    """What a batch came to: a result for each place but those in `later`, which belong to another rulebook or reverse
    what is recorded here."""

    results: dict[int, Result] = field(default_factory=dict)
    later: list[int] = field(default_factory=list)
    folds: list[Fold[Any]] = field(default_factory=list)  # What the world is told of once it is durable.


async def record_batch(tx: Tx, intents: Sequence[Intent]) -> Done:
    """Records what can be recorded of one rulebook's. Raises whatever a fault raises, with nothing done."""
    books, originals, resolved = await tx.side_by_side(
        programme.load(tx), _originals(tx, intents), _resolve(tx, intents)
    )
    who = _concerned(intents, resolved, originals)
    views = await _lock(tx, {member_id for member_id in who if member_id is not None} | _others(intents))
    now = clock.now()  # Under the locks: what a member is told of in order was posted in order.
    known = Known(now, books, views, {}, originals)
    known.standing = await _standing(tx, {activity_id for activity_id, _ in originals.values()})
    if lending := {id for i in intents if isinstance(i, Verb) and i.lenders for id in i.lenders}:
        spending = {id for i, id in zip(intents, who, strict=True) if isinstance(i, Verb) and i.lenders and id}
        known.places = await groups.places_of(lending | spending, via=tx)
    if books.asks_partner:
        known.partners = await _partners(tx, {i.source.principal.partner_id for i in intents})
    due = _due(known, books.current())

    # Nearly always everything is new: so it is loaded in the same turn as the keys are read, and once more in the rare
    # case that one of them stands.
    done = Done()
    opened = _open(known, due, intents, who, done)
    known.keys, *_ = await tx.side_by_side(_keys(tx, intents), *([opened[0].load(tx)] if opened else []))
    if known.keys:
        known.taken.clear()
        done = Done()
        opened = _open(known, due, intents, who, done)
        if opened:
            await opened[0].load(tx)
    if opened:
        fold, chosen = opened
        done.folds.append(fold)
        kept, told = _fold(fold, due, chosen, done)
        await _store(tx, fold, kept, told, fold.batch)
    return done


def _open(
    known: Known, due: Sequence[TimePassed], intents: Sequence[Intent], who: Sequence[Id | None], done: Done
) -> tuple[Fold[Any], list[Accepted]] | None:
    """The fold of what is accepted; what is not is put into `done`. None: nothing is accepted."""
    accepted = accept(known, intents, who, done.results, done.later)
    if not accepted:
        return None
    chosen = _cut(accepted, done)
    batch = Batch(
        now=known.now,
        rulebook=chosen[0].opening.activity.rulebook,
        current=known.books.current(),
        openings=[*due, *(one.opening for one in chosen)],
        members=known.members,
        originals=known.standing,
        rulebooks={original.version: known.books.numbered(original.version) for original in known.standing.values()},
        due=frozenset(opening.activity.member.id for opening in due),
    )
    return Fold(EFFECTS, batch), chosen


async def apply_due(tx: Tx, member_ids: Sequence[Id]) -> Fold[Any] | None:
    """Applies what time alone brings to members, and nothing else. None: another was there first."""
    books = await programme.load(tx)
    views = await _lock(tx, set(member_ids))
    now, current = clock.now(), books.current()
    due = _due(Known(now, books, views, {}, {}), current)
    if not due:
        return None
    batch = Batch(
        now=now,
        rulebook=current,
        current=current,
        openings=due,
        members=views,
        originals={},
        rulebooks={},
        due=frozenset(opening.activity.member.id for opening in due),
    )
    fold: Fold[Any] = Fold(EFFECTS, batch)
    await fold.load(tx)
    _, told = _fold(fold, due, [], Done())
    await _store(tx, fold, [], told, batch)
    return fold


# Who and what


async def _originals(tx: Tx, intents: Sequence[Intent]) -> dict[tuple[str, str], tuple[Id, Id]]:
    reversals = [i for i in intents if isinstance(i, ReverseActivity)]
    if not reversals:
        return {}
    named = await _originals_by_id(tx, [i for i in reversals if i.activity_id is not None])
    asked = sorted({i.original for i in reversals if i.activity_id is None})
    rows = await tx.rows(
        "SELECT k.sender, k.key, k.id, k.member_id FROM {rows v sender:text key:text} "
        "JOIN activity_key k ON k.sender = v.sender AND k.key = v.key",
        v=asked,
    ) if asked else []  # fmt: skip
    return named | {(row[0], row[1]): (row[2], row[3]) for row in rows}


async def _originals_by_id(tx: Tx, reversals: Sequence[ReverseActivity]) -> dict[tuple[str, str], tuple[Id, Id]]:
    """What is named by its id, as far as whoever names it may undo it."""
    if not reversals:
        return {}
    rows = await tx.rows(
        "SELECT id, member_id, sender, partner_id, shop FROM activity WHERE id {in ids bigint}",
        ids=sorted({i.activity_id or 0 for i in reversals}),
    )
    found = {row[0]: row for row in rows}
    return {
        i.original: (row[0], row[1])
        for i in reversals
        if (row := found.get(i.activity_id or 0)) is not None and i.reaches(row[2], row[3], row[4])
    }


async def _resolve(tx: Tx, intents: Sequence[Intent]) -> list[Id | None]:
    """The members that intents name, in order; reversals name none."""
    return await members.resolve_many(
        [(i.member, i.source.principal) for i in intents if not isinstance(i, ReverseActivity)], via=tx
    )


def _concerned(
    intents: Sequence[Intent], resolved: Sequence[Id | None], originals: Mapping[tuple[str, str], tuple[Id, Id]]
) -> list[Id | None]:
    """Whom each intent concerns: the member that it names, or that of the activity that it reverses."""
    named = iter(resolved)
    return [
        originals.get(i.original, (None, None))[1] if isinstance(i, ReverseActivity) else next(named) for i in intents
    ]


def _others(intents: Sequence[Intent]) -> set[Id]:
    return {member_id for intent in intents for member_id in intent.others}


async def _lock(tx: Tx, member_ids: set[Id]) -> dict[Id, MemberView]:
    """Locks members until the transaction ends, in id order, by the heads of their timelines."""
    if not member_ids:
        return {}
    rows = await tx.rows(
        "SELECT h.member_id, m.timezone, m.joined_at, h.position, h.due_at, m.birthday, m.country FROM timeline_head h "
        "JOIN member m ON m.id = h.member_id WHERE h.member_id {in ids bigint} ORDER BY h.member_id {lock of h}",
        ids=sorted(member_ids),
    )
    return {
        row[0]: MemberView(row[0], row[1], row[2], position=row[3], due_at=row[4], birthday=row[5], country=row[6])
        for row in rows
    }


async def _keys(tx: Tx, intents: Sequence[Intent]) -> dict[tuple[str, str], Key]:
    """Which keys stand already. Read after the members are locked, in a statement of its own, or a wait would show
    what stood before it."""
    rows = await tx.rows(
        "SELECT k.sender, k.key, k.digest, k.id, k.balances, a.version FROM {rows v sender:text key:text} "
        "JOIN activity_key k ON k.sender = v.sender AND k.key = v.key JOIN activity a ON a.id = k.id",
        v=sorted({(i.source.name, i.key) for i in intents}),
    )
    return {(row[0], row[1]): Key(row[2], row[3], row[4], row[5]) for row in rows}


async def _standing(tx: Tx, activity_ids: set[Id]) -> dict[Id, Original]:
    if not activity_ids:
        return {}
    rows = await tx.rows(
        "SELECT id, kind, facts, occurred_at, version, partner_id, shop, notes, reversed FROM activity "
        "WHERE id {in ids bigint}",
        ids=sorted(activity_ids),
    )
    return {
        row[0]: Original(row[0], row[1], from_json(row[2]), row[3], row[4], row[5], row[6], from_json(row[7]), row[8])
        for row in rows
    }


async def _partners(tx: Tx, partner_ids: set[int | None]) -> dict[int, str]:
    """Their codes."""
    ids_named = sorted(partner_id for partner_id in partner_ids if partner_id is not None)
    rows = await tx.rows("SELECT id, code FROM partner WHERE id {in ids bigint}", ids=ids_named) if ids_named else []
    return {row[0]: row[1] for row in rows}


def _cut(accepted: list[Accepted], done: Done) -> list[Accepted]:
    """In the order of (occurred at, arrival), and only what one rulebook prices."""
    ordered = sorted(accepted, key=lambda one: (one.opening.activity.occurred_at, one.place))
    number = ordered[0].opening.activity.rulebook.number
    done.later += [one.place for one in ordered if one.opening.activity.rulebook.number != number]
    later = set(done.later)
    for place, result in list(done.results.items()):
        if isinstance(result, SameAs) and result.place in later:  # It waits with its twin.
            del done.results[place]
            done.later.append(place)
    done.later.sort()
    chosen = [one for one in ordered if one.opening.activity.rulebook.number == number]
    for one in chosen:
        one.opening.activity.id = ids.new_id()
        for other in one.opening.activity.beside:
            other.id = ids.new_id()
    return chosen


def _due(known: Known, book: Rulebook) -> list[TimePassed]:
    """Members for whom something has fallen due: it is applied before anything new."""
    due = []
    for member in sorted(known.members.values(), key=lambda member: member.id):
        if member.due_at is not None and member.due_at <= known.now:
            key = f"due:{member.id}:{member.due_at}"
            member.due_at = None
            activity = Activity(
                ids.new_id(), member, "system:due", key, "@due", {}, known.now, known.now, book
            )
            due.append(TimePassed(activity, known.now))
    return due


# Folding and storing


def _fold(
    fold: Fold[Any], due: Iterable[TimePassed], chosen: Iterable[Accepted], done: Done
) -> tuple[list[tuple[Accepted, dict[str, int]]], list[Activity]]:
    """Decides one after the other. Returns what was kept, with the balances after each, and the due ones that told
    something."""
    told = [passed.activity for passed in due if len(fold.decide(passed)) > 1]
    kept: list[tuple[Accepted, dict[str, int]]] = []
    for one in chosen:
        activity = one.opening.activity
        kind = activity.rulebook.kinds.get(activity.kind)
        if kind is not None:
            activity.asked = programme.asked(
                activity.rulebook, kind, activity.facts, occurred_at=activity.occurred_at,
                tier=activity.member.tier_at(activity.occurred_at),
                member=activity.member, shop=activity.shop, partner=activity.partner,
            )  # fmt: skip
        try:
            fold.admit(one.opening)
        except DomainError as refusal:
            done.results[one.place] = refusal
            continue
        facts = fold.decide(one.opening)
        if activity.beside:  # Whom it did not concern after all has no part in it.
            activity.beside = tuple(other for other in activity.beside if any(f.activity is other for f in facts))
        balances = dict(activity.member.balances)
        kept.append((one, balances))
        done.results[one.place] = outcome_of(activity, facts, balances)
    return kept, told


async def _store(
    tx: Tx, fold: Fold[Any], kept: Sequence[tuple[Accepted, dict[str, int]]], told: Sequence[Activity], batch: Batch
) -> None:
    if not kept and not batch.due:
        return
    activities = [
        *told, *(each for one, _ in kept for each in (one.opening.activity, *one.opening.activity.beside))
    ]  # fmt: skip
    keys = [
        (a.id, a.sender, a.key, one.digest, a.member.id, to_json(balances))
        for one, balances in kept
        for a in (one.opening.activity,)
    ]
    taken = {
        one.opening.original.id: one.opening.until for one, _ in kept if isinstance(one.opening, ActivityReversed)
    }
    async with tx.gathered():
        await tx.insert(ActivityTable, _ACTIVITY, [_row(activity) for activity in activities])
        await tx.insert(ActivityKey, ("id", "sender", "key", "digest", "member_id", "balances"), keys)
        await tx.update(ActivityTable, key=("id",), values=("reversed",), rows=sorted(taken.items()))
        await fold.store(tx)


def _row(a: Activity) -> tuple[Any, ...]:
    return (a.id, a.member.id, a.sender, a.partner_id, a.shop, a.client_id, a.key, a.kind, to_json(a.facts),
            to_json(a.notes), a.rulebook.number, a.reverses_id, 0, a.occurred_at, a.posted_at)  # fmt: skip
