"""`programme simulate FILE --since DATE`: a draft on this installation's own history, as a table and a picture."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from server import programme, simulation, storage
from server.commands import mistakes
from server.commands.surroundings import database, finish, settings_from_environment
from server.commands.terminal import Problem, Step
from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.members import members_by_id
from server.programme import Document, ProgrammeErrors, Rulebook
from server.programme.rulebook import Language
from server.programme.words import number, points, sum_of_money
from server.settings import Settings
from server.simulation import Change, Comparison, Group, Pair, SimulationFailed

BAR_CELLS = 24
_SAID = {
    "sv": {
        "step": "Lever om det som hänt", "title": "Utkastet jämfört med det som hände", "real": "Hände",
        "draft": "Utkastet", "issued": "Intjänat", "liability": "Kvar att lösa in", "spent": "Kostnad",
        "cost": "Använda koder och gåvor",
        "granted": "Koder till medlemmar", "used": "Använda koder", "vouchers": "Belöningar",
        "tiers": "Medlemmar per nivå",
        "changes": "{name}: {winners} får mer, {losers} får mindre, {same} får lika mycket.", "won": "Får mest mer",
        "lost": "Får mest mindre", "refused": "Skulle inte ha tagits emot",
        "left_out": "Levdes inte om",
        "lived": "{count} händelser på {seconds} s; högst {megabytes} MB minne.", "picture": "Bilden ligger i {path}.",
        "failed": "Det gick inte: {reason}",
    },
    "en": {
        "step": "Living through what happened", "title": "The draft beside what happened", "real": "Happened",
        "draft": "The draft", "issued": "Earned", "liability": "Left to redeem", "spent": "Cost",
        "cost": "Used codes and gifts",
        "granted": "Codes to members", "used": "Used codes", "vouchers": "Rewards",
        "tiers": "Members by level",
        "changes": "{name}: {winners} get more, {losers} get less, {same} get as much.", "won": "Get the most more",
        "lost": "Get the most less", "refused": "Would not have been taken",
        "left_out": "Not lived again",
        "lived": "{count} activities in {seconds} s; at most {megabytes} MB of memory.",
        "picture": "The picture lies in {path}.", "failed": "It failed: {reason}",
    },
}  # fmt: skip


def run(file: Path, since: str, picture: Path | None, language: Language) -> int:
    """0, or 1 where the draft cannot hold. The table goes to standard output, all else to standard error."""
    examined = programme.examine_file(file)
    if examined.document is None or examined.mistakes:
        mistakes.show(examined.mistakes, language)
        return 1
    begins = _begins(since, examined.document)
    try:
        finish(_run(settings_from_environment(), examined.document, begins, picture, language))
    except ProgrammeErrors as unfitting:  # Sound by itself, and not after what held before.
        mistakes.show(unfitting.errors, language)
        return 1
    except SimulationFailed as fault:
        raise Problem(_SAID[language]["failed"].format(reason=fault)) from None
    return 0


def _begins(since: str, document: Document) -> Instant:
    """A date begins in the programme's zone. Raises Problem."""
    try:
        if len(since) == len("2026-01-01"):
            begins = periods.start_of(date.fromisoformat(since), document.versions[0].timezone)
        else:
            begins = clock.from_iso(since)
    except ValueError:
        raise Problem(f"--since {since} is no date. Write 2026-01-01, or 2026-01-01T00:00:00+01:00.") from None
    if begins > clock.now():
        raise Problem("--since must be a time that has been: what was recorded from then on is compared.")
    return begins


async def _run(
    settings: Settings, document: Document, since: Instant, picture: Path | None, language: Language
) -> None:
    said = _SAID[language]
    async with database(settings):
        async with storage.transaction() as tx:
            now = (await programme.load(tx)).current()
        with Step(said["step"], stream=sys.stderr) as step:

            async def progress(done: int, total: int) -> None:
                step.to(done / total if total else 1.0)

            found = await simulation.simulate(document.text, document.file, since=since, progress=progress)
        shown = _Shown(found, now, programme.compile(document, 0, part=-1), language)
        names = await _names(found)
    print("\n".join(shown.lines(names)))
    if picture is not None:
        drawn = simulation.svg(said["title"], list(shown.groups()), real=said["real"], draft=said["draft"])
        picture.write_text(drawn, encoding="utf-8")
        print(said["picture"].format(path=picture), file=sys.stderr)


async def _names(found: Comparison) -> dict[int, str]:
    ids = {moved.member_id for change in found.changes for moved in (*change.most_won, *change.most_lost)}
    return {id: row.display_name for id, row in (await members_by_id(ids)).items()}


class _Shown:
    """A comparison in words: the draft's names, and the present programme's where the draft has none."""

    def __init__(self, found: Comparison, now: Rulebook, drafted: Rulebook, language: Language) -> None:
        self._found, self._language, self._said = found, language, _SAID[language]
        self._currencies = {**now.currencies, **drafted.currencies}
        self._tiers = {
            tier.code: str(tier.texts[language]["name"])
            for book in (now, drafted)
            for tier in (book.ladder.tiers if book.ladder is not None else ())
        }
        self._drafted = drafted

    def groups(self) -> Iterator[Group]:
        """What is drawn, and stands in the table."""
        real, draft, said = self._found.real, self._found.draft, self._said
        for heading, ours, theirs in (
            (said["issued"], real.issued, draft.issued), (said["liability"], real.liability, draft.liability),
        ):  # fmt: skip
            yield Group(heading, tuple(
                self._points(code, ours.get(code, 0), theirs.get(code, 0))
                for code in self._currencies if code in ours or code in theirs
            ))  # fmt: skip
        yield Group(said["spent"], (Pair(
            said["cost"], real.cost, draft.cost, self._money(real.cost), self._money(draft.cost)
        ),))  # fmt: skip
        yield Group(said["vouchers"], (
            self._count(said["granted"], real.vouchers_granted, draft.vouchers_granted),
            self._count(said["used"], real.vouchers_used, draft.vouchers_used),
        ))  # fmt: skip
        tiers = [code for code in self._tiers if code in real.tiers or code in draft.tiers]
        if tiers:
            yield Group(said["tiers"], tuple(
                self._count(self._tiers[code], real.tiers.get(code, 0), draft.tiers.get(code, 0)) for code in tiers
            ))  # fmt: skip

    def lines(self, names: dict[int, str]) -> Iterator[str]:
        said, found = self._said, self._found
        yield f"{said['title']}"
        yield f"{'':<30}{said['real']:>18}{said['draft']:>18}"
        for group in self.groups():
            yield ""
            yield group.heading
            most = max((max(pair.real, pair.draft) for pair in group.pairs), default=0)
            for pair in group.pairs:
                yield f"  {pair.name:<28}{pair.real_shown:>18}{pair.draft_shown:>18}"
                bars = (_bar(pair.real, most, "░"), _bar(pair.draft, most, "█"))
                yield from (f"  {'':<28}{bar}".rstrip() for bar in bars if any(bars))
        for change in found.changes:
            yield ""
            yield from self._change(change, names)
        if found.refused:
            yield ""
            yield said["refused"]
            for name, count in sorted(found.refused.items(), key=lambda item: -item[1]):
                yield f"  {simulation.refusal(name, self._language):<46}{number(count, self._language):>18}"
        if found.left_out:
            yield ""
            yield said["left_out"]
            for one in found.left_out:
                yield f"  {simulation.left_out(one, self._language)}: {number(one.count, self._language)}"
        yield ""
        yield said["lived"].format(
            count=number(found.activities, self._language), seconds=number(str(found.seconds), self._language),
            megabytes=found.peak_kilobytes // 1024,
        )  # fmt: skip

    def _change(self, change: Change, names: dict[int, str]) -> Iterator[str]:
        said, currency = self._said, self._currencies[change.currency]
        counts = {side: number(getattr(change, side), self._language) for side in ("winners", "losers", "same")}
        yield said["changes"].format(name=currency.texts[self._language]["name"], **counts)
        for heading, moved in ((said["won"], change.most_won), (said["lost"], change.most_lost)):
            if moved:
                yield f"  {heading}"
            for one in moved:
                shown = (points(units, currency, self._language) for units in (one.real, one.draft))
                yield f"    {names.get(one.member_id, '–')[:24]:<26}{next(shown):>18}{next(shown):>18}"

    def _points(self, code: str, real: int, draft: int) -> Pair:
        currency, language = self._currencies[code], self._language
        return Pair(
            str(currency.texts[language]["name"]), real, draft, points(real, currency, language),
            points(draft, currency, language),
        )  # fmt: skip

    def _count(self, name: str, real: int, draft: int) -> Pair:
        return Pair(name, real, draft, number(real, self._language), number(draft, self._language))

    def _money(self, units: int) -> str:
        return sum_of_money(units, self._drafted.money_decimals, self._drafted.money, self._language)


def _bar(size: int, most: int, cell: str) -> str:
    return cell * (max(1, round(BAR_CELLS * size / most)) if size > 0 and most > 0 else 0)
