"""Sheets of applications: their template, and what was read of one that was loaded."""

from uuid import UUID

from contracts.intake import BulkLoad
from services.dashboard.queries.peer import Ask, Peer

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def bulk_load(applications: Peer, load_id: UUID) -> BulkLoad:
    """Return a loaded sheet, row by row; refuses what its owner refuses."""
    return await applications.get(BulkLoad, Ask(f"/v1/bulk-loads/{load_id}"))


async def bulk_template(applications: Peer, call_id: str, line: str, kind: str) -> bytes:
    """Return the empty sheet of a section, as `csv` or `xlsx`."""
    path = f"/v1/calls/{call_id}/lines/{line}/bulk-template"
    return (await applications.file(Ask(path, query=(("format", kind),)))).content
