"""Acts that touch many applications at once."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.applications import BatchAct, DecisionReason
from services.applications.models.calls import CallLine
from services.applications.queries import applications, calls
from services.applications.usecases.decision import grant_by_act, next_act


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

    Those that the check answers "no" or "to complete", and the late ones, still reach a person.
    Refuses `unknown-call` (404) and `unknown-line` (422).
    """
    version = await calls.current_version(session, grant.call_id)
    if await session.get(CallLine, (grant.call_id, grant.line), with_for_update=True) is None:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422)
    eligible = await applications.eligible_up_to(
        session, grant.call_id, grant.line, grant.through_place
    )
    at = clock.now()
    year, number = await next_act(session, version.body, at)
    act = BatchAct(
        id=new_id(), call_id=grant.call_id, line=grant.line, through_place=grant.through_place,
        official=grant.official, reason=grant.reason, act_year=year, act_number=number, at=at,
    )  # fmt: skip
    session.add(act)
    await session.flush()
    for application in eligible:
        await grant_by_act(session, application, act)
    return act
