"""The door of needs surveys and of the observatory that reads them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from contracts.surveys import (
    AnswerFiling,
    AnswerKept,
    ReleaseRequest,
    SurveyCard,
    SurveyClosing,
    SurveyOpening,
    SurveyRelease,
    TicketRequest,
    Tickets,
)
from kit.web import SERVICE
from services.network.api.door import IdempotencyKey, Reading, Repeatable, done, keyed, once
from services.network.usecases import releases, surveys

router = APIRouter(prefix="/v1")
Number = Annotated[int, Path(ge=1, le=10_000)]


@router.post("/surveys", status_code=201, **SERVICE)
async def open_survey(request: Request, opening: SurveyOpening, key: IdempotencyKey) -> SurveyCard:
    """Open a survey of an alliance."""
    asked = Repeatable(key, opening.official, SurveyCard)
    return await once(request, asked, lambda s: surveys.open_survey(s, opening))


@router.get("/surveys/{survey_id}", **SERVICE)
async def get_survey(session: Reading, survey_id: UUID) -> SurveyCard:
    """Return a survey as it stands."""
    return await surveys.survey_card(session, survey_id)


@router.post("/surveys/{survey_id}/tickets", status_code=201, **SERVICE)
async def hand_out_tickets(request: Request, survey_id: UUID, asked: TicketRequest) -> Tickets:
    """Make tickets for the people of a firm; they are told once."""
    return await done(
        request,
        asked.official,
        lambda s: surveys.hand_out_tickets(s, survey_id, asked, lambda each: keyed(request, each)),
    )


@router.post("/survey-answers", status_code=201, **SERVICE)
async def keep_answer(request: Request, filing: AnswerFiling) -> AnswerKept:
    """Take one answer for one ticket."""
    ticket = keyed(request, filing.ticket)
    return await done(request, "public", lambda s: surveys.keep_answer(s, filing, ticket))


@router.post("/surveys/{survey_id}/closings", status_code=201, **SERVICE)
async def close_survey(request: Request, survey_id: UUID, closing: SurveyClosing) -> SurveyCard:
    """End a survey."""
    return await done(
        request, closing.official, lambda s: surveys.close_survey(s, survey_id, closing)
    )


@router.post("/surveys/{survey_id}/releases", status_code=201, **SERVICE)
async def release_figures(
    request: Request, survey_id: UUID, asked: ReleaseRequest, key: IdempotencyKey
) -> SurveyRelease:
    """Release a version of the figures."""
    repeatable = Repeatable(key, asked.official, SurveyRelease)
    return await once(request, repeatable, lambda s: releases.release_figures(s, survey_id, asked))


@router.get("/surveys/{survey_id}/releases/{number}", **SERVICE)
async def get_release(session: Reading, survey_id: UUID, number: Number) -> SurveyRelease:
    """Return a release as it was."""
    return await releases.released(session, survey_id, number)


@router.get("/surveys/{survey_id}/releases/{number}/csv", **SERVICE)
async def export_release(session: Reading, survey_id: UUID, number: Number) -> Response:
    """Return a release as CSV."""
    text = await releases.exported(session, survey_id, number)
    return Response(text, media_type="text/csv; charset=utf-8")
