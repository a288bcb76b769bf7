"""What the source files import, read with `ast` and never by importing them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("server", "schema")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `module` is the full name of a module (or of something in one)."""

    file: str
    line: int
    module: str
    inside_function: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


@cache
def modules() -> dict[str, Path]:
    """Each of our modules by its full name. A package is the module of its __init__."""
    found = {}
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> list[Import]:
    return [found for name, path in modules().items() for found in imports_of(name, path)]


def imports_of(name: str, path: Path) -> Iterator[Import]:
    """The imports of one file: relative ones are made absolute, `from a import b` names a.b where that is a module."""
    file = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    in_functions = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                kept = parents[: len(parents) - node.level + 1]
                base = ".".join([*kept, base] if base else kept)
            targets = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            yield Import(file, node.lineno, target, id(node) in in_functions)


def module_of(target: str) -> str | None:
    """Our module that an imported name lives in, or None where it is somebody else's."""
    while target:
        if target in modules():
            return target
        target = target.rpartition(".")[0]
    return None
