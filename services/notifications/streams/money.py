"""What happens to money, told to those who receive it or give it back."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.offers import BudgetOffered
from contracts.vouchers.payments import PaymentBounced, PaymentOrdered
from contracts.vouchers.recoveries import RecoveryDemanded, RecoveryReminded
from contracts.vouchers.reports import ReportExamined
from services.notifications.streams.telling import mailings, tell, this
from services.notifications.usecases import mailing


async def offer_a_part(session: AsyncSession, fact: BudgetOffered) -> None:
    """Tell who waits that a part of the sum is offered, and until when."""
    await tell(session, fact.application_id, "offer", str(fact.answer_by_on))


async def tell_what_is_admitted(session: AsyncSession, fact: ReportExamined) -> None:
    """Tell a beneficiary what is admitted of a report, and why not all of it."""
    await tell(session, fact.application_id, "report_examined", str(fact.report_id))


async def tell_of_payments(session: AsyncSession, fact: PaymentOrdered) -> None:
    """Tell every beneficiary of a batch that the payment was ordered."""
    await mailing.order_payment_mailing(session, fact)
    mailings.ring()


async def tell_of_a_bounced_payment(session: AsyncSession, fact: PaymentBounced) -> None:
    """Tell a beneficiary that the bank did not pay; a provider is told by the office."""
    if fact.application_id:
        await tell(session, fact.application_id, "payment_bounced", str(fact.order_id))


async def ask_money_back(session: AsyncSession, fact: RecoveryDemanded) -> None:
    """Tell a beneficiary what to give back, why, and by when."""
    await tell(session, fact.application_id, "recovery", str(fact.recovery_id))


async def remind_of_a_recovery(session: AsyncSession, fact: RecoveryReminded) -> None:
    """Remind a beneficiary of what is past its day."""
    if fact.overdue_cents:
        await tell(session, fact.application_id, "recovery_reminder", this(session))
