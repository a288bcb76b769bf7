"""`demo`: fills the example programme, once, and serves it."""

from __future__ import annotations

import argparse
import json
import math
import shlex
import socket
import sys
from functools import partial
from pathlib import Path

import segno

from server import demo, storage
from server.app import App
from server.commands import awards, door, page
from server.commands.files import write_private, write_private_json
from server.commands.surroundings import add_address, finish, settings_from_environment
from server.commands.terminal import Problem, Step
from server.commands.texts import language, say
from server.observability import configure_logging
from server.processes import take_place
from server.security import LanKeys
from server.settings import Settings

LOG_FILE = "demo.log"
LEAST_PACE = 0.1  # Seconds.
QUERY = (
    "mutation($i:RecordActivityInput!){recordActivity(input:$i){__typename "
    "... on ActivityRecorded{replayed entries{points why} balances{points currency{code}}} "
    "... on Problem{message}}}"
)
VARIABLES = (
    """{"i":{"key":"'"$KEY"'","member":{"card":"'"$CARD"'"},"kind":"purchase","facts":{"amount":"'"$1"'.00"}}}"""
)
# A receipt's number is its own each time, or the second paste would be a replay and nothing would move; the token is
# fetched each time, or it would be stale after minutes.
TILL_SCRIPT = f"""\
KEY=${{2:-kvitto-$(date +%s)-$$}}
TOKEN=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials \\
  -d 'scope=activities:write members:read' $URL/oauth/token | sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')
curl -s $URL/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '{{"query":"{QUERY}","variables":{VARIABLES}}}'
echo
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    parser.add_argument("--lan", action="store_true", help="let a phone on the same network in, by a QR code")
    parser.add_argument("--still", action="store_true", help="no invented neighbours who like and comment")
    parser.add_argument("--pace", type=_seconds, metavar="SECONDS", help="how long they rest between two deeds")
    parser.add_argument("--fresh", action="store_true", help="remove the demo's database and begin again")


def run(arguments: argparse.Namespace) -> int:
    settings, listening = _settings(arguments)
    with Step(f"2/5  {say('building')}", stream=sys.stdout) as step:
        page.ensure(step.to)
    finish(_fill(settings, fresh=arguments.fresh))
    with (settings.home / LOG_FILE).open("a", encoding="utf-8") as log:
        configure_logging(settings, log)  # Nothing scrolls after the last line but one line an award.
        neighbours = None if arguments.still else partial(demo.beat, arguments.pace)
        app = App(settings, when_recorded=awards.line_writer(sys.stdout), beside=neighbours)
        opening = Step(f"5/5  {say('opening')}", stream=sys.stdout, bar=False).__enter__()

        def opened() -> None:
            opening.done()
            _say_hello(settings, app, still=arguments.still)

        door.serve(app, listening, settings, opened=opened)
    return 0


def _seconds(text: str) -> float:
    """A pause from a tenth of a second on: without one the neighbours would keep the block from everybody else."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not LEAST_PACE <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"write seconds, {LEAST_PACE} or more, not “{text}”.")
    return seconds


def _settings(arguments: argparse.Namespace) -> tuple[Settings, socket.socket]:
    """The demo's settings, with the port it holds already. OAuth, issuer and till stay on 127.0.0.1."""
    asked = settings_from_environment(host=arguments.host, port=arguments.port)
    host = "0.0.0.0" if arguments.lan and arguments.host is None else asked.host
    listening = door.bind(host, asked.port, "demo")
    port = listening.getsockname()[1]
    address = asked.public_url if "public_url" in asked.model_fields_set else f"http://127.0.0.1:{port}"
    changes = {"demo": True, "lan": arguments.lan, "host": host, "port": port, "public_url": address}
    return asked.model_copy(update=changes), listening


async def _fill(settings: Settings, *, fresh: bool) -> None:
    """Lines three and four, and the files that say who can sign in. Ends with the database closed."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with take_place(settings):
        if fresh:
            _remove(settings)
        label = say("creating", database="SQLite" if settings.on_sqlite else "PostgreSQL")
        with Step(f"3/5  {label}", stream=sys.stdout, bar=False):
            await storage.connect(settings.database)
            await storage.migrate()
            await storage.start_process()
        try:
            with Step(f"4/5  {demo.title(language())}", stream=sys.stdout, bar=False) as step:
                if await demo.fill(settings, step.to):
                    write_private_json(settings.home / "demo.json", demo.describe())
                _point_to_this_address(settings)
        finally:
            await storage.close()


def _remove(settings: Settings) -> None:
    if not settings.on_sqlite:
        raise Problem(say("fresh_sqlite_only"))
    database = Path(settings.database.removeprefix("sqlite:///"))
    for path in (*(database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")),
                 settings.home / "demo.json", settings.home / "kassan.sh"):  # fmt: skip
        path.unlink(missing_ok=True)


def _point_to_this_address(settings: Settings) -> None:
    """A later run may have another port: demo.json and kassan.sh name the one that answers now."""
    path = settings.home / "demo.json"
    if not path.exists():
        raise Problem(say("home_not_demo", path=path, home=settings.home))
    described = {**json.loads(path.read_text()), "url": settings.public_url}
    write_private_json(path, described)
    values = {
        "URL": settings.public_url, "CLIENT_ID": described["partner"]["client_id"],
        "CLIENT_SECRET": described["partner"]["client_secret"], "CARD": described["till"]["card"],
    }  # fmt: skip
    lines = [f"{name}={shlex.quote(value)}" for name, value in values.items()]
    write_private(settings.home / "kassan.sh", "\n".join([*lines, TILL_SCRIPT]))


def _say_hello(settings: Settings, app: App, *, still: bool) -> None:
    """What a person may do now."""
    described = json.loads((settings.home / "demo.json").read_text())
    people = "    ".join(f"{person['name']} · {person['role']}" for person in demo.people(language()))
    print("\n  " + say("open", url=settings.public_url), end="")
    print("" if settings.lan else say("open_hint"))
    if app.lan_keys is not None:
        _show_to_a_phone(settings, app.lan_keys)
    print("  " + say("try_as", people=people))
    print("  " + say("secrets_in", path=_near(settings.home / "demo.json")))
    print("\n  " + say("till_hint", shop=described["till"]["shop"], name=described["till"]["name"]) + "\n")
    print(say("till_shell", path=_near(settings.home / "kassan.sh")))
    print(say("till_command") + "\n")
    if not still:
        print("  " + say("neighbours"))
    print("  " + say("ends"), flush=True)


def _show_to_a_phone(settings: Settings, keys: LanKeys) -> None:
    url = f"http://{_address_on_the_network()}:{settings.port}/lan/{keys.key}"
    print("\n  " + say("open_lan", url=url) + "\n")
    segno.make(url, error="m").terminal(out=sys.stdout, compact=True)
    print()


def _address_on_the_network() -> str:
    """This machine's address as its neighbours see it. Nothing is sent: a datagram socket only asks for the way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        address: str = way.getsockname()[0]
        return address


def _near(path: Path) -> str:
    """The path as one would type it here."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)
