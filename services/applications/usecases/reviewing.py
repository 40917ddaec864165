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
from services.applications.models.review_work import Assignment
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
    standing = await review_work.standing(session, [application.id], reviewer)
    if refusal := _why_undeclared(standing[application.id]):
        raise refusal
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

    Of one that is asked alone it refuses what `check_may_read` refuses.
    """
    if not reader:
        return list(ids)
    found = await review_work.standing(session, ids, reader)
    if len(ids) == 1 and (refusal := _why_unread(found.get(ids[0]))):
        raise refusal
    return [each for each in ids if _why_unread(found.get(each)) is None]


async def check_may_read(session: AsyncSession, application_id: UUID, reader: str) -> None:
    """Refuse that a reviewer reads of an application what they may not read yet, or never.

    `declare-first` 403 before their declaration for the call, `in-conflict` 403 afterwards, and
    `unknown-application` 404. Who is appointed to no review of that call may read.
    """
    await readable(session, [application_id], reader)


def _why_unread(standing: Row[Any] | None) -> Refusal | None:
    if standing is None:
        return Refusal("unknown-application", "La domanda non esiste.", 404)
    return _why_undeclared(standing) if standing.appointed else None


def _why_undeclared(standing: Row[Any]) -> Refusal | None:
    if standing.in_conflict:
        return Refusal("in-conflict", IN_CONFLICT, 403)
    return None if standing.declared else Refusal("declare-first", DECLARE, 403)
