"""Ids made in the application: 63 bits, ordered by time, unique among processes.

42 bits of milliseconds since 2010 · 10 bits of process number · 11 bits of sequence. The process number is drawn from
the database at start (`storage.start_process`), so two living processes differ unless 1,024 others started between
them.
"""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode

from . import clock

Id = int

EPOCH = 1_262_304_000_000_000  # 2010-01-01T00:00Z, in microseconds: a run of an example programme may begin there.
PROCESS_BITS, SEQUENCE_BITS = 10, 11
_process = 0
_last = 0
_lock = threading.Lock()


def set_process(number: int) -> None:
    global _process
    _process = number % (1 << PROCESS_BITS)


def new_id() -> Id:
    """The next id. Never less than the one before it in this process, also when the clock goes back."""
    global _last
    with _lock:
        millisecond = max(0, clock.now() - EPOCH) // 1000
        tick = max(millisecond << SEQUENCE_BITS, _last + 1)
        _last = tick
    time_part, sequence = tick >> SEQUENCE_BITS, tick & ((1 << SEQUENCE_BITS) - 1)
    return (time_part << (PROCESS_BITS + SEQUENCE_BITS)) | (_process << SEQUENCE_BITS) | sequence


def drawn_id() -> Id:
    """An id of 62 bits that says nothing, not even when it was made: for what everybody may read."""
    return secrets.randbits(62) or 1


def first_id_at(instant: clock.Instant) -> Id:
    """The least id that could be made at an instant: a lower bound for reading by time."""
    return (max(0, instant - EPOCH) // 1000) << (PROCESS_BITS + SEQUENCE_BITS)


def made_at(id: Id) -> clock.Instant:
    """When an id was made, to the millisecond: the other way round."""
    return EPOCH + (id >> (PROCESS_BITS + SEQUENCE_BITS)) * 1000


def global_id(type_name: str, number: int | str) -> str:
    """The id that the outside sees: base64 of “Type:number”, unique over all types."""
    return b64encode(f"{type_name}:{number}".encode()).decode()
