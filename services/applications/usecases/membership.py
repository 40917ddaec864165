"""What applications remembers of the network."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.network import AdhesionConfirmed, AdhesionWithdrawn
from services.applications.models.applications import Membership


async def remember_adhesion(session: AsyncSession, fact: AdhesionConfirmed) -> None:
    """Remember since when an organisation is in, also when it is known already that it left."""
    joined = insert(Membership).values(fact.model_dump())
    merged = joined.on_conflict_do_update(
        index_elements=["adhesion_id"], set_={"since_on": joined.excluded.since_on}
    )
    await session.execute(merged)


async def remember_withdrawal(session: AsyncSession, fact: AdhesionWithdrawn) -> None:
    """Remember that an organisation left, whichever of the two facts arrives first."""
    row = {**fact.model_dump(), "since_on": fact.until_on}
    left = insert(Membership).values(row)
    merged = left.on_conflict_do_update(
        index_elements=["adhesion_id"], set_={"until_on": left.excluded.until_on}
    )
    await session.execute(merged)
