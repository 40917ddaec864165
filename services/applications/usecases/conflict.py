"""What reviewers declare of conflicts of interest, and who reads instead of them."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.review import ConflictDeclared
from contracts.review import ConflictDeclaration
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.review_work import Conflict
from services.applications.queries import applications, calls, review_work
from services.applications.rules.terms import is_over
from services.applications.usecases.assignment import assign, end, release
from services.applications.usecases.reviewing import review_of


async def declare_conflict(
    session: AsyncSession, call_id: str, declaration: ConflictDeclaration
) -> ConflictDeclared:
    """Keep what a reviewer declares; what they may not read goes to somebody else.

    Refuses `unknown-call` and `unknown-application` 404, `unknown-reviewer`, `reason-missing` and
    `declaration-of-one` (no conflict is declared of the call, never of one application) 422.
    """
    version = await calls.current_version(session, call_id)
    await _check(session, call_id, declaration)
    application = await _named(session, call_id, declaration.application_id)
    session.add(
        Conflict(
            id=new_id(), call_id=call_id, reviewer=declaration.reviewer,
            application_id=declaration.application_id, conflict=declaration.conflict,
            reason=declaration.reason, at=clock.now(),
        )
    )  # fmt: skip
    await session.flush()
    if declaration.conflict:
        await _give_up(session, call_id, declaration, application)
    fact = ConflictDeclared(
        call_id=call_id, reviewer=declaration.reviewer, conflict=declaration.conflict,
        application_id=declaration.application_id,
    )  # fmt: skip
    await announce(session, fact, alliance=version.alliance)
    return fact


async def _check(session: AsyncSession, call_id: str, declaration: ConflictDeclaration) -> None:
    if not await review_work.appointed(session, call_id, declaration.reviewer):
        sentence = "Chi dichiara non è tra chi cura l'istruttoria del bando."
        raise Refusal("unknown-reviewer", sentence, 422)
    if declaration.conflict and not declaration.reason:
        raise Refusal("reason-missing", "Un conflitto di interessi si dichiara con il motivo.", 422)
    if declaration.application_id and not declaration.conflict:
        sentence = "Di non essere in conflitto si dichiara per tutto il bando."
        raise Refusal("declaration-of-one", sentence, 422)


async def _named(session: AsyncSession, call_id: str, application_id: UUID | None) -> Any:
    if application_id is None:
        return None
    application = await applications.application(session, application_id)
    if application.call_id != call_id:
        raise Refusal("unknown-application", "La domanda non esiste.", 404)
    return application


async def _give_up(
    session: AsyncSession, call_id: str, declaration: ConflictDeclaration, application: Any
) -> None:
    if application is None:
        await release(session, call_id, declaration.reviewer, "conflict", declaration.reason)
        return
    readings = await review_work.assignments(session, application.id)
    mine = [each for each in readings if each.reviewer == declaration.reviewer and not each.ended]
    if not mine or is_over(application.state, application.stopped):
        return
    await end(session, mine[0], "conflict", declaration.reason)
    _, review = await review_of(session, application)
    await assign(session, application, review)
