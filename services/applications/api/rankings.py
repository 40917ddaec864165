"""The doors of lists: computing, publishing, answering, signing, accepting."""

import hashlib
from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import LineId
from contracts.places import CallId
from contracts.rankings import (
    AcceptanceCard,
    AcceptanceForm,
    FinalRequest,
    ProvisionalRequest,
    PublicRanking,
    RankedCase,
    RankingAnswer,
    RankingCard,
    RankingObservationReceipt,
    RankingObservationText,
    Recomputed,
)
from kit.database import Cause
from kit.inbox import Message
from kit.web import PUBLIC, SERVICE, arrived_at
from services.applications.api.door import IdempotencyKey, Reading, RepeatKey
from services.applications.api.repeated import Once
from services.applications.usecases import (
    acceptance,
    ranking_card,
    ranking_observations,
    rankings,
)
from services.applications.usecases.filing import PUBLIC as ANYBODY

router = APIRouter(prefix="/v1")


class Published(BaseModel):
    """Which list a request published."""

    ranking_id: UUID


LINE = "/calls/{call_id}/lines/{line}"


@router.get(f"{LINE}/ranking", **PUBLIC)
async def read_public_ranking(session: Reading, call_id: CallId, line: LineId) -> PublicRanking:
    """Return the list of a line by random codes, until its last public day."""
    return await ranking_card.public_ranking(session, call_id, line)


@router.get(f"{LINE}/ranking-preview", **SERVICE)
async def preview_ranking(session: Reading, call_id: CallId, line: LineId) -> RankingCard:
    """Return the list of a line as it would be now; nothing is written."""
    return await ranking_card.preview(session, call_id, line)


@router.post(f"{LINE}/provisional-rankings", status_code=201, **SERVICE)
async def publish_provisional(
    request: Request, call_id: CallId, line: LineId, asked: ProvisionalRequest,
    key: RepeatKey = None,
) -> RankingCard:  # fmt: skip
    """Publish the list of a line, which may be answered for some days."""

    async def publish(session: AsyncSession) -> Published:
        found = await rankings.publish_provisional(session, call_id, line, asked.official)
        return Published(ranking_id=found.id)

    return await _card_of(request, Once(request, key, asked.official), publish)


@router.post(f"{LINE}/final-rankings", status_code=201, **SERVICE)
async def sign_final(
    request: Request, call_id: CallId, line: LineId, asked: FinalRequest, key: RepeatKey = None
) -> RankingCard:
    """Sign the final list of a line: the act that decides every application in it."""

    async def sign(session: AsyncSession) -> Published:
        found = await rankings.sign_final(session, call_id, line, asked)
        return Published(ranking_id=found.id)

    return await _card_of(request, Once(request, key, asked.official), sign)


async def _card_of(
    request: Request, once: Once, verb: Callable[[AsyncSession], Awaitable[Published]]
) -> RankingCard:
    """Return the list that was published then: of it only the id is kept beside the key."""
    published = await once.answered(Published, verb)
    async with request.app.state.database.reading() as session:
        return await ranking_card.ranking_card(session, published.ranking_id)


@router.get("/rankings/{ranking_id}", **SERVICE)
async def read_ranking(session: Reading, ranking_id: UUID) -> RankingCard:
    """Return a published list in whole."""
    return await ranking_card.ranking_card(session, ranking_id)


@router.get("/rankings/{ranking_id}/verification", **SERVICE)
async def verify_ranking(session: Reading, ranking_id: UUID) -> Recomputed:
    """Compute a list again from its stored inputs, and compare byte for byte."""
    return await ranking_card.recompute(session, ranking_id)


@router.post("/rankings/{ranking_id}/applications/{application_id}/observations",
             status_code=201, **SERVICE)  # fmt: skip
async def observe_ranking(
    request: Request, ranking_id: UUID, application_id: UUID, given: RankingObservationText,
    idempotency_key: IdempotencyKey,
) -> RankingObservationReceipt:  # fmt: skip
    """Register observations on a provisional list; the same key and body get the same receipt."""
    body = await request.body()
    observing = ranking_observations.Observing(
        ranking_id, application_id, given.text, hashlib.sha256(body).hexdigest(),
        arrived_at(request),
    )  # fmt: skip
    message = Message(f"http:ranking-observations:{application_id}", idempotency_key, body)
    async with request.app.state.database.transaction(Cause(actor=ANYBODY)) as session:
        if stored := await message.take(session):
            return RankingObservationReceipt.model_validate(stored.result)
        receipt = await ranking_observations.observe_ranking(session, observing)
        await message.answer(session, receipt.model_dump(mode="json"))
        return receipt


@router.put("/rankings/{ranking_id}/observations/{observation_id}/answer",
            status_code=204, **SERVICE)  # fmt: skip
async def answer_observation(
    request: Request, ranking_id: UUID, observation_id: UUID, answer: RankingAnswer
) -> None:
    """Keep what the body says to observations on a list."""
    async with request.app.state.database.transaction(Cause(actor=answer.official)) as session:
        await ranking_observations.answer_ranking_observation(
            session, ranking_id, observation_id, answer
        )


@router.get("/applications/{application_id}/ranking", **SERVICE)
async def read_own_place(session: Reading, application_id: UUID) -> RankedCase:
    """Return where an application stands in its last list, why, and under which code."""
    return await ranking_card.own_place(session, application_id)


@router.get("/applications/{application_id}/acceptance", **SERVICE)
async def read_acceptance(session: Reading, application_id: UUID) -> AcceptanceCard:
    """Return by when money is to be accepted, and what was answered."""
    return await acceptance.acceptance_card(session, application_id)


@router.post("/applications/{application_id}/acceptances", status_code=201, **SERVICE)
async def answer_acceptance(
    request: Request, application_id: UUID, form: AcceptanceForm, idempotency_key: IdempotencyKey
) -> AcceptanceCard:
    """Accept money or give it up; the same key and body have the same answer."""
    body = await request.body()
    accepting = acceptance.Accepting(
        application_id, form.answer, hashlib.sha256(body).hexdigest(), arrived_at(request)
    )
    message = Message(f"http:acceptances:{application_id}", idempotency_key, body)
    cause = Cause(actor=form.official or ANYBODY)
    async with request.app.state.database.transaction(cause) as session:
        if stored := await message.take(session):
            return AcceptanceCard.model_validate(stored.result)
        card = await acceptance.answer_acceptance(session, accepting)
        await message.answer(session, card.model_dump(mode="json"))
        return card
