"""The drafts, found by what opens them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.portal.models import Draft, DraftKey

LOST = (
    "draft-not-found",
    "Questa domanda non si trova, o questo browser non la può aprire: la riprenda con il codice.",
    404,
)


async def opened(
    session: AsyncSession, draft_id: UUID, digests: Sequence[bytes], now: datetime
) -> Draft:
    """Return a draft to the browser that holds one of its keys.

    Refuses `draft-not-found` (404), whether there is no such draft or it is somebody else's.
    """
    found = await session.exec(
        select(Draft)
        .join(DraftKey, col(DraftKey.draft_id) == col(Draft.id))
        .where(
            col(Draft.id) == draft_id,
            col(DraftKey.digest).in_(digests),
            col(DraftKey.kind) == "browser",
            col(DraftKey.ends_at).is_(None) | (col(DraftKey.ends_at) > now),
        )
    )
    draft = found.first()
    if draft is None:
        raise Refusal(*LOST)
    return draft


async def locked(session: AsyncSession, draft_id: UUID) -> Draft:
    """Return a draft for a change of it. Refuses `draft-not-found` (404)."""
    found = await session.exec(select(Draft).where(col(Draft.id) == draft_id).with_for_update())
    draft = found.one_or_none()
    if draft is None:
        raise Refusal(*LOST)
    return draft


async def key_of(session: AsyncSession, digest: bytes, kind: str, now: datetime) -> DraftKey | None:
    """Return a live key of a kind by its digest."""
    key = await session.get(DraftKey, digest)
    if key is None or key.kind != kind or (key.ends_at and key.ends_at <= now):
        return None
    return key


async def unsent(session: AsyncSession, ids: Sequence[UUID]) -> list[Draft]:
    """Return the drafts among these that have an address and were not sent."""
    found = await session.exec(
        select(Draft).where(
            col(Draft.id).in_(ids), col(Draft.sent_at).is_(None), col(Draft.email) != ""
        )
    )
    return list(found)


async def in_hand(session: AsyncSession, digests: Sequence[bytes], now: datetime) -> list[Draft]:
    """Return the drafts that a browser holds keys of, the latest first."""
    if not digests:
        return []
    found = await session.exec(
        select(Draft)
        .join(DraftKey, col(DraftKey.draft_id) == col(Draft.id))
        .where(
            col(DraftKey.digest).in_(digests),
            col(DraftKey.kind) == "browser",
            col(DraftKey.ends_at).is_(None) | (col(DraftKey.ends_at) > now),
        )
        .order_by(col(Draft.saved_at).desc())
    )
    return list(found)
