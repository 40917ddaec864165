"""Verifying the event logs: nobody changed, removed or inserted a fact."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from capofila.house import HOUSE
from kit import relay_sql
from kit.chain import Checkpoint, Verdict, verify
from kit.database import engine

Logs = dict[str, Verdict]


async def verify_logs(
    admin_url: str, key: str, checkpoints: dict[str, Checkpoint] | None = None
) -> Logs:
    """Follow the chain of every service's log; a checkpoint also tells a cut tail.

    `key` is the audit key, which the database does not know.
    """
    database = engine(admin_url, pool_size=1)
    found: Logs = {}
    try:
        async with database.connect() as connection:
            for room in HOUSE:
                rows = await _rows(connection, room.name)
                checkpoint = (checkpoints or {}).get(room.name)
                found[room.name] = verify(key.encode(), rows, checkpoint)
    finally:
        await database.dispose()
    return found


async def _rows(connection: AsyncConnection, service: str) -> list[tuple[dict[str, Any], bytes]]:
    await connection.execute(text(f"set search_path to {service}"))
    result = await connection.execute(relay_sql.CHAIN)
    found = []
    for row in result.mappings():
        fields = dict(row)
        stored = fields.pop("hash")
        found.append((fields, stored))
    return found


def write_checkpoint(path: Path, logs: Logs) -> None:
    """Write the heads of all chains; keep the file where the database's keeper cannot reach it."""
    heads = {service: asdict(Checkpoint(log.rows, log.head)) for service, log in logs.items()}
    path.write_text(json.dumps(heads, indent=1) + "\n")


def read_checkpoint(path: Path) -> dict[str, Checkpoint]:
    """Read the heads that `write_checkpoint` wrote."""
    heads = json.loads(path.read_text())
    return {service: Checkpoint(**head) for service, head in heads.items()}
