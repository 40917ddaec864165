"""A voucher ends at its date, months later."""

from datetime import UTC, date, datetime

from contracts.vouchers import VoucherIssued
from kit.ids import new_id


def issued() -> VoucherIssued:
    return VoucherIssued(
        voucher_id=new_id(),
        application_id=new_id(),
        amount_cents=50_000,
        issued_at=datetime(2015, 11, 3, 9, tzinfo=UTC),
        valid_until_on=date(2016, 5, 3),
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
