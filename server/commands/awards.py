"""One line in the demo's terminal for each award: who, what, how fast, and what it led to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TextIO
from zoneinfo import ZoneInfo

from server import leaderboards, members, programme
from server.activities import Outcome
from server.commands.texts import language, say
from server.kernel import clock, money
from server.kernel.clock import MILLISECOND, Instant

SEPARATOR = " · "


def line_writer(stream: TextIO) -> Callable[[Outcome], None]:
    """A listener for the recorder. It returns at once; the line follows when the member's name was read."""
    writing: set[asyncio.Task[None]] = set()

    def hear(outcome: Outcome) -> None:
        if not (outcome.entries or outcome.badges):
            return  # A like is no award.
        task = asyncio.get_running_loop().create_task(_write(outcome, clock.now(), stream))
        writing.add(task)  # The loop keeps tasks weakly.
        task.add_done_callback(writing.discard)

    return hear


async def _write(outcome: Outcome, heard_at: Instant, stream: TextIO) -> None:
    known = await members.members_by_id([outcome.activity.member_id])
    member = known.get(outcome.activity.member_id)
    line = award_line(outcome, member.display_name.split()[0] if member else "?", await _rank(outcome), heard_at)
    stream.write(line + "\n")
    stream.flush()


async def _rank(outcome: Outcome) -> int | None:
    """The member's rank now, on the first board that the activity's currencies move."""
    rulebook = programme.rulebook_numbered(outcome.activity.version)
    currencies = {entry.currency for entry in outcome.entries}
    board = next((board for board in rulebook.boards.values() if board.currency in currencies), None)
    if board is None:
        return None
    season = leaderboards.season_at(board, rulebook.timezone, outcome.activity.occurred_at)
    if season is None:
        return None
    standing = await leaderboards.standing_of(board, season.code, outcome.activity.member_id)
    return standing.rank if standing else None


def award_line(outcome: Outcome, name: str, rank: int | None, heard_at: Instant) -> str:
    """“12.04.31  kassan  +120 Elsa  kvitto-18204  3 ms   poäng 1 500 · märke Tredje gången gillt · plats 3”."""
    rulebook = programme.rulebook_numbered(outcome.activity.version)
    spoken = language()
    at = clock.to_datetime(heard_at).astimezone(ZoneInfo(rulebook.timezone))
    sender = say("sender_till") if outcome.activity.partner_id is not None else say("sender_other")
    redeemable = [entry for entry in outcome.entries if rulebook.currencies[entry.currency].redeemable]
    points = sum(entry.points for entry in redeemable)
    led_to = [
        f"{rulebook.currencies[code].texts[spoken]['many']} {_grouped(balance, rulebook.currencies[code].decimals)}"
        for code, balance in outcome.balances.items()
        if rulebook.currencies[code].redeemable
    ]
    for award in outcome.badges:  # Of the rulebook that gave it: a late report may be priced by an older one.
        badge = programme.rulebook_numbered(award.version).badges[award.badge]
        led_to.append(say("led_to_badge", name=badge.texts[spoken]["name"]))
    led_to += [say("led_to_challenge") for _ in outcome.completed]
    if outcome.tier is not None and rulebook.ladder is not None:
        tiers = {tier.code: tier.texts[spoken]["name"] for tier in rulebook.ladder.tiers}
        led_to.append(say("led_to_tier", name=tiers.get(outcome.tier, outcome.tier)))
    if rank is not None:
        led_to.append(say("led_to_rank", rank=rank))
    milliseconds = max(1, (heard_at - outcome.activity.posted_at) // MILLISECOND)
    time = at.strftime("%H.%M.%S" if spoken == "sv" else "%H:%M:%S")
    return f"{time}  {sender}  {points:+d} {name}  {outcome.activity.key}  {milliseconds} ms   {SEPARATOR.join(led_to)}"


def _grouped(units: int, decimals: int) -> str:
    whole, dot, rest = money.from_minor(units, decimals).partition(".")
    return f"{int(whole):,}".replace(",", "\u00a0") + dot + rest
