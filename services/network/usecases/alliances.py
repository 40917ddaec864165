"""Alliances from their files, and the organisations that are known."""

from dataclasses import asdict, dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.places import Alliance
from kit.ids import new_id
from services.network.models.adhesions import AllianceRow, Organisation


@dataclass(frozen=True)
class Who:
    """An organisation by its code, and by the key under which the other services know it."""

    key: str
    name: str
    vat_number: str
    municipality: str


async def publish_alliance(session: AsyncSession, alliance: Alliance) -> None:
    """Take an alliance over from its programme file."""
    row = {
        "slug": alliance.slug,
        "name": alliance.name,
        "definition": alliance.model_dump(mode="json"),
    }
    fresh = insert(AllianceRow).values(row)
    await session.execute(fresh.on_conflict_do_update(index_elements=["slug"], set_=row))


async def known_organisation(session: AsyncSession, who: Who) -> Organisation:
    """Return the row of an organisation, locked, and make it when it is new."""
    row = {"id": new_id(), **asdict(who)}
    await session.execute(insert(Organisation).values(row).on_conflict_do_nothing())
    locked = select(Organisation).where(col(Organisation.key) == who.key).with_for_update()
    return (await session.exec(locked)).one()
