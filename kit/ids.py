"""Identifiers that are ordered in time."""

import os
import time
from uuid import UUID

_VERSION = 0x7000
_VARIANT = 0x8000_0000_0000_0000


def new_id() -> UUID:
    """Return a UUID version 7 with a sub-millisecond clock (RFC 9562 §6.2 method 3)."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    high = (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | _VERSION | fraction
    return UUID(int=high << 64 | _VARIANT | tail)
