"""Reports and payment orders: as lists, by the facts that their owner tells."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.payments import PaymentBounced, PaymentMade, PaymentOrdered
from contracts.vouchers.reports import ReportClosed, ReportExamined, ReportFiled, ReportReturned
from services.dashboard.usecases.calls import call_fact
from services.dashboard.usecases.noting import TOLD, envelope, note

_REPORT = text(
    "insert into report_row as known (id, application_id, state, admitted_cents, at) "
    "values (:report_id, :application_id, :state, :cents, :at) on conflict (id) do update "
    "set state = excluded.state, admitted_cents = excluded.admitted_cents, at = excluded.at "
    "where excluded.at >= known.at"
)
_BATCH = text(
    "insert into payment_batch (id, call_id, orders, amount_cents, at) "
    "values (:batch_id, :call_id, :orders, :amount_cents, :at) on conflict do nothing"
)
_OUTCOME = text(
    "insert into payment_outcome (id, batch_id, application_id, amount_cents, paid, at) "
    "values (:order_id, :batch_id, :application_id, :amount_cents, :paid, :at) "
    "on conflict do nothing"
)


async def report_filed(session: AsyncSession, fact: ReportFiled) -> None:
    """List a report that waits to be examined."""
    await _report(session, fact, "filed")


async def report_examined(session: AsyncSession, fact: ReportExamined) -> None:
    """Note what is admitted of a report: an act may close it."""
    await _report(session, fact, "examined", fact.admitted_cents)


async def report_returned(session: AsyncSession, fact: ReportReturned) -> None:
    """Note that a report went back."""
    await _report(session, fact, "returned")


async def report_closed(session: AsyncSession, fact: ReportClosed) -> None:
    """Note that an act closed a report: nobody has to look at it any more."""
    await _report(session, fact, "closed", fact.admitted_cents)


async def payment_ordered(session: AsyncSession, fact: PaymentOrdered) -> None:
    """List a batch of payment orders, and tell its call."""
    at = envelope(session, fact)["at"]
    await session.execute(_BATCH, {**fact.model_dump(), "at": at})
    await call_fact(session, fact)


async def payment_made(session: AsyncSession, fact: PaymentMade) -> None:
    """Note that the bank paid an order."""
    await _outcome(session, fact, paid=True)


async def payment_bounced(session: AsyncSession, fact: PaymentBounced) -> None:
    """Note that the bank did not pay an order."""
    await _outcome(session, fact, paid=False)


async def _report(
    session: AsyncSession,
    fact: ReportFiled | ReportExamined | ReportReturned | ReportClosed,
    state: str,
    cents: int = 0,
) -> None:
    at = envelope(session, fact)["at"]
    values = {"report_id": fact.report_id, "application_id": fact.application_id}
    await session.execute(_REPORT, {**values, "state": state, "cents": cents, "at": at})
    await note(session, fact, TOLD)


async def _outcome(
    session: AsyncSession, fact: PaymentMade | PaymentBounced, *, paid: bool
) -> None:
    at = envelope(session, fact)["at"]
    await session.execute(_OUTCOME, {**fact.model_dump(), "paid": paid, "at": at})
    await note(session, fact, TOLD)
