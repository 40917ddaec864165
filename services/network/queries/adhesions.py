"""Alliances, organisations, and where their adhesions are."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.places import Alliance
from kit.refusal import Refusal
from services.network.models.adhesions import (
    Adhesion,
    AdhesionDocument,
    AdhesionSpell,
    AllianceRow,
    Organisation,
    Sheet,
    StepRecord,
)
from services.network.rules.states import OPEN


async def alliances(session: AsyncSession) -> list[AllianceRow]:
    """Return all alliances by name."""
    return list(await session.exec(select(AllianceRow).order_by(col(AllianceRow.name))))


async def alliance(session: AsyncSession, slug: str) -> AllianceRow:
    """Return one alliance; refuses `unknown-alliance` (404)."""
    found = await session.get(AllianceRow, slug)
    if found is None:
        raise Refusal("unknown-alliance", "L'alleanza non esiste.", 404)
    return found


async def written(session: AsyncSession, slug: str) -> Alliance:
    """Return an alliance as its file says it; refuses `unknown-alliance` (404)."""
    return Alliance.model_validate((await alliance(session, slug)).definition)


async def organisation(session: AsyncSession, key: str) -> Organisation | None:
    """Return an organisation by its key."""
    statement = select(Organisation).where(Organisation.key == key)
    return (await session.exec(statement)).one_or_none()


async def current_adhesion(
    session: AsyncSession, organisation: Organisation, alliance: str
) -> Adhesion | None:
    """Return the adhesion of an organisation to an alliance that runs or came late, locked."""
    statement = (
        select(Adhesion)
        .where(
            Adhesion.organisation_id == organisation.id,
            Adhesion.alliance == alliance,
            col(Adhesion.state).in_((*OPEN, "late")),
        )
        .order_by(col(Adhesion.state) == "late", col(Adhesion.received_at).desc())
        .with_for_update()
    )
    return (await session.exec(statement)).first()


async def adhesion(
    session: AsyncSession, adhesion_id: UUID, *, lock: bool = True
) -> tuple[Adhesion, Organisation]:
    """Return one adhesion, locked unless it is only read; refuses `unknown-adhesion` (404)."""
    found = await session.get(Adhesion, adhesion_id, with_for_update=lock)
    if found is None:
        raise Refusal("unknown-adhesion", "L'adesione non esiste.", 404)
    return found, await session.get_one(Organisation, found.organisation_id)


async def of_alliance(session: AsyncSession, slug: str) -> list[UUID]:
    """Return the adhesions to an alliance in the order in which their first document arrived."""
    arrival = (col(Adhesion.received_at), col(Adhesion.id))
    return list(
        await session.exec(select(Adhesion.id).where(Adhesion.alliance == slug).order_by(*arrival))
    )


async def joined(session: AsyncSession, slug: str) -> int:
    """Count who is in an alliance and counts toward its target."""
    statement = select(func.count()).where(
        Adhesion.alliance == slug,
        col(Adhesion.state).in_(("confirmed", "suspended")),
        col(Adhesion.counts_toward_target),
    )
    return (await session.exec(statement)).one()


async def documents(session: AsyncSession, adhesion_id: UUID) -> Sequence[AdhesionDocument]:
    """Return the documents of an adhesion as they arrived."""
    order = (col(AdhesionDocument.arrived_at), col(AdhesionDocument.id))
    mine = AdhesionDocument.adhesion_id == adhesion_id
    return (await session.exec(select(AdhesionDocument).where(mine).order_by(*order))).all()


async def history(session: AsyncSession, adhesion_id: UUID) -> Sequence[StepRecord]:
    """Return what was done with an adhesion, the oldest first."""
    order = (col(StepRecord.at), col(StepRecord.id))
    mine = StepRecord.adhesion_id == adhesion_id
    return (await session.exec(select(StepRecord).where(mine).order_by(*order))).all()


async def newest_sheet(session: AsyncSession, adhesion_id: UUID) -> Sheet | None:
    """Return the Scheda that arrived last; None for an adhesion taken over from paper."""
    mine = Sheet.adhesion_id == adhesion_id
    newest = select(Sheet).where(mine).order_by(col(Sheet.revision).desc()).limit(1)
    return (await session.exec(newest)).one_or_none()


async def sheets(session: AsyncSession, adhesion_id: UUID) -> int:
    """Count the Schede of an adhesion."""
    statement = select(func.count()).where(Sheet.adhesion_id == adhesion_id)
    return (await session.exec(statement)).one()


async def running_spell(session: AsyncSession, adhesion_id: UUID) -> AdhesionSpell | None:
    """Return the suspension that an adhesion is in."""
    statement = select(AdhesionSpell).where(
        AdhesionSpell.adhesion_id == adhesion_id, col(AdhesionSpell.to_on).is_(None)
    )
    return (await session.exec(statement)).one_or_none()


def in_force(day: date) -> ColumnElement[bool]:
    """Return the condition that an adhesion counts on a civil day: it runs and is not suspended."""
    spell = exists().where(
        col(AdhesionSpell.adhesion_id) == col(Adhesion.id),
        col(AdhesionSpell.from_on) <= day,
        or_(col(AdhesionSpell.to_on).is_(None), col(AdhesionSpell.to_on) >= day),
    )
    left = or_(col(Adhesion.until_on).is_(None), col(Adhesion.until_on) >= day)
    member = col(Adhesion.state).in_(("confirmed", "suspended", "withdrawn"))
    return member & (col(Adhesion.since_on) <= day) & left & ~spell


async def member(
    session: AsyncSession, vat_number: str, today: date
) -> tuple[Organisation, Adhesion, AllianceRow]:
    """Return an organisation with the oldest adhesion that counts on a day, and its alliance.

    Refuses `unknown-organisation` (404), also for one that left or is suspended.
    """
    found = await session.exec(
        select(Organisation, Adhesion, AllianceRow)
        .join(Adhesion, col(Adhesion.organisation_id) == col(Organisation.id))
        .join(AllianceRow, col(AllianceRow.slug) == col(Adhesion.alliance))
        .where(Organisation.vat_number == vat_number, in_force(today))
        .order_by(col(Adhesion.since_on))
    )
    known = found.first()
    if known is None:
        raise Refusal(
            "unknown-organisation", "Nessuna adesione in corso ha questa partita IVA.", 404
        )
    return known
