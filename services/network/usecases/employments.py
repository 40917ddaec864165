"""The employer's word on who works there, and what follows from it on a civil day."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.employments import (
    Employed,
    EmployedList,
    EmploymentAnswer,
    EmploymentEnding,
    EmploymentFiling,
    EmploymentQuestion,
)
from contracts.network import EmploymentConfirmed, EmploymentEnded
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.adhesions import Organisation
from services.network.models.employments import Employment
from services.network.queries import adhesions, employments
from services.network.usecases.adhesions import states_of


async def confirm_employment(
    session: AsyncSession, adhesion_id: UUID, filing: EmploymentFiling, worker_key: str
) -> EmploymentConfirmed:
    """Keep an employer's word that a person works there; the same word again changes nothing.

    Refuses `unknown-adhesion` 404, `adhesion-not-confirmed` 409, `ends-before-it-begins` 422 and
    `employment-overlaps` 409, when another relation covers some of the days.
    """
    adhesion, employer = await adhesions.adhesion(session, adhesion_id)
    if adhesion.state != "confirmed":
        raise Refusal("adhesion-not-confirmed", "L'adesione del datore di lavoro non è confermata.")
    if filing.to_on is not None and filing.to_on < filing.from_on:
        raise Refusal("ends-before-it-begins", "Il rapporto finisce prima di cominciare.", 422)
    known = await employments.of_worker(session, employer.id, worker_key)
    if same := next((each for each in known if _is_said_by(each, filing)), None):
        return _confirmed(same, employer)
    _check_days(known, filing)
    row = _new(employer, filing, worker_key)
    session.add(row)
    fact = _confirmed(row, employer)
    await announce(session, fact, alliance=adhesion.alliance)
    return fact


async def end_employment(
    session: AsyncSession, employment_id: UUID, ending: EmploymentEnding
) -> EmploymentEnded:
    """Keep the last civil day of a relation.

    Refuses `unknown-employment` 404, `employment-already-ended` 409 and `ends-before-it-begins`.
    """
    row, employer = await employments.employment(session, employment_id)
    if row.to_on is not None:
        raise Refusal("employment-already-ended", "Il rapporto ha già un ultimo giorno.")
    if ending.to_on < row.from_on:
        raise Refusal("ends-before-it-begins", "Il rapporto finisce prima di cominciare.", 422)
    row.to_on, row.ended_by, row.ended_at = ending.to_on, ending.ended_by, clock.now()
    fact = EmploymentEnded(
        employment_id=row.id,
        organisation_key=employer.key,
        worker_key=row.worker_key,
        to_on=ending.to_on,
    )
    await announce(session, fact)
    return fact


async def employment_answer(
    session: AsyncSession, question: EmploymentQuestion
) -> EmploymentAnswer:
    """Tell what is known on a civil day of an employer, and of a relation with a worker."""
    key, day = question.organisation_key, question.on
    counting = await employments.adhesion_on(session, key, day)
    adhesion = counting or await employments.last_adhesion(session, key)
    running = await employments.employed_on(session, key, day)
    found = next((each for each in running if each.worker_key == question.worker_key), None)
    return EmploymentAnswer(
        adhesion_id=adhesion.id if adhesion else None,
        adhesion_state=states_of(adhesion) if adhesion else None,
        alliance=adhesion.alliance if adhesion else None,
        employment_id=found.id if found else None,
        from_on=found.from_on if found else None,
        to_on=found.to_on if found else None,
        entitled=counting is not None and found is not None,
    )


async def touched_by(session: AsyncSession, adhesion_id: UUID, day: date) -> EmployedList:
    """Return who works on a civil day for the employer of an adhesion: ids and keys, no names.

    They are whom a suspension or a withdrawal of the adhesion touches. Refuses `unknown-adhesion`.
    """
    _, employer = await adhesions.adhesion(session, adhesion_id, lock=False)
    found = await employments.employed_on(session, employer.key, day)
    items = tuple(
        Employed(
            employment_id=each.id,
            worker_key=each.worker_key,
            from_on=each.from_on,
            to_on=each.to_on,
        )
        for each in found
    )
    return EmployedList(organisation_key=employer.key, items=items)


def _is_said_by(row: Employment, filing: EmploymentFiling) -> bool:
    return (row.from_on, row.to_on) == (filing.from_on, filing.to_on)


def _check_days(known: Iterable[Employment], filing: EmploymentFiling) -> None:
    for each in known:
        if each.from_on <= (filing.to_on or date.max) and filing.from_on <= (
            each.to_on or date.max
        ):
            sentence = "Un rapporto già confermato copre una parte di questi giorni."
            raise Refusal("employment-overlaps", sentence)


def _new(employer: Organisation, filing: EmploymentFiling, worker_key: str) -> Employment:
    return Employment(
        id=new_id(),
        organisation_id=employer.id,
        worker_key=worker_key,
        from_on=filing.from_on,
        to_on=filing.to_on,
        confirmed_by=filing.confirmed_by,
        confirmed_at=clock.now(),
    )


def _confirmed(row: Employment, employer: Organisation) -> EmploymentConfirmed:
    return EmploymentConfirmed(
        employment_id=row.id,
        organisation_key=employer.key,
        worker_key=row.worker_key,
        from_on=row.from_on,
        to_on=row.to_on,
    )
