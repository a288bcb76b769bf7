"""The verbs. Each is a file in commands/, read only when it is asked for: `till` starts without a database driver."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from server.commands import terminal

VERBS = {
    "demo": "fill the example programme and serve it",
    "till": "ring up a purchase in the demo, as a shop's till would",
    "serve": "serve the page and the API",
    "work": "do the jobs that the database holds",
    "check": "say whether this installation is ready to serve",
    "migrate": "bring the database's tables up to this version",
    "programme": "check a programme's file, live through it, or publish it",
    "partner": "add a partner, a shop, a budget; suspend and reinstate; list them",
    "client": "add a partner's program and its secret; rotate, revoke",
    "role": "make a member a moderator, a manager or a partner's staff",
    "reconcile": "compare caches, counters and lots with the ledger's sums",
    "seed": "fill the database with the example programme, and stop",
    "schema": "print the GraphQL schema",
    "test": "run every test that this machine can run",
}
PASSES_ON = ("test",)  # Its words are another program's, also those that begin with a hyphen.


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    verb = next((word for word in words if not word.startswith("-")), None)
    with terminal.plain_words():
        if verb not in VERBS or words[0] != verb:
            return _say_the_verbs(words)
        command = importlib.import_module(f"server.commands.{verb}")
        parser = argparse.ArgumentParser(prog=f"python3 -m server {verb}", description=VERBS[verb].capitalize() + ".")
        command.add_arguments(parser)
        rest = words[1:]
        if verb in PASSES_ON and rest and rest[0] not in ("-h", "--help"):
            rest = ["--", *rest]
        result: int = command.run(parser.parse_args(rest))
        return result


def _say_the_verbs(words: Sequence[str]) -> int:
    asked = bool({"-h", "--help", "help"} & set(words))
    stream = sys.stdout if asked else sys.stderr
    if words and not asked:
        print(f"“{words[0]}” is none of the commands.\n", file=stream)
    print("python3 -m server COMMAND …\n", file=stream)
    for verb, meaning in VERBS.items():
        print(f"  {verb:<10} {meaning}", file=stream)
    print("\npython3 -m server COMMAND --help tells more.", file=stream)
    return 0 if asked else 2


if __name__ == "__main__":
    raise SystemExit(main())
