"""There is no second engine: one life through `run`, and through HTTP on a served app, leaves the same rows."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from schema.relay import global_id
from schema.transport.door import COOKIE
from server import members, oauth, partners, programme, rewards, simulation, storage
from server.app import HANDLERS, App, running
from server.kernel import clock
from server.members import NewMember
from server.settings import Settings
from server.simulation import stepping
from tests.edges import asgi
from tests.journeys.likeness import Likeness, differences, likeness
from tests.simulation.lives import Line, buys, does, joins, reverses, spends, uses

RECORD = "mutation($i: RecordActivityInput!) { recordActivity(input: $i) { __typename } }"
REVERSE = "mutation($i: ReverseActivityInput!) { reverseActivity(input: $i) { __typename } }"
REDEEM = "mutation($i: RedeemRewardInput!) { redeemReward(input: $i) { __typename } }"
CONFIRM = "mutation($i: ConfirmVoucherInput!) { confirmVoucher(input: $i) { __typename } }"
SCOPES = ("activities:write", "rewards:redeem")
AT = clock.from_iso("2027-02-01T12:00:00Z")
OWN = re.compile(r"client_id=\S+|(?<!\d)\d{17,}|^code=\w{10}$")  # Programs, and what is numbered or drawn by chance.

COFFEE = [
    joins("m1", birthday="1990-05-01"), joins("m2", "2026-03-01T09:00:00Z"),
    buys("499.50", "2026-03-10T12:00:00Z", key="1"),
    buys("80.00", "2026-03-10T12:00:00Z", key="2", name="m2"),
    does("reload", "2026-03-11T12:00:00Z", key="3", amount="50.00"),
    buys("31.90", "2026-03-12T12:00:00Z", key="4", tender="gift_card"),
    reverses("4", "0.5", at="2026-03-13T12:00:00Z", key="5"),
    spends("two_dollars_off", "2026-03-14T12:00:00Z", key="6", name="m2"),
    spends("brewed_coffee", "2026-03-14T12:00:00Z", key="7"),
    uses("brewed_coffee", "2026-03-15T12:00:00Z", key="8"),
    spends("merchandise", "2026-04-14T12:00:00Z", key="9", name="m2"),  # More than there is.
    buys("2100.00", "2026-06-01T12:00:00Z", key="10"),
    buys("7.77", "2026-05-20T12:00:00Z", key="11"),  # Told of late.
    buys("7.77", "2026-01-20T12:00:00Z", key="12"),  # Told of too late.
]  # fmt: skip
GROCER = [
    joins("m1"), joins("m2", "2026-03-01T09:00:00Z"),
    buys("1999.00", "2026-03-31T21:59:59Z", key="1"),
    buys("1000.00", "2026-04-10T12:00:00Z", key="2"),
    buys("8000.00", "2026-04-10T12:00:00Z", key="3", name="m2"),
    does("own_card_used", "2026-04-10T12:00:00Z", key="4", name="m2"),
    uses("voucher_20", "2026-05-03T12:00:00Z", key="5"),
    reverses("2", at="2026-05-04T12:00:00Z", key="6"),
    reverses("3", "0.5", at="2026-05-04T12:00:00Z", key="7", name="m2"),
    buys("2500.00", "2026-05-10T12:00:00Z", key="8"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines"), [("coffee_house", COFFEE), ("grocery_month", GROCER)])
async def test_the_same_life_by_run_and_over_http(
    name: str, lines: list[Line], migrated_sqlite: Path, tmp_path: Path
) -> None:
    by_run, by_http = tmp_path / "run.sqlite3", tmp_path / "http.sqlite3"
    shutil.copy(migrated_sqlite, by_http)

    await _by_run(name, lines, migrated_sqlite, by_run)
    await _over_http(name, lines, by_http, tmp_path)

    one, other = await _rows(by_run), await _rows(by_http)
    assert not (found := differences(one, other)), "\n".join(found[:10])
    assert min(sum(one[table].values()) for table in ("ledger_entry", "ledger_lot", "reward_voucher")) > 2
    assert sum(one["activity"].values()) > len(lines) - 5


async def _by_run(name: str, lines: list[Line], empty: Path, kept: Path) -> None:
    document = programme.parse((programme.EXAMPLES / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    asked = simulation.read_lines("\n".join(msgspec.json.encode(line).decode() for line in lines))
    async with simulation.lived(document, asked, until=AT, handlers=HANDLERS, empty=empty):
        await storage.rows(f"VACUUM INTO '{kept}'")


async def _over_http(name: str, lines: list[Line], database: Path, home: Path) -> None:
    """Served, with a worker that is never late: what falls due is done at its own instant."""
    document = programme.parse((programme.EXAMPLES / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
    begins = programme.compile(document, 1).begins_at or clock.from_iso("2010-01-01T00:00:00Z")
    with clock.stepped() as steps:
        steps.to(begins)
        async with _town(database, home) as town:
            await programme.publish(document.text, document.file, holds_from=begins)
            await town.found()
            for line in sorted((one for one in lines if "joinedAt" in one), key=lambda one: str(one["joinedAt"])):
                await stepping.pass_until(steps, clock.from_iso(str(line["joinedAt"])), HANDLERS)
                await town.let_in(line)
            now = clock.now()
            for line in (one for one in lines if "key" in one):
                now = max(now, clock.from_iso(str(line.get("occurredAt") or clock.to_iso(now))))
                await stepping.pass_until(steps, now, HANDLERS)
                await town.happen(line)
            await stepping.pass_until(steps, AT, HANDLERS)


class _Town:
    """A served app, a till of the partner “shop”, and members with their sessions."""

    def __init__(self, app: App) -> None:
        self.app, self.members, self.cookies = app, dict[str, int](), dict[str, str]()
        self._token = ""
        self._client: tuple[str, str] = ("", "")

    async def found(self) -> None:
        async with storage.transaction() as tx:
            partner = await partners.create_partner(tx, code="shop", name="shop")
            self._client = await oauth.create_client(
                tx, partner_id=partner.id, shop_code=None, name="Till", scopes=SCOPES
            )

    async def let_in(self, line: Line) -> None:
        new = NewMember(
            display_name=line["member"], language="sv", timezone=line["timezone"], birthday=line.get("birthday"),
            terms_version=programme.current().terms_version, source="run",
        )  # fmt: skip
        async with storage.transaction() as tx:
            (self.members[line["member"]],) = await members.add_members(tx, [new])

    async def happen(self, line: Line) -> None:
        member = {"id": global_id("Member", self.members[line["member"]])}
        key = line["key"]
        if "kind" in line:
            asked: Mapping[str, Any] = {
                "key": key, "member": member, "kind": line["kind"], "occurredAt": line["occurredAt"],
                "facts": line["facts"],
            }  # fmt: skip
            await self._ask(RECORD, asked)
        elif "reverse" in line:
            share = {"key": key, "activityKey": line["reverse"], "share": line["share"], "reason": "Retur"}
            await self._ask(REVERSE, share)
        elif "spend" in line:
            await self._ask(REDEEM, {"key": key, "reward": line["spend"]["reward"]}, member=line["member"])
        else:
            waiting = await rewards.vouchers_of(self.members[line["member"]], first=50, after=None, waiting=True)
            code = next(one.code for one in reversed(waiting.items) if one.reward == line["use"]["reward"])
            await self._ask(CONFIRM, {"key": key, "code": code})

    async def _ask(self, query: str, asked: Mapping[str, Any], *, member: str | None = None) -> None:
        headers = {"content-type": "application/json"}
        if member is None:
            headers["authorization"] = f"Bearer {await self._fresh_token()}"
        else:
            session = await members.start_session(self.members[member])
            headers |= {"cookie": f"{COOKIE}={session.token}", "origin": "http://127.0.0.1:8000"}
        body = json.dumps({"query": query, "variables": {"i": asked}}).encode()
        answer = await asgi.ask(self.app._requests, "POST", "/graphql", headers, [body])
        assert "errors" not in json.loads(answer.body), answer.body

    async def _fresh_token(self) -> str:
        """One for each request: weeks may have passed."""
        client_id, secret = self._client
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret,
                "scope": " ".join(SCOPES)}  # fmt: skip
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = await asgi.ask(self.app._requests, "POST", "/oauth/token", headers, [urlencode(form).encode()])
        return str(json.loads(answer.body)["access_token"])


@asynccontextmanager
async def _town(database: Path, home: Path) -> AsyncIterator[_Town]:
    programme.forget()
    settings = Settings(home=home, database_url=f"sqlite:///{database}", access_log=False, _env_file=None)
    try:
        async with running(settings, work="elsewhere"):
            yield _Town(App(settings, with_page=False))
    finally:
        programme.forget()


async def _rows(database: Path) -> Likeness:
    """What a database holds, whoever the program was that sent it."""
    found = await likeness(f"sqlite:///{database}", began=1, ended=0)
    return {
        table: Counter(map(_shared, rows.elements())) for table, rows in found.items() if table != "partner_client_use"
    }


def _shared(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(OWN.sub("…", column) for column in row)
