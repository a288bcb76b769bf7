"""Everything that the recorder can be asked, a simulation can ask once more, or it says what it leaves out and why."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest

from server import activities, challenges, ledger, rewards, simulation, tiers
from server.activities import Source, Verb
from server.kernel.errors import DomainError
from server.simulation import LeftOut, intents, words
from server.simulation.intents import Unlived, intent_of
from server.simulation.wire import Happened

ROOMS = (activities.errors, tiers.errors, ledger.errors, rewards.errors, challenges.errors)
NEVER_ANSWERED = {
    "KeyConflict", "InFuture", "OwnCard", "OwnTransfer", "Overloaded", "Stopping",  # Decided when it was recorded …
    "MemberNotFound", "OfferedToOneself",  # … and whom it concerns is there, and another.
    "VoucherMisspelt",  # A code is named by what gave it.
    "FreezeNotFound", "FreezeSettled",  # It is taken back as anything is.
}  # fmt: skip


def verbs(kind: type[Verb] = Verb) -> Iterator[type[Verb]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from verbs(inner)


def happened(kind: str) -> Happened:
    return Happened("member:1", "key", 1, kind, {}, 0, 0, None, None, None)


def test_each_verb_is_asked_once_more_or_comes_about_by_itself() -> None:
    kinds = {verb.kind for verb in verbs()}

    asked = intents.VERBS.keys()

    assert kinds | {"@award", "@reversal", "@due"} == asked | {*intents.OF_TIME}
    assert asked & {*intents.OF_TIME} == set()


def test_each_verb_has_a_name_in_both_languages() -> None:
    named = {kind: [words.left_out(LeftOut(kind, "incomplete", 1), language) for language in ("sv", "en")]
             for kind in intents.VERBS}  # fmt: skip

    assert all(not text.startswith("@") for texts in named.values() for text in texts)
    assert len({text for texts in named.values() for text in texts}) == 2 * len(intents.VERBS)


async def test_what_an_earlier_release_recorded_and_this_one_does_not_know_is_named() -> None:
    with pytest.raises(Unlived) as why:
        await intent_of(happened("@juggle"), Source.system("test"))

    told = words.left_out(LeftOut("@juggle", why.value.reason, 3), "en")
    assert told == "@juggle: this release does not know the kind"


@pytest.mark.parametrize("kind", ["@reversal", "@offer", "@offer_answer", "@transfer", "@undo_transfer", "@confirm"])
async def test_what_does_not_say_all_that_must_be_asked_is_left_out(kind: str) -> None:
    with pytest.raises(Unlived) as why:
        await intent_of(happened(kind), Source.system("test"))

    assert why.value.reason == "incomplete"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_each_refusal_of_a_room_has_words(room: ModuleType) -> None:
    found = {name for name, one in inspect.getmembers(room, inspect.isclass)
             if issubclass(one, DomainError) and one.__module__ == room.__name__}  # fmt: skip

    missing = found - words.REFUSALS.keys() - NEVER_ANSWERED

    assert missing == set()
    assert simulation.refusal("SomethingElse", "sv") == words.OTHER["sv"]
