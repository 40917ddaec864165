"""Who reads what in a call, or of all calls, as who gives the work out sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.assessment import Review
from contracts.readings import (
    ReaderState,
    ReadingCard,
    ReadingCounts,
    Readings,
    ReviewerCard,
    Reviewers,
)
from services.applications.queries import calls, review_desk
from services.applications.rules.agreement import wanted_readings
from services.applications.rules.four_eyes import needs_two

PAGE = 25


@dataclass(frozen=True)
class _Told:
    """What the tables hold of a page of applications."""

    readers: Mapping[UUID, Sequence[Row[Any]]]
    answered: Mapping[UUID, int]
    signed: Mapping[UUID, int]


async def readings(session: AsyncSession, wanted: Mapping[str, Any]) -> Readings:
    """Return a page of undecided applications under review, by the last day of their term.

    `wanted` names a call and a reviewer, empty for all of them, what is waited for, and the
    application after which the page begins.
    """
    many = await review_desk.counts(session, wanted)
    rows = await review_desk.page(session, {**wanted, "limit": PAGE + 1})
    shown = [(row, review) for row in rows[:PAGE] if (review := await _review(session, row))]
    told = await _told(session, [row for row, _ in shown])
    return Readings(
        items=[_card(row, review, told) for row, review in shown],
        counts=ReadingCounts(**many),
        next=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )


async def reviewers(session: AsyncSession, call_id: str) -> Reviewers:
    """Return who is appointed to a call with what waits for them; refuses `unknown-call` (404)."""
    await calls.current_version(session, call_id)
    rows = await review_desk.reviewers(session, call_id)
    return Reviewers(items=[ReviewerCard(**row._mapping) for row in rows])  # noqa: SLF001


async def _review(session: AsyncSession, row: Row[Any]) -> Review | None:
    return calls.definition(await calls.version_of(session, row)).review


async def _told(session: AsyncSession, rows: Sequence[Row[Any]]) -> _Told:
    ids = [row.id for row in rows]
    return _Told(
        await review_desk.readers(session, ids),
        await review_desk.answered(session, ids),
        await review_desk.signatures(session, [row.proposal_id for row in rows if row.proposed]),
    )


def _card(row: Row[Any], review: Review, told: _Told) -> ReadingCard:
    readers, items = told.readers.get(row.id, ()), len(review.checklist)
    given = sorted((each for each in readers if each.given_at), key=lambda each: each.given_at)
    sheets = [each.points for each in given]
    return ReadingCard(
        application_id=row.id, call_id=row.call_id, line=row.line, due_on=row.answer_due_on,
        waits_for=row.waits_for, readers=[_reader(each) for each in readers],
        wanted=wanted_readings(review, sheets), items=items,
        open_items=max(items - told.answered.get(row.id, 0), 0), scored=bool(review.scores),
        proposed=row.proposed, proposed_by=row.proposed_by or "",
        second_signature=needs_two(review, row.amount_cents),
        signed=told.signed.get(row.proposal_id, 0),
    )  # fmt: skip


def _reader(row: Row[Any]) -> ReaderState:
    return ReaderState(
        reviewer=row.reviewer, reading=row.reading, declared=row.declared,
        handed_in=row.given_at is not None,
    )  # fmt: skip
