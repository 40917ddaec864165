"""An application that an official enters on somebody's behalf: a draft is opened at the portal."""

from contracts.portal import DraftEntry, OpenedDraft
from services.dashboard.queries.peer import Ask, Peer


async def open_draft(portal: Peer, entry: DraftEntry) -> OpenedDraft:
    """Open a draft and return the address of its form, which opens it once.

    Refuses whatever the portal refuses and `owner-silent` (503).
    """
    return await portal.post(OpenedDraft, Ask("/v1/drafts", entry))
