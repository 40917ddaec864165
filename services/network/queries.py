"""What is read from the network tables."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.refusal import Refusal
from services.network.models import Adhesion, AllianceRow, Organisation


async def alliances(session: AsyncSession) -> list[AllianceRow]:
    """Return all alliances by name."""
    return list(await session.exec(select(AllianceRow).order_by(col(AllianceRow.name))))


async def alliance(session: AsyncSession, slug: str) -> AllianceRow:
    """Return one alliance; refuses `unknown-alliance` (404)."""
    found = await session.get(AllianceRow, slug)
    if found is None:
        raise Refusal("unknown-alliance", "L'alleanza non esiste.", 404)
    return found


async def active_adhesion(
    session: AsyncSession, organisation: Organisation, alliance: str
) -> Adhesion | None:
    """Return the adhesion that an organisation has now to an alliance."""
    statement = select(Adhesion).where(
        Adhesion.organisation_id == organisation.id,
        Adhesion.alliance == alliance,
        col(Adhesion.until_on).is_(None),
    )
    return (await session.exec(statement)).one_or_none()


async def adhesion(session: AsyncSession, adhesion_id: UUID) -> tuple[Adhesion, Organisation]:
    """Return one adhesion, locked; refuses `unknown-adhesion` (404)."""
    found = await session.get(Adhesion, adhesion_id, with_for_update=True)
    if found is None:
        raise Refusal("unknown-adhesion", "L'adesione non esiste.", 404)
    return found, await session.get_one(Organisation, found.organisation_id)


async def member(
    session: AsyncSession, vat_number: str, today: date
) -> tuple[Organisation, Adhesion, AllianceRow]:
    """Return an organisation with the oldest adhesion that runs on a day, and its alliance.

    Refuses `unknown-organisation` (404), also for one that left.
    """
    found = await session.exec(
        select(Organisation, Adhesion, AllianceRow)
        .join(Adhesion, col(Adhesion.organisation_id) == col(Organisation.id))
        .join(AllianceRow, col(AllianceRow.slug) == col(Adhesion.alliance))
        .where(
            Organisation.vat_number == vat_number,
            col(Adhesion.since_on) <= today,
            col(Adhesion.until_on).is_(None) | (col(Adhesion.until_on) >= today),
        )
        .order_by(col(Adhesion.since_on))
    )
    known = found.first()
    if known is None:
        raise Refusal(
            "unknown-organisation", "Nessuna adesione in corso ha questa partita IVA.", 404
        )
    return known
