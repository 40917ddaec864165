"""Calls as officials see them: every version, what was done, what may be done now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call
from contracts.publishing import CallCard, CallStepTaken, VersionCard
from kit import clock
from programmes.differences import differences
from programmes.files import Programmes
from programmes.publication import missing
from services.applications.models.calls import CallRecord, StepRecord, VersionDraft
from services.applications.queries import calls, versions
from services.applications.rules.lifecycle import Standing, allowed, due, wake_at
from services.applications.usecases.publication import body_of


@dataclass
class _Parts:
    """What the tables hold of one call."""

    record: CallRecord
    call: Call | None
    drafts: list[VersionDraft] = field(default_factory=list)
    steps: list[StepRecord] = field(default_factory=list)
    filed: int = 0


async def call_cards(
    session: AsyncSession, programmes: Programmes, call_ids: Sequence[str]
) -> list[CallCard]:
    """Return calls as an official sees them, all of them when none is named, in order of id."""
    records = await versions.records(session, call_ids)
    parts = {each.call_id: _Parts(each, await _in_force(session, each)) for each in records}
    for draft in await versions.drafts(session, parts):
        parts[draft.call_id].drafts.append(draft)
    for step in await versions.steps(session, parts):
        parts[step.call_id].steps.append(step)
    for line in await versions.lines(session, parts):
        parts[line.call_id].filed += line.last_place
    at = clock.now()
    # A call whose files went away before it was published has nothing to show.
    return [_card(programmes, each, at) for each in parts.values() if each.drafts]


async def _in_force(session: AsyncSession, record: CallRecord) -> Call | None:
    if record.version is None:
        return None
    version = await calls.version_numbered(session, record.call_id, record.version)
    return calls.definition(version)


def _card(programmes: Programmes, parts: _Parts, at: datetime) -> CallCard:
    record, newest = parts.record, versions.written(parts.drafts[-1])
    standing, wake = _standing(parts, at)
    states = {draft.version: draft.state for draft in parts.drafts}
    return CallCard(
        call_id=record.call_id, title=newest.title, owner=record.owner, state=standing.state,
        since=standing.since, wake_at=wake, versions=list(_versions(programmes, parts.drafts, at)),
        taken=[_taken(step) for step in parts.steps], steps=list(allowed(standing, states)),
        applications=parts.filed,
    )  # fmt: skip


def _standing(parts: _Parts, at: datetime) -> tuple[Standing, datetime | None]:
    """Return where a call is at this moment, and when it moves by itself."""
    standing = calls.standing_of(parts.record)
    if parts.call is None:
        return standing, None
    standing = due(standing, parts.call, at)
    return standing, wake_at(standing, parts.call)


def _versions(
    programmes: Programmes, drafts: Sequence[VersionDraft], at: datetime
) -> Iterator[VersionCard]:
    before = None
    for draft in drafts:
        written = versions.written(draft)
        lacking = missing(written, body_of(programmes, written, at))
        yield VersionCard(
            version=draft.version, state=draft.state, definition=written,
            missing=[] if draft.state == "published" else list(lacking),
            differences=list(differences(before, written)) if before else [],
        )  # fmt: skip
        before = written


def _taken(step: StepRecord) -> CallStepTaken:
    return CallStepTaken(**step.model_dump(exclude={"id", "call_id", "revision"}))
