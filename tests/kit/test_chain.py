"""The chain tells every tampering that it can tell, and the checkpoint the rest."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kit.chain import GENESIS, Checkpoint, link, verify

KEY = b"k" * 32
Rows = list[tuple[dict[str, Any], bytes]]


def chained(count: int, key: bytes = KEY) -> Rows:
    rows: Rows = []
    previous = GENESIS
    for position in range(1, count + 1):
        at = datetime(2026, 1, 1, 12, position % 60, tzinfo=UTC)
        row = {
            "position": position,
            "id": position,
            "at": at,
            "actor": "a",
            "data": {"n": position},
        }
        previous = link(key, previous, row)
        rows.append((row, previous))
    return rows


def edited(rows: Rows) -> Rows:
    rows[4][0]["data"] = {"n": 99}
    return rows


def removed(rows: Rows) -> Rows:
    return rows[:4] + rows[5:]


def removed_and_renumbered(rows: Rows) -> Rows:
    kept = rows[:4] + rows[5:]
    return [({**row, "position": number}, hash_) for number, (row, hash_) in enumerate(kept, 1)]


def swapped(rows: Rows) -> Rows:
    rows[4], rows[5] = ({**rows[5][0], "position": 5}, rows[5][1]), (
        {**rows[4][0], "position": 6}, rows[4][1],
    )  # fmt: skip
    return rows


def recomputed_without_the_key(_: Rows) -> Rows:
    return chained(10, b"guess" * 8)


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (edited, "position 5 was altered"),
        (removed, "position 5 is missing"),
        (removed_and_renumbered, "position 5 was altered"),
        (swapped, "position 5 was altered"),
        (recomputed_without_the_key, "position 1 was altered"),
    ],
)
def test_tampering_is_told_with_its_position(tampering, fault):
    assert verify(KEY, tampering(chained(10))).fault == fault


def test_an_untouched_log_verifies():
    rows = chained(10)
    assert verify(KEY, rows).fault is None
    assert verify(KEY, rows).head == rows[-1][1].hex()


def test_only_a_checkpoint_tells_a_cut_tail():
    rows = chained(10)
    checkpoint = Checkpoint(10, rows[-1][1].hex())
    assert verify(KEY, rows[:8]).fault is None
    assert verify(KEY, rows[:8], checkpoint).fault == "cut after position 8"


def test_only_a_checkpoint_tells_a_chain_that_the_keeper_of_the_key_rewrote():
    checkpoint = Checkpoint(10, "00" * 32)
    assert verify(KEY, chained(10), checkpoint).fault == "position 10 is not the checkpoint's"
