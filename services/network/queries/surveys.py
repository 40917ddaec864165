"""Surveys, their answers and releases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models.surveys import Survey, SurveyAnswer, SurveyRelease
from services.network.rules.crosstab import Answer

_USE = text(
    "update survey_ticket set used = true where ticket_hash = :ticket and not used "
    "returning survey_id, adhesion_id"
)
_KNOWN = text("select 1 from survey_ticket where ticket_hash = :ticket")


async def survey(session: AsyncSession, survey_id: UUID, *, lock: bool = True) -> Survey:
    """Return one survey, locked unless it is only read; refuses `unknown-survey` (404)."""
    found = await session.get(Survey, survey_id, with_for_update=lock)
    if found is None:
        raise Refusal("unknown-survey", "L'indagine non esiste.", 404)
    return found


async def taking_answers(session: AsyncSession, survey_id: UUID) -> Survey:
    """Return a survey that nobody closes meanwhile; refuses `survey-closed` (409)."""
    found = await session.get_one(
        Survey, survey_id, with_for_update={"read": True}, populate_existing=True
    )
    if found.state != "open":
        raise Refusal("survey-closed", "L'indagine è chiusa.")
    return found


async def use_ticket(session: AsyncSession, ticket_hash: str) -> tuple[UUID, UUID]:
    """Use a ticket up; return its survey and the adhesion of the firm that handed it out.

    Refuses `unknown-ticket` 404 and `ticket-used` 409.
    """
    found = (await session.execute(_USE, {"ticket": ticket_hash})).one_or_none()
    if found is not None:
        return found.survey_id, found.adhesion_id
    if (await session.execute(_KNOWN, {"ticket": ticket_hash})).one_or_none() is None:
        raise Refusal("unknown-ticket", "Il codice per rispondere non esiste.", 404)
    raise Refusal("ticket-used", "Con questo codice qualcuno ha già risposto.")


async def answers(session: AsyncSession, survey_id: UUID) -> tuple[Answer, ...]:
    """Return the answers of a survey in an order that tells nothing."""
    said = (
        col(SurveyAnswer.adhesion_id),
        col(SurveyAnswer.department),
        col(SurveyAnswer.municipality),
        col(SurveyAnswer.need),
    )
    statement = select(*said).where(SurveyAnswer.survey_id == survey_id).order_by(*said)
    return tuple(Answer(*row) for row in await session.exec(statement))


async def count_answers(session: AsyncSession, survey_id: UUID) -> int:
    """Count the answers of a survey."""
    statement = select(func.count()).where(SurveyAnswer.survey_id == survey_id)
    return (await session.exec(statement)).one()


async def releases(session: AsyncSession, survey_id: UUID) -> Sequence[SurveyRelease]:
    """Return the releases of a survey, the oldest first."""
    mine = SurveyRelease.survey_id == survey_id
    statement = select(SurveyRelease).where(mine).order_by(col(SurveyRelease.release))
    return (await session.exec(statement)).all()


async def release(session: AsyncSession, survey_id: UUID, number: int) -> SurveyRelease:
    """Return one release; refuses `unknown-release` (404)."""
    found = await session.get(SurveyRelease, (survey_id, number))
    if found is None:
        raise Refusal("unknown-release", "Questa versione dei dati non esiste.", 404)
    return found
