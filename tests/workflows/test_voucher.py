"""A voucher ends at its date, months later."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.vouchers.issue import VoucherIssued, VoucherReminder
from kit.ids import new_id

BEFORE_ITS_END = [
    VoucherReminder(of="expiry", days=30, on=date(2016, 4, 3)),
    VoucherReminder(of="expiry", days=7, on=date(2016, 4, 26)),
]


def issued(**more: Any) -> VoucherIssued:
    return VoucherIssued(
        voucher_id=new_id(),
        application_id=new_id(),
        amount_cents=50_000,
        issued_at=datetime(2015, 11, 3, 9, tzinfo=UTC),
        valid_until_on=date(2016, 5, 3),
        **more,
    )


async def test_an_unspent_voucher_returns_its_money_after_six_months(procedures):
    handle = await procedures.issue(issued())
    await procedures.days_go_by(handle, 184)
    assert await handle.result() == 12_000
    assert procedures.house.asked == ["ExpireVoucher"]


async def test_a_voucher_is_not_ended_before_its_last_day_is_over(procedures):
    handle = await procedures.issue(issued())
    await procedures.days_go_by(handle, 181)
    assert procedures.house.asked == []


async def test_the_holder_is_reminded_on_each_day_before_the_end(procedures):
    handle = await procedures.issue(issued(reminders=BEFORE_ITS_END))
    await procedures.days_go_by(handle, 153)
    await procedures.asked("RemindVoucher")
    await procedures.days_go_by(handle, 24)
    await procedures.asked("RemindVoucher:2")
    await procedures.days_go_by(handle, 10)
    assert await handle.result() == 12_000
    assert procedures.house.asked == ["RemindVoucher", "RemindVoucher:2", "ExpireVoucher"]


async def test_a_voucher_that_was_activated_in_time_lives_to_its_last_day(procedures):
    procedures.house.not_yet_expired = 1
    handle = await procedures.issue(issued(activate_by_on=date(2015, 12, 3)))
    await procedures.days_go_by(handle, 32)
    await procedures.asked("ExpireVoucher")
    await procedures.days_go_by(handle, 155)
    assert await handle.result() == 12_000
    assert procedures.house.asked == ["ExpireVoucher", "ExpireVoucher:2"]
