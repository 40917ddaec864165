"""What was taken by mistake goes back: once, whole, and before it is paid."""

import pytest
from sqlalchemy import text

from kit.ids import new_id
from tests.vouchers.conftest import Time
from tests.vouchers.world_vouchers import Shop

ORDER = text(
    "insert into transfer (id, operation_key, debit_account, credit_account, amount_cents, code, "
    "at, actor, cause) select :id, 'order:1', a.id, :order_account, 10000, 'order', now(), 'test', "
    "'test' from account a where a.kind = 'payable'"
)


async def test_a_redemption_is_undone_and_can_be_spent_again(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.buy(voucher, 30_000)
    assert (await shop.undo("u1")).residual_cents == 30_000
    assert (await shop.undo("u1")).residual_cents == 30_000
    assert await shop.state_of(voucher) == ("active", 30_000)
    assert (await shop.buy(voucher, 30_000)).residual_cents == 0
    assert await shop.faults() == []


async def test_a_redemption_is_undone_once(shop: Shop):
    await shop.buy((await shop.given(30_000)).voucher_id, 12_000)
    await shop.undo()
    assert await shop.undo() == ("already-reversed", "L'utilizzo è già stato stornato.", 409)
    assert await shop.faults() == []


async def test_what_was_taken_from_a_hold_is_undone_too(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.capture(await shop.hold(voucher, 20_000), 12_000)
    assert (await shop.undo()).residual_cents == 30_000
    assert await shop.faults() == []


async def test_nobody_undoes_what_another_took(shop: Shop):
    await shop.buy((await shop.given(30_000)).voucher_id, 12_000)
    sentence = "Nessun utilizzo ha questo identificativo."
    assert await shop.undo(at="altro") == ("redemption-unknown", sentence, 404)


async def test_what_is_ordered_for_payment_is_not_undone(shop: Shop):
    await shop.buy((await shop.given(30_000)).voucher_id, 12_000)
    order = new_id()
    opened = text(
        "insert into account (id, kind, owner, line) "
        "select :id, 'order', 'prova', line from account where kind = 'payable'"
    )
    await shop.do(lambda session: session.execute(opened, {"id": order}))
    values = {"id": new_id(), "order_account": order}
    await shop.do(lambda session: session.execute(ORDER, values))
    sentence = "Il pagamento di questo utilizzo è già stato disposto."
    assert await shop.undo() == ("already-ordered", sentence, 409)


@pytest.mark.parametrize("end", ["expiry", "revocation"])
async def test_of_a_voucher_that_ended_it_goes_to_the_line(shop: Shop, time: Time, end: str):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.buy(voucher, 12_000)
    if end == "revocation":
        await shop.order("revoke", voucher)
    else:
        time.pass_days(185)
        await shop.expire(voucher)
    assert (await shop.undo()).residual_cents == 0
    assert (await shop.figures()).available_cents == 1_000_000
    assert await shop.faults() == []


async def test_of_a_voucher_that_was_replaced_it_goes_to_its_successor(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.buy(voucher, 12_000)
    second = (await shop.replace(voucher)).voucher_id
    third = (await shop.replace(second)).voucher_id
    assert (await shop.undo()).residual_cents == 30_000
    assert await shop.state_of(third) == ("active", 30_000)
    assert await shop.faults() == []
