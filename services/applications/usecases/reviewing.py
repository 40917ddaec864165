"""What a reviewer must be before they touch an application: appointed, and without conflict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.assessment import Review
from contracts.calls import Call
from kit.refusal import Refusal
from services.applications.models.review_work import Assignment, Conflict
from services.applications.queries import calls, review_work
from services.applications.usecases.integration import open_case

DECLARE = (
    "Prima di vedere le domande di un bando chi le esamina dichiara se è in conflitto di interessi "
    "(articolo 6-bis legge 241/1990)."
)
IN_CONFLICT = "Chi è in conflitto di interessi non vede e non esamina la domanda."


@dataclass(frozen=True)
class Reviewing:
    """A locked application that somebody reviews, with its call and the review that it says."""

    application: Row[Any]
    call: Call
    review: Review
    assignment: Assignment


async def reviewing(session: AsyncSession, application_id: UUID, reviewer: str) -> Reviewing:
    """Return an application that somebody may review now, locked.

    Refuses `unknown-application` 404, `already-decided`, `no-review` and `not-checked` 409,
    `not-assigned`, `declare-first` and `in-conflict` 403.
    """
    application = await open_case(session, application_id)
    call, review = await review_of(session, application)
    found = await review_work.assignments(session, application.id)
    mine = next((each for each in found if each.reviewer == reviewer and not each.ended), None)
    await check_declared(session, application.call_id, application.id, reviewer)
    if mine is None:
        raise Refusal("not-assigned", "La domanda non è assegnata a chi la esamina.", 403)
    if application.checked_revision != application.revision:
        raise Refusal("not-checked", "La domanda va prima esaminata con i requisiti del bando.")
    return Reviewing(application, call, review, mine)


async def review_of(session: AsyncSession, application: Any) -> tuple[Call, Review]:
    """Return the call of an application and how it is reviewed; refuses `no-review` (409)."""
    call = calls.definition(await calls.version_of(session, application))
    if call.review is None:
        raise Refusal("no-review", "Il bando non prevede un'istruttoria con chi la cura.")
    return call, call.review


async def readable(session: AsyncSession, ids: Sequence[UUID], reader: str) -> list[UUID]:
    """Return the applications that an official may read, all of them when nobody is named.

    Of one that is asked alone it refuses `declare-first` and `in-conflict` 403, and
    `unknown-application` 404.
    """
    if not reader:
        return list(ids)
    found = [(each, await _why_unread(session, each, reader)) for each in ids]
    if len(found) == 1 and (refusal := found[0][1]):
        raise refusal
    return [each for each, refusal in found if refusal is None]


async def _why_unread(session: AsyncSession, application_id: UUID, reader: str) -> Refusal | None:
    try:
        await check_may_read(session, application_id, reader)
    except Refusal as refusal:
        return refusal
    return None


async def check_may_read(session: AsyncSession, application_id: UUID, reader: str) -> None:
    """Refuse that a reviewer reads of an application what they may not read yet, or never.

    `declare-first` 403 before their declaration for the call, `in-conflict` 403 afterwards, and
    `unknown-application` 404. Who is appointed to no review of that call may read.
    """
    call_id = await review_work.call_of(session, application_id)
    if await review_work.appointed(session, call_id, reader):
        await check_declared(session, call_id, application_id, reader)


async def check_declared(
    session: AsyncSession, call_id: str, application_id: UUID, reviewer: str
) -> None:
    """Refuse `declare-first` and `in-conflict`, both 403."""
    found = await review_work.conflicts(session, call_id, reviewer)
    if any(_is_about(each, application_id) for each in found if each.conflict):
        raise Refusal("in-conflict", IN_CONFLICT, 403)
    if not any(each.application_id is None for each in found):
        raise Refusal("declare-first", DECLARE, 403)


def _is_about(declared: Conflict, application_id: UUID) -> bool:
    return declared.application_id in (None, application_id)
