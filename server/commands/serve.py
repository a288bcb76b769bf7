"""`serve`: the page and the API, until told to stop."""

from __future__ import annotations

import argparse
import sys

from server.app import App
from server.commands import door, page
from server.commands.surroundings import add_address, settings_from_environment
from server.commands.terminal import Step
from server.commands.texts import say
from server.observability import configure_logging


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    parser.add_argument("--no-page", action="store_true", help="the API alone; the page is neither built nor served")


def run(arguments: argparse.Namespace) -> int:
    # What opens the demo's side door is said by `demo` alone: no variable left behind can open it here.
    settings = settings_from_environment(host=arguments.host, port=arguments.port, demo=False, lan=False)
    listening = door.bind(settings.host, settings.port, "serve")
    if not arguments.no_page and not page.is_ready():
        with Step(say("building"), stream=sys.stderr) as step:
            page.ensure(step.to)
    configure_logging(settings)
    door.serve(App(settings, with_page=not arguments.no_page), listening, settings)
    return 0
