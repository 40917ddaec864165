"""What officials do with calls, handed to the service that owns them."""

from uuid import UUID

from contracts.publishing import (
    CallStepRequest,
    CallStepTaken,
    MigrationRequest,
    Recalculation,
)
from services.dashboard.queries.peer import Ask, Peer


async def take_step(
    applications: Peer, call_id: str, request: CallStepRequest, once: UUID
) -> CallStepTaken:
    """Take a step with a version of a call; a second press of the button is the same step.

    Refuses whatever the call refuses (`step-not-allowed`, `same-official`, `not-publishable` with
    what is missing) and `owner-silent` (503).
    """
    path = f"/v1/calls/{call_id}/steps"
    return await applications.post(CallStepTaken, Ask(path, request, key=str(once)))


async def recalculate_part(
    applications: Peer, call_id: str, request: MigrationRequest, key: str
) -> Recalculation:
    """Judge the next applications that are not decided by a later version; the same key, the same.

    Refuses whatever the call refuses and `owner-silent` (503).
    """
    path = f"/v1/calls/{call_id}/recalculations"
    return await applications.post(Recalculation, Ask(path, request, key=key))
