"""What the programme files say of a call, and what was told of it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import CallDraft, LineDraft
from programmes.catalogue import CallFile, Programmes
from programmes.files import read_programmes
from services.dashboard.models import CallFact, StateCount

Calls = Mapping[str, CallFile]
PUBLICATIONS = ("CallPublished", "CallChanged")


def every_programme() -> Programmes:
    """Read the programme files; one that is wrong leaves its call without a title, no more.

    Whoever publishes calls refuses it: the desk must open all the same.
    """
    return read_programmes().programmes


def owner_name(programmes: Programmes, owner: str) -> str:
    """Return the name of the alliance or body that publishes a call."""
    found = programmes.alliances.get(owner) or programmes.bodies.get(owner)
    return found.name if found else owner


def call_title(calls: Calls, call_id: str) -> str:
    """Return the title of a call, its code when no programme file has it."""
    return calls[call_id].latest.title if call_id in calls else call_id


def line_title(calls: Calls, call_id: str, line_id: str) -> str:
    """Return the title of a section; nothing for the only section of a call."""
    if call_id not in calls:
        return line_id
    latest = calls[call_id].latest
    if len(latest.lines) == 1:
        return ""
    line = line_of(latest, line_id)
    return line.title if line else line_id


def version_of(calls: Calls, call_id: str, version: int) -> CallDraft | None:
    """Return a version of a call as its file says it."""
    versions = calls[call_id].versions if call_id in calls else ()
    return next((each for each in versions if each.version == version), None)


def line_of(call: CallDraft | None, line_id: str) -> LineDraft | None:
    """Return a section of a version of a call."""
    return next((line for line in (call.lines if call else ()) if line.id == line_id), None)


def gives_voucher(line: LineDraft | None) -> bool:
    """Tell whether a section gives a voucher; one that is in no file gives money."""
    return bool(line and line.payment and line.payment.scheme == "voucher")


def is_identity(line: LineDraft | None, document: str) -> bool:
    """Tell whether a document is an identity paper; of a section that is not known, any may be."""
    if line is None:
        return True
    return any(each.id == document and each.identity for each in line.documents)


@dataclass(frozen=True)
class Told:
    """What was told of a call: its facts in the order of time, its applications by state."""

    facts: Sequence[CallFact]
    counts: Mapping[str, int]


async def told_of(session: AsyncSession, call_id: str) -> Told:
    """Return what the desk heard of a call; nothing of one that was never published."""
    facts = select(CallFact).where(CallFact.call_id == call_id)
    counts = select(StateCount).where(StateCount.call_id == call_id, StateCount.applications > 0)
    in_time = (col(CallFact.at), col(CallFact.mark))
    return Told(
        (await session.exec(facts.order_by(*in_time))).all(),
        {each.state: each.applications for each in (await session.exec(counts)).all()},
    )


async def published_versions(session: AsyncSession, call_id: str) -> Sequence[int]:
    """Return the versions of a call that were published, the first one first."""
    query = select(CallFact.data).where(
        CallFact.call_id == call_id, col(CallFact.kind).in_(PUBLICATIONS)
    )
    return sorted({int(data["call_version"]) for data in (await session.exec(query)).all()})


async def applications_by_call(session: AsyncSession) -> Mapping[str, int]:
    """Return how many applications each call has."""
    totals: dict[str, int] = {}
    for each in (await session.exec(select(StateCount))).all():
        totals[each.call_id] = totals.get(each.call_id, 0) + each.applications
    return totals
