"""A cursor that this server never made is the asker's mistake, however it was made up."""

from __future__ import annotations

import base64

import pytest

from server.kernel.errors import BadInput
from server.kernel.paging import decode_cursor, encode_cursor


@pytest.mark.parametrize(
    "inner",
    [b"[" * 100_000, b"[9223372036854775808]", b"[-9223372036854775809]", b"[1e999]", b"[" + b"9" * 5000 + b"]"],
)
def test_a_made_up_cursor_is_bad_input(inner: bytes) -> None:
    with pytest.raises(BadInput):
        decode_cursor(base64.urlsafe_b64encode(inner).decode(), int)


def test_what_a_database_holds_fits() -> None:
    assert decode_cursor(encode_cursor(2**63 - 1, "veckan"), int, str) == (2**63 - 1, "veckan")
