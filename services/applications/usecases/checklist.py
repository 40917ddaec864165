"""Answering the checklist of a call, item by item."""

from collections.abc import Container, Iterable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.review import ChecklistFilled
from contracts.assessment import ChecklistItem
from contracts.review import ChecklistAnswers
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.review_work import ChecklistAnswer
from services.applications.queries import review_work
from services.applications.usecases.reviewing import Reviewing, reviewing


async def fill_checklist(
    session: AsyncSession, application_id: UUID, given: ChecklistAnswers
) -> tuple[str, ...]:
    """Keep answers to items, and return the questions that still have none.

    Refuses `unknown-item` 422, and what `reviewing` refuses.
    """
    case = await reviewing(session, application_id, given.reviewer)
    application, at = case.application, clock.now()
    if {each.item for each in given.answers} - {item.id for item in case.review.checklist}:
        raise Refusal("unknown-item", "L'elenco delle verifiche del bando non ha questa voce.", 422)
    session.add_all(
        ChecklistAnswer(
            id=new_id(), application_id=application.id, revision=application.revision,
            reviewer=given.reviewer, at=at, **each.model_dump(),
        )
        for each in given.answers
    )  # fmt: skip
    await session.flush()
    left = await open_items(session, case)
    fact = ChecklistFilled(application_id=application.id, reviewer=given.reviewer, open=len(left))
    await announce(session, fact, alliance=application.alliance, at=at)
    return left


async def open_items(session: AsyncSession, case: Reviewing) -> tuple[str, ...]:
    """Return the questions of a checklist that have no answer."""
    answered = await review_work.answers(session, case.application.id, case.application.revision)
    return without_answer(case.review.checklist, answered)


def without_answer(items: Iterable[ChecklistItem], answered: Container[str]) -> tuple[str, ...]:
    """Return the questions of the items to which nobody answered."""
    return tuple(item.question for item in items if item.id not in answered)
