"""Uploaded files and the documents that they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import DocumentCard
from contracts.intake import AttachmentHash
from services.applications.rules.documents import Uploaded

_UPLOADED = text(
    "select a.id, a.sha256, a.name, a.state, f.application_id is not null as filed "
    "from attachment a left join filed_document f on f.attachment_id = a.id "
    "where a.id = any(:ids)"
)
_DOCUMENTS = text(
    "select f.application_id, f.document, f.at, a.* from filed_document f "
    "join attachment a on a.id = f.attachment_id "
    "where f.application_id = any(:ids) order by f.at, f.document, a.id"
)


async def uploaded(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Uploaded]:
    """Return attachments as they stand; unknown ids are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = await session.execute(_UPLOADED, {"ids": wanted})
    return {row.id: Uploaded(row.id, row.sha256, row.name, row.state, row.filed) for row in rows}


async def documents_of(
    session: AsyncSession, ids: Sequence[UUID]
) -> dict[UUID, list[tuple[datetime, DocumentCard]]]:
    """Return the documents of applications in the order in which they were filed, with the instant.

    The label is the document's id: the version of the call knows the words.
    """
    found: dict[UUID, list[tuple[datetime, DocumentCard]]] = {each: [] for each in ids}
    for row in await session.execute(_DOCUMENTS, {"ids": list(ids)}):
        card = DocumentCard(
            attachment_id=row.id, document=row.document, label=row.document, name=row.name,
            media_type=row.media_type, size=row.size, sha256=row.sha256, state=row.state,
        )  # fmt: skip
        found[row.application_id].append((row.at, card))
    return found


def hashes(documents: Iterable[tuple[str, Uploaded]]) -> list[AttachmentHash]:
    """Return what a receipt says of documents."""
    return [
        AttachmentHash(document=document, name=each.name, sha256=each.sha256)
        for document, each in documents
    ]
