"""A survey from its tickets to its releases; nothing in it says who answered what."""

import secrets
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.surveys import (
    AnswerFiling,
    AnswerKept,
    Need,
    SurveyCard,
    SurveyClosing,
    SurveyOpening,
    TicketRequest,
    Tickets,
)
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.surveys import Survey, SurveyAnswer, SurveyTicket
from services.network.queries import adhesions, surveys

TICKET_BYTES = 16


async def open_survey(session: AsyncSession, opening: SurveyOpening) -> SurveyCard:
    """Open a survey of an alliance; refuses `unknown-alliance` 404 and `same-need` 422."""
    await adhesions.alliance(session, opening.alliance)
    if len({need.code for need in opening.needs}) < len(opening.needs):
        raise Refusal("same-need", "Un bisogno è scritto due volte.", 422)
    said = opening.model_dump(mode="json", exclude={"official"})
    row = Survey(
        id=new_id(), state="open", opened_by=opening.official, opened_at=clock.now(), **said
    )
    session.add(row)
    await session.flush()
    return await survey_card(session, row.id)


async def survey_card(session: AsyncSession, survey_id: UUID) -> SurveyCard:
    """Return a survey as it stands; while it is open not even the count of answers is told.

    Refuses `unknown-survey` (404).
    """
    row = await surveys.survey(session, survey_id, lock=False)
    count = await surveys.count_answers(session, survey_id)
    said = row.model_dump(include={"alliance", "title", "state", "needs", "threshold"})
    known = {
        "survey_id": row.id,
        "answers": count if row.state == "closed" and count >= row.threshold else None,
        "releases": len(await surveys.releases(session, survey_id)),
    }
    return SurveyCard.model_validate({**said, **known})


async def hand_out_tickets(
    session: AsyncSession, survey_id: UUID, request: TicketRequest, hashed: Callable[[str], str]
) -> Tickets:
    """Make tickets for the people of a firm; they are told once, and kept as keyed hashes.

    Refuses `unknown-survey` and `unknown-adhesion` 404, `survey-closed` and
    `adhesion-not-confirmed` 409.
    """
    survey = await surveys.survey(session, survey_id, lock=False)
    await surveys.taking_answers(session, survey_id)
    adhesion, _ = await adhesions.adhesion(session, request.adhesion_id)
    if adhesion.state != "confirmed" or adhesion.alliance != survey.alliance:
        raise Refusal("adhesion-not-confirmed", "L'impresa non aderisce a questa alleanza.")
    fresh = tuple(secrets.token_hex(TICKET_BYTES) for _ in range(request.count))
    about = {"survey_id": survey_id, "adhesion_id": request.adhesion_id, "used": False}
    rows = [{"ticket_hash": each, **about} for each in sorted(map(hashed, fresh))]
    await session.execute(insert(SurveyTicket).values(rows))
    return Tickets(items=fresh)


async def keep_answer(session: AsyncSession, filing: AnswerFiling, ticket_hash: str) -> AnswerKept:
    """Take one answer for one ticket.

    Refuses `unknown-ticket` 404, `ticket-used` and `survey-closed` 409, `unknown-need` 422.
    """
    survey_id, adhesion_id = await surveys.use_ticket(session, ticket_hash)
    survey = await surveys.taking_answers(session, survey_id)
    if filing.need not in codes(survey):
        raise Refusal("unknown-need", "Questo bisogno non è tra quelli dell'indagine.", 422)
    said = filing.model_dump(exclude={"ticket"})
    row = {"survey_id": survey_id, "adhesion_id": adhesion_id, **said}
    await session.execute(insert(SurveyAnswer).values(row))
    return AnswerKept(survey_id=survey_id)


async def close_survey(
    session: AsyncSession, survey_id: UUID, closing: SurveyClosing
) -> SurveyCard:
    """End a survey; refuses `unknown-survey` 404 and `survey-closed` 409."""
    row = await surveys.survey(session, survey_id)
    if row.state != "open":
        raise Refusal("survey-closed", "L'indagine è chiusa.")
    row.state, row.closed_by, row.closed_at = "closed", closing.official, clock.now()
    await session.flush()
    return await survey_card(session, survey_id)


def codes(survey: Survey) -> Sequence[str]:
    """Return the codes of the needs of a survey, in its order."""
    return [Need.model_validate(each).code for each in survey.needs]
