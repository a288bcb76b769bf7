"""`partner …`: who reports what members did, their shops, and what they may give away."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from server import members, oauth, partners, programme, storage
from server.commands.surroundings import database, finish, settings_from_environment
from server.commands.terminal import Problem
from server.kernel import money
from server.members import Principal
from server.partners import Partner
from server.programme import NoProgramme, Rulebook
from server.settings import Settings
from server.storage import Tx

OPERATOR: Final = Principal(kind="person", roles=frozenset({"manager"}))  # Who has the machine may look up anybody.
Named = tuple[str, str]  # CODE=NAME, or CURRENCY=POINTS, taken apart.


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="a new partner")
    add.add_argument("code", metavar="CODE", help="what programs call it: a–z, 0–9 and hyphens")
    add.add_argument("name", metavar="NAME", help="what people call it")
    add.add_argument("--kind", nargs=2, metavar=("SV", "EN"), help='the kind of shop: --kind "Bageri" "Bakery"')
    add.add_argument("--shop", action="append", default=[], type=_named, metavar="CODE=NAME", help="may be repeated")
    add.add_argument(
        "--budget", action="append", default=[], type=_named, metavar="CURRENCY=POINTS",
        help="what it may award outside the rules; may be repeated",
    )  # fmt: skip
    shop = verbs.add_parser("shop", help="one more shop of a partner")
    shop.add_argument("partner", metavar="PARTNER", help="the partner's code")
    shop.add_argument("code", metavar="CODE")
    shop.add_argument("name", metavar="NAME")
    budget = verbs.add_parser("budget", help="add points to what a partner may award")
    budget.add_argument("partner", metavar="PARTNER", help="the partner's code")
    budget.add_argument("budget", type=_named, nargs="+", metavar="CURRENCY=POINTS")
    for verb, meaning in (("suspend", "refuse its programs, within two seconds"), ("reinstate", "let them in again")):
        verbs.add_parser(verb, help=meaning).add_argument("partner", metavar="PARTNER", help="the partner's code")
    person = verbs.add_parser("person", help="who owns a partner's programs, or builds them").add_subparsers(
        dest="act", required=True, metavar="ACT"
    )
    for act, meaning in (("add", "a member who has joined on the page"), ("remove", "no more from now on")):
        whom = person.add_parser(act, help=meaning)
        whom.add_argument("partner", metavar="PARTNER", help="the partner's code")
        whom.add_argument("email", metavar="EMAIL")
        if act == "add":
            whom.add_argument("seat", choices=("owner", "developer"), metavar="SEAT", help="owner, or developer")
            whom.add_argument(
                "--unproven", action="store_true", help="although nobody has followed a link mailed to that address"
            )
    verbs.add_parser("list", help="every partner, with its shops, budgets and programs")


def run(arguments: argparse.Namespace) -> int:
    for line in finish(_run(settings_from_environment(), arguments)):
        print(line)
    return 0


async def _run(settings: Settings, words: argparse.Namespace) -> list[str]:
    async with database(settings):
        if words.verb == "list":
            return await _list()
        async with storage.transaction() as tx:
            return await (_add(tx, words) if words.verb == "add" else _change(tx, words))


async def _add(tx: Tx, words: argparse.Namespace) -> list[str]:
    texts = {"sv": {"kind": words.kind[0]}, "en": {"kind": words.kind[1]}} if words.kind else None
    partner = await partners.create_partner(tx, code=words.code, name=words.name, texts=texts)
    shops = [await _add_shop(tx, partner, shop) for shop in words.shop]
    return [f"{partner.name} ({partner.code}) is a partner.", *shops, *await _grant(tx, partner, words.budget)]


async def _change(tx: Tx, words: argparse.Namespace) -> list[str]:
    partner = await named(tx, words.partner)
    if words.verb == "shop":
        return [await _add_shop(tx, partner, (words.code, words.name))]
    if words.verb == "budget":
        return await _grant(tx, partner, words.budget)
    if words.verb == "person":
        return [await _seat(tx, partner, words)]
    if words.verb == "suspend":
        await partners.suspend_partner(tx, partner.id)
        return [f"{partner.name}'s programs are refused from now on. What they reported stays."]
    await partners.reinstate_partner(tx, partner.id)
    return [f"{partner.name}'s programs may come again."]


async def named(tx: Tx, code: str) -> Partner:
    """The partner of a code. Raises Problem, with the codes that there are."""
    partner = await partners.partner_of_code(code, via=tx)
    if partner is None:
        rows = await tx.rows("SELECT code FROM partner ORDER BY code")
        known = ", ".join(row["code"] for row in rows) or "none yet: python3 -m server partner add CODE NAME"
        raise Problem(f"“{code}” is no partner. Partners: {known}. Nothing was changed.")
    return partner


async def _add_shop(tx: Tx, partner: Partner, shop: Named) -> str:
    added = await partners.add_shop(tx, partner_id=partner.id, code=shop[0], name=shop[1])
    return f"{added.name} ({added.code}) is a shop of {partner.name}."


async def _grant(tx: Tx, partner: Partner, budgets: Sequence[Named]) -> list[str]:
    if not budgets:
        return []
    book = await _published(tx)
    lines = []
    for code, text in budgets:
        if code not in book.currencies:
            raise Problem(f"“{code}” is no currency of {book.code}. It has {', '.join(book.currencies)}. "
                          "Nothing was changed.")  # fmt: skip
        decimals = book.currencies[code].decimals
        try:
            points = money.to_minor(money.decimal(text), decimals)
        except ValueError as error:
            raise Problem(f"{error} Nothing was changed.") from None
        budget = await partners.grant_budget(tx, partner_id=partner.id, currency=code, points=points)
        lines.append(f"{partner.name} may award {money.from_minor(budget.remaining, decimals)} {code}.")
    return lines


async def _seat(tx: Tx, partner: Partner, words: argparse.Namespace) -> str:
    found = await members.resolve([("email", words.email)], OPERATOR, via=tx)
    member = await members.member_of(next(iter(found.values())), via=tx) if found else None
    if member is None:
        raise Problem(f"Nobody has joined with {words.email}. Let them join on the page first. Nothing was changed.")
    if words.act == "remove":
        await partners.remove_person(tx, partner_id=partner.id, member_id=member.id, name=member.display_name)
        return f"{member.display_name} is none of {partner.name}'s people any more."
    if member.email_verified_at is None and not words.unproven:
        raise Problem(
            f"Nobody has shown yet that {words.email} is theirs: {member.display_name} only typed it. "
            "Nothing was changed.\n"
            "Let them follow the link in their mail, or say --unproven if you know the account is theirs."
        )
    await partners.add_person(
        tx, partner_id=partner.id, member_id=member.id, seat=words.seat, name=member.display_name
    )
    return f"{member.display_name} is {words.seat} at {partner.name} from now on: they find it on the page under “Du”."


async def _published(tx: Tx) -> Rulebook:
    try:
        return (await programme.load(tx)).current()
    except NoProgramme:
        raise Problem(
            "No programme is published, so there is no currency to give. Nothing was changed.\n"
            "First: python3 -m server programme publish FILE"
        ) from None


async def _list() -> list[str]:
    async with storage.transaction() as tx:
        shelf = await programme.load(tx)
    currencies = shelf.current().currencies if shelf.versions else {}
    rows = await storage.rows("SELECT id FROM partner ORDER BY code")
    known = await partners.partners_by_id([row["id"] for row in rows])
    lines = []
    for row in rows:
        partner = known[row["id"]]
        lines.append(f"{partner.code}  {partner.name}{'' if partner.active else '  (suspended)'}")
        lines += [f"  shop {shop.code}  {shop.name}" for shop in await partners.shops_of(partner.id)]
        for code, budget in (await partners.budget_of(partner.id)).items():
            decimals = currencies[code].decimals if code in currencies else 0
            left, all_of_it = (money.from_minor(units, decimals) for units in (budget.remaining, budget.granted))
            lines.append(f"  may award {left} of {all_of_it} {code}")
        people = await partners.people_of(partner.id)
        names = await members.members_by_id([person.member_id for person in people])
        lines += [f"  {person.seat} {names[person.member_id].display_name}" for person in people]
        for client in await oauth.clients_of(partner.id):
            ended = "  (revoked)" if client.revoked_at is not None else ""
            lines.append(f"  client {client.client_id}  {client.name}  {','.join(sorted(client.scopes))}{ended}")
    return lines or ["No partners yet. python3 -m server partner add CODE NAME"]


def _named(text: str) -> Named:
    code, equals, rest = text.partition("=")
    if not (equals and code and rest):
        raise argparse.ArgumentTypeError(f"“{text}” is not two parts with = between them")
    return code, rest
