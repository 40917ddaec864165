"""What who applied answers to a provisional list, and what the body says to each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.rankings import RankingAnswer, RankingObservationReceipt
from kit import clock
from kit.days import civil_day
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.rankings import RankingObservation, RankingRow
from services.applications.queries import applications, rankings
from services.applications.rules import register
from services.applications.usecases.register import Entering, enter_register


@dataclass(frozen=True)
class Observing:
    """Observations on a list as they came to our door at an instant; the hash is of their bytes."""

    ranking_id: UUID
    application_id: UUID
    words: str
    content_hash: str
    at: datetime


async def observe_ranking(session: AsyncSession, observing: Observing) -> RankingObservationReceipt:
    """Register observations on a provisional list, while it may be answered.

    Refuses `unknown-ranking` and `not-in-the-list` 404, `observations-closed` 409.
    """
    found = await rankings.ranking(session, observing.ranking_id)
    key = (observing.ranking_id, observing.application_id)
    if await session.get(RankingRow, key) is None:
        raise Refusal("not-in-the-list", "La domanda non è in questa graduatoria.", 404)
    until = found.observations_until_on
    if until is None or civil_day(observing.at) > until:
        raise Refusal("observations-closed", "Su questa graduatoria non si fanno più osservazioni.")
    application = await applications.declared(
        session, observing.application_id, clock.today(), locked=False
    )
    entering = Entering(
        application.body, "observations", application.id, observing.content_hash, observing.at
    )
    entry = await enter_register(session, entering)
    body, year, number = register.place(entry) or (application.body, 0, 0)
    kept = RankingObservation(
        id=new_id(), ranking_id=found.id, application_id=application.id, words=observing.words,
        content_hash=observing.content_hash, body=body, year=year, number=number,
        at=entry.registered_at,
    )  # fmt: skip
    session.add(kept)
    await session.flush()
    return RankingObservationReceipt(observation_id=kept.id, entry=entry)


async def answer_ranking_observation(
    session: AsyncSession, ranking_id: UUID, observation_id: UUID, answer: RankingAnswer
) -> None:
    """Keep what the body says to observations on a list; the final list waits for it.

    Refuses `unknown-observation` 404 and `already-answered` 409.
    """
    kept = await session.get(RankingObservation, observation_id, with_for_update=True)
    if kept is None or kept.ranking_id != ranking_id:
        raise Refusal("unknown-observation", "Queste osservazioni non ci sono.", 404)
    if kept.answer:
        raise Refusal("already-answered", "A queste osservazioni è già stata data una risposta.")
    kept.answer, kept.answered_by, kept.answered_at = answer.text, answer.official, clock.now()
    session.add(kept)
    await session.flush()
