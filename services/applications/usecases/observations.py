"""What who applied answers to the reasons against it, and what the body says to each answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.procedure import ObservationsReceived
from contracts.terms import ObservationAnswer, ObservationReceipt
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.terms import Observation, RefusalNotice
from services.applications.queries import terms
from services.applications.rules import register
from services.applications.usecases.integration import open_case
from services.applications.usecases.register import Entering, enter_register
from services.applications.usecases.terms import Happening, happened


@dataclass(frozen=True)
class Observing:
    """Observations as they came to our door at an instant: the hash is of their bytes."""

    application_id: UUID
    text: str
    content_hash: str
    at: datetime
    given_by: str


async def receive_observations(session: AsyncSession, observing: Observing) -> ObservationReceipt:
    """Register observations on a notice; those that come in time move the last day.

    Those that come later are registered all the same. Refuses `unknown-application` 404,
    `already-decided` and `no-notice` 409.
    """
    application = await open_case(session, observing.application_id, locked=False)
    notices = await terms.of_round(session, RefusalNotice, application)
    if all(each.state == "drafted" for each in notices):
        raise Refusal("no-notice", "Non c'è un preavviso a cui rispondere.")
    entering = Entering(
        application.body, "observations", application.id, observing.content_hash, observing.at
    )
    entry = await enter_register(session, entering)
    # Whoever locks the register and an application locks the register first, as intake does.
    application = await open_case(session, observing.application_id)
    body, year, number = register.place(entry) or (application.body, 0, 0)
    kept = Observation(
        id=new_id(), application_id=application.id, words=observing.text,
        content_hash=observing.content_hash, body=body, year=year, number=number,
        at=entry.registered_at, case_round=application.round,
    )  # fmt: skip
    session.add(kept)
    fact = ObservationsReceived(
        application_id=application.id, observation_id=kept.id, register_year=year,
        register_number=number,
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, at=entry.registered_at)
    happening = Happening(
        "observations_received", clock.civil_day(observing.at), observing.given_by,
        entry.registered_at, about=kept.id, reference=entry.protocol,
    )  # fmt: skip
    moved = await happened(session, application, happening)
    return ObservationReceipt(observation_id=kept.id, entry=entry, due_on=moved.due_on)


async def answer_observation(
    session: AsyncSession, application_id: UUID, observation_id: UUID, answer: ObservationAnswer
) -> None:
    """Keep what the body says to one observation; the refusal bears it.

    Refuses `unknown-application` and `unknown-observation` 404, `already-decided` and
    `already-answered` 409.
    """
    application = await open_case(session, application_id)
    kept = await terms.observation(session, application.id, observation_id)
    if kept.answer:
        raise Refusal("already-answered", "A queste osservazioni è già stata data una risposta.")
    kept.answer, kept.answered_by, kept.answered_at = answer.text, answer.official, clock.now()
    session.add(kept)
