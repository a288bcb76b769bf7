"""Setting up an installation from a terminal: each command as it is typed, on both databases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest

from server import cli, members, oauth, partners, programme, settings, storage
from server.members import NewMember
from server.oauth import Client
from server.partners import Partner

T = TypeVar("T")
SMALL_SHOP = str(programme.EXAMPLES / "small_shop.toml")


class Said(NamedTuple):
    code: int
    out: str
    err: str


Type = Callable[..., Said]


@pytest.fixture
def terminal(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """`terminal("partner", "list")`: what was said, and the exit code."""
    monkeypatch.setenv("HEMMAPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEMMAPLAN_DATABASE_URL", migrated_url)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    settings.current.cache_clear()
    programme.forget()

    def type_in(*words: str) -> Said:
        capsys.readouterr()
        try:
            code = cli.main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *capsys.readouterr())

    yield type_in
    settings.current.cache_clear()
    programme.forget()


@pytest.fixture
def looked(migrated_url: str) -> Callable[[Callable[[], Coroutine[Any, Any, T]]], T]:
    """`looked(read)`: what is in the database now."""

    async def open_and(read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        await storage.connect(migrated_url)
        try:
            return await read()
        finally:
            await storage.close()

    return lambda read: asyncio.run(open_and(read))


def test_an_installation_is_set_up_from_nothing(terminal: Type, looked: Any) -> None:
    terminal("programme", "publish", SMALL_SHOP)
    added = terminal("partner", "add", "hornet", "Hörnet", "--kind", "Kafé", "Café", "--shop", "torget=Torget",
                     "--budget", "points=500")  # fmt: skip
    said = terminal("client", "add", "hornet", "Till 1", "--scopes", "activities:write", "members:read",
                    "--shop", "torget")  # fmt: skip

    assert (added.code, said.code) == (0, 0)
    secret = re.search(r"client_secret  (hps_\S+)", said.out)
    client_id = re.search(r"client_id      (hp-\S+)", said.out)
    assert secret
    assert client_id

    async def read() -> tuple[Partner | None, Client | None, list[str], int]:
        partner = await partners.partner_of_code("hornet")
        assert partner is not None
        client = await oauth.client_of(client_id[1])
        rows = await storage.rows("SELECT digest FROM oauth_secret")
        budgets = await partners.budget_of(partner.id)
        return partner, client, [row["digest"] for row in rows], budgets["points"].granted

    partner, client, digests, budget = looked(read)
    assert partner is not None
    assert client is not None
    assert (partner.kind("sv"), partner.kind("en"), budget) == ("Kafé", "Café", 500)
    assert (client.shop_code, client.scopes) == ("torget", {"activities:write", "members:read"})
    assert secret[1] not in digests  # Only what it comes to is kept.
    listed = terminal("partner", "list").out
    assert "may award 500 of 500 points" in listed
    assert secret[1] not in listed


def test_a_programme_is_published_once(terminal: Type) -> None:
    first = terminal("programme", "publish", SMALL_SHOP, "--from", "2020-01-01T00:00:00+01:00")
    again = terminal("programme", "publish", SMALL_SHOP)

    assert first.out == "Version 1 of hornet holds from 2019-12-31T23:00:00Z.\n"
    assert (again.code, again.out) == (0, "Nothing is new: version 1 says the same. Nothing was changed.\n")


def test_a_later_version_comes_after_a_minutes_notice(terminal: Type, tmp_path: Path) -> None:
    file = tmp_path / "hornet.toml"
    file.write_text(Path(SMALL_SHOP).read_text().replace('rate = "0.1"', 'rate = "0.2"'))
    terminal("programme", "publish", SMALL_SHOP, "--from", "2020-01-01T00:00:00Z")

    refused = terminal("programme", "publish", str(file), "--from", "2020-02-01T00:00:00Z")
    taken = terminal("programme", "publish", str(file))

    assert refused.code == 1
    assert re.search(r"hornet\.toml:\d+: .*too soon", refused.err)
    assert taken.out.startswith("Version 2 of hornet holds from ")


def test_a_wrong_programme_is_refused_with_its_lines(terminal: Type, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(Path(SMALL_SHOP).read_text().replace('kind = "purchase"\nrate', 'kind = "purchse"\nrate'))
    line = 1 + file.read_text().splitlines().index('kind = "purchse"')

    checked = terminal("programme", "check", SMALL_SHOP, str(file))
    refused = terminal("programme", "publish", str(file))

    assert (checked.code, refused.code) == (1, 1)
    assert f"{file}:{line}: " in checked.err
    assert checked.err == refused.err
    assert terminal("partner", "budget", "hornet", "points=1").code == 1


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("partner", "add", "Hörnet", "Hörnet"), "A code is 1–40 of a–z"),
        (("partner", "add", "torget", "Torget"), "The code “torget” is taken."),
        (("partner", "shop", "torgt", "norr", "Norr"), "“torgt” is no partner. Partners: torget."),
        (("partner", "budget", "torget", "coins=5"), "“coins” is no currency of hornet. It has points."),
        (("partner", "budget", "torget", "points=1.5"), "1.5 has more than 0 decimals."),
        (("partner", "budget", "torget", "points=-5"), "Points must be from 1 to"),
        (("client", "add", "torget", "Till", "--scopes", "members:read", "--shop", "x"), "The shop was not found."),
        (("client", "revoke", "hp-nobody"), "The client was not found."),
        (("role", "grant", "nobody@example.se", "manager"), "Nobody has joined with nobody@example.se."),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    words: tuple[str, ...], because: str, terminal: Type
) -> None:
    terminal("programme", "publish", SMALL_SHOP)
    terminal("partner", "add", "torget", "Torget")
    before = terminal("partner", "list").out

    said = terminal(*words)

    assert said.code == 1
    assert because in said.err
    assert "Nothing was changed." in said.err
    assert terminal("partner", "list").out == before


def test_a_budget_that_is_wrong_leaves_no_half_a_partner(terminal: Type) -> None:
    terminal("programme", "publish", SMALL_SHOP)

    assert terminal("partner", "add", "hornet", "Hörnet", "--budget", "coins=5").code == 1
    assert "No partners yet" in terminal("partner", "list").out


def test_a_client_is_rotated_and_revoked(terminal: Type, looked: Any) -> None:
    terminal("partner", "add", "hornet", "Hörnet")
    said = terminal("client", "add", "hornet", "Till 1", "--scopes", "activities:write").out
    client_id = said.split()[1]

    async def secrets() -> int:
        return int(await storage.value("SELECT count(*) FROM oauth_secret"))

    rotated = terminal("client", "rotate", client_id)
    assert "works for seven more days" in rotated.out
    assert looked(secrets) == 2
    assert terminal("client", "revoke", client_id).code == 0
    assert looked(secrets) == 0
    assert "(revoked)" in terminal("partner", "list").out


def test_a_suspended_partner_is_marked_until_reinstated(terminal: Type) -> None:
    terminal("partner", "add", "hornet", "Hörnet")

    terminal("partner", "suspend", "hornet")
    assert "(suspended)" in terminal("partner", "list").out
    terminal("partner", "reinstate", "hornet")
    assert "(suspended)" not in terminal("partner", "list").out


def test_roles_go_to_those_whose_address_is_proven(terminal: Type, looked: Any) -> None:
    async def join() -> None:
        async with storage.transaction() as tx:
            await members.add_members(tx, [
                NewMember(display_name="Karin", language="sv", timezone="Europe/Stockholm", email="karin@example.se",
                          email_verified=1),
                NewMember(display_name="Typed", language="sv", timezone="Europe/Stockholm", email="typed@example.se"),
            ])  # fmt: skip

    looked(join)
    terminal("partner", "add", "hornet", "Hörnet", "--shop", "torget=Torget")

    unproven = terminal("role", "grant", "typed@example.se", "manager")
    assert (unproven.code, "only typed it" in unproven.err) == (1, True)
    assert terminal("role", "grant", "karin@example.se", "staff").code == 1
    assert terminal("role", "grant", "karin@example.se", "staff", "--partner", "hornet", "--shop", "x").code == 1
    assert "Nobody has a role yet" in terminal("role", "list").out

    assert terminal("role", "grant", "typed@example.se", "manager", "--unproven").code == 0
    assert terminal("role", "grant", "KARIN@example.se", "staff", "--partner", "hornet", "--shop", "torget").code == 0
    assert terminal("role", "list").out.splitlines() == [
        "manager    typed@example.se  Typed",
        "staff      karin@example.se  Karin  Hörnet (torget)",
    ]
    assert terminal("role", "withdraw", "karin@example.se", "staff").code == 0
    assert terminal("role", "withdraw", "karin@example.se", "staff").code == 1


def test_books_of_nobody_agree(terminal: Type) -> None:
    assert terminal("reconcile").out == "Everything agrees.\n"
    assert terminal("migrate", "--check").out == "Nothing waits.\n"


def test_the_first_command_makes_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEMMAPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEMMAPLAN_DATABASE_URL", raising=False)
    settings.current.cache_clear()

    assert cli.main(["partner", "list"]) == 0

    assert "No partners yet" in capsys.readouterr().out
    assert (tmp_path / "home" / "hemmaplan.sqlite3").exists()
    settings.current.cache_clear()
