"""Points: each reviewer hands in a sheet of their own; far apart, somebody else reads too."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.review import ScoreGiven
from contracts.assessment import Review, ScoreCriterion
from contracts.intake import FieldError
from contracts.review import Agreement, ScoreSheet, SheetsIn
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.review_work import Scores
from services.applications.queries import calls, review_work
from services.applications.rules.agreement import alpha, mean_difference, wanted_readings
from services.applications.rules.refusals import FormRefusal
from services.applications.usecases.assignment import assign
from services.applications.usecases.reviewing import Reviewing, reviewing


async def hand_in_scores(
    session: AsyncSession, application_id: UUID, sheet: ScoreSheet
) -> SheetsIn:
    """Keep the sheet of a reviewer, for good; a third reading is given out when two are far apart.

    Refuses `no-scores` and `already-handed-in` 409, `invalid-points` 422 (each point with its
    quality), and what `reviewing` refuses.
    """
    case = await reviewing(session, application_id, sheet.reviewer)
    application, at = case.application, clock.now()
    await _check(session, case, sheet)
    session.add(
        Scores(
            application_id=application.id, revision=application.revision, reviewer=sheet.reviewer,
            points=sheet.points, comment=sheet.comment, at=at,
        )
    )  # fmt: skip
    await session.flush()
    await assign(session, application, case.review)
    counted = await sheets_in(session, case)
    fact = ScoreGiven(
        application_id=application.id, reviewer=sheet.reviewer, **counted.model_dump()
    )
    await announce(session, fact, alliance=application.alliance, at=at)
    return counted


async def sheets_in(session: AsyncSession, case: Reviewing) -> SheetsIn:
    """Return how many sheets of a case are in, and how many are awaited."""
    found = await review_work.sheets(session, case.application.id, case.application.revision)
    wanted = wanted_readings(case.review, [each.points for each in found])
    awaited = max(wanted - len(found), 0) if case.review.scores else 0
    return SheetsIn(handed_in=len(found), awaited=awaited)


async def agreement(session: AsyncSession, call_id: str) -> Agreement:
    """Return how alike the reviewers of a call give points; refuses `unknown-call` (404)."""
    await calls.current_version(session, call_id)
    units = [
        [sheet[quality] for sheet in sheets]
        for sheets in await review_work.sheets_of_call(session, call_id)
        for quality in sheets[0]
    ]
    return Agreement(
        compared=sum(len(unit) > 1 for unit in units),
        mean_difference=_written(mean_difference(units)), alpha=_written(alpha(units)),
    )  # fmt: skip


def _written(number: Fraction | None) -> str | None:
    return None if number is None else f"{float(number):.3f}"


async def _check(session: AsyncSession, case: Reviewing, sheet: ScoreSheet) -> None:
    if not case.review.scores:
        raise Refusal("no-scores", "Il bando non dà punteggi.")
    found = await review_work.sheets(session, case.application.id, case.application.revision)
    if sheet.reviewer in {each.reviewer for each in found}:
        raise Refusal("already-handed-in", "I punteggi sono già stati consegnati.")
    if errors := list(_errors(case.review, sheet.points)):
        raise FormRefusal("invalid-points", "Alcuni punteggi non sono validi.", errors)


def _errors(review: Review, points: Mapping[str, int]) -> Iterator[FieldError]:
    known = {each.id: each for each in review.scores}
    for name in points:
        if name not in known:
            yield _error(name, "unknown", "Il bando non ha questo punteggio.")
    for name, criterion in known.items():
        if sentence := _fault(criterion, points.get(name)):
            yield _error(name, "missing" if name not in points else "out-of-range", sentence)


def _fault(criterion: ScoreCriterion, points: int | None) -> str:
    if points is None:
        return f"«{criterion.label}» non ha punti."
    if points > criterion.maximum:
        return f"«{criterion.label}» arriva al più a {criterion.maximum} punti."
    return ""


def _error(name: str, rule: str, sentence: str) -> FieldError:
    return FieldError(field=f"points.{name}", rule=rule, detail=sentence)
