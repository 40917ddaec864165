"""Published calls: versions are read once, for they never change; where a call is, each time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call
from kit.refusal import Refusal
from services.applications.models.applications import Application
from services.applications.models.calls import CallRecord, CallVersion
from services.applications.rules.lifecycle import Life, Standing

_WHERE = text(
    "select version, state, moved_by, since, exhausted from call "
    "where call_id = :call_id and version is not null"
).columns(exhausted=JSONB)

_parsed: dict[tuple[str, int], Call] = {}
_versions: dict[tuple[str, int], CallVersion] = {}


@dataclass(frozen=True)
class InForce:
    """A published call: its version in force, and where it stands at this moment."""

    version: CallVersion
    standing: Standing

    @property
    def call(self) -> Call:
        """The call as its version in force says it."""
        return definition(self.version)


async def in_force(session: AsyncSession, call_id: str) -> InForce:
    """Return the version in force of a call and its standing, by one cheap read.

    Refuses `unknown-call` (404) also for a call that is not published yet. Whether something that
    arrives now is admitted, and late, says `rules.lifecycle.admitted`.
    """
    # PostgreSQL takes no NUL in a text, not even to look it up.
    storable = "\x00" not in call_id
    row = (await session.execute(_WHERE, {"call_id": call_id})).one_or_none() if storable else None
    if row is None:
        raise Refusal("unknown-call", "Il bando non esiste o non è pubblicato.", 404)
    version = await version_numbered(session, call_id, row.version)
    return InForce(version, standing_of(row))


async def current_version(session: AsyncSession, call_id: str) -> CallVersion:
    """Return the version in force of a call; refuses `unknown-call` (404)."""
    return (await in_force(session, call_id)).version


async def call_state(session: AsyncSession, call_id: str) -> Life:
    """Return the state in which a call was left; refuses `unknown-call` (404)."""
    return (await in_force(session, call_id)).standing.state


def standing_of(row: Row[Any] | CallRecord) -> Standing:
    """Return where a row says that a call is."""
    exhausted = frozenset(row.exhausted)
    return Standing(row.state, row.moved_by, row.since, row.version, exhausted)  # type: ignore[arg-type]


async def version_of(session: AsyncSession, application: Application | Row[Any]) -> CallVersion:
    """Return the call version that an application was filed under, which never changes."""
    return await version_numbered(session, application.call_id, application.call_version)


async def version_numbered(session: AsyncSession, call_id: str, number: int) -> CallVersion:
    """Return a published version of a call; refuses `unknown-version` (404)."""
    key = (call_id, number)
    if key not in _versions:
        version = await session.get(CallVersion, key)
        if version is None:
            raise Refusal("unknown-version", "Il bando non ha questa versione.", 404)
        _versions[key] = version
        session.expunge(version)
    return _versions[key]


def definition(version: CallVersion) -> Call:
    """Return the call as its file says it; a published version never changes."""
    key = (version.call_id, version.version)
    if key not in _parsed:
        _parsed[key] = Call.model_validate(version.definition)
    return _parsed[key]
