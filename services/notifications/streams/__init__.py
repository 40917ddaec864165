"""What notifications is told and ordered by stream, and the bell of the letters that are due."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import CallChanged
from contracts.applications.filing import ApplicationRegistered, ApplicationRevised
from contracts.applications.procedure import IntegrationRequested, NoticeGiven, ObservationsReceived
from contracts.applications.ranking import AcceptanceRequested, RankingPublished
from contracts.notifications import LetterName, LetterQueued, SendLetter
from contracts.vouchers.issue import VouchersIssued
from contracts.vouchers.life import (
    VoucherReadmitted,
    VoucherReminded,
    VoucherReplaced,
    VoucherRevoked,
    VoucherSuspended,
    WithdrawalFollowed,
)
from contracts.vouchers.offers import BudgetOffered
from contracts.vouchers.payments import PaymentBounced, PaymentOrdered
from contracts.vouchers.providers import ProviderMoved
from contracts.vouchers.recoveries import RecoveryDemanded, RecoveryReminded
from contracts.vouchers.reports import ReportExamined
from contracts.vouchers.spending import VoucherRedeemed
from kit.database import CAUSE, Cause
from kit.doors import Doors
from kit.wake import Bell
from services.notifications.rules.matter import voucher_matter
from services.notifications.usecases import lists, mailing, ordering

due = Bell()
mailings = Bell()


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue the letter and wake the sender, who looks a moment later, after the commit."""
    fact = await ordering.send_letter(session, command)
    due.ring()
    return fact


async def send_receipt(session: AsyncSession, fact: ApplicationRegistered) -> None:
    """Send who applied the receipt of the application (art. 18-bis L. 241/1990)."""
    await _tell(session, fact.application_id, "received")


async def send_receipt_of_changes(session: AsyncSession, fact: ApplicationRevised) -> None:
    """Send who changed an application the receipt; what others did has its own letters."""
    if fact.by not in ("migration", "employer"):
        await _tell(session, fact.application_id, "amended", str(fact.revision))


async def tell_of_a_changed_call(session: AsyncSession, fact: CallChanged) -> None:
    """Tell everybody who applied how the call changed."""
    await mailing.order_mailing(session, fact)
    mailings.ring()


async def ask_for_what_is_missing(session: AsyncSession, fact: IntegrationRequested) -> None:
    """Ask who applied to complete the application (art. 6 L. 241/1990)."""
    await _tell(session, fact.application_id, "integration", str(fact.integration_id))


async def tell_the_reasons_against(session: AsyncSession, fact: NoticeGiven) -> None:
    """Tell who applied the reasons against, before any refusal (art. 10-bis L. 241/1990)."""
    await _tell(session, fact.application_id, "refusal_notice", str(fact.notice_id))


async def send_receipt_of_observations(session: AsyncSession, fact: ObservationsReceived) -> None:
    """Send who answered a notice the receipt (art. 18-bis L. 241/1990)."""
    about = str(fact.observation_id)
    await _tell(session, fact.application_id, "observations_received", about)


async def tell_of_a_list(session: AsyncSession, fact: RankingPublished) -> None:
    """Tell everybody in a published list where they stand in it."""
    await mailing.order_ranking_mailing(session, fact)
    mailings.ring()


async def ask_to_accept(session: AsyncSession, fact: AcceptanceRequested) -> None:
    """Ask who was granted money to accept it, and until when."""
    await _tell(session, fact.application_id, "acceptance")


async def send_vouchers(session: AsyncSession, fact: VouchersIssued) -> None:
    """Send the holders of a part of a list their vouchers."""
    await lists.queue_letters(session, fact.application_ids, "voucher")
    due.ring()


async def remind_the_holder(session: AsyncSession, fact: VoucherReminded) -> None:
    """Remind the holder of a last day that comes."""
    if fact.due:
        name: LetterName = "voucher_expiry" if fact.of == "expiry" else "voucher_activation"
        about = voucher_matter(fact.voucher_id, fact.days)
        await _tell(session, fact.application_id, name, about)


async def tell_of_a_use(session: AsyncSession, fact: VoucherRedeemed) -> None:
    """Tell the holder what was spent, where, and what is left."""
    await _tell_of(session, fact, "voucher_used")


async def tell_of_a_suspension(session: AsyncSession, fact: VoucherSuspended) -> None:
    """Tell the holder that nothing can be spent for the time being, and why."""
    await _tell_of(session, fact, "voucher_suspended")


async def tell_of_a_readmission(session: AsyncSession, fact: VoucherReadmitted) -> None:
    """Tell the holder that the voucher can be spent again."""
    await _tell_of(session, fact, "voucher_readmitted")


async def tell_of_a_revocation(session: AsyncSession, fact: VoucherRevoked) -> None:
    """Tell the holder that the voucher ended by an act, and why."""
    await _tell_of(session, fact, "voucher_revoked")


async def send_the_new_code(session: AsyncSession, fact: VoucherReplaced) -> None:
    """Send the holder the code that takes the place of the dead one."""
    about = voucher_matter(fact.by_voucher_id)
    await _tell(session, fact.application_id, "voucher_replaced", about)


async def tell_that_the_employer_left(session: AsyncSession, fact: WithdrawalFollowed) -> None:
    """Tell the holder that the voucher stays; a suspension and a revocation tell of themselves."""
    if fact.effect == "keep_to_expiry":
        await _tell(session, fact.application_id, "employer_left", _this(session))


async def tell_the_provider(session: AsyncSession, fact: ProviderMoved) -> None:
    """Tell a provider where its accreditation is; that it applied is told by the door."""
    if fact.state != "applied":
        await _tell(session, fact.provider_id, "provider_moved", _this(session))


async def offer_a_part(session: AsyncSession, fact: BudgetOffered) -> None:
    """Tell who waits that a part of the sum is offered, and until when."""
    await _tell(session, fact.application_id, "offer", str(fact.answer_by_on))


async def tell_what_is_admitted(session: AsyncSession, fact: ReportExamined) -> None:
    """Tell a beneficiary what is admitted of a report, and why not all of it."""
    await _tell(session, fact.application_id, "report_examined", str(fact.report_id))


async def tell_of_payments(session: AsyncSession, fact: PaymentOrdered) -> None:
    """Tell every beneficiary of a batch that the payment was ordered."""
    await mailing.order_payment_mailing(session, fact)
    mailings.ring()


async def tell_of_a_bounced_payment(session: AsyncSession, fact: PaymentBounced) -> None:
    """Tell a beneficiary that the bank did not pay; a provider is told by the office."""
    if fact.application_id:
        await _tell(session, fact.application_id, "payment_bounced", str(fact.order_id))


async def ask_money_back(session: AsyncSession, fact: RecoveryDemanded) -> None:
    """Tell a beneficiary what to give back, why, and by when."""
    await _tell(session, fact.application_id, "recovery", str(fact.recovery_id))


async def remind_of_a_recovery(session: AsyncSession, fact: RecoveryReminded) -> None:
    """Remind a beneficiary of what is past its day."""
    if fact.overdue_cents:
        await _tell(session, fact.application_id, "recovery_reminder", _this(session))


async def _tell_of(
    session: AsyncSession,
    fact: VoucherRedeemed | VoucherSuspended | VoucherReadmitted | VoucherRevoked,
    name: LetterName,
) -> None:
    about = voucher_matter(fact.voucher_id, _this(session))
    await _tell(session, fact.application_id, name, about)


async def _tell(
    session: AsyncSession, application_id: UUID, name: LetterName, about: str = ""
) -> None:
    await ordering.queue_letter(session, application_id, name, about)
    due.ring()


def _this(session: AsyncSession) -> str:
    """Name the fact that is reacted to: what may happen again has one letter each time."""
    cause: Cause = session.info[CAUSE]
    return cause.causation


doors = Doors("notifications")
doors.command(SendLetter, send_letter)
doors.event(ApplicationRegistered, send_receipt)
doors.event(ApplicationRevised, send_receipt_of_changes)
doors.event(CallChanged, tell_of_a_changed_call)
doors.event(IntegrationRequested, ask_for_what_is_missing)
doors.event(NoticeGiven, tell_the_reasons_against)
doors.event(ObservationsReceived, send_receipt_of_observations)
doors.event(RankingPublished, tell_of_a_list)
doors.event(AcceptanceRequested, ask_to_accept)
doors.event(VouchersIssued, send_vouchers)
doors.event(VoucherReminded, remind_the_holder)
doors.event(VoucherRedeemed, tell_of_a_use)
doors.event(VoucherSuspended, tell_of_a_suspension)
doors.event(VoucherReadmitted, tell_of_a_readmission)
doors.event(VoucherRevoked, tell_of_a_revocation)
doors.event(VoucherReplaced, send_the_new_code)
doors.event(WithdrawalFollowed, tell_that_the_employer_left)
doors.event(ProviderMoved, tell_the_provider)
doors.event(BudgetOffered, offer_a_part)
doors.event(ReportExamined, tell_what_is_admitted)
doors.event(PaymentOrdered, tell_of_payments)
doors.event(PaymentBounced, tell_of_a_bounced_payment)
doors.event(RecoveryDemanded, ask_money_back)
doors.event(RecoveryReminded, remind_of_a_recovery)
