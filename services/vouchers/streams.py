"""What vouchers answers and what it hears."""

from functools import partial

from contracts.applications import (
    ApplicationChecked,
    ApplicationRegistered,
    ApplicationRevised,
    CallChanged,
    CallPublished,
)
from contracts.vouchers import ExpireVoucher, GrantAward, IssueVoucher, ReleaseBudget
from kit.doors import Doors
from services.vouchers.rules.codes import Codes
from services.vouchers.usecases.awards import grant_award
from services.vouchers.usecases.budget import release_budget, set_budget_aside
from services.vouchers.usecases.calls import change_call, open_call
from services.vouchers.usecases.claims import follow_check, follow_revision
from services.vouchers.usecases.expiry import expire_voucher
from services.vouchers.usecases.issue import issue_voucher


def open_doors(codes: Codes) -> Doors:
    """Return the stream door; codes are derived with the key that `codes` holds."""
    doors = Doors("vouchers")
    doors.event(CallPublished, open_call)
    doors.event(CallChanged, change_call)
    doors.event(ApplicationRegistered, set_budget_aside)
    doors.event(ApplicationRevised, follow_revision)
    doors.event(ApplicationChecked, follow_check)
    doors.command(ReleaseBudget, release_budget)
    doors.command(GrantAward, grant_award)
    doors.command(IssueVoucher, partial(issue_voucher, codes=codes))
    doors.command(ExpireVoucher, expire_voucher)
    return doors
