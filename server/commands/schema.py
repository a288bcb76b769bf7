"""`schema`: the GraphQL schema as text; the same stands in schema/schema.graphql."""

from __future__ import annotations

import argparse
import sys

from schema.root import build
from server.commands.install import CHECKOUT

KEPT = CHECKOUT / "schema" / "schema.graphql"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="write it to schema/schema.graphql")
    how.add_argument("--check", action="store_true", help="compare it with schema/schema.graphql; 1 where they differ")


def run(arguments: argparse.Namespace) -> int:
    text = build().as_str().rstrip() + "\n"
    if arguments.write:
        KEPT.write_text(text, encoding="utf-8")
    elif arguments.check:
        if not KEPT.exists() or KEPT.read_text(encoding="utf-8") != text:
            print("schema/schema.graphql is not what the code says. Run: python3 -m server schema --write",
                  file=sys.stderr)  # fmt: skip
            return 1
    else:
        print(text, end="")
    return 0
