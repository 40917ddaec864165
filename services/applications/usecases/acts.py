"""Acts that touch many applications at once."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.applications import BatchAct, DecisionReason
from services.applications.models.calls import CallLine
from services.applications.queries import applications, calls
from services.applications.usecases.decision import grant_by_act, next_act
from services.applications.usecases.entrants import check_by_arrival
from services.applications.usecases.proposal import ready_to_grant


@dataclass(frozen=True)
class BatchGrant:
    """The eligible applications of a line, from the first place to `through_place`, are granted."""

    call_id: str
    line: str
    through_place: int
    official: str
    reason: str


async def keep_reason(session: AsyncSession, application_id: UUID, words: str) -> UUID:
    """Keep the words of a decision that is about to be taken, and return the id it will bear.

    Refuses `unknown-application` (404).
    """
    await applications.application(session, application_id)
    kept = DecisionReason(id=new_id(), application_id=application_id, words=words, at=clock.now())
    session.add(kept)
    return kept.id


async def sign_batch_act(session: AsyncSession, grant: BatchGrant) -> BatchAct:
    """Sign one act for many applications: those whose check said yes are granted at once, those
    that are still to be checked when their check says yes. Line, applications and number are
    locked in this order, which intake and review follow too.

    Those that the check answers "no" or "to complete", and the late ones, still reach a person; and
    where the call has a review those that nobody proposed to grant. Refuses `unknown-call` (404),
    `unknown-line` (422), `list-grants` and `reviewer-signs` (409).
    """
    version = await calls.current_version(session, grant.call_id)
    await _hold_line(session, calls.definition(version), grant.line)
    check_by_arrival(calls.definition(version), grant.line)
    eligible = await applications.eligible_up_to(
        session, grant.call_id, grant.line, grant.through_place
    )
    ready = await ready_to_grant(session, eligible, grant.official)
    at = clock.now()
    year, number = await next_act(session, version.body, at)
    act = BatchAct(
        id=new_id(), call_id=grant.call_id, line=grant.line, through_place=grant.through_place,
        official=grant.official, reason=grant.reason, act_year=year, act_number=number, at=at,
    )  # fmt: skip
    session.add(act)
    await session.flush()
    for application in ready:
        await grant_by_act(session, application, act)
    return act


async def _hold_line(session: AsyncSession, call: Call, line: str) -> None:
    """Lock the line whose budget a line spends: no place of it is given meanwhile."""
    try:
        fund = call.fund_of(line).id
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422) from None
    await session.get(CallLine, (call.id, fund), with_for_update=True)
