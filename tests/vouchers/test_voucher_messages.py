"""What is told of vouchers and providers on the wire: ids, figures and days, and no person."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.vouchers.issue import (
    IssueVoucher,
    IssueVouchers,
    VoucherActivated,
    VoucherIssued,
    VoucherReminder,
    VouchersIssued,
)
from contracts.vouchers.life import (
    FollowWithdrawal,
    RemindVoucher,
    VoucherReadmitted,
    VoucherReminded,
    VoucherReplaced,
    VoucherRevoked,
    VoucherSuspended,
    WithdrawalFollowed,
)
from contracts.vouchers.providers import ProviderMoved
from contracts.vouchers.spending import HoldReleased, RedemptionReversed, VoucherHeld
from tests.vouchers.world_vouchers import terms

V, A, H = (UUID(int=each) for each in (1, 2, 3))
OF = {"voucher_id": V, "application_id": A}
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENTS = {
    "voucher.activated": VoucherActivated(**OF),
    "voucher.held": VoucherHeld(**OF, hold_id=H, amount_cents=1, residual_cents=2, expires_at=AT),
    "hold.released": HoldReleased(**OF, hold_id=H, amount_cents=1, lapsed=True),
    "redemption.reversed": RedemptionReversed(
        **OF, redemption_id=H, amount_cents=1, residual_cents=2
    ),
    "voucher.suspended": VoucherSuspended(**OF),
    "voucher.readmitted": VoucherReadmitted(**OF),
    "voucher.revoked": VoucherRevoked(**OF, returned_cents=1),
    "voucher.replaced": VoucherReplaced(**OF, by_voucher_id=H, residual_cents=1),
    "voucher.reminded": VoucherReminded(**OF, of="expiry", days=30, due=True),
    "vouchers.issued": VouchersIssued(batch_id=H, application_ids=[A]),
    "withdrawal.followed": WithdrawalFollowed(application_id=A, effect="revoke", voucher_ids=[V]),
    "provider.moved": ProviderMoved(provider_id=H, state="accredited", act="7/2026"),
}
COMMANDS = [
    IssueVoucher(application_id=A, months=6, terms=terms(), situation="minor"),
    IssueVouchers(batch_id=H, application_ids=[A], months=6, terms=terms()),
    RemindVoucher(voucher_id=V, of="activation", days=7),
    FollowWithdrawal(application_id=A, adhesion_id=H),
]  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_a_fact_is_the_same_after_its_way_over_the_wire(name: str):
    fact = EVENTS[name]
    assert fact.type() == f"it.capofila.vouchers.{name}.v1"
    assert type(fact).model_validate_json(fact.model_dump_json()) == fact


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
def test_a_command_is_the_same_after_its_way_over_the_wire(command: IssueVoucher):
    assert type(command).model_validate_json(command.model_dump_json()) == command


def test_a_voucher_tells_the_days_on_which_its_holder_is_reminded():
    reminder = VoucherReminder(of="expiry", days=30, on=date(2026, 8, 31))
    fact = VoucherIssued(
        **OF, amount_cents=1, issued_at=AT, valid_until_on=date(2026, 9, 30), reminders=[reminder]
    )
    assert json.loads(fact.model_dump_json()) == {
        "voucher_id": str(V), "application_id": str(A), "amount_cents": 1,
        "issued_at": "2026-03-02T09:00:00Z", "valid_until_on": "2026-09-30",
        "activate_by_on": None, "parent_id": None, "replaces": None,
        "reminders": [{"of": "expiry", "days": 30, "on": "2026-08-31"}],
    }  # fmt: skip


def test_a_fact_of_before_is_still_read():
    """As it was told before vouchers had reminders, parts and successors."""
    told = {
        "voucher_id": str(V), "application_id": str(A), "amount_cents": 1,
        "issued_at": "2026-03-02T09:00:00Z", "valid_until_on": "2026-09-30",
    }  # fmt: skip
    assert VoucherIssued.model_validate(told).reminders == []
