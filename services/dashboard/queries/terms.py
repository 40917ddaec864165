"""The clock of a procedure, as its owner tells it for one page."""

from uuid import UUID

from contracts.terms import TermCard
from kit.refusal import Refusal
from services.dashboard.queries.peer import Ask, Peer

PATIENCE_S = 3.0


async def term_of(applications: Peer, application_id: UUID) -> TermCard | None:
    """Return the term of a case with what was asked and answered; None while its owner is silent.

    A case without its clock serves better than no case.
    """
    path = f"/v1/applications/{application_id}/term"
    try:
        return await applications.get(TermCard, Ask(path, patience_s=PATIENCE_S))
    except Refusal:
        return None
