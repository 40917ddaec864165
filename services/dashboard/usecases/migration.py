"""The act that has an application judged by a later version of its call."""

from uuid import UUID

from contracts.publishing import MigrationRequest
from services.dashboard.queries.peer import Ask, Peer


async def migrate_application(
    applications: Peer, application_id: UUID, request: MigrationRequest, once: UUID
) -> None:
    """Hand the act to the owner of the case; a second press of the button is the same act.

    Refuses whatever the case refuses and `owner-silent` (503).
    """
    path = f"/v1/applications/{application_id}/migrations"
    await applications.send(Ask(path, request, key=str(once)))
