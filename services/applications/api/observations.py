"""The door by which officials read what was observed on a list."""

from uuid import UUID

from fastapi import APIRouter

from contracts.observations import RankingObservationCards
from kit.web import SERVICE
from services.applications.api.door import Reading
from services.applications.usecases import observed

router = APIRouter(prefix="/v1")


@router.get("/rankings/{ranking_id}/observations", **SERVICE)
async def list_observations(session: Reading, ranking_id: UUID) -> RankingObservationCards:
    """Return the observations on a list with their answers, in the order of the register."""
    return await observed.observations_on(session, ranking_id)
