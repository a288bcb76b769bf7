"""`role …`: who may moderate, edit or manage the programme, or stand at a partner's till."""

from __future__ import annotations

import argparse
from typing import Final

from server import members, partners, storage
from server.commands.partner import named
from server.commands.surroundings import database, finish, settings_from_environment
from server.commands.terminal import Problem
from server.members import Member, Principal, Role
from server.settings import Settings
from server.storage import Tx

ROLES: Final[tuple[Role, ...]] = ("moderator", "editor", "manager", "staff")
_OPERATOR: Final = Principal(kind="person", roles=frozenset({"manager"}))  # Who has the machine may look up anybody.


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    grant = verbs.add_parser("grant", help="give a member a role; they must have joined on the page")
    grant.add_argument("email", metavar="EMAIL")
    grant.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    grant.add_argument("--partner", metavar="CODE", help="whose staff they are")
    grant.add_argument("--shop", metavar="CODE", help="the one shop where they work; else all of the partner's")
    grant.add_argument(
        "--unproven", action="store_true", help="although nobody has followed a link mailed to that address"
    )
    withdraw = verbs.add_parser("withdraw", help="take a role back")
    withdraw.add_argument("email", metavar="EMAIL")
    withdraw.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    verbs.add_parser("list", help="everybody who has a role")


def run(arguments: argparse.Namespace) -> int:
    for line in finish(_run(settings_from_environment(), arguments)):
        print(line)
    return 0


async def _run(settings: Settings, words: argparse.Namespace) -> list[str]:
    async with database(settings):
        if words.verb == "list":
            return await _list()
        async with storage.transaction() as tx:
            member = await _member(tx, words.email)
            if words.verb == "grant":
                return [await _grant(tx, member, words)]
            if not await members.withdraw_role(tx, member.id, words.role):
                raise Problem(f"{member.display_name} is not {words.role}. Nothing was changed.")
            return [f"{member.display_name} is not {words.role} any more."]


async def _grant(tx: Tx, member: Member, words: argparse.Namespace) -> str:
    if member.email_verified_at is None and not words.unproven:
        raise Problem(
            f"Nobody has shown yet that {words.email} is theirs: {member.display_name} only typed it. "
            "Nothing was changed.\n"
            "Let them follow the link in their mail, or say --unproven if you know the account is theirs."
        )
    if words.role == "staff" and words.partner is None:
        raise Problem("Staff belong to a partner: --partner CODE. Nothing was changed.")
    owner = await named(tx, words.partner) if words.partner else None
    shops = {shop.code for shop in await partners.shops_of(owner.id, via=tx)} if owner else set()
    if words.shop and words.shop not in shops:
        raise Problem(f"“{words.shop}” is no shop of that partner. Nothing was changed.")
    await members.grant_role(
        tx, member.id, words.role, partner_id=owner.id if owner else None, shop_code=words.shop
    )
    return f"{member.display_name} is {words.role}{f' of {owner.name}' if owner else ''} from now on."


async def _member(tx: Tx, email: str) -> Member:
    found = await members.resolve([("email", email)], _OPERATOR, via=tx)
    member = await members.member_of(next(iter(found.values())), via=tx) if found else None
    if member is None:
        raise Problem(f"Nobody has joined with {email}. Let them join on the page first. Nothing was changed.")
    return member


async def _list() -> list[str]:
    granted = [row for role in ROLES for row in await members.who_has(role)]
    people = await members.members_by_id(row.member_id for row in granted)
    owners = await partners.partners_by_id(row.partner_id for row in granted if row.partner_id is not None)
    lines = []
    for row in granted:
        place = f"  {owners[row.partner_id].name}" if row.partner_id is not None else ""
        shop = f" ({row.shop_code})" if row.shop_code else ""
        person = people[row.member_id]
        lines.append(f"{row.role:<9}  {person.email or person.card}  {person.display_name}{place}{shop}")
    return lines or ["Nobody has a role yet. python3 -m server role grant EMAIL manager"]
