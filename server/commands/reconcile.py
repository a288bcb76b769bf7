"""`reconcile`: compares what is kept ready with what the rows come to. Reports; never mends in silence."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from server import activities, earning, leaderboards, ledger, milestones, programme, rewards, storage
from server.activities import Misgiven
from server.commands.surroundings import finish, settings_from_environment
from server.earning import Misused
from server.leaderboards import Misplaced
from server.ledger import Difference
from server.milestones import Misreckoned
from server.rewards import Miscount
from server.settings import Settings

Found = Difference | Miscount | Misgiven | Misplaced | Misreckoned | Misused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    differences = finish(_reconcile(settings_from_environment()))
    for found in differences:
        if arguments.json:
            print(json.dumps(asdict(found)))
        elif isinstance(found, Misplaced):
            print(f"{found.check}: {_who(found)}{found.board} {found.season}: {found.kept} ≠ {found.counted}")
        elif isinstance(found, Misreckoned):
            print(f"{found.check}: {_who(found)}{found.code} {found.period}: {found.kept} ≠ {found.counted}")
        elif isinstance(found, Misused):
            print(f"{found.check}: {_who(found)}{found.counter} {found.period}: {found.kept} ≠ {found.counted}")
        elif isinstance(found, Misgiven):
            print(f"{found.check}: member {found.member_id}, {found.rule} {found.gift}: {found.said} ≠ {found.there}")
        elif isinstance(found, Miscount):
            print(f"{found.check}: {found.what}: {found.cached} ≠ {found.counted}")
        else:
            print(f"{found.check}: member {found.member_id}, {found.currency}: {found.cached} ≠ {found.counted}")
    if not differences and not arguments.json:
        print("Everything agrees.")
    return 1 if differences else 0


def _who(found: Misplaced | Misreckoned | Misused) -> str:
    return f"member {found.member_id}, " if found.member_id else ""


async def _reconcile(settings: Settings) -> list[Found]:
    await storage.connect(settings.database)
    try:
        await storage.check()
        async with storage.transaction() as tx:
            books = (await programme.load(tx)).versions
        lots = {code for book in books for code, currency in book.currencies.items() if currency.in_lots}
        return [
            *await ledger.reconcile(sorted(lots)), *await rewards.reconcile(), *await leaderboards.reconcile(),
            *await earning.reconcile(), *await milestones.reconcile(), *await activities.reconcile(),
        ]  # fmt: skip
    finally:
        await storage.close()
