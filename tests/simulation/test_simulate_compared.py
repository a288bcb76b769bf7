"""Two lives beside each other: members' earnings are matched, counted, spread over the bars, and the biggest kept."""

from __future__ import annotations

import pytest

from server.simulation.compared import EDGES, SHOWN, Changes, side_by_side
from server.simulation.wire import Earned


def test_earnings_are_matched_by_member_and_currency() -> None:
    real = [Earned(1, "a", 5), Earned(1, "b", 2), Earned(3, "a", 7)]
    draft = [Earned(1, "b", 4), Earned(2, "a", 1), Earned(3, "a", 7)]

    found = list(side_by_side(real, draft))

    assert found == [(1, "a", 5, 0), (1, "b", 2, 4), (2, "a", 0, 1), (3, "a", 7, 7)]


@pytest.mark.parametrize(
    ("change", "bar"),
    [(-1001, 0), (-1000, 1), (-501, 1), (-500, 2), (-101, 2), (-100, 3), (-11, 3), (-10, 4), (-1, 4), (0, 5), (1, 6),
     (10, 6), (11, 7), (100, 7), (101, 8), (500, 8), (501, 9), (1000, 9), (1001, 10)],
)  # fmt: skip
def test_each_change_stands_in_one_bar(change: int, bar: int) -> None:
    changes = Changes({"a": 0})

    changes.add(1, "a", real=2000, draft=2000 + change)

    (told,) = changes.told()
    assert len(told.spread) == len(EDGES) + 1
    assert [place for place, count in enumerate(told.spread) if count] == [bar]
    assert (told.winners, told.losers, told.same) == (int(change > 0), int(change < 0), int(change == 0))


def test_half_a_point_is_a_change() -> None:
    changes = Changes({"a": 2})

    changes.add(1, "a", real=0, draft=50)
    changes.add(2, "a", real=50, draft=0)

    (told,) = changes.told()
    assert (told.spread[4], told.spread[5], told.spread[6]) == (1, 0, 1)


def test_the_biggest_changes_are_kept_in_their_order() -> None:
    changes = Changes({"a": 0})

    for member_id in range(1, 31):
        changes.add(member_id, "a", real=0 if member_id % 2 else member_id, draft=member_id if member_id % 2 else 0)
    changes.add(99, "unknown", real=0, draft=10_000)

    (told,) = changes.told()
    assert [moved.member_id for moved in told.most_won] == list(range(29, 29 - 2 * SHOWN, -2))
    assert [moved.member_id for moved in told.most_lost] == list(range(30, 30 - 2 * SHOWN, -2))
