"""Links between firms, and what firms declare to have been granted."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models.adhesions import Adhesion, Organisation, Sheet
from services.network.models.links import DeclaredAid, UndertakingLink

# Whoever says the same of two firms at the same moment finds what was said before.
_TURN = text("select pg_advisory_xact_lock(hashtextextended('undertaking-links', 0))")


async def link(session: AsyncSession, link_id: UUID) -> UndertakingLink:
    """Return one link, locked; refuses `unknown-link` (404)."""
    found = await session.get(UndertakingLink, link_id, with_for_update=True)
    if found is None:
        raise Refusal("unknown-link", "Il collegamento tra imprese non esiste.", 404)
    return found


async def between(
    session: AsyncSession, controller_key: str, controlled_key: str, kind: str
) -> Sequence[UndertakingLink]:
    """Return the links of a kind by which one firm controls another; nobody adds one meanwhile."""
    await session.execute(_TURN)
    statement = select(UndertakingLink).where(
        UndertakingLink.controller_key == controller_key,
        UndertakingLink.controlled_key == controlled_key,
        UndertakingLink.kind == kind,
    )
    return (await session.exec(statement)).all()


async def holding_on(session: AsyncSession, day: date) -> Sequence[UndertakingLink]:
    """Return every link that holds on a civil day, the oldest first."""
    ended = col(UndertakingLink.to_on)
    statement = (
        select(UndertakingLink)
        .where(UndertakingLink.from_on <= day, or_(ended.is_(None), ended >= day))
        .order_by(col(UndertakingLink.from_on), col(UndertakingLink.id))
    )
    return (await session.exec(statement)).all()


async def declaration(session: AsyncSession, declaration_id: UUID) -> DeclaredAid:
    """Return one declaration of aid, locked; refuses `unknown-declaration` (404)."""
    found = await session.get(DeclaredAid, declaration_id, with_for_update=True)
    if found is None:
        raise Refusal("unknown-declaration", "La dichiarazione di aiuti non esiste.", 404)
    return found


async def declarations(session: AsyncSession, keys: Collection[str]) -> Sequence[DeclaredAid]:
    """Return what counts of the declarations of some firms."""
    statement = select(DeclaredAid).where(
        col(DeclaredAid.firm_key).in_(keys), col(DeclaredAid.withdrawn_at).is_(None)
    )
    return (await session.exec(statement)).all()


async def sheets(session: AsyncSession, keys: Collection[str]) -> Sequence[tuple[str, Sheet]]:
    """Return the newest Scheda of each adhesion of some firms, by the key of the firm."""
    statement = (
        select(Organisation.key, Sheet)
        .join(Adhesion, col(Adhesion.organisation_id) == col(Organisation.id))
        .join(Sheet, col(Sheet.adhesion_id) == col(Adhesion.id))
        .where(col(Organisation.key).in_(keys))
        .order_by(col(Sheet.revision))
    )
    rows = (await session.exec(statement)).all()
    newest = {sheet.adhesion_id: (key, sheet) for key, sheet in rows}
    return list(newest.values())
