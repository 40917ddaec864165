"""What officials write in a review, handed to the owner of the cases; points while they write."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.readings import ActAsked, ActPreview
from contracts.review import (
    Appointment,
    ChecklistAnswers,
    ConflictDeclaration,
    Handover,
    ProposalText,
    ScoreSheet,
    SheetsIn,
    Signature,
    Staffing,
)
from services.dashboard.models import SheetDraft
from services.dashboard.queries.peer import Ask, Peer


async def appoint(
    applications: Peer, call_id: str, appointment: Appointment, once: UUID
) -> Staffing:
    """Appoint somebody to a call, or no longer; refuses what the owner refuses."""
    ask = Ask(f"/v1/calls/{call_id}/reviewers", appointment, key=str(once))
    return await applications.post(Staffing, ask)


async def declare(
    applications: Peer, call_id: str, declaration: ConflictDeclaration, once: UUID
) -> None:
    """Hand over what somebody declares of conflicts of interest (art. 6-bis L. 241/1990)."""
    path = f"/v1/calls/{call_id}/conflict-declarations"
    await applications.send(Ask(path, declaration, key=str(once)))


async def hand_over(
    applications: Peer, application_id: UUID, handover: Handover, once: UUID
) -> None:
    """Have a reading go to somebody else; refuses what the owner refuses."""
    await _send(applications, application_id, "handovers", handover, once)


async def fill_checklist(applications: Peer, application_id: UUID, given: ChecklistAnswers) -> None:
    """Hand over answers; refuses what the owner refuses."""
    await applications.put(Ask(_path(application_id, "checklist"), given))


async def hand_in(
    session: AsyncSession, applications: Peer, application_id: UUID, sheet: ScoreSheet, once: UUID
) -> SheetsIn:
    """Hand a sheet in for good, and forget what was written of it before."""
    ask = Ask(_path(application_id, "scores"), sheet, key=str(once))
    told = await applications.post(SheetsIn, ask)
    staff_id = UUID(sheet.reviewer.removeprefix("staff:"))
    mine = (col(SheetDraft.application_id) == application_id, col(SheetDraft.staff_id) == staff_id)
    await session.exec(delete(SheetDraft).where(*mine))
    return told


async def propose(
    applications: Peer, application_id: UUID, proposed: ProposalText, once: UUID
) -> None:
    """Hand a proposal over; refuses what the owner refuses."""
    await _send(applications, application_id, "proposals", proposed, once)


async def sign_under(
    applications: Peer, application_id: UUID, signature: Signature, once: UUID
) -> None:
    """Hand the signature of a second official over; refuses what the owner refuses."""
    await _send(applications, application_id, "signatures", signature, once)


async def preview_act(applications: Peer, application_id: UUID, asked: ActAsked) -> ActPreview:
    """Return the act that somebody is about to sign; refuses what the decision would."""
    path = f"/v1/applications/{application_id}/act-previews"
    return await applications.post(ActPreview, Ask(path, asked))


async def keep_draft(session: AsyncSession, draft: SheetDraft) -> None:
    """Keep points that are not handed in yet; the last ones hold."""
    values = {"checked": draft.checked, "points": draft.points, "at": draft.at}
    kept = insert(SheetDraft).values(
        application_id=draft.application_id, staff_id=draft.staff_id, **values
    )
    keys = ["application_id", "staff_id"]
    await session.execute(kept.on_conflict_do_update(index_elements=keys, set_=values))


async def _send(
    applications: Peer, application_id: UUID, what: str, told: BaseModel, once: UUID
) -> None:
    await applications.send(Ask(_path(application_id, what), told, key=str(once)))


def _path(application_id: UUID, what: str) -> str:
    return f"/v1/applications/{application_id}/review/{what}"
