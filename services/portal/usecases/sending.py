"""Handing a finished draft over, once, whatever happens on the way."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import Receipt
from kit import clock
from services.portal.queries import drafts


async def freeze(session: AsyncSession, draft_id: UUID, body: bytes) -> bytes | None:
    """Fix the body that is handed over, before it is; None when there is a receipt already.

    A second try hands over the same bytes as the first, under the same key: so a double click, or a
    process that died before the answer, makes one application.
    """
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is not None:
        return None
    draft.sending = draft.sending or body
    return draft.sending


async def thaw(session: AsyncSession, draft_id: UUID) -> None:
    """Let the draft be changed again: what was handed over was refused, and left no trace."""
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is None:
        draft.sending = None


async def keep_receipt(session: AsyncSession, draft_id: UUID, receipt: Receipt) -> None:
    """Keep the receipt beside the draft, which is sent by it."""
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is None:
        draft.sent_at, draft.receipt = clock.now(), receipt.model_dump(mode="json")
        draft.sending = None
