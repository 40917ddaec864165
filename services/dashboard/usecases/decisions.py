"""The decision of an official, handed to the workflow of the case."""

from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import Decision
from contracts.applications.procedure import GiveNotice, RequestIntegration
from kit import clock
from kit.refusal import Refusal
from services.dashboard.models import DecisionSent
from services.dashboard.usecases.sessions import Signed


class Cases(Protocol):
    """Whoever runs the cases."""

    async def decide(self, application_id: UUID, decision: Decision, reason: str) -> None:
        """Hand a decision and its reason over; return once it is accepted."""

    async def ask_integration(self, asked: RequestIntegration) -> None:
        """Have a kept request go out; return once the clock stands still."""

    async def give_notice(self, given: GiveNotice) -> None:
        """Have a drafted notice go out; return once it has its number."""


class Ruling(NamedTuple):
    """A decision as it was typed: the reason in words, which do not travel with it."""

    decision: Decision
    reason: str


async def send_decision(
    session: AsyncSession, cases: Cases, signed: Signed, application_id: UUID, ruling: Ruling
) -> None:
    """Hand a decision to its case and note who took it.

    Refuses `no-reason` (422) for a refusal without a reason (L. 241/1990 art. 3), and
    whatever the case refuses.
    """
    decision, reason = ruling
    if decision.outcome == "refused" and not reason:
        raise Refusal("no-reason", "Per respingere serve la motivazione.", 422)
    await cases.decide(application_id, decision, reason)
    values = {"staff_id": signed.id, "checked": decision.checked, "at": clock.now()}
    noted = insert(DecisionSent).values(application_id=application_id, **values)
    await session.execute(
        noted.on_conflict_do_update(index_elements=["application_id"], set_=values)
    )
