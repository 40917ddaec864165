"""Entries that nobody could take, kept with their bytes and their reason."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.tables import DeadLetter


async def bury(session: AsyncSession, letter: DeadLetter) -> None:
    """Keep an entry that is given up, once per reader."""
    statement = insert(DeadLetter).values(letter.model_dump()).on_conflict_do_nothing()
    await session.execute(statement)
