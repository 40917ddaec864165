"""What would change if one application were judged by a later version of its call."""

from uuid import UUID

from contracts.publishing import MigrationPreview, MigrationPreviewRequest
from services.dashboard.queries.peer import Ask, Peer


async def migration_preview(
    applications: Peer, application_id: UUID, version: int
) -> MigrationPreview:
    """Return the preview; refuses what the case refuses and `owner-silent` (503)."""
    path = f"/v1/applications/{application_id}/migration-previews"
    asked = MigrationPreviewRequest(to_version=version)
    return await applications.post(MigrationPreview, Ask(path, asked))
