"""What notifications is told and ordered by stream."""

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import CallChanged
from contracts.applications.checks import ApplicationChecked
from contracts.applications.controls import ControlStarted
from contracts.applications.decisions import ApplicationReopened
from contracts.applications.filing import ApplicationRegistered, ApplicationRevised, EmployerLeft
from contracts.applications.procedure import IntegrationRequested, NoticeGiven, ObservationsReceived
from contracts.applications.ranking import AcceptanceAnswered, AcceptanceRequested, RankingPublished
from contracts.notifications import DigestOrdered, LetterQueued, SendDigest, SendLetter
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
from kit.doors import Doors
from services.notifications.streams import cases, money, telling, vouchers
from services.notifications.usecases import mailing, ordering


async def send_letter(session: AsyncSession, command: SendLetter) -> LetterQueued:
    """Queue the letter and wake the sender, who looks a moment later, after the commit."""
    fact = await ordering.send_letter(session, command)
    telling.due.ring()
    return fact


async def send_digest(session: AsyncSession, command: SendDigest) -> DigestOrdered:
    """Order the letters to officials of a day, and wake the one who asks whom they go to."""
    fact = await mailing.send_digest(session, command)
    telling.mailings.ring()
    return fact


doors = Doors("notifications")
doors.command(SendLetter, send_letter)
doors.command(SendDigest, send_digest)
doors.event(ApplicationRegistered, cases.send_receipt)
doors.event(ApplicationRevised, cases.send_receipt_of_changes)
doors.event(CallChanged, cases.tell_of_a_changed_call)
doors.event(IntegrationRequested, cases.ask_for_what_is_missing)
doors.event(NoticeGiven, cases.tell_the_reasons_against)
doors.event(ObservationsReceived, cases.send_receipt_of_observations)
doors.event(RankingPublished, cases.tell_of_a_list)
doors.event(AcceptanceRequested, cases.ask_to_accept)
doors.event(AcceptanceAnswered, cases.tell_that_nobody_accepted)
doors.event(ApplicationReopened, cases.tell_that_it_is_open_again)
doors.event(ApplicationChecked, cases.invite_the_employer)
doors.event(ControlStarted, cases.tell_what_a_control_found)
doors.event(EmployerLeft, cases.tell_who_has_no_voucher_yet)
doors.event(VouchersIssued, vouchers.send_vouchers)
doors.event(VoucherReminded, vouchers.remind_the_holder)
doors.event(VoucherRedeemed, vouchers.tell_of_a_use)
doors.event(VoucherSuspended, vouchers.tell_of_a_suspension)
doors.event(VoucherReadmitted, vouchers.tell_of_a_readmission)
doors.event(VoucherRevoked, vouchers.tell_of_a_revocation)
doors.event(VoucherReplaced, vouchers.send_the_new_code)
doors.event(WithdrawalFollowed, vouchers.tell_that_the_employer_left)
doors.event(ProviderMoved, vouchers.tell_the_provider)
doors.event(BudgetOffered, money.offer_a_part)
doors.event(ReportExamined, money.tell_what_is_admitted)
doors.event(PaymentOrdered, money.tell_of_payments)
doors.event(PaymentBounced, money.tell_of_a_bounced_payment)
doors.event(RecoveryDemanded, money.ask_money_back)
doors.event(RecoveryReminded, money.remind_of_a_recovery)
