"""One database per house, one schema and one role per service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as CoreAsyncSession
from sqlalchemy.orm import Session as CoreSession
from sqlmodel import Session as ModelSession
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.wake import Bell

CAUSE = "cause"
ANNOUNCED = "announced"


@dataclass(frozen=True)
class Cause:
    """Who or what makes a transaction happen: written on every event that it announces.

    `actor` is a role and an opaque id (`staff:0197…`, `workflow`, `public`), never a name. `at` is
    when the fact that is reacted to happened, None for anything else; `alliance` whose it is.
    """

    actor: str
    correlation: str = ""
    causation: str = ""
    traceparent: str = ""
    at: datetime | None = None
    alliance: str = ""


class _Session(ModelSession):
    execute = CoreSession.execute


class Session(AsyncSession):
    """A SQLModel session on which `execute` is welcome: the hot steps are core statements."""

    sync_session_class = _Session
    execute = CoreAsyncSession.execute


class Database:
    """Transactions of one service; a commit that announces a fact rings the bell of the relay."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = engine(url, pool_size)
        self.committed = Bell()
        self._sessions = async_sessionmaker(self.engine, class_=Session, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, cause: Cause) -> AsyncIterator[Session]:
        """Open one transaction; it is committed when the block ends, undone when it raises."""
        async with self._sessions.begin() as session:
            session.info[CAUSE] = cause
            yield session
        if session.info.get(ANNOUNCED):
            self.committed.ring()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """Open a session that only reads."""
        async with self._sessions() as session:
            yield session

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def engine(url: str, pool_size: int = 10) -> AsyncEngine:
    """Return an engine whose every wait is bounded: 5 s to connect, 30 s for a statement."""
    return create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": 5, "command_timeout": 30},
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()
