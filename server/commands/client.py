"""`client …`: the programs that speak for a partner, and their secrets."""

from __future__ import annotations

import argparse

from server import oauth, storage
from server.commands.partner import named
from server.commands.surroundings import database, finish, settings_from_environment
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="a new program of a partner; prints its secret, once")
    add.add_argument("partner", metavar="PARTNER", help="the partner's code")
    add.add_argument("name", metavar="NAME", help="what people call the program: Till 1")
    add.add_argument(
        "--scopes", nargs="+", required=True, metavar="SCOPE", choices=oauth.SCOPES,
        help=f"what it may do: {', '.join(oauth.SCOPES)}",
    )  # fmt: skip
    add.add_argument("--shop", metavar="CODE", help="the one shop that it stands in; else it speaks for all")
    rotate = verbs.add_parser("rotate", help="a second secret; the one before it works for seven more days")
    rotate.add_argument("id", metavar="ID")
    revoke = verbs.add_parser("revoke", help="no tokens from now on; the old ones end within two seconds")
    revoke.add_argument("id", metavar="ID")


def run(arguments: argparse.Namespace) -> int:
    for line in finish(_run(settings_from_environment(), arguments)):
        print(line)
    return 0


async def _run(settings: Settings, words: argparse.Namespace) -> list[str]:
    async with database(settings), storage.transaction() as tx:
        if words.verb == "add":
            owner = await named(tx, words.partner)
            client_id, secret = await oauth.create_client(
                tx, partner_id=owner.id, shop_code=words.shop, name=words.name, scopes=words.scopes
            )
            return [*_credentials(client_id, secret), f"tokens         {settings.public_url}/oauth/token"]
        if words.verb == "rotate":
            return [
                *_credentials(words.id, await oauth.rotate_secret(tx, words.id)),
                "The secret before this one works for seven more days.",
            ]
        await oauth.revoke_client(tx, words.id)
        return [f"{words.id} is revoked. What it reported stays."]


def _credentials(client_id: str, secret: str) -> list[str]:
    return [
        f"client_id      {client_id}",
        f"client_secret  {secret}",
        "The secret is kept nowhere here and cannot be shown again.",
    ]
