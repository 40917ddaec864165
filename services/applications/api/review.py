"""The doors of a review: who reads, conflicts, the checklist, points, proposals, signatures."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from contracts.applications.review import STAFF
from contracts.places import CallId
from contracts.review import (
    Agreement,
    Appointment,
    ChecklistAnswers,
    ConflictDeclaration,
    Handover,
    OpenItems,
    ProposalText,
    ReopenedCase,
    Reopening,
    ReviewCard,
    ScoreSheet,
    SheetsIn,
    Signature,
    Staffing,
)
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE
from services.applications.api.door import Catalogue, IdempotencyKey, Reading, RepeatKey
from services.applications.api.repeated import Once
from services.applications.usecases import (
    assignment,
    checklist,
    conflict,
    proposal,
    reopening,
    scoring,
)
from services.applications.usecases.review_card import review_card

router = APIRouter(prefix="/v1")
Reader = Annotated[str, Query(pattern=rf"{STAFF}|^$")]


@router.post("/calls/{call_id}/reviewers", status_code=201, **SERVICE)
async def appoint(
    request: Request, programmes: Catalogue, call_id: CallId, appointment: Appointment,
    key: RepeatKey = None,
) -> Staffing:  # fmt: skip
    """Appoint somebody to review a call, or no longer; readings that wait are given out."""
    once = Once(request, key, appointment.official)
    return await once.answered(
        Staffing,
        lambda session: assignment.appoint(session, programmes, call_id, appointment),
    )


@router.post("/calls/{call_id}/conflict-declarations", status_code=204, **SERVICE)
async def declare_conflict(
    request: Request, call_id: CallId, declaration: ConflictDeclaration, key: RepeatKey = None
) -> None:
    """Keep what a reviewer declares of conflicts of interest (art. 6-bis L. 241/1990)."""
    once = Once(request, key, declaration.reviewer)
    await once.done(lambda session: conflict.declare_conflict(session, call_id, declaration))


@router.get("/calls/{call_id}/agreement", **SERVICE)
async def read_agreement(session: Reading, call_id: CallId) -> Agreement:
    """Return how alike the reviewers of a call give their points."""
    return await scoring.agreement(session, call_id)


@router.get("/applications/{application_id}/review", **SERVICE)
async def read_review(session: Reading, application_id: UUID, reader: Reader = "") -> ReviewCard:
    """Return the review of a case as one official may read it."""
    return await review_card(session, application_id, reader)


@router.post("/applications/{application_id}/review/handovers", status_code=204, **SERVICE)
async def hand_over(
    request: Request, application_id: UUID, handover: Handover, key: RepeatKey = None
) -> None:
    """Give a reading to somebody else, with the reason."""
    once = Once(request, key, handover.official)
    await once.done(lambda session: assignment.hand_over(session, application_id, handover))


@router.put("/applications/{application_id}/review/checklist", **SERVICE)
async def fill_checklist(
    request: Request, application_id: UUID, given: ChecklistAnswers
) -> OpenItems:
    """Answer items of the checklist; the last answer to an item is the one that counts."""
    async with request.app.state.database.transaction(Cause(actor=given.reviewer)) as session:
        left = await checklist.fill_checklist(session, application_id, given)
        return OpenItems(open=list(left))


@router.post("/applications/{application_id}/review/scores", status_code=201, **SERVICE)
async def hand_in_scores(
    request: Request, application_id: UUID, sheet: ScoreSheet, key: RepeatKey = None
) -> SheetsIn:
    """Hand in the points of one reviewer, for good."""
    once = Once(request, key, sheet.reviewer)
    return await once.answered(
        SheetsIn, lambda session: scoring.hand_in_scores(session, application_id, sheet)
    )


@router.post("/applications/{application_id}/review/proposals", status_code=204, **SERVICE)
async def propose(
    request: Request, application_id: UUID, given: ProposalText, key: RepeatKey = None
) -> None:
    """Propose an outcome; somebody else decides."""
    once = Once(request, key, given.reviewer)
    await once.done(lambda session: proposal.propose(session, application_id, given))


@router.post("/applications/{application_id}/review/signatures", status_code=204, **SERVICE)
async def sign_proposal(
    request: Request, application_id: UUID, signature: Signature, key: RepeatKey = None
) -> None:
    """Sign under a proposal whose amount asks for two signatures."""
    once = Once(request, key, signature.official)
    await once.done(lambda session: proposal.sign_proposal(session, application_id, signature))


@router.post("/applications/{application_id}/reopenings", status_code=201, **SERVICE)
async def reopen_application(
    request: Request, application_id: UUID, given: Reopening, idempotency_key: IdempotencyKey
) -> ReopenedCase:
    """Take a decision back by an act; the same key and body take it back once."""
    message = Message(f"http:reopenings:{application_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=given.official)) as session:
        if stored := await message.take(session):
            return ReopenedCase.model_validate(stored.result)
        fact = await reopening.reopen_application(session, application_id, given)
        answer = ReopenedCase(act_number=fact.act_number, act_year=fact.act_year, round=fact.round)
        await message.answer(session, answer.model_dump())
        return answer
