"""What happened to calls: each fact once, for the page of its call."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import CallChanged, CallMoved, CallPublished
from contracts.vouchers import LineExhausted
from services.dashboard.usecases.noting import envelope

_CALL_FACT = text(
    "insert into call_fact (event_id, call_id, kind, at, data) "
    "values (:event_id, :call_id, :kind, :at, :data) on conflict do nothing"
)


async def call_published(session: AsyncSession, fact: CallPublished) -> None:
    """Note the first publication of a call."""
    await _note(session, fact)


async def call_changed(session: AsyncSession, fact: CallChanged) -> None:
    """Note a later version and the kind of its act."""
    await _note(session, fact)


async def call_moved(session: AsyncSession, fact: CallMoved) -> None:
    """Note that a call opened, closed, was suspended or revoked."""
    await _note(session, fact)


async def line_exhausted(session: AsyncSession, fact: LineExhausted) -> None:
    """Note that the money of a line is all spoken for."""
    await _note(session, fact)


async def _note(
    session: AsyncSession, fact: CallPublished | CallChanged | CallMoved | LineExhausted
) -> None:
    await session.execute(_CALL_FACT, {**envelope(session, fact), "call_id": fact.call_id})
