"""`partner person …`: seats are given and taken by whoever runs the server."""

from __future__ import annotations

from typing import Any

from server import members, storage
from server.members import NewMember
from tests.commands.test_operating import Type, looked, terminal

__all__ = ["looked", "terminal"]


async def join() -> None:
    async with storage.transaction() as tx:
        await members.add_members(tx, [
            NewMember(display_name="Linnea Ek", language="sv", timezone="Europe/Stockholm", email="linnea@example.se",
                      email_verified=1),
            NewMember(display_name="Typed", language="sv", timezone="Europe/Stockholm", email="typed@example.se"),
        ])  # fmt: skip


def test_a_seat_is_given_changed_shown_and_taken_back(terminal: Type, looked: Any) -> None:
    looked(join)
    terminal("partner", "add", "hornet", "Hörnet")

    given = terminal("partner", "person", "add", "hornet", "LINNEA@example.se", "developer")
    assert (given.code, "Linnea Ek is developer at Hörnet" in given.out) == (0, True)
    assert terminal("partner", "person", "add", "hornet", "linnea@example.se", "owner").code == 0
    assert "  owner Linnea Ek" in terminal("partner", "list").out

    assert terminal("partner", "person", "remove", "hornet", "linnea@example.se").code == 0
    assert "Linnea Ek" not in terminal("partner", "list").out


def test_what_cannot_be_done_is_said_and_changes_nothing(terminal: Type, looked: Any) -> None:
    looked(join)
    terminal("partner", "add", "hornet", "Hörnet")
    before = terminal("partner", "list").out

    for words, said in (
        (("add", "hornet", "nobody@example.se", "owner"), "Nobody has joined with nobody@example.se"),
        (("add", "hornt", "linnea@example.se", "owner"), "“hornt” is no partner. Partners: hornet."),
        (("add", "hornet", "typed@example.se", "owner"), "only typed it"),
        (("add", "hornet", "linnea@example.se", "boss"), "invalid choice: 'boss'"),
        (("remove", "hornet", "linnea@example.se"), "The person was not found."),
    ):
        refused = terminal("partner", "person", *words)
        assert refused.code != 0
        assert said in refused.err

    assert terminal("partner", "list").out == before
    assert terminal("partner", "person", "add", "hornet", "typed@example.se", "owner", "--unproven").code == 0
