"""Reviews as their owner tells them: who reads what, one case, the reviewers of a call."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.assessment import Review
from contracts.readings import Readings, Reviewers
from contracts.review import Agreement, ReviewCard
from services.dashboard.models import ApplicationRow, SheetDraft
from services.dashboard.queries.calls import Calls, version_of
from services.dashboard.queries.peer import Ask, Peer


class Wanted(NamedTuple):
    """Which applications under review, and after which of them; empty means all."""

    call_id: str = ""
    reviewer: str = ""
    waits_for: str = ""
    after: str = ""

    def query(self) -> Iterator[tuple[str, str]]:
        """Return what stands after the question mark."""
        return ((name, value) for name, value in self._asdict().items() if value)


def review_of(calls: Calls, row: ApplicationRow) -> Review | None:
    """Return how the call of an application has it reviewed; None where one person decides."""
    version = version_of(calls, row.call_id, row.call_version)
    return version.review if version else None


async def review_card(applications: Peer, application_id: UUID, reader: str) -> ReviewCard:
    """Return the review of a case as somebody may read it.

    Refuses `declare-first` and `in-conflict` (403), `no-review` (409), `owner-silent` (503).
    """
    ask = Ask(f"/v1/applications/{application_id}/review", query=(("reader", reader),))
    return await applications.get(ReviewCard, ask)


async def readings(applications: Peer, wanted: Wanted) -> Readings:
    """Return a page of applications under review; refuses `owner-silent` (503)."""
    return await applications.get(Readings, Ask("/v1/readings", query=tuple(wanted.query())))


async def reviewers(applications: Peer, call_id: str) -> Reviewers:
    """Return who is appointed to a call; refuses `unknown-call` (404), `owner-silent` (503)."""
    return await applications.get(Reviewers, Ask(f"/v1/calls/{call_id}/reviewers"))


async def agreement(applications: Peer, call_id: str) -> Agreement:
    """Return how alike the points of a call are; refuses as `reviewers` does."""
    return await applications.get(Agreement, Ask(f"/v1/calls/{call_id}/agreement"))


async def sheet_draft(
    session: AsyncSession, application_id: UUID, staff_id: UUID
) -> SheetDraft | None:
    """Return the points that somebody is still writing, None when there are none."""
    return await session.get(SheetDraft, (application_id, staff_id))
