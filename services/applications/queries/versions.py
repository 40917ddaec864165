"""Calls as officials see them: drafts of versions, what was done with them, what was filed."""

from collections.abc import Collection, Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import CallDraft
from kit.refusal import Refusal
from services.applications.models.applications import Application
from services.applications.models.calls import (
    CallLine,
    CallRecord,
    CallVersion,
    StepRecord,
    VersionDraft,
)

Key = tuple[str, int]

_parsed: dict[str, CallDraft] = {}


async def locked(session: AsyncSession, call_id: str) -> CallRecord:
    """Return a call, published or not, locked against other moves; refuses `unknown-call` (404)."""
    record = await session.get(CallRecord, call_id, with_for_update=True)
    if record is None:
        raise Refusal("unknown-call", "Il bando non esiste.", 404)
    return record


async def records(session: AsyncSession, call_ids: Collection[str]) -> Sequence[CallRecord]:
    """Return calls by id, all of them when none is named."""
    statement = select(CallRecord).order_by(CallRecord.call_id)
    if call_ids:
        statement = statement.where(col(CallRecord.call_id).in_(call_ids))
    return (await session.exec(statement)).all()


async def drafts(session: AsyncSession, call_ids: Collection[str]) -> Sequence[VersionDraft]:
    """Return every version of some calls, published or not, in order."""
    statement = (
        select(VersionDraft)
        .where(col(VersionDraft.call_id).in_(call_ids))
        .order_by(VersionDraft.call_id, col(VersionDraft.version))
    )
    return (await session.exec(statement)).all()


async def steps(session: AsyncSession, call_ids: Collection[str]) -> Sequence[StepRecord]:
    """Return what was done with some calls, in order."""
    statement = (
        select(StepRecord)
        .where(col(StepRecord.call_id).in_(call_ids))
        .order_by(StepRecord.call_id, col(StepRecord.at), col(StepRecord.id))
    )
    return (await session.exec(statement)).all()


async def lines(session: AsyncSession, call_ids: Collection[str]) -> Sequence[CallLine]:
    """Return the lines of some calls with the places given in them.

    All of a call make the count of its applications: lines that spend one budget share its places.
    """
    statement = select(CallLine).where(col(CallLine.call_id).in_(call_ids))
    return (await session.exec(statement)).all()


async def filed_by_line(session: AsyncSession, call_id: str) -> dict[str, int]:
    """Return how many applications each line of a call has; the lines are locked.

    Nothing is filed in them until the transaction ends. Places are no such count: lines that spend
    one budget share them.
    """
    lines = (
        select(CallLine.line)
        .where(CallLine.call_id == call_id)
        .order_by(CallLine.line)
        .with_for_update()
    )
    none = dict.fromkeys(await session.exec(lines), 0)
    filed = (
        select(Application.line, func.count())
        .where(Application.call_id == call_id)
        .group_by(col(Application.line))
    )
    return none | dict((await session.exec(filed)).all())


async def published(session: AsyncSession, call_ids: Collection[str]) -> Sequence[Key]:
    """Return which versions of some calls are published, of all when none is named, in order."""
    number = col(CallVersion.version)
    statement = select(CallVersion.call_id, number).order_by(CallVersion.call_id, number)
    if call_ids:
        statement = statement.where(col(CallVersion.call_id).in_(call_ids))
    return (await session.exec(statement)).all()


def written(draft: VersionDraft) -> CallDraft:
    """Return a version as its file says it; the same content is read once."""
    if draft.digest not in _parsed:
        _parsed[draft.digest] = CallDraft.model_validate(draft.definition)
    return _parsed[draft.digest]
