"""The act of a decision before anybody signs it: what it would say, and whether it may stand."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import Decision
from contracts.readings import ActAsked, ActPreview
from kit import clock
from services.applications.queries import acts
from services.applications.usecases.act_text import words_of
from services.applications.usecases.decision import check_decidable
from services.applications.usecases.integration import open_case


async def act_preview(session: AsyncSession, application_id: UUID, asked: ActAsked) -> ActPreview:
    """Write the act that somebody is about to sign, and keep nothing of it.

    Refuses `unknown-application` 404, `already-decided` 409, and what `record_decision` refuses of
    a decision.
    """
    application = await open_case(session, application_id)
    decision = Decision(outcome=asked.outcome, official=asked.official, checked=asked.checked)
    await check_decidable(session, application, decision, asked.reason)
    at = clock.now()
    values = {
        "outcome": asked.outcome, "official": asked.official, "reason": asked.reason, "at": at,
        "year": clock.civil_day(at).year,
    }  # fmt: skip
    row = await acts.unsigned(session, application_id, values)
    words = await words_of(session, row)
    return ActPreview(words=words, act_number=row.act_number, act_year=row.act_year)
