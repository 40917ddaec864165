"""The doors of a procedure's clock: reading it, asking for what is missing, notices."""

import hashlib
from uuid import UUID

from fastapi import APIRouter, Request

from contracts.applications.procedure import TermMoved
from contracts.terms import (
    Delivery,
    FactGiven,
    IntegrationDraft,
    KeptIntegration,
    KeptNotice,
    NoticeDraft,
    ObservationAnswer,
    ObservationReceipt,
    ObservationText,
    TermCard,
)
from kit.database import Cause
from kit.inbox import Message
from kit.web import SERVICE, arrived_at
from services.applications.api.door import IdempotencyKey, Reading, RepeatKey
from services.applications.api.repeated import Once
from services.applications.usecases import (
    integration,
    notice_of_refusal,
    observations,
    term_card,
    term_care,
)
from services.applications.usecases.filing import PUBLIC

router = APIRouter(prefix="/v1/applications/{application_id}")


@router.get("/term", **SERVICE)
async def read_term(session: Reading, application_id: UUID) -> TermCard:
    """Return the term of a case day by day, with what was asked and answered."""
    return await term_card.term_card(session, application_id)


@router.post("/term/facts", status_code=201, **SERVICE)
async def give_fact(
    request: Request, application_id: UUID, given: FactGiven, idempotency_key: IdempotencyKey
) -> TermMoved:
    """Keep a fact of the term that an official tells; the same key and body tell it once."""
    message = Message(f"http:facts:{application_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=given.official)) as session:
        if stored := await message.take(session):
            return TermMoved.model_validate(stored.result)
        moved = await term_care.give_fact(session, application_id, given)
        await message.answer(session, moved.model_dump(mode="json"))
        return moved


@router.post("/integrations", status_code=201, **SERVICE)
async def draft_integration(
    request: Request, application_id: UUID, draft: IntegrationDraft, key: RepeatKey = None
) -> KeptIntegration:
    """Keep what is to be asked for where it may be read, so that only its id travels."""
    once = Once(request, key, draft.official)
    return await once.answered(
        KeptIntegration,
        lambda session: integration.draft_integration(session, application_id, draft),
    )


@router.post("/notices", status_code=201, **SERVICE)
async def draft_notice(
    request: Request, application_id: UUID, draft: NoticeDraft, key: RepeatKey = None
) -> KeptNotice:
    """Draft a notice of the reasons against an application, so that only its id travels."""
    once = Once(request, key, draft.official)
    return await once.answered(
        KeptNotice, lambda session: notice_of_refusal.draft_notice(session, application_id, draft)
    )


@router.post("/notices/{notice_id}/deliveries", status_code=201, **SERVICE)
async def prove_delivery(
    request: Request, application_id: UUID, notice_id: UUID, delivery: Delivery
) -> TermMoved:
    """Take the proof that a notice was delivered: its ten days run from there."""
    async with request.app.state.database.transaction(Cause(actor=delivery.official)) as session:
        return await notice_of_refusal.prove_delivery(session, application_id, notice_id, delivery)


@router.post("/observations", status_code=201, **SERVICE)
async def receive_observations(
    request: Request, application_id: UUID, given: ObservationText, idempotency_key: IdempotencyKey
) -> ObservationReceipt:
    """Register observations on a notice; the same key and body get the same receipt."""
    body = await request.body()
    observing = observations.Observing(
        application_id, given.text, hashlib.sha256(body).hexdigest(), arrived_at(request), PUBLIC
    )
    message = Message(f"http:observations:{application_id}", idempotency_key, body)
    async with request.app.state.database.transaction(Cause(actor=PUBLIC)) as session:
        if stored := await message.take(session):
            return ObservationReceipt.model_validate(stored.result)
        receipt = await observations.receive_observations(session, observing)
        await message.answer(session, receipt.model_dump(mode="json"))
        return receipt


@router.put("/observations/{observation_id}/answer", status_code=204, **SERVICE)
async def answer_observation(
    request: Request, application_id: UUID, observation_id: UUID, answer: ObservationAnswer
) -> None:
    """Keep what the body says to one observation."""
    async with request.app.state.database.transaction(Cause(actor=answer.official)) as session:
        await observations.answer_observation(session, application_id, observation_id, answer)
