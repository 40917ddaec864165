"""Who must hear, beside the holder, that an employer left: those where the vouchers are used."""

from uuid import UUID

import pytest

from tests.vouchers.world_vouchers import NIDO, Shop, terms


async def provider(shop: Shop, handle: str) -> UUID:
    await shop.accredit(handle, NIDO)
    (row,) = await shop.rows(f"select id from provider where handle = '{handle}'")
    found: UUID = row.id
    return found


async def test_who_holds_a_part_of_a_voucher_hears_and_who_only_sold_does_not(shop: Shop):
    """Scenario S3-2."""
    holder, seller = [await provider(shop, handle) for handle in ("nido", "eureka")]
    voucher = await shop.given(30_000, terms(on_withdrawal="suspend"))
    await shop.buy(voucher.voucher_id, 5_000, at="eureka")
    await shop.hold(voucher.voucher_id, 4_000, at="nido")
    followed = await shop.withdraw(voucher.application_id)
    assert followed.provider_ids == [holder]
    assert seller not in followed.provider_ids


@pytest.mark.parametrize("rule", ["keep_to_expiry", "suspend", "revoke"])
async def test_without_a_hold_those_where_it_was_spent_hear(shop: Shop, rule: str):
    seller = await provider(shop, "eureka")
    voucher = await shop.given(30_000, terms(on_withdrawal=rule))
    await shop.buy(voucher.voucher_id, 5_000, at="eureka")
    followed = await shop.withdraw(voucher.application_id)
    assert followed.provider_ids == [seller]
    assert followed.adhesion_id is not None


async def test_a_purchase_that_was_undone_tells_nobody(shop: Shop):
    await provider(shop, "eureka")
    voucher = await shop.given(30_000, terms())
    await shop.buy(voucher.voucher_id, 5_000, at="eureka")
    await shop.undo(at="eureka")
    assert (await shop.withdraw(voucher.application_id)).provider_ids == []
