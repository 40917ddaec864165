"""The read model: each function notes one fact of another service in the columns that it owns.

Facts of different services overtake each other, so no function expects another to have run.
"""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import (
    ApplicationChecked,
    ApplicationClosed,
    ApplicationDecided,
    ApplicationRegistered,
    ApplicationWaitlisted,
    ReviewTermPassed,
)
from contracts.vouchers import (
    AwardGranted,
    BudgetExhausted,
    BudgetReleased,
    BudgetReserved,
    VoucherExpired,
    VoucherIssued,
    VoucherRedeemed,
)
from kit.messages import Event
from services.dashboard.models import ApplicationRow
from services.dashboard.rules.states import BUDGET_ORDER, later
from services.dashboard.usecases.noting import settle, told_at


async def application_registered(session: AsyncSession, fact: ApplicationRegistered) -> None:
    """List an application under its register number."""
    row = await _row(session, fact.application_id)
    row.call_id, row.call_version, row.line = fact.call_id, fact.call_version, fact.line
    row.support_form, row.place, row.late = fact.support_form, fact.place, fact.late
    row.register_year, row.register_number = fact.register_year, fact.register_number
    row.registered_at, row.requested_cents = told_at(session), fact.amount_cents
    await settle(session, row, fact)


async def application_checked(session: AsyncSession, fact: ApplicationChecked) -> None:
    """Note the outcome of the requirements; an older check than the known one changes nothing."""
    row = await _row(session, fact.application_id)
    if fact.checked >= row.checked:
        row.checked, row.verdict = fact.checked, fact.outcome
        row.requirements = [each.model_dump() for each in fact.requirements]
        row.admissible_cents = fact.amount_cents
        row.instalments = [each.model_dump() for each in fact.instalments]
        row.review_due_on = fact.review_due_on
        row.decision = fact.decision.outcome if fact.decision else row.decision
    await settle(session, row, fact)


async def review_term_passed(session: AsyncSession, fact: ReviewTermPassed) -> None:
    """Note that the review term has passed: the case stays where it is."""
    row = await _row(session, fact.application_id)
    row.alarmed_at = told_at(session)
    await settle(session, row, fact)


async def application_decided(session: AsyncSession, fact: ApplicationDecided) -> None:
    """Note the decision and its act."""
    row = await _row(session, fact.application_id)
    row.decision, row.act = fact.outcome, f"{fact.act_number}/{fact.act_year}"
    await settle(session, row, fact)


async def application_waitlisted(session: AsyncSession, fact: ApplicationWaitlisted) -> None:
    """Note that the application waits for money."""
    row = await _row(session, fact.application_id)
    row.waitlisted = True
    await settle(session, row, fact)


async def application_closed(session: AsyncSession, fact: ApplicationClosed) -> None:
    """Note how the procedure ended."""
    row = await _row(session, fact.application_id)
    row.final = fact.state
    await settle(session, row, fact)


async def budget_reserved(session: AsyncSession, fact: BudgetReserved) -> None:
    """Note that money is set aside."""
    await _budget(session, fact.application_id, "reserved", fact)


async def budget_exhausted(session: AsyncSession, fact: BudgetExhausted) -> None:
    """Note that there was no money at the application's turn."""
    await _budget(session, fact.application_id, "exhausted", fact)


async def budget_released(session: AsyncSession, fact: BudgetReleased) -> None:
    """Note that the money went to the next."""
    await _budget(session, fact.application_id, "released", fact)


async def award_granted(session: AsyncSession, fact: AwardGranted) -> None:
    """Note the commitment and its instalments."""
    row = await _row(session, fact.application_id)
    row.award_id, row.awarded_cents = fact.award_id, fact.amount_cents
    row.instalments = [each.model_dump() for each in fact.instalments]
    await settle(session, row, fact)


async def voucher_issued(session: AsyncSession, fact: VoucherIssued) -> None:
    """Note the voucher, never its code."""
    row = await _row(session, fact.application_id)
    row.voucher_id, row.voucher_face_cents = fact.voucher_id, fact.amount_cents
    row.voucher_valid_until_on = fact.valid_until_on
    await settle(session, row, fact)


async def voucher_redeemed(session: AsyncSession, fact: VoucherRedeemed) -> None:
    """Note what is left; a residual only shrinks, so the smallest one told is the last."""
    row = await _row(session, fact.application_id)
    known = row.voucher_residual_cents
    row.voucher_residual_cents = min(
        fact.residual_cents, fact.residual_cents if known is None else known
    )
    await settle(session, row, fact)


async def voucher_expired(session: AsyncSession, fact: VoucherExpired) -> None:
    """Note that the voucher's last day went by."""
    row = await _row(session, fact.application_id)
    row.voucher_expired = True
    await settle(session, row, fact)


async def _budget(session: AsyncSession, application_id: UUID, word: str, fact: Event) -> None:
    row = await _row(session, application_id)
    row.budget = later(BUDGET_ORDER, row.budget, word)
    await settle(session, row, fact)


async def _row(session: AsyncSession, application_id: UUID) -> ApplicationRow:
    """Return the application's row, locked; a stub when this is the first fact that arrived."""
    stub = ApplicationRow(id=application_id).model_dump()
    await session.execute(insert(ApplicationRow).values(stub).on_conflict_do_nothing())
    found = select(ApplicationRow).where(ApplicationRow.id == application_id).with_for_update()
    return (await session.exec(found)).one()
