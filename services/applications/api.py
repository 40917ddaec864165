"""The HTTP door of applications."""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.applications import (
    ApplicationCards,
    ApplicationIds,
    FoundApplications,
    KeptReason,
    LetterFactsList,
    ReasonText,
    SearchWords,
)
from contracts.intake import ApplicationForm, Receipt
from contracts.programmes import CallId
from kit.database import Cause, Database, Session
from kit.inbox import Message
from kit.pseudonyms import pseudonym
from kit.web import PUBLIC, SERVICE
from programmes.files import Programmes
from services.applications import queries
from services.applications.usecases import acts, intake, reading

router = APIRouter(prefix="/v1")

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", min_length=8, max_length=200, pattern=r"^[!-~]+$")
]
STORABLE = r"^[^\x00]+$"


class BatchActRequest(BaseModel):
    """An act that grants the eligible applications of a line up to a place."""

    model_config = ConfigDict(extra="forbid")

    line: str = Field(pattern=STORABLE, max_length=40)
    through_place: int = Field(ge=1, le=1_000_000)
    official: str = Field(pattern=r"^staff:[0-9a-f-]{1,64}$")
    reason: str = Field(pattern=STORABLE, max_length=4000)


class SignedAct(BaseModel):
    """The number of an act."""

    act_number: int
    act_year: int


async def reading_session(request: Request) -> AsyncIterator[Session]:
    """Open a session that only reads."""
    database: Database = request.app.state.database
    async with database.reading() as session:
        yield session


Reading = Annotated[Session, Depends(reading_session)]


@router.post("/applications", status_code=201, **PUBLIC)
async def file_application(
    request: Request, form: ApplicationForm, idempotency_key: IdempotencyKey
) -> Receipt:
    """File an application; the same key and body get the same receipt, for ever."""
    body = await request.body()
    key = pseudonym(request.app.state.pseudonym_key, form.applicant.identifier)
    filing = intake.Filing(form, hashlib.sha256(body).hexdigest(), key)
    message = Message("http:applications", idempotency_key, body)
    async with request.app.state.database.transaction(Cause(actor="public")) as session:
        if stored := await message.take(session):
            return Receipt.model_validate(stored.result)
        receipt = await intake.register_application(session, filing)
        await message.answer(session, receipt.model_dump(mode="json"))
        return receipt


@router.post("/applications/{application_id}/reasons", status_code=201, **SERVICE)
async def keep_reason(request: Request, application_id: UUID, reason: ReasonText) -> KeptReason:
    """Keep the reason of a decision where it may be read, so that only its id travels."""
    async with request.app.state.database.transaction(Cause(actor="service")) as session:
        return KeptReason(reason_id=await acts.keep_reason(session, application_id, reason.text))


@router.post("/calls/{call_id}/batch-acts", status_code=201, **SERVICE)
async def sign_batch_act(
    request: Request, call_id: CallId, act: BatchActRequest, idempotency_key: IdempotencyKey
) -> SignedAct:
    """Sign one act for the eligible applications of a line up to a place."""
    grant = acts.BatchGrant(call_id=call_id, **act.model_dump())
    message = Message(f"http:batch-acts:{call_id}", idempotency_key, await request.body())
    async with request.app.state.database.transaction(Cause(actor=act.official)) as session:
        if stored := await message.take(session):
            return SignedAct.model_validate(stored.result)
        signed = await acts.sign_batch_act(session, grant)
        answer = SignedAct(act_number=signed.act_number, act_year=signed.act_year)
        await message.answer(session, answer.model_dump())
        return answer


@router.post("/queries/application-cards", **SERVICE)
async def application_cards(session: Reading, asked: ApplicationIds) -> ApplicationCards:
    """Return what an official reads of each application."""
    return ApplicationCards(items=await reading.application_cards(session, asked.application_ids))


@router.post("/queries/letter-facts", **SERVICE)
async def letter_facts(
    request: Request, session: Reading, asked: ApplicationIds
) -> LetterFactsList:
    """Return what a letter about each application says."""
    programmes: Programmes = request.app.state.programmes
    facts = await reading.letter_facts(session, programmes, asked.application_ids)
    return LetterFactsList(items=facts)


@router.post("/queries/application-search", **SERVICE)
async def application_search(session: Reading, asked: SearchWords) -> FoundApplications:
    """Find applications by the beginning of a name or code."""
    return FoundApplications(items=await queries.found_by_words(session, asked.words))
