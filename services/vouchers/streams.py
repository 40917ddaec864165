"""What vouchers answers and what it hears."""

from functools import partial

from contracts.applications.calls import CallChanged, CallMoved, CallPublished
from contracts.applications.checks import ApplicationChecked
from contracts.applications.decisions import ApplicationReopened
from contracts.applications.filing import ApplicationRegistered, ApplicationRevised
from contracts.applications.ranking import ApplicationRanked
from contracts.network import AdhesionResumed, AdhesionSuspended, AdhesionWithdrawn
from contracts.vouchers.aid import CheckAid, ConfirmAid, RaiseAidAlarm, RegisterAid
from contracts.vouchers.awards import FindReserved, GrantAward, GrantAwards
from contracts.vouchers.budget import FindMoney, ReleaseBudget
from contracts.vouchers.issue import IssueVoucher, IssueVouchers
from contracts.vouchers.ledger import ProveLedger
from contracts.vouchers.life import ExpireVoucher, FollowWithdrawal, RemindVoucher
from contracts.vouchers.offers import LapseOffer
from contracts.vouchers.recoveries import RemindRecovery
from kit.doors import Doors
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases.aid import check_aid, register_aid
from services.vouchers.usecases.awards import grant_award
from services.vouchers.usecases.budget import find_money, release_budget, set_budget_aside
from services.vouchers.usecases.calls import change_call, open_call
from services.vouchers.usecases.claims import follow_check, follow_revision
from services.vouchers.usecases.confirmations import confirm_aid, raise_aid_alarm
from services.vouchers.usecases.expiry import expire_voucher
from services.vouchers.usecases.grants import find_reserved, grant_awards
from services.vouchers.usecases.issue import issue_many, issue_voucher
from services.vouchers.usecases.offers import lapse_offer, offer_what_is_left
from services.vouchers.usecases.pauses import end_pause, remember_pause, remember_resumption
from services.vouchers.usecases.places import queue_by_list
from services.vouchers.usecases.proof import prove_ledger
from services.vouchers.usecases.recoveries import remind_recovery
from services.vouchers.usecases.reminders import remind_voucher
from services.vouchers.usecases.reopenings import follow_reopening
from services.vouchers.usecases.withdrawal import follow_withdrawal


def open_doors(codes: Codes, registries: Registries | None = None) -> Doors:
    """Return the stream door; codes are derived with the key that `codes` holds.

    Without `registries` what must be asked of them is refused.
    """
    doors = Doors("vouchers")
    _hear_calls(doors)
    _hear_applications(doors)
    _hear_network(doors)
    _open_aid(doors, registries or Registries("", "", "", ""))
    _open_vouchers(doors, codes)
    doors.command(FindMoney, find_money)
    doors.command(ReleaseBudget, release_budget)
    doors.command(GrantAward, grant_award)
    doors.command(FindReserved, find_reserved)
    doors.command(GrantAwards, grant_awards)
    doors.command(LapseOffer, lapse_offer)
    doors.command(RemindRecovery, remind_recovery)
    doors.command(ProveLedger, prove_ledger)
    return doors


def _hear_calls(doors: Doors) -> None:
    doors.event(CallPublished, open_call)
    doors.event(CallChanged, change_call)
    doors.event(CallMoved, offer_what_is_left)


def _hear_applications(doors: Doors) -> None:
    doors.event(ApplicationRegistered, set_budget_aside)
    doors.event(ApplicationRanked, queue_by_list)
    doors.event(ApplicationReopened, follow_reopening)
    doors.event(ApplicationRevised, follow_revision)
    doors.event(ApplicationChecked, follow_check)


def _hear_network(doors: Doors) -> None:
    doors.event(AdhesionSuspended, remember_pause)
    doors.event(AdhesionResumed, remember_resumption)
    doors.event(AdhesionWithdrawn, end_pause)


def _open_vouchers(doors: Doors, codes: Codes) -> None:
    doors.command(IssueVoucher, partial(issue_voucher, codes=codes))
    doors.command(IssueVouchers, partial(issue_many, codes=codes))
    doors.command(RemindVoucher, remind_voucher)
    doors.command(FollowWithdrawal, follow_withdrawal)
    doors.command(ExpireVoucher, expire_voucher)


def _open_aid(doors: Doors, registries: Registries) -> None:
    doors.command(CheckAid, partial(check_aid, registries=registries))
    doors.command(RegisterAid, partial(register_aid, registries=registries))
    doors.command(ConfirmAid, partial(confirm_aid, registries=registries))
    doors.command(RaiseAidAlarm, raise_aid_alarm)
