"""Lives of programmes, for tests: a file, lines, an end, and what came of it. By `simulation.run`, on a database with
tables that is copied and not made anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server import programme, simulation
from server.app import HANDLERS
from server.commands.living import told
from server.kernel import clock

Line = Mapping[str, Any]
_numbers = count(1)


@dataclass(frozen=True)
class Lived:
    """What `programme run` prints."""

    said: Mapping[str, Any]
    unlived: int = 0

    def member(self, name: str = "m1") -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.said["members"][name]
        return found

    def balance(self, currency: str, name: str = "m1") -> Any:
        return self.member(name)["balances"][currency]

    def tier(self, name: str = "m1") -> tuple[Any, Any]:
        """The tier, and the last day on which it is held."""
        return self.member(name)["tier"], self.member(name)["tierUntil"]

    def faces(self, name: str = "m1") -> list[str]:
        """Of every voucher that a member ever had, oldest first."""
        return [voucher["face"] for voucher in self.member(name)["vouchers"]]

    def line(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(line for line in self.said["activities"] if line["key"] == key)
        return found

    def earned(self, key: str) -> dict[str, int]:
        """What a line came to, by currency."""
        sums: dict[str, int] = {}
        for entry in self.line(key)["entries"]:
            sums[entry["currency"]] = sums.get(entry["currency"], 0) + entry["points"]
        return sums

    def problems(self) -> list[str]:
        return [problem["type"] for line in self.said["activities"] for problem in line["problems"]]


Live = Callable[[str, Sequence[Line], str], Awaitable[Lived]]


@pytest.fixture
def live(migrated_sqlite: Path) -> Live:
    """`await live("coffee_house", [joins(), buys("12.50", "2026-03-10T12:00Z")], "2026-06-01T00:00Z")`: an example by
    its name, or a whole document."""

    async def run(text: str, lines: Sequence[Line], at: str) -> Lived:
        name = "test"
        if "\n" not in text:
            name, text = text, (programme.EXAMPLES / f"{text}.toml").read_text(encoding="utf-8")
        document = programme.parse(text, f"{name}.toml")
        asked = simulation.read_lines("\n".join(msgspec.json.encode(line).decode() for line in lines))
        lived = await simulation.run(
            document, asked, until=clock.from_iso(at), handlers=HANDLERS, told=told, empty=migrated_sqlite
        )
        return Lived(msgspec.json.decode(msgspec.json.encode(lived.report)), lived.unlived)

    return run


def joins(name: str = "m1", at: str = "2026-01-01T09:00:00Z", **more: Any) -> Line:
    return {"member": name, "joinedAt": at, "timezone": "Europe/Stockholm", **more}


def does(kind: str, at: str, *, key: str = "", name: str = "m1", **facts: Any) -> Line:
    return {
        "key": key or f"key-{next(_numbers)}", "member": name, "kind": kind, "occurredAt": at, "facts": facts,
    }  # fmt: skip


def buys(amount: str, at: str, **more: Any) -> Line:
    return does("purchase", at, amount=amount, **more)


def reverses(of: str, share: str = "1", *, at: str | None = None, key: str = "", name: str = "m1") -> Line:
    line = {"key": key or f"key-{next(_numbers)}", "member": name, "reverse": of, "share": share}
    return line if at is None else {**line, "occurredAt": at}


def spends(reward: str, at: str, *, key: str = "", name: str = "m1") -> Line:
    return _choice("spend", reward, at, key, name)


def uses(reward: str, at: str, *, key: str = "", name: str = "m1") -> Line:
    return _choice("use", reward, at, key, name)


def gathers(name: str, mates: Sequence[str], at: str, *, key: str = "") -> Line:
    """Others are asked into the member's household, and come."""
    return {"key": key or f"key-{next(_numbers)}", "member": name, "household": list(mates), "occurredAt": at}


def leaves(name: str, at: str, *, who: str | None = None, key: str = "") -> Line:
    """The member leaves their household, or lets another one go."""
    return {"key": key or f"key-{next(_numbers)}", "member": name, "leave": who or True, "occurredAt": at}


def _choice(verb: str, reward: str, at: str, key: str, name: str) -> Line:
    return {
        "key": key or f"key-{next(_numbers)}", "member": name, "occurredAt": at, verb: {"reward": reward},
    }  # fmt: skip
