"""Publishing: numbered, from at least a minute ahead, never twice the same; every process learns of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import programme, storage
from server.kernel import clock
from server.programme import BeforeProgramme, NoProgramme, ProgrammeErrors, Rulebooks
from tests.programme.builders import SMALL, changed

NOW = clock.from_iso("2026-11-22T12:00:00Z")
DOUBLE = changed(('rate = "1"', 'rate = "2"'))


async def shelf() -> Rulebooks:
    async with storage.transaction() as tx:
        return await programme.load(tx)


def rate(rulebook: programme.Rulebook) -> str:
    return str(rulebook.earning["purchase"][0].rate)


async def test_the_first_publication_may_begin_in_the_past(database: str) -> None:
    (book,) = await programme.publish(SMALL, "small.toml", holds_from=NOW - 400 * clock.DAY)

    assert (book.number, book.begins_at) == (1, NOW - 400 * clock.DAY)
    assert programme.rulebook_at(NOW - 300 * clock.DAY) is book
    with pytest.raises(BeforeProgramme) as caught:
        programme.rulebook_at(NOW - 401 * clock.DAY)
    assert caught.value.begins_at == book.begins_at


async def test_without_a_date_the_first_begins_now_and_the_next_in_a_minute(database: str) -> None:
    with clock.stepped() as time:
        time.to(NOW)
        (first,) = await programme.publish(SMALL, "small.toml")
        (second,) = await programme.publish(DOUBLE, "small.toml", published_by=7)

        assert (first.holds_from, second.holds_from) == (NOW, NOW + clock.MINUTE)
        assert programme.current() is not second
        time.by(clock.MINUTE)
        assert rate(programme.current()) == "2"
    assert rate(programme.rulebook_at(NOW + clock.MINUTE - 1)) == "1"
    row = await storage.row("SELECT published_by, published_at FROM programme_version WHERE number = 2")
    assert row is not None
    assert tuple(row[i] for i in (0, 1)) == (7, NOW)


async def test_the_same_file_again_changes_nothing(database: str) -> None:
    await programme.publish(SMALL, "small.toml", holds_from=NOW)

    assert await programme.publish(SMALL, "small.toml", holds_from=NOW) == ()
    assert await programme.publish("# a comment\n" + SMALL, "small.toml") == ()
    assert len((await shelf()).versions) == 1


async def test_what_has_been_earned_stays_as_it_was(database: str) -> None:
    await programme.publish(SMALL, "small.toml", holds_from=NOW)

    with pytest.raises(ProgrammeErrors, match="too soon"):
        await programme.publish(DOUBLE, "small.toml", holds_from=NOW + clock.DAY - 10**9 * clock.SECOND)
    with pytest.raises(ProgrammeErrors, match="“level” is gone"):
        await programme.publish(
            SMALL[: SMALL.index("[ladder]")].replace('"level"', '"other"'), "small.toml", holds_from=2 * NOW
        )
    assert len((await shelf()).versions) == 1


async def test_a_promise_of_notice_is_kept(database: str) -> None:
    promising = SMALL.replace('code = "corner"', 'code = "corner"\nnotice_days = 30')
    double = DOUBLE.replace('code = "corner"', 'code = "corner"\nnotice_days = 0')
    earliest = clock.from_iso("2026-12-23T00:00:00+01:00")  # Thirty whole days lie between.
    with clock.stepped() as time:
        time.to(NOW)
        await programme.publish(promising, "small.toml")

        with pytest.raises(ProgrammeErrors, match=r"too soon.*holds_from = 2026-12-23 or later"):
            await programme.publish(double, "small.toml", holds_from=earliest - 1)
        (second,) = await programme.publish(double, "small.toml")

        assert second.holds_from == earliest
        time.to(earliest)
        (third,) = await programme.publish(double.replace('rate = "2"', 'rate = "3"'), "small.toml")
        assert third.holds_from == earliest + clock.MINUTE  # The version that holds promises nothing.


async def test_before_it_has_begun_a_programme_has_promised_nothing(database: str) -> None:
    promising = SMALL.replace('code = "corner"', 'code = "corner"\nnotice_days = 30')
    begins = clock.now() + 10 * clock.DAY
    await programme.publish(promising, "small.toml", holds_from=begins)

    (corrected,) = await programme.publish(promising.replace('rate = "1"', 'rate = "2"'), "small.toml",
                                           holds_from=begins)

    assert rate(programme.rulebook_at(begins)) == "2"
    assert corrected.number == 2


async def test_what_only_a_look_at_the_whole_finds_refuses_a_publication(database: str) -> None:
    with pytest.raises(ProgrammeErrors, match="can never hold"):
        await programme.publish(changed(('of = "amount"', 'of = "amount"\nwhen = "amount < 0"')), "small.toml")

    assert (await shelf()).versions == ()


async def test_a_file_of_two_versions_is_published_as_two(database: str) -> None:
    text = SMALL.replace('currency = "SEK"', 'currency = "SEK"\nholds_from = 2026-01-01') + (
        '\n[[version]]\nholds_from = 2026-07-01\n[[version.earn]]\ncode = "shop"\nrate = "2"\n'
    )

    first, second = await programme.publish(text, "two.toml")

    assert [rate(first), rate(second)] == ["1", "2"]
    assert rate(programme.rulebook_at(second.holds_from - 1)) == "1"
    assert second.begins_at == first.begins_at == first.holds_from
    added = text + '\n[[version]]\nholds_from = 2999-07-01\n[[version.earn]]\ncode = "shop"\nrate = "3"\n'
    (third,) = await programme.publish(added, "two.toml")
    assert (third.number, rate(third)) == (3, "3")


async def test_the_latest_word_stands_before_what_was_planned_earlier(database: str) -> None:
    await programme.publish(SMALL, "small.toml", holds_from=NOW)
    far = clock.now() + 1000 * clock.DAY
    await programme.publish(DOUBLE, "small.toml", holds_from=far)

    await programme.publish(DOUBLE.replace('rate = "2"', 'rate = "3"'), "small.toml", holds_from=far - clock.DAY)

    assert rate(programme.rulebook_at(far + 1)) == "3"


async def test_another_process_learns_of_it_at_its_next_load(database: str) -> None:
    await programme.publish(SMALL, "small.toml", holds_from=NOW)
    before = await shelf()
    await programme.publish(DOUBLE, "small.toml")
    programme.forget()  # As a process that has seen nothing of it.

    after = await shelf()

    assert (len(before.versions), len(after.versions)) == (1, 2)
    assert after is await shelf()
    assert rate(after.numbered(2)) == "2"


async def test_a_faulty_file_publishes_nothing(database: str) -> None:
    with pytest.raises(ProgrammeErrors):
        await programme.publish(changed(("from = 1500", "from = 0")), "small.toml")

    assert (await shelf()).versions == ()
    with pytest.raises(NoProgramme):
        programme.current()


def test_check_names_every_files_mistakes(tmp_path: Path) -> None:
    sound, faulty, binary = tmp_path / "a.toml", tmp_path / "b.toml", tmp_path / "c.toml"
    sound.write_text(SMALL)
    faulty.write_text(changed(("from = 1500", "from = 0")))
    binary.write_bytes(b"a = 1\nb = \xff\n")

    line = SMALL[: SMALL.index("from = 1500")].count("\n") + 1

    errors = programme.check([sound, faulty, binary, tmp_path / "none.toml"])

    assert [(error.file, error.line) for error in errors] == [
        (str(faulty), line), (str(binary), 2), (str(tmp_path / "none.toml"), 1)
    ]  # fmt: skip
