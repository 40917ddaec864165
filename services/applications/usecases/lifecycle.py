"""The steps that officials take with a call: check, approve, publish, and the acts on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.publishing import CallStepRequest, CallStepTaken
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.files import Programmes
from services.applications.models.calls import CallRecord, StepRecord, VersionDraft
from services.applications.queries import calls, versions
from services.applications.rules.lifecycle import AFTER_VERSION_STEP, check_step, moved
from services.applications.rules.trial import faults
from services.applications.usecases.calls import Turn, hold, move, stop_applications
from services.applications.usecases.publication import first_day, publish_version


class NotCheckable(Refusal):
    """A version that the engine cannot compute: each line that fails is listed."""

    def __init__(self, version: int, found: Iterable[str]) -> None:
        super().__init__("not-checkable", "Il bando non si può calcolare: va corretto il suo file.")
        self.errors = [
            {"field": f"versions.{version}", "rule": "engine", "detail": each} for each in found
        ]


@dataclass(frozen=True)
class _Case:
    """A step that is being taken, with the locked call and the version that it is about."""

    programmes: Programmes
    request: CallStepRequest
    record: CallRecord
    draft: VersionDraft
    at: datetime


async def take_step(
    session: AsyncSession, programmes: Programmes, call_id: str, request: CallStepRequest
) -> CallStepTaken:
    """Take one step with a call, or refuse it.

    Refuses `unknown-call` and `unknown-version` 404; `act-missing`, `act-in-the-future` and
    `reason-missing` 422; `step-not-allowed`, `predecessor-unpublished`, `not-checkable`,
    `same-official` and what `publish_version` refuses, 409. Two steps on one call follow each
    other; a revocation stops every open application of the call in the same transaction.
    """
    at = clock.now()
    _check_act(request, at)
    record = await versions.locked(session, call_id)
    drafts = {draft.version: draft for draft in await versions.drafts(session, [call_id])}
    states = {version: draft.state for version, draft in drafts.items()}
    check_step(calls.standing_of(record), states, request.step, request.version)
    case = _Case(programmes, request, record, drafts[request.version], at)
    await (_prepare if request.step in AFTER_VERSION_STEP else _act)(session, case)
    return _taken(session, case)


def _check_act(request: CallStepRequest, at: datetime) -> None:
    if request.step == "check":
        return
    if not request.act_number.strip() or request.act_on is None:
        raise Refusal("act-missing", "Scriva il numero e il giorno dell'atto.", 422)
    if request.act_on > clock.civil_day(at):
        raise Refusal("act-in-the-future", "Il giorno dell'atto è nel futuro.", 422)
    if request.step not in AFTER_VERSION_STEP and not request.reason.strip():
        raise Refusal("reason-missing", "Scriva il motivo dell'atto.", 422)


async def _prepare(session: AsyncSession, case: _Case) -> None:
    """Bring a version one step further; an approved one is published."""
    draft, official = case.draft, case.request.official
    match case.request.step:
        case "check":
            _check(case)
            draft.checked_by = official
        case "approve":
            if draft.checked_by == official:
                raise Refusal("same-official", "Chi approva non può essere chi ha controllato.")
            draft.approved_by = official
        case _:
            written = versions.written(draft)
            await publish_version(session, case.programmes, case.record, written)
    draft.state = AFTER_VERSION_STEP[case.request.step]


def _check(case: _Case) -> None:
    """Run the engine on every line; what is missing is shown, and refused only by publication."""
    written = versions.written(case.draft)
    day = first_day(written, case.at)
    territory = case.programmes.territory_on(written.owner, day)
    if found := faults(written, territory, day):
        raise NotCheckable(written.version, found)


async def _act(session: AsyncSession, case: _Case) -> None:
    held = await hold(session, case.record.call_id)
    after = moved(held.standing, held.call, case.request.step, case.at)
    await move(session, held, after, Turn(case.at, by="act", why=case.request.reason))
    if after.state == "revoked":
        await stop_applications(session, held.record.call_id)


def _taken(session: AsyncSession, case: _Case) -> CallStepTaken:
    said = case.request.model_dump()
    revision = case.draft.revision
    record = StepRecord(
        id=new_id(), call_id=case.record.call_id, revision=revision, at=case.at, **said
    )
    session.add(record)
    return CallStepTaken(at=case.at, **said)
