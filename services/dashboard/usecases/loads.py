"""A sheet of applications, handed to the service that registers them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.intake import BulkLoad
from services.dashboard.queries.peer import ROW_BY_ROW_S, Ask, Peer


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was chosen: its section, who loads it, how and when its forms came in."""

    call_id: str
    line: str
    official: str
    channel: str
    arrived_at: datetime
    name: str
    content: bytes


async def load_sheet(applications: Peer, sheet: Sheet, once: UUID) -> BulkLoad:
    """Have a sheet read and kept as a preview: nothing is filed.

    Refuses what the owner refuses of the sheet as a whole and `owner-silent` (503).
    """
    path = f"/v1/calls/{sheet.call_id}/lines/{sheet.line}/bulk-loads"
    query = (
        ("name", sheet.name),
        ("operator", sheet.official),
        ("channel", sheet.channel),
        ("arrived_at", sheet.arrived_at.isoformat()),
    )
    ask = Ask(path, content=sheet.content, key=str(once), query=query)
    return await applications.post(BulkLoad, ask)


async def confirm_load(applications: Peer, load_id: UUID, official: str) -> None:
    """Have the good rows of a sheet filed, each with its register number, in their order.

    A second press of the button files only what is left. Refuses what the owner refuses.
    """
    path, query = f"/v1/bulk-loads/{load_id}/confirmations", (("operator", official),)
    await applications.send(Ask(path, query=query, patience_s=ROW_BY_ROW_S))
