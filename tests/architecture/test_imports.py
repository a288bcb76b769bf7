"""Who may import whom: the arrows of the README's “map of the house” point left only."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Import, imports, imports_of, module_of, modules

ROOMS = ("earning", "tiers", "challenges", "badges", "leaderboards", "sustainability", "rewards",
         "milestones", "occasions")
READERS = ("campaigns", "insights", "settlement", "simulation", "privacy")
LEAVES = ("security", "observability")  # What every request passes; the schema asks them, too.
EDGES = ("app", "cli", "commands", "demo", "page", "processes", "__main__")

# From left to right. What stands together does not import each other, but for a room's events.py.
ARROWS: tuple[tuple[str, ...], ...] = (
    ("kernel",), ("settings",), LEAVES, ("storage",), ("jobs", "live"), ("mail",), ("members",), ("partners",),
    ("oauth",), ("programme",), ("groups",), ("ledger",),
    ROOMS, ("community",), ("moderation",), ("activities",), READERS,
    ("reactions",), ("schema",), EDGES,
)  # fmt: skip
PLACE = {name: place for place, names in enumerate(ARROWS) for name in names}

# A package's files are its own, but for these, which are made to be imported.
OPEN_FILES = {
    "kernel": None,
    "commands": None,
    "members": {"throttle"},
    "programme": {"effect", "estimates", "rulebook", "measure", "words", "spans"},
}
OPEN_EVERYWHERE = {"events", "http", "errors"}

# A library → where it may be imported.
HOMES = {
    "strawberry": ("schema/",),
    "authlib": ("server/oauth/", "server/members/http.py"),
    "starlette": ("server/app.py", "server/security.py", "server/oauth/", "schema/context.py", "/http.py"),
    "uvicorn": ("server/commands/", "schema/transport/frames.py"),
    "argparse": ("server/cli.py", "server/commands/"),
}


def test_arrows_point_left() -> None:
    wrong = [str(found) for found in imports() if not _may(found)]

    assert wrong == []


def test_relative_imports_are_seen_as_what_they_name(tmp_path: Path) -> None:
    planted = tmp_path / "rules.py"
    planted.write_text("from server import activities\nfrom ..badges.events import BadgeAwarded\n")

    found = list(imports_of("server.challenges.rules", planted))

    assert [place.module for place in found] == ["server.activities", "server.badges.events.BadgeAwarded"]


@pytest.mark.parametrize(
    ("file", "module", "may"),
    [
        ("server/challenges/rules.py", "server.activities", False),
        ("server/challenges/rules.py", "server.ledger", True),
        ("server/challenges/rules.py", "server.badges", False),
        ("server/ledger/service.py", "schema.build", False),
        ("server/kernel/ids.py", "server.storage", False),
        ("schema/members.py", "server.app", False),
        ("server/app.py", "schema", True),
    ],
)
def test_the_check_knows_the_arrows(file: str, module: str, may: bool) -> None:
    assert _may(Import(file, 1, module, inside_function=False)) is may


def test_every_package_has_a_place() -> None:
    names = {name.split(".")[1] for name in modules() if name.startswith("server.")}

    assert names - PLACE.keys() == set()


def test_the_package_is_the_interface() -> None:
    wrong = [str(found) for found in imports() if _reaches_inside(found)]

    assert wrong == []


def test_no_import_stands_in_a_function() -> None:
    assert [str(found) for found in imports() if found.inside_function] == []


def test_no_module_imports_itself_around_a_corner() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for found in imports():
        here, there = _module_at(found.file), module_of(found.module)
        if there is not None and there != here:
            graph[here].add(there)

    assert _cycle(graph) is None


def test_the_search_for_cycles_finds_one() -> None:
    assert _cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()}) == ["a", "b", "c", "a"]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_stays_in_its_home(library: str) -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.module.split(".")[0] == library and not any(_lies_in(found.file, home) for home in HOMES[library])
    ]

    assert wrong == []


def test_the_orm_never_reaches_the_schema() -> None:
    assert [str(i) for i in imports() if i.file.startswith("schema/") and i.module.startswith("tortoise")] == []


def test_rules_are_pure() -> None:
    impure = ("asyncio", "time", "random", "secrets", "os", "server.storage", "server.kernel.clock.now")
    wrong = [
        str(found)
        for found in imports()
        if found.file.endswith("/rules.py")
        and any(found.module == name or found.module.startswith(f"{name}.") for name in impure)
    ]

    assert wrong == []


def test_only_settings_reads_the_environment() -> None:
    before_there_are_settings = {"server/__main__.py"} | {
        f"server/commands/{name}.py" for name in ("texts", "install", "page")
    }
    readers = {
        str(path.relative_to(ROOT))
        for path in modules().values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }

    assert readers - before_there_are_settings == set()


def test_what_runs_on_a_bare_machine_needs_the_standard_library_alone() -> None:
    reached, waiting = set(), ["server.__main__", "server.commands.page"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for found in imports_of(name, modules()[name]):
            ours = module_of(found.module)
            if ours is not None:
                waiting.append(ours)
            else:
                assert _is_standard(found.module), str(found)

    assert "server.commands.install" in reached


def _may(found: Import) -> bool:
    there = module_of(found.module)
    if there is None:
        return True
    here_room, there_room = _room(_module_at(found.file)), _room(there)
    if here_room == there_room or there_room == "":
        return True
    if there_room == "schema" and here_room not in EDGES:
        return False
    if PLACE[here_room] == PLACE[there_room] and here_room not in EDGES:
        return here_room in ROOMS and there.endswith(".events")
    return PLACE[here_room] >= PLACE[there_room]


def _reaches_inside(found: Import) -> bool:
    there = module_of(found.module)
    if there is None or there.count(".") < 2 or not there.startswith("server."):
        return False
    room, file = there.split(".")[1:3]
    if _room(_module_at(found.file)) == room:
        return False
    if found.file == "server/activities/effects.py" and file == "effects":
        return False  # The one list of all effects.
    opened = OPEN_FILES.get(room, set())
    return opened is not None and file not in opened | OPEN_EVERYWHERE


def _room(module: str) -> str:
    """server.ledger.rules → ledger; schema.live → schema; server → ''."""
    parts = module.split(".")
    return "schema" if parts[0] == "schema" else parts[1] if len(parts) > 1 else ""


def _module_at(file: str) -> str:
    parts = Path(file).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _lies_in(file: str, home: str) -> bool:
    return file.endswith(home) if home.startswith("/") else file.startswith(home)


def _is_standard(module: str) -> bool:
    return module.split(".")[0] in sys.stdlib_module_names


def _cycle(graph: dict[str, set[str]]) -> list[str] | None:
    """The first way around that a walk in depth finds, or None."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return None
        for other in sorted(graph.get(name, ())):
            around = walk(other, [*path, name])
            if around:
                return around
        done.add(name)
        return None

    return next(filter(None, (walk(name, []) for name in sorted(graph))), None)
