"""What rooms say of gifts that rules gave, so that those who gave and those who keep can be compared."""

from __future__ import annotations

from typing import NamedTuple


class GivenGift(NamedTuple):
    """A voucher or a tier that a rule gave a member: by which activity, as the how many-th of its rule there. `code`:
    the reward's or the tier's."""

    member_id: int
    rule: str
    source: int
    number: int
    code: str
