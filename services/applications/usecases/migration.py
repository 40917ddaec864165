"""An application judged by a later version of its call: first shown, then by an act."""

from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationRevised
from contracts.publishing import MigrationPreview, MigrationRequest, Recalculation
from kit import clock
from kit.refusal import Refusal
from programmes.differences import differences
from services.applications.models.calls import CallVersion
from services.applications.queries import applications, calls, versions
from services.applications.rules.difference import sentences
from services.applications.rules.states import UNDECIDED
from services.applications.usecases.judging import Judging, judging
from services.applications.usecases.revision import MigrationAct, Revision, write_revision

# As many as are judged in some two seconds: nobody waits longer for an answer.
AT_ONCE = 500


async def preview(session: AsyncSession, application_id: UUID, to_version: int) -> MigrationPreview:
    """Tell what would change if an application were judged by another version.

    What the call changed, then how the requirements answer and how much it would be. Nothing is
    written. Refuses `unknown-application` and `unknown-version` 404, `version-not-later` 409.
    """
    application = await applications.declared(session, application_id, clock.today(), locked=False)
    _check_later(application, to_version)
    here = await judging(session, application, await calls.version_of(session, application))
    there = await judging(session, application, await _version(session, application, to_version))
    before, after = here.outcome(), there.outcome()
    return MigrationPreview(
        application_id=application.id,
        from_version=application.call_version,
        to_version=to_version,
        before=before.answer,
        after=after.answer,
        before_cents=before.amount_cents or 0,
        after_cents=after.amount_cents or 0,
        sentences=[*differences(here.call, there.call), *sentences(before, after)],
    )


async def migrate(
    session: AsyncSession, application_id: UUID, request: MigrationRequest, pseudonym_key: str
) -> ApplicationRevised:
    """Judge an application by a later version, by an act; it is then checked again.

    By the `pseudonym_key` an employer whom the version asks for is known in every service.
    Refuses `unknown-application` and `unknown-version` 404, `act-in-the-future` 422,
    `version-not-later`, and `already-decided` for one that was decided or goes no further, 409.
    """
    _check_day(request)
    application = await applications.declared(session, application_id, clock.today())
    _check_later(application, request.to_version)
    if application.stopped or application.state not in UNDECIDED:
        sentence = "La domanda è già stata decisa o fermata: resta alla sua versione."
        raise Refusal("already-decided", sentence)
    version = await _version(session, application, request.to_version)
    case = await judging(session, application, version)
    return await _migrate(session, case, request, pseudonym_key)


async def recalculate(
    session: AsyncSession,
    call_id: str,
    request: MigrationRequest,
    pseudonym_key: str,
    at_most: int = AT_ONCE,
) -> Recalculation:
    """Judge the next undecided applications of a call by a version, in register order.

    What is done stays done, and what remains is told: who asks goes on until nothing does. The call
    is held meanwhile: an act on it comes before or after. Refuses `unknown-call` and
    `unknown-version` 404, `act-in-the-future` 422, and `act-does-not-recalculate` 409 when the act
    that made the version leaves filed applications to theirs.
    """
    version = await _recalculating(session, call_id, request)
    await versions.locked(session, call_id)
    rows = await applications.to_judge_again(session, call_id, version.version, at_most)
    changed = 0
    for application in rows:
        here = await judging(session, application, await calls.version_of(session, application))
        there = await judging(session, application, version)
        changed += here.judged() != there.judged()
        await _migrate(session, there, request, pseudonym_key)
    remaining, left = await applications.under_earlier(session, call_id, version.version)
    return Recalculation(
        migrated=changed, unchanged=len(rows) - changed, remaining=remaining, left=left
    )


async def _recalculating(
    session: AsyncSession, call_id: str, request: MigrationRequest
) -> CallVersion:
    _check_day(request)
    version = await calls.version_numbered(session, call_id, request.to_version)
    act = calls.definition(version).act
    if act is None or not act.recalculates:
        sentence = "L'atto di questa versione non ricalcola le domande già presentate."
        raise Refusal("act-does-not-recalculate", sentence)
    return version


async def _migrate(
    session: AsyncSession, case: Judging, request: MigrationRequest, pseudonym_key: str
) -> ApplicationRevised:
    """Write the revision; while a datum is missing the amount stays what it was."""
    application = case.application
    amount = case.judged().amount_cents
    revision = Revision(
        case=case,
        by="migration",
        pseudonym_key=pseudonym_key,
        amount_cents=application.amount_cents if amount is None else amount,
        at=clock.now(),
        act=MigrationAct(request.official, request.act_number, request.act_on, request.reason),
    )
    return await write_revision(session, revision)


async def _version(
    session: AsyncSession, application: Row[tuple[object, ...]], number: int
) -> CallVersion:
    return await calls.version_numbered(session, application.call_id, number)


def _check_later(application: Row[tuple[object, ...]], to_version: int) -> None:
    if to_version <= application.call_version:
        sentence = f"La domanda è già alla versione {application.call_version} del bando."
        raise Refusal("version-not-later", sentence)


def _check_day(request: MigrationRequest) -> None:
    if request.act_on > clock.today():
        raise Refusal("act-in-the-future", "Il giorno dell'atto è nel futuro.", 422)
