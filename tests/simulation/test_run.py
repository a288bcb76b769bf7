"""`programme run`: lines in order, time in between, and an answer for each."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from server import programme, simulation, storage
from server.commands import living
from server.kernel import clock
from server.simulation import BadLines
from tests.architecture.sources import ROOT
from tests.simulation.lives import Live, buys, does, joins, live, reverses, spends, uses

__all__ = ["live"]
NOON = "2026-03-10T12:00:00Z"
STARTER = (programme.EXAMPLES / "small_shop.toml").read_text(encoding="utf-8")
TENTHS = STARTER.replace('code = "points"\n', 'code = "points"\ndecimals = 1\n', 1)


# What a line may be


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no object"),
        (
            '{"key":"1","member":"m1"}',
            "no kind, reverse, spend, use, join, give, freeze, beneficiaries, household or leave",
        ),
        ('{"member":"m1","household":["m1"]}', "household names the others, each once"),
        ('{"member":"m1","household":"m2"}', 'must be a list of members who come: "household":["m2","m3"]'),
        ('{"member":"m1","leave":false}', 'leave must be true, or the name of who is let go: "leave":"m2"'),
        ('{"key":"1","member":"m1","kind":"a","spend":{"reward":"b"}}', "both kind and spend"),
        ('{"member":"m1","joined":"2026-01-01T00:00:00Z"}', "“joined” is not known here"),
        ('{"key":"1","member":"m1","kind":"a","fact":{}}', "“fact” is not known here"),
        ('{"key":1,"member":"m1","kind":"a"}', "key must be a text"),
        ('{"key":"1","kind":"a"}', "member is missing"),
        ('{"key":"1","member":"m1","kind":"a","occurredAt":"2026-03-10"}', "not a time with a zone"),
        ('{"key":"1","member":"m1","kind":"a","facts":[1]}', "facts must be an object"),
        ('{"key":"1","member":"m1","reverse":"0","share":"1.5"}', "share must be above 0 and at most 1"),
        ('{"key":"1","member":"m1","reverse":"0","share":"half"}', "share must be above 0 and at most 1"),
        ('{"key":"1","member":"m1","spend":"coffee"}', "spend must name one reward"),
        ('{"key":"1","member":"m1","join":{"reward":"coffee"}}', "join must name one challenge"),
        ('{"key":"1","member":"m1","give":{"to":"m2"}}', "give must say to, currency, points and nothing else"),
        ('{"key":"1","member":"m1","give":{"to":"m2","currency":"a","points":0}}', "points must be a number above 0"),
        ('{"key":"1","member":"m1","freeze":{"currency":"a","months":1.5}}', "months must be a whole number"),
        ('{"key":"1","member":"m1","freeze":3}', "freeze must say currency, months and nothing else"),
        ('{"member":"m1","beneficiaries":"club"}', "beneficiaries must be a list of charities"),
        ('{"member":"m1","birthday":"1990-02-30"}', "not a date such as"),
        ('{"member":"m1","timezone":"Stockholm"}', "not a time zone"),
        ('{"member":"m1","country":"Sweden"}', "not two letters"),
        ('{"member":"m1","guardian":"yes"}', "guardian must be true or false"),
        ('{"key":"1","member":"m1","kind":"a","facts":{"amount":NaN}}', "no JSON"),
    ],
)
def test_a_bad_line_is_named_with_what_is_right(line: str, said: str) -> None:
    with pytest.raises(BadLines) as wrong:
        simulation.read_lines(f'{{"member":"m0"}}\n\n{line}\n')

    ((number, message),) = wrong.value.mistakes
    assert number == 3
    assert said in message


def test_all_bad_lines_are_named_and_a_member_stands_once() -> None:
    with pytest.raises(BadLines) as wrong:
        simulation.read_lines('{"member":"m1"}\nnonsense\n{"member":"m1"}\n')

    assert [number for number, _ in wrong.value.mistakes] == [2, 3]


def test_empty_lines_and_line_ends_of_another_system_do_no_harm() -> None:
    lines = simulation.read_lines('{"member":"m1"}\r\n\r\n{"member":"m2"}\r\n')

    assert [(line.number, line.member) for line in lines] == [(1, "m1"), (3, "m2")]


# What becomes of it


async def test_the_shape_of_the_answer(live: Live) -> None:
    lines = [joins(), buys("125.00", NOON, key="1"), reverses("1", "0.5", key="2")]

    lived = await live(STARTER, lines, "2026-04-01T00:00:00Z")

    assert lived.said == {
        "members": {
            "m1": {
                "balances": {"points": 6}, "pending": {"points": 0},
                "lots": [{"currency": "points", "points": 12, "remaining": 6, "expiresAt": None}],
                "tier": None, "tierUntil": None, "vouchers": [], "badges": [], "challenges": {},
            }
        },
        "activities": [
            {
                "key": "1", "problems": [],
                "entries": [
                    {"rule": "shop", "currency": "points", "points": 12, "why": lived.line("1")["entries"][0]["why"]}
                ],
            },
            {
                "key": "2", "problems": [],
                "entries": [
                    {"rule": "shop", "currency": "points", "points": -6, "why": lived.line("2")["entries"][0]["why"]}
                ],
            },
        ],
    }  # fmt: skip
    assert "1 poäng per tio kronor" in lived.line("1")["entries"][0]["why"]


async def test_points_with_decimals_are_text(live: Live) -> None:
    lived = await live(TENTHS, [joins(), buys("125.00", NOON, key="1")], "2026-04-01T00:00:00Z")

    assert (lived.balance("points"), lived.line("1")["entries"][0]["points"]) == ("12.5", "12.5")
    assert lived.member()["lots"][0]["remaining"] == "12.5"


async def test_what_an_empty_budget_left_out_stands_on_its_line_beside_what_came(live: Live) -> None:
    text = TENTHS.replace('of = "amount"\n', 'of = "amount"\nbudget = 20\n', 1)

    lived = await live(
        text, [joins(), *(buys("150.00", NOON, key=key) for key in ("1", "2", "3"))], "2026-04-01T00:00:00Z"
    )

    assert "limited" not in lived.line("1")
    assert [(one["rule"], one["currency"], one["missing"], one["of"]) for one in lived.line("2")["limited"]] == [
        ("shop", "points", "10.0", "budget")
    ]
    assert lived.line("3")["limited"][0]["why"].endswith("är slut, så det blev inget.")
    assert (lived.line("3")["entries"], lived.line("3")["problems"]) == ([], [])


@pytest.mark.parametrize("amount", ["12.50", 12.5, 12])
async def test_a_sum_may_be_a_number(live: Live, amount: Any) -> None:
    lived = await live("cooperative", [joins(), does("purchase", NOON, amount=amount)], "2026-04-01T00:00:00Z")

    assert (lived.problems(), lived.balance("points")) == ([], 58 if amount != 12 else 56)


async def test_a_refusal_is_told_on_its_line_and_life_goes_on(live: Live) -> None:
    lines = [
        joins(),
        buys("100.00", NOON, key="stranger", name="m9"),
        does("dance", NOON, key="kind"),
        does("purchase", NOON, key="fact", sum="3"),
        reverses("nothing", key="none"),
        spends("tea", NOON, key="reward"),
        spends("coffee", NOON, key="poor"),
        uses("coffee", NOON, key="voucher"),
        buys("100.00", NOON, key="well"),
        buys("200.00", NOON, key="well"),
        reverses("well", "0.6", key="most"),
        reverses("well", "0.5", key="more"),
        buys("100.00", "2026-01-02T12:00:00Z", key="late"),
    ]  # fmt: skip

    lived = await live(STARTER, lines, "2026-04-01T00:00:00Z")

    assert lived.problems() == [
        "MemberNotFoundProblem", "UnknownKindProblem", "FactProblem", "ActivityNotFoundProblem", "NotFoundProblem",
        "NotEnoughPointsProblem", "VoucherNotFoundProblem", "KeyConflictProblem", "ShareExceededProblem",
        "TooLateProblem",
    ]  # fmt: skip
    messages = [problem["message"] for line in lived.said["activities"] for problem in line["problems"]]
    assert "Inget ändrades." in messages[-1]
    assert lived.balance("points") == 4


async def test_the_same_line_twice_is_answered_as_the_first_time(live: Live) -> None:
    lived = await live(STARTER, [joins(), buys("100.00", NOON, key="1"), buys("100.00", NOON, key="1")], NOON)

    first, again = lived.said["activities"]
    assert again == {**first, "replayed": True}
    assert lived.balance("points") == 10


async def test_who_may_not_be_a_member_is_named_with_the_reason(live: Live) -> None:
    grown_up = STARTER.replace("[[currency]]", "[eligibility]\nage = 18\n\n[[currency]]", 1)
    child = {"member": "child", "joinedAt": "2026-01-01T00:00:00Z", "birthday": "2012-05-01"}

    lived = await live(grown_up, [joins(), child, buys("100.00", NOON, name="child", key="1")], NOON)

    assert list(lived.said["members"]) == ["m1"]
    assert list(lived.said["refused"]) == ["child"]
    assert "18" in lived.said["refused"]["child"]["message"]
    assert lived.line("1")["problems"] == [lived.said["refused"]["child"]]


async def test_lines_after_the_end_are_not_lived(live: Live) -> None:
    lines = [joins(), buys("100.00", NOON, key="1"), buys("100.00", "2026-05-01T12:00:00Z", key="2")]

    lived = await live(STARTER, lines, "2026-04-30T00:00:00Z")

    assert ([line["key"] for line in lived.said["activities"]], lived.unlived) == (["1"], 1)
    assert lived.balance("points") == 10


async def test_members_join_in_time_wherever_their_lines_stand(live: Live) -> None:
    lines = [
        joins("late", "2026-03-10T13:00:00Z"), joins("old", "1999-01-01T09:00:00Z"),
        joins("never", "2027-01-01T09:00:00Z"),
        buys("100.00", NOON, name="old"), buys("100.00", NOON, name="late", key="soon"),
        buys("100.00", NOON, name="never", key="too early"),
    ]  # fmt: skip

    lived = await live(STARTER, lines, "2026-04-01T00:00:00Z")

    # Who joins at the till has paid first; who joins a year later has not.
    assert list(lived.said["members"]) == ["late", "old", "never"]
    assert lived.line("soon")["problems"] == []
    (problem,) = lived.line("too early")["problems"]
    assert problem["type"] == "TooLateProblem"
    assert "innan medlemmen gick med" in problem["message"]
    assert "1\N{NO-BREAK SPACE}januari 2027" in problem["message"]
    assert [lived.balance("points", name) for name in ("late", "old", "never")] == [10, 10, 0]


async def test_who_joined_before_the_programme_begins_with_it(live: Live) -> None:
    dated = STARTER.replace('currency = "SEK"\n', 'currency = "SEK"\nholds_from = 2026-03-01\n', 1)
    lines = [joins(at="2025-01-01T09:00:00Z"), buys("100.00", "2026-02-28T12:00:00Z", key="1"), buys("100.00", NOON)]

    lived = await live(dated, lines, "2026-04-01T00:00:00Z")

    assert (lived.problems(), lived.balance("points")) == (["BeforeProgrammeProblem"], 10)


async def test_who_may_not_be_a_member_is_none(live: Live) -> None:
    lines = [
        joins("young", birthday="2012-01-01"), joins("with guardian", birthday="2009-01-01", guardian=True),
        joins("unknown"), buys("100.00", NOON, name="young", key="1"),
    ]  # fmt: skip

    lived = await live("fashion_vouchers", lines, "2026-04-01T00:00:00Z")

    assert list(lived.said["members"]) == ["with guardian", "unknown"]
    assert lived.problems() == ["TooYoungProblem"]


async def test_a_redemption_that_is_reversed_gives_the_points_back(live: Live) -> None:
    lines = [
        joins(), buys("60.00", NOON), spends("two_dollars_off", "2026-03-11T12:00:00Z", key="s"),
        reverses("s", at="2026-03-12T12:00:00Z"),
    ]  # fmt: skip

    lived = await live("coffee_house", lines, "2026-03-13T00:00:00Z")

    assert (lived.balance("stars"), lived.problems()) == (60, [])
    assert [voucher["state"] for voucher in lived.member()["vouchers"]] == ["cancelled"]


async def test_a_challenge_is_taken_on_and_done(live: Live) -> None:
    shops = ["linneas-livs", "omtag", "navet", "kafe-trappan", "sidvinden"]
    lines = [joins(), {"key": "j", "member": "m1", "occurredAt": NOON, "join": {"challenge": "fem_dorrar"}}]
    lines += [{**buys("10.00", f"2026-03-1{day}T12:00:00Z"), "shop": shop} for day, shop in enumerate(shops, 1)]

    lived = await live("kvarteret", lines, "2026-03-20T00:00:00Z")

    assert lived.member()["challenges"]["fem_dorrar"] == {"standing": "done", "amount": "5", "target": "5"}
    assert lived.balance("points") == 150


async def test_one_line_at_a_time_or_many_of_one_instant_come_to_the_same(live: Live) -> None:
    together = [joins(), *(buys(f"{amount}.00", NOON, key=str(amount)) for amount in range(490, 520, 3))]
    apart = [joins(), *({**line, "occurredAt": f"2026-03-10T12:00:00.{n:03}Z"} for n, line in enumerate(together[1:]))]

    one = await live("coffee_house", together, "2026-04-01T00:00:00Z")
    other = await live("coffee_house", apart, "2026-04-01T00:00:00Z")

    assert one.said["activities"] == other.said["activities"]
    assert one.member()["balances"] == other.member()["balances"]


async def test_nothing_of_another_installation_is_touched_and_nothing_is_left(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMMAPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = clock.now()

    await live(STARTER, [joins(), buys("100.00", NOON)], "2026-04-01T00:00:00Z")

    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(("home", "hemmaplan"))] == []
    assert clock.now() >= before
    with pytest.raises(RuntimeError):
        storage.engine()


async def test_the_tables_are_made_once(tmp_path: Path) -> None:
    (tmp_path / "empty-0123456789abcdef.sqlite3").touch()

    made = await simulation.kept_empty(tmp_path)
    again = await simulation.kept_empty(tmp_path)

    assert made == again
    assert list(tmp_path.iterdir()) == [made]
    async with simulation.passing_database(made):
        assert await storage.value("SELECT COUNT(*) FROM member") == 0
        assert await storage.pending() == []


# The verb


@pytest.fixture
def verb(tmp_path: Path) -> Any:
    """`await verb(lines)`: exit code, stdout and stderr of a process of its own."""

    async def run(text: str, *, document: str = STARTER, at: str = "2026-04-01T00:00:00Z") -> tuple[int, str, str]:
        (tmp_path / "life.jsonl").write_text(text, encoding="utf-8")
        (tmp_path / "shop.toml").write_text(document, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.cli", "programme", "run", "shop.toml", "--activities", "life.jsonl",
            "--at", at, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    return run


LIFE = "\n".join(map(json.dumps, [joins(), buys("100.00", NOON, key="1"), buys("1.00", "2026-06-01T12:00:00Z")]))


async def test_stdout_is_json_alone(verb: Any) -> None:
    code, out, err = await verb(LIFE)

    assert (code, json.loads(out)["members"]["m1"]["balances"]) == (0, {"points": 10})
    assert "1 of the lines lie after the end" in err


async def test_bad_lines_end_with_2_and_a_bad_document_with_1(verb: Any) -> None:
    lines = await verb('{"member":"m1"}\n{"member":"m1","age":3}')
    document = await verb(LIFE, document=STARTER.replace("rate =", "rates_ ="))
    instant = await verb(LIFE, at="2026-04-01")

    assert (lines[0], lines[1], "life.jsonl:2: “age”" in lines[2]) == (2, "", True)
    assert (document[0], document[1], "shop.toml:" in document[2]) == (1, "", True)
    assert (instant[0], instant[1], "not a time with a zone" in instant[2]) == (2, "", True)


@pytest.mark.parametrize("told_to_stop", [signal.SIGINT, signal.SIGTERM])
async def test_whoever_is_told_to_stop_leaves_nothing_behind(tmp_path: Path, told_to_stop: signal.Signals) -> None:
    life = [joins(), *(buys("100.00", f"2026-03-10T12:{n // 60:02}:{n % 60:02}Z") for n in range(3000))]
    (tmp_path / "life.jsonl").write_text("\n".join(map(json.dumps, life)), encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.cli", "programme", "run", str(programme.EXAMPLES / "small_shop.toml"),
        "--activities", str(tmp_path / "life.jsonl"), "--at", "2026-04-01T00:00:00Z",
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}, cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not list((tmp_path / "tmp").glob("hemmaplan-*/passing.sqlite3")):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)

    process.send_signal(told_to_stop)
    out, _ = await process.communicate()

    assert (out, list((tmp_path / "tmp").iterdir())) == (b"", [])
    assert process.returncode != 0


async def test_another_cannot_return_what_somebody_bought(live: Live) -> None:
    lines = [joins(), joins("m2"), buys("100.00", "2026-03-10T12:00:00Z", key="k"), reverses("k", key="r", name="m2")]

    lived = await live("small_shop", lines, "2026-03-11T00:00:00Z")

    assert (lived.balance("points"), lived.balance("points", "m2")) == (10, 0)
    assert [problem["type"] for problem in lived.line("r")["problems"]] == ["ActivityNotFoundProblem"]


async def test_frozen_points_last_so_much_longer(verb: Any) -> None:
    document = (programme.EXAMPLES / "kvarteret.toml").read_text("utf-8")
    life = (
        '{"member":"m1","joinedAt":"2026-01-01T09:00:00Z"}\n'
        '{"key":"1","member":"m1","kind":"purchase","occurredAt":"2026-03-10T12:00:00Z","facts":{"amount":"10"}}\n'
        '{"key":"2","member":"m1","occurredAt":"2026-03-11T12:00:00Z","freeze":{"currency":"points","months":3}}\n'
        '{"key":"3","member":"m1","occurredAt":"2026-03-12T12:00:00Z","freeze":{"currency":"points","months":1}}\n'
    )

    code, out, _ = await verb(life, document=document, at="2026-03-13T00:00:00Z")

    said = json.loads(out)
    assert code == 0
    assert [bool(line["problems"]) for line in said["activities"]] == [False, False, True]
    assert [lot["expiresAt"] for lot in said["members"]["m1"]["lots"]] == ["2028-06-10T22:00:00Z"]


def test_a_refusal_that_is_none_of_the_schemas_is_named_all_the_same() -> None:
    assert living.told(ValueError("so"))["type"] == "InternalProblem"
