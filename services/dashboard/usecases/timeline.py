"""Facts that change no column: they stand on the timeline of their application, told in words."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.dashboard.usecases.noting import TOLD, Fact, note


async def told(session: AsyncSession, fact: Fact) -> None:
    """Give a fact its place on the timeline; one that is about no application has none."""
    await note(session, fact, TOLD)
