"""Everything about the term of a case, as who decides it reads it."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.terms import (
    Hearing,
    IntegrationCard,
    MissingItem,
    NoticeCard,
    NoticeReason,
    ObservationCard,
    TermCard,
)
from kit import clock
from programmes.laws import packaged_laws
from services.applications.models.terms import Integration, Observation, RefusalNotice
from services.applications.queries import applications, terms
from services.applications.rules.calendar import Calendar
from services.applications.rules.register import protocol
from services.applications.rules.stops import TermFact, stops_of
from services.applications.rules.terms import is_over
from services.applications.usecases.hearing import why_not_refusable
from services.applications.usecases.terms import term_reading


async def term_card(session: AsyncSession, application_id: UUID) -> TermCard:
    """Return the clock of a case, what was asked and answered, and why it may not be refused yet.

    Refuses `unknown-application` (404).
    """
    at = clock.now()
    application = await applications.declared(
        session, application_id, clock.civil_day(at), locked=False
    )
    asked = await terms.of_case(session, Integration, application_id)
    notices = await terms.of_case(session, RefusalNotice, application_id)
    observations = await terms.of_case(session, Observation, application_id)
    calendar = await terms.calendar_of(session, application.body)
    over = is_over(application.state, application.stopped)
    return TermCard(
        term=await term_reading(session, application_id),
        integrations=[_integration(each) for each in asked],
        notices=[_notice(each, calendar) for each in notices],
        observations=[_observation(each) for each in observations],
        refusal_waits="" if over else await why_not_refusable(session, application, at),
    )


async def hearings(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Hearing]:
    """Return what each application was asked for, told and answered; most have nothing."""
    asked = await terms.by_case(session, Integration, ids)
    told = await terms.by_case(session, RefusalNotice, ids)
    observed = await terms.by_case(session, Observation, ids)
    return {each: _hearing(asked[each], told[each], observed[each]) for each in ids}


def _hearing(
    asked: Sequence[Integration],
    told: Sequence[RefusalNotice],
    observed: Sequence[Observation],
) -> Hearing:
    last = next((_integration(each) for each in asked if each.state != "drafted"), None)
    notice = next((each for each in reversed(told) if each.state != "drafted"), None)
    reasons = notice.reasons if notice else []
    return Hearing(
        asked=last.items if last else [],
        answer_by_on=last.answer_by_on if last else None,
        reasons=[NoticeReason(**each) for each in reasons],
        notice_protocol=_protocol(notice) if notice else "",
        observations=[_observation(each) for each in observed],
    )


def _protocol(notice: RefusalNotice) -> str:
    return protocol(notice.number, notice.year) if notice.number and notice.year else ""


def _integration(row: Integration) -> IntegrationCard:
    return IntegrationCard(
        integration_id=row.id, state=row.state, days=row.days, asked_on=row.asked_on,
        answer_by_on=row.answer_by_on, items=[MissingItem(**each) for each in row.items],
    )  # fmt: skip


def _notice(row: RefusalNotice, calendar: Calendar) -> NoticeCard:
    served = [TermFact(row.served_on, "notice_served")] if row.served_on else []
    stops = stops_of(packaged_laws(), calendar, served)
    return NoticeCard(
        notice_id=row.id, state=row.state, by=row.cause,
        reasons=[NoticeReason(**each) for each in row.reasons],
        protocol=_protocol(row),
        served_on=row.served_on, observations_by_on=stops[0].answer_by_on if stops else None,
    )  # fmt: skip


def _observation(row: Observation) -> ObservationCard:
    return ObservationCard(
        observation_id=row.id, protocol=protocol(row.number, row.year), at=row.at, text=row.words,
        answer=row.answer,
    )  # fmt: skip
