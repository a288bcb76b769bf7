"""Whom members earn for beside themselves, in the document: charities that they choose, and rules that go to those."""

from __future__ import annotations

from collections.abc import Mapping

from server.programme.rulebook import Charity

from .parts import Known
from .reading import Reader
from .toml import Located

MOST, MOST_LIMIT = 4, 20
_TO = ("beneficiary",)


def most(tree: Located, known: Known, charities: Mapping[str, Charity]) -> int:
    """[beneficiaries]: how many of the charities that can be chosen one member may choose; 0 where none can be."""
    at = tree.table.get("beneficiaries")
    can_be = any(charity.chosen for charity in charities.values())
    if at is None:
        return MOST if can_be else 0
    reader = Reader(at, "The section [beneficiaries]", known.mistakes)
    found = reader.whole("most", least=1, most=MOST_LIMIT, default=MOST)
    reader.nothing_else({"max": "Write most = 4."})
    if not can_be:
        known.mistakes.add(at.line, "The section [beneficiaries] says how many are chosen, and no charity can be.",
                           "Write chosen = true in a [[charity]], or remove the section.")
        return 0
    return found


def receiver(reader: Reader, known: Known) -> tuple[bool, str | None]:
    """Whether an earning rule earns for whom the member chose, and for whom where they have not."""
    otherwise = reader.reference("else", known.charities, "charity") if reader.has("else") else None
    if not reader.has("to"):
        if reader.has("else"):
            reader.wrong("else", f"{reader.what} has an else, and earns for the member.",
                         'Add to = "beneficiary", or remove else.')
        return False, None
    reader.choice("to", _TO)
    if not known.choosable:
        reader.wrong("to", f"{reader.what} goes to whom the member chose, and no charity can be chosen.",
                     "Write chosen = true in a [[charity]].")
    if reader.has("gives"):
        reader.wrong("gives", f"{reader.what} goes to whom the member chose: a gift is the member's own.",
                     "Remove gives.")
    if reader.has("pending_days"):
        reader.wrong("pending_days", f"{reader.what} goes to whom the member chose: what others get does not wait.",
                     "Remove pending_days.")
    return True, otherwise
