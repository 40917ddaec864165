"""A row of the event log in the form in which the world reads it."""

from collections.abc import Mapping
from typing import Any

import orjson

from kit.envelope import pack


def cloud_event(source: str, row: Mapping[str, Any]) -> bytes:
    """Write a fact as a structured CloudEvent; `actor` and `why` stay in the log."""
    attributes = {
        "id": str(row["id"]),
        "source": source,
        "type": row["type"],
        "subject": row["subject"],
        "time": row["at"].isoformat(),
        "dataschema": f"urn:capofila:schema:{row['type']}",
        "sequence": row["sequence"],
        "correlationid": row["correlation"],
        "causationid": row["causation"],
        "traceparent": row["traceparent"],
        "alliance": row["alliance"],
    }
    return pack(attributes, orjson.dumps(row["data"]))


def entry_id(raw: bytes | str) -> tuple[int, int]:
    """Split a stream entry id, `1700000000000-0`, into its two numbers."""
    text = raw.decode() if isinstance(raw, bytes) else raw
    milliseconds, _, sequence = text.partition("-")
    return int(milliseconds), int(sequence)
