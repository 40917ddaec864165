"""What happened to calls: each fact once, for the page of its call."""

from typing import Protocol

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.dashboard.usecases.noting import envelope

_CALL_FACT = text(
    "insert into call_fact (event_id, call_id, kind, at, data) "
    "values (:event_id, :call_id, :kind, :at, :data) on conflict do nothing"
)


class AboutCall(Protocol):
    """An event about a call."""

    @property
    def call_id(self) -> str:
        """The call that it is about."""

    def model_dump_json(self) -> str:
        """Return the fact as it travels."""


async def call_fact(session: AsyncSession, fact: AboutCall) -> None:
    """Note what happened to a call."""
    await session.execute(_CALL_FACT, {**envelope(session, fact), "call_id": fact.call_id})
