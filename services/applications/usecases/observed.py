"""What was observed on a list, as officials read it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.observations import RankingObservationCard, RankingObservationCards
from services.applications.models.rankings import RankingObservation
from services.applications.queries import rankings
from services.applications.rules.register import protocol


async def observations_on(session: AsyncSession, ranking_id: UUID) -> RankingObservationCards:
    """Return the observations on a published list; refuses `unknown-ranking` (404)."""
    found = await rankings.ranking(session, ranking_id)
    items = [_card(each) for each in await rankings.observations(session, found.id)]
    return RankingObservationCards(items=tuple(items))


def _card(kept: RankingObservation) -> RankingObservationCard:
    return RankingObservationCard(
        observation_id=kept.id,
        application_id=kept.application_id,
        protocol=protocol(kept.number, kept.year),
        text=kept.words,
        at=kept.at,
        answer=kept.answer,
        answered_by=kept.answered_by,
        answered_at=kept.answered_at,
    )
