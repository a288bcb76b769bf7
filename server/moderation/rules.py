"""What moderation decides by: which texts wait for a person, and what each action makes of a text. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from server.community import Decided, State
from server.kernel.clock import DAY, HOUR, Instant
from server.programme.rulebook import Language, Moderation

from .errors import Unusable
from .wording import likeness, links_in, watches

Action = Literal["keep", "hide", "remove", "warn", "silence"]
Trust = Literal["new", "known", "official"]
HoldReason = Literal["rate", "links", "repeat", "words"]
Verdict = Literal["upheld", "overturned"]
Outcome = Literal["waits", "stays", "back", "hidden", "removed", "deleted"]

ACTIONS: tuple[Action, ...] = get_args(Action)
HOLD_REASONS: tuple[HoldReason, ...] = get_args(HoldReason)
AGAINST: frozenset[Action] = frozenset({"hide", "remove", "warn", "silence"})  # What an author may appeal.
TRUST_BACK = 30 * DAY  # So long after a decision against them a member is looked at like somebody new.
SAME_WITHIN = 7 * DAY  # How far back a text is compared with its author's others.

WORDS_LIMIT = 1000  # Of a report or an appeal.
REASON_LIMIT = 500
KEY_LIMIT = 128

_AFTER: Mapping[Action, Decided] = {
    "keep": "published", "warn": "published", "hide": "hidden", "remove": "removed", "silence": "hidden",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an author when they send a text."""

    trust: Trust
    sent_last_hour: int
    bodies: Sequence[str] = ()  # Their other texts of the last week.


@dataclass(frozen=True, slots=True)
class Past:
    """A decision about a text, as putting another one back asks of it. `ended_at`: when it was undone or overturned."""

    at: Instant
    before: State
    after: Decided
    ended_at: Instant | None = None
    overturned: bool = False
    rewritten: bool = False  # The text says something else by now than what was decided about.

    @property
    def stands(self) -> bool:
        return self.ended_at is None

    @property
    def found(self) -> State:
        """The state that it is put back to."""
        return "published" if self.overturned and self.before == "held" else self.before


@dataclass(frozen=True, slots=True)
class Return:
    """What undoing comes to: a state, and whether the text has what it earned."""

    state: Decided
    earned: bool


def trust_of(
    *, joined_at: Instant, decided_against_at: Instant | None, roles: Collection[str], now: Instant, house: Moderation
) -> Trust:
    """Officials are trusted; who joined lately, or lately had a decision against them, is new."""
    if not set(roles) <= {"member"}:
        return "official"
    young = now - joined_at < house.new_days * DAY
    warned = decided_against_at is not None and now - decided_against_at < TRUST_BACK
    return "new" if young or warned else "known"


def reasons_to_hold(body: str, known: Known, house: Moderation) -> list[HoldReason]:
    """Why a text should wait for a person, in the order of HOLD_REASONS; nothing: it may be read at once."""
    if known.trust == "official":
        return []
    new = known.trust == "new"
    found: list[HoldReason] = []
    if known.sent_last_hour >= (house.hourly_new if new else house.hourly):
        found.append("rate")
    if new and links_in(body) > house.links_new:
        found.append("links")
    if new and (alike := likeness(body)) and alike in {likeness(other) for other in known.bodies}:
        found.append("repeat")
    if any(watches(word, body) for words in house.watched.values() for word in words):
        found.append("words")
    return found


def told_of(action: Action) -> Action:
    """What reporters are told of an action: what became of the text. Another's warning or silence is not theirs."""
    return {"warn": "keep", "silence": "hide"}.get(action, action)  # type: ignore[return-value]


def outcome_of(state: State, *, waits: bool, was_taken: bool) -> Outcome:
    """What a reporter reads of a text that they reported, in the state that it is in now."""
    if state == "deleted":
        return "deleted"
    if waits or state == "held":
        return "waits"
    if state == "published":
        return "back" if was_taken else "stays"
    return state


def state_after(action: Action) -> Decided:
    """What an action makes of a text. A silence hides the text that led to it."""
    return _AFTER[action]


def restored_to(past: Sequence[Past], place: int, *, now_is: State, read_at_once: bool) -> Return | None:
    """What undoes the decision at a place of all those about a text, in their order, once it no longer stands; None:
    what has become of the text since stays. `read_at_once`: nothing held it when it was sent.

    It is not only the state that the decision found: where an earlier one had made that and was undone since, its own
    is looked for. After an appeal that was heard a text that had waited is read: a person has looked at it. But words
    that nobody has read, since their author wrote them after it was taken away, wait for a moderator: what is taken
    back was decided about other words."""
    this = past[place]
    if now_is not in (this.after, "deleted") or any(later.stands for later in past[place + 1 :]):
        return None
    back, since, rewritten = this.found, this.at, this.rewritten
    for earlier in reversed(past[:place]):
        if earlier.ended_at is None:
            break
        if earlier.ended_at >= since and earlier.after == back:
            back, since, rewritten = earlier.found, earlier.at, earlier.rewritten
    earned = read_at_once
    for one in past:
        if one.stands:
            earned = one.after == "published"
        elif one.overturned and one.before == "held":
            earned = True
    heard = any(one.overturned and not one.rewritten for one in past)  # These very words were found good.
    if rewritten and not heard and back == "published" and now_is not in ("published", "deleted"):
        back = "held"
    if back == "deleted":  # Which it stays; but what it earned follows.
        back = "published" if earned else "removed"
    return Return(back, earned)


def check_silence(action: Action, until: Instant | None, *, now: Instant, house: Moderation) -> Instant | None:
    """Until when somebody is silenced. Raises BadInput."""
    if action != "silence":
        if until is not None:
            raise Unusable(
                "silenceUntil",
                sv="silenceUntil hör till åtgärden SILENCE och ingen annan.",
                en="silenceUntil belongs to the action SILENCE alone.",
            )
        return None
    most = house.silence_days
    if until is None or not now + HOUR <= until <= now + most * DAY + HOUR:
        raise Unusable(
            "silenceUntil",
            sv=f"En tystnad varar från en timme till {most} dygn.",
            en=f"A silence lasts from an hour to {most} days.",
        )
    return until


def check_key(key: str) -> str:
    if not (1 <= len(key) <= KEY_LIMIT and key.isprintable()):
        raise Unusable(
            "key",
            sv=f"key ska vara 1 till {KEY_LIMIT} tecken som går att skriva ut.",
            en=f"key must be 1 to {KEY_LIMIT} printable characters.",
        )
    return key


def check_words(text: str | None, field: str, *, most: int, required: bool) -> str | None:
    """What somebody writes to a moderator, or a moderator to them: plain text. Raises BadInput."""
    plain = "".join(c for c in text or "" if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()
    if not plain and not required:
        return None
    if not 1 <= len(plain) <= most:
        if not plain:
            raise Unusable(field, sv="Skriv några ord först.", en="Write a few words first.")
        raise Unusable(
            field,
            sv=f"Det är {len(plain)} tecken. Det får vara högst {most}.",
            en=f"That is {len(plain)} characters. It may be at most {most}.",
        )
    return plain


def check_rule(number: int, known: Collection[int]) -> int:
    if number not in known:
        listed = ", ".join(str(one) for one in sorted(known))
        raise Unusable(
            "rule",
            sv=f"Det finns ingen husregel {number}. De som finns: {listed}.",
            en=f"There is no house rule {number}. There are: {listed}.",
        )
    return number


def rule_text(texts: Mapping[Language, Mapping[str, str]], language: Language) -> str:
    return texts[language]["text"]
