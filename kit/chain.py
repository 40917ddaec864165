"""The hash chain over an event log, and its verification without the house running."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

GENESIS = bytes(32)


@dataclass(frozen=True)
class Checkpoint:
    """A head of the chain that was written down elsewhere: the only proof against a cut tail."""

    position: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """What the verification of one log found."""

    rows: int
    head: str
    fault: str | None


def link(key: bytes, previous: bytes, row: dict[str, Any]) -> bytes:
    """Return HMAC-SHA256 over the previous hash and the canonical JSON of one log row."""
    return hmac.digest(key, previous + canonical(row), hashlib.sha256)


def canonical(row: dict[str, Any]) -> bytes:
    """Write a log row in one way only: sorted keys, instants in UTC, no spaces."""
    instant: datetime = row["at"]
    fields = {**row, "id": str(row["id"]), "at": instant.astimezone(UTC)}
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def verify(
    key: bytes, rows: Iterable[tuple[dict[str, Any], bytes]], checkpoint: Checkpoint | None = None
) -> Verdict:
    """Follow the chain from its first row; name the first fault.

    Each pair is a log row with its `position` and the hash that was stored for it.
    """
    previous, count = GENESIS, 0
    for row, stored in rows:
        count += 1
        fault = _fault(key, previous, row, stored, count)
        if fault:
            return Verdict(count, previous.hex(), fault)
        previous = stored
        if checkpoint and checkpoint.position == count and checkpoint.hash != previous.hex():
            return Verdict(count, previous.hex(), f"position {count} is not the checkpoint's")
    cut = checkpoint is not None and count < checkpoint.position
    return Verdict(count, previous.hex(), f"cut after position {count}" if cut else None)


def _fault(
    key: bytes, previous: bytes, row: dict[str, Any], stored: bytes, expected: int
) -> str | None:
    if row["position"] != expected:
        return f"position {expected} is missing"
    if not hmac.compare_digest(link(key, previous, row), stored):
        return f"position {expected} was altered"
    return None
