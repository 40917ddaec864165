"""The review of a case as who works on it reads it: each reviewer sees no other sheet too early."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.assessment import Review, ScoreCriterion
from contracts.review import (
    CriterionCard,
    ItemCard,
    PastReader,
    ProposalCard,
    ReaderCard,
    ReviewCard,
)
from kit import clock
from services.applications.models.review_work import Assignment, ChecklistAnswer, Proposal, Scores
from services.applications.queries import applications, review_work
from services.applications.rules.agreement import final_points, most_apart, wanted_readings
from services.applications.rules.four_eyes import Proposed, needs_two, waiting
from services.applications.usecases.checklist import without_answer
from services.applications.usecases.reviewing import check_may_read, review_of


@dataclass(frozen=True)
class _Case:
    """What the tables hold of one review."""

    application: Row[Any]
    review: Review
    readings: Sequence[Assignment]
    answers: Mapping[str, ChecklistAnswer]
    sheets: Sequence[Scores]
    proposal: Proposal | None
    proposed: Proposed | None

    @property
    def points(self) -> list[dict[str, int]]:
        """The points of the sheets, as they came."""
        return [each.points for each in self.sheets]

    @property
    def wanted(self) -> int:
        """How many readings there are to be."""
        return wanted_readings(self.review, self.points)

    @property
    def is_read(self) -> bool:
        """Whether every sheet is in."""
        return len(self.sheets) >= self.wanted


async def review_card(session: AsyncSession, application_id: UUID, reader: str = "") -> ReviewCard:
    """Return the review of a case; a reviewer sees the sheets of others after their own is in.

    Refuses `unknown-application` 404, `no-review` 409, and for a reviewer `declare-first` and
    `in-conflict` 403.
    """
    if reader:
        await check_may_read(session, application_id, reader)
    case = await _case(session, application_id)
    declared = await review_work.declared_by(session, case.application.call_id)
    shown = _shown(case, reader)
    finals = final_points(case.review.scores, case.points) if case.is_read else {}
    seen = finals if len(shown) == len(case.sheets) else {}
    return ReviewCard(
        application_id=application_id, checked=case.application.checked, wanted=case.wanted,
        readers=_readers(case, declared), past=_past(case), items=_items(case),
        criteria=[_criterion(each, shown, seen) for each in case.review.scores],
        comments=[(each.reviewer, each.comment) for each in shown if each.comment],
        total=sum(seen.values()) if seen else None,
        apart=most_apart([each.points for each in shown]) if len(shown) > 1 else None,
        proposal=_proposal(case),
        second_signature=needs_two(case.review, case.application.amount_cents),
        waits=_waits(case),
    )  # fmt: skip


async def _case(session: AsyncSession, application_id: UUID) -> _Case:
    application = await applications.declared(session, application_id, clock.today(), locked=False)
    _, review = await review_of(session, application)
    return _Case(
        application=application,
        review=review,
        readings=await review_work.assignments(session, application_id),
        answers=await review_work.answers(session, application_id, application.revision),
        sheets=await review_work.sheets(session, application_id, application.revision),
        proposal=await review_work.proposal(session, application_id, application.checked),
        proposed=await review_work.proposed(session, application),
    )


def _shown(case: _Case, reader: str) -> list[Scores]:
    own = [each for each in case.sheets if each.reviewer == reader]
    reads = any(each.reviewer == reader and not each.ended for each in case.readings)
    return own if reads and not own else list(case.sheets)


def _readers(case: _Case, declared: set[str]) -> list[ReaderCard]:
    handed_in = {each.reviewer for each in case.sheets}
    going_on = [each for each in case.readings if not each.ended]
    return [
        ReaderCard(
            reviewer=each.reviewer, reading=each.reading, assigned_at=each.assigned_at,
            declared=each.reviewer in declared, handed_in=each.reviewer in handed_in,
        )
        for each in sorted(going_on, key=lambda each: each.reading)
    ]  # fmt: skip


def _past(case: _Case) -> list[PastReader]:
    return [
        PastReader(reviewer=each.reviewer, ended=each.ended, reason=each.reason)
        for each in case.readings
        if each.ended
    ]


def _items(case: _Case) -> list[ItemCard]:
    found = ((item, case.answers.get(item.id)) for item in case.review.checklist)
    return [
        ItemCard(
            item=item.id, article=item.article, question=item.question,
            answer=given.answer if given else None, comment=given.comment if given else "",
            reviewer=given.reviewer if given else "",
        )
        for item, given in found
    ]  # fmt: skip


def _criterion(
    criterion: ScoreCriterion, shown: Sequence[Scores], finals: Mapping[str, int]
) -> CriterionCard:
    return CriterionCard(
        criterion=criterion.id, label=criterion.label, article=criterion.article,
        maximum=criterion.maximum, guidance=criterion.guidance or "",
        given=[(each.reviewer, each.points[criterion.id]) for each in shown],
        points=finals.get(criterion.id),
    )  # fmt: skip


def _proposal(case: _Case) -> ProposalCard | None:
    kept, signed = case.proposal, case.proposed
    if kept is None or signed is None:
        return None
    return ProposalCard(
        outcome=kept.outcome, reason=kept.reason, reviewer=kept.reviewer, checked=kept.checked,
        at=kept.at, signed_by=list(signed.signers),
    )  # fmt: skip


def _waits(case: _Case) -> list[str]:
    left = without_answer(case.review.checklist, case.answers)
    return list(waiting(case.review, case.proposed, case.application.amount_cents, left))
