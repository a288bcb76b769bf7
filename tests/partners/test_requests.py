"""The request log: noted in memory, written together, searched, forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server import partners, storage
from server.kernel import clock
from server.kernel.clock import DAY
from server.partners import Call, Partner, Sought, requests

TILL = "hp-till"


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    requests._log._waiting.clear()
    yield
    requests._log._waiting.clear()


def call(partner: Partner, key: str | None = None, **more: object) -> Call:
    usual = Call(partner.id, TILL, clock.now(), "recordActivity", key, 1, 0, 900, "ok", "ActivityRecorded")
    return usual._replace(**more)


def problem(partner: Partner, key: str, why: str = "Den medlemmen finns inte.") -> Call:
    return call(partner, key, outcome="problem", refused=1, answer="MemberNotFoundProblem", why=why)


async def found(partner: Partner, **sought: object) -> list[str | None]:
    page = await partners.requests_of(partner.id, Sought(**sought), first=100, after=None)  # type: ignore[arg-type]
    return [request.key for request in page.items]


async def test_what_was_noted_is_written_together_newest_first(garderoben: Partner) -> None:
    for number in range(3):
        requests.note(call(garderoben, f"kvitto-{number}"))
    requests.note(problem(garderoben, "kvitto-3"))
    assert await found(garderoben) == []

    assert await requests.flush() == 4

    assert await found(garderoben) == ["kvitto-3", "kvitto-2", "kvitto-1", "kvitto-0"]
    assert await requests.flush() == 0
    (line,) = (await partners.requests_of(garderoben.id, Sought(outcome="problem"), first=1, after=None)).items
    assert (line.client_id, line.verb, line.answer, line.why, line.micros, line.calls) == (
        TILL, "recordActivity", "MemberNotFoundProblem", "Den medlemmen finns inte.", 900, 1,
    )  # fmt: skip


async def test_the_log_is_searched_and_read_page_by_page(garderoben: Partner) -> None:
    async with storage.transaction() as tx:
        loppis = await partners.create_partner(tx, code="loppis", name="Loppis")
    for number in range(6):
        requests.note(call(garderoben, f"k-{number}") if number % 2 else problem(garderoben, f"k-{number}"))
    requests.note(call(garderoben, None, verb="token", client_id="hp-annan", answer="TokenIssued"))
    requests.note(call(loppis, "k-1"))
    await requests.flush()

    assert await found(garderoben, outcome="problem") == ["k-4", "k-2", "k-0"]
    assert await found(garderoben, outcome="error") == []
    assert await found(garderoben, verb="token") == [None]
    assert await found(garderoben, client_id=TILL, outcome="ok") == ["k-5", "k-3", "k-1"]
    assert await found(garderoben, key="k-1") == ["k-1"]
    assert await found(garderoben, key="k-1", outcome="problem") == []
    assert await found(loppis) == ["k-1"]
    first = await partners.requests_of(garderoben.id, Sought(), first=4, after=None)
    rest = await partners.requests_of(garderoben.id, Sought(), first=4, after=first.cursors[-1])
    assert [line.key for line in (*first.items, *rest.items)] == [None, "k-5", "k-4", "k-3", "k-2", "k-1", "k-0"]
    assert (first.has_next, rest.has_next) == (True, False)


async def test_a_till_that_never_rests_gets_some_lines_and_one_that_counts(garderoben: Partner) -> None:
    for number in range(requests.LISTED_A_FLUSH + 30):
        requests.note(call(garderoben, f"k-{number}", micros=1000 if number % 2 else 2000))
    requests.note(problem(garderoben, "trasigt"))

    assert await requests.flush() == requests.LISTED_A_FLUSH + 2

    page = await partners.requests_of(garderoben.id, Sought(), first=100, after=None)
    counted, mistake = page.items[0], page.items[1]
    assert (counted.key, counted.calls, counted.items, counted.micros) == (None, 30, 30, 1500)
    assert mistake.key == "trasigt"
    assert sum(line.calls for line in page.items) == requests.LISTED_A_FLUSH + 31


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("elsa.lind@exempel.se finns inte", "…@… finns inte"),
        ("Hemligheten hps_Ab-9_xyz är slut", "Hemligheten … är slut"),
        ("Bearer eyJhbGciOi.eyJzdWIi.sig-1 gäller inte", "… gäller inte"),
        ("authorization: Basic aHAtMTpocHM=", "authorization: …"),
        ("x" * 400, "x" * requests.WHY_LIMIT),
        ("amount saknas. Skicka till exempel \"214.50\".", "amount saknas. Skicka till exempel \"214.50\"."),
        (None, None),
    ],
)  # fmt: skip
def test_no_secret_and_no_address_is_kept(said: str | None, kept: str | None) -> None:
    assert requests.redacted(said) == kept


async def test_a_secret_that_was_sent_as_a_key_is_not_kept(garderoben: Partner) -> None:
    requests.note(call(garderoben, "hps_0123456789abcdef"))
    await requests.flush()

    assert await found(garderoben) == ["…"]


async def test_programs_are_known_by_when_they_were_last_heard_of(garderoben: Partner) -> None:
    requests.note(call(garderoben, "sist", at=3_000_000))
    requests.note(call(garderoben, "först", at=1_000_000, old_secret=True))
    requests.note(call(garderoben, client_id="hp-annan", at=2_000_000))
    await requests.flush()
    requests.note(call(garderoben, "sent skriven", at=2_500_000))
    await requests.flush()

    uses = await partners.uses_of([TILL, "hp-annan", "hp-aldrig"])

    assert {name: (use.used_at, use.old_secret_at) for name, use in uses.items()} == {
        TILL: (3_000_000, 1_000_000), "hp-annan": (2_000_000, None),
    }  # fmt: skip


async def test_what_is_older_than_thirty_days_is_forgotten(garderoben: Partner) -> None:
    with clock.stepped() as steps:
        requests.note(call(garderoben, "gammalt"))
        await requests.flush()
        steps.by(29 * DAY)
        requests.note(call(garderoben, "nyare"))
        await requests.flush()
        assert await requests.trim() == 0
        steps.by(2 * DAY)

        assert await requests.trim() == 1

        assert await found(garderoben) == ["nyare"]
        assert await requests.trim() == 0


async def test_what_could_not_be_written_is_written_later(
    garderoben: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests.note(call(garderoben, "k-1"))
    requests.note(call(garderoben, "k-2"))

    with monkeypatch.context() as away:
        away.setattr("server.storage.write", _away)
        with pytest.raises(storage.Retryable):
            await requests.flush()
    requests.note(call(garderoben, "k-3"))
    await requests.flush()

    assert await found(garderoben) == ["k-3", "k-2", "k-1"]


def test_memory_is_bounded_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "WAITING_LIMIT", 3)

    for _ in range(5):
        requests.note(Call(1, TILL, 0, "token", None, 1, 0, 1, "ok", "TokenIssued"))

    assert (len(requests._log._waiting), requests._log._left_out) == (3, 2)
    requests._log._left_out = 0


async def test_a_process_writes_by_itself_and_what_is_left_when_it_stops(
    garderoben: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests.start()
    requests.note(call(garderoben, "k-1"))
    await requests.stop()

    assert await found(garderoben) == ["k-1"]


async def _away(_: object) -> None:
    raise storage.Retryable("away")
