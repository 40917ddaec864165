"""A provider holds a part of a voucher, takes all or some of it, lets it go, or lets it lapse."""

import asyncio
from collections import Counter
from dataclasses import replace

from contracts.vouchers.spending import VoucherRedeemed
from kit.database import Database
from tests.vouchers.conftest import Time
from tests.vouchers.world_vouchers import Shop, terms


async def test_what_is_held_cannot_be_spent_by_another(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    held = await shop.hold(voucher, 20_000)
    assert (held.amount_cents, held.residual_cents) == (20_000, 10_000)
    sentence = "Credito residuo 100,00 euro: non basta per 100,01 euro."
    assert await shop.buy(voucher, 10_001) == ("residual-too-small", sentence, 409)
    assert await shop.state_of(voucher) == ("active", 10_000)
    assert await shop.faults() == []


async def test_what_is_held_is_taken_whole(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    taken = await shop.capture(await shop.hold(voucher, 30_000))
    assert (taken.amount_cents, taken.residual_cents) == (30_000, 0)
    assert await shop.state_of(voucher) == ("spent", 0)
    assert await shop.faults() == []


async def test_less_is_taken_and_the_rest_goes_back(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    taken = await shop.capture(await shop.hold(voucher, 20_000), 12_000)
    assert (taken.amount_cents, taken.residual_cents) == (12_000, 18_000)
    assert await shop.state_of(voucher) == ("partly_spent", 18_000)
    assert await shop.faults() == []


async def test_more_than_is_held_is_not_taken(shop: Shop):
    held = await shop.hold((await shop.given(30_000)).voucher_id, 10_000)
    sentence = "Sono bloccati 100,00 euro: non si può incassare di più."
    assert await shop.capture(held, 10_001) == ("hold-too-small", sentence, 409)
    assert (await shop.capture(held, 10_000)).residual_cents == 20_000


async def test_what_is_held_is_taken_once(shop: Shop):
    held = await shop.hold((await shop.given(30_000)).voucher_id, 10_000)
    first = await shop.capture(held, key="c1")
    assert await shop.capture(held, key="c1") == first
    sentence = "Quanto era bloccato è già stato incassato."
    assert await shop.capture(held, key="c2") == ("hold-ended", sentence, 409)
    assert await shop.let_go(held) == ("hold-ended", sentence, 409)


async def test_what_is_let_go_can_be_spent_again(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    held = await shop.hold(voucher, 20_000)
    assert (await shop.let_go(held, key="r1")).amount_cents == 20_000
    assert (await shop.let_go(held, key="r1")).amount_cents == 20_000
    assert await shop.state_of(voucher) == ("active", 30_000)
    sentence = "Quanto era bloccato è già stato sbloccato."
    assert await shop.capture(held) == ("hold-ended", sentence, 409)
    assert await shop.faults() == []


async def test_a_hold_lapses_by_its_date_and_another_is_served(shop: Shop, time: Time):
    voucher = await shop.given(30_000, terms(hold_days=3))
    held = await shop.hold(voucher.voucher_id, 30_000)
    time.pass_days(4)
    assert (await shop.buy(voucher.voucher_id, 30_000)).residual_cents == 0
    sentence = "Il blocco è decaduto: la somma è di nuovo nel voucher."
    assert await shop.capture(held) == ("hold-ended", sentence, 409)
    assert "hold.released" in await shop.told_of(voucher.application_id)
    assert await shop.faults() == []


async def test_a_hold_is_its_provider_s_alone(shop: Shop):
    await shop.accredit("altro")
    held = await shop.hold((await shop.given(30_000)).voucher_id, 10_000)
    sentence = "Nessuna somma è bloccata con questo identificativo."
    assert await shop.capture(held, at="altro") == ("hold-unknown", sentence, 404)


async def test_at_its_last_day_a_voucher_frees_what_is_held(shop: Shop, time: Time):
    voucher = await shop.given(30_000)
    await shop.hold(voucher.voucher_id, 10_000)
    time.pass_days(185)
    assert (await shop.expire(voucher.voucher_id)).returned_cents == 30_000
    assert await shop.state_of(voucher.voucher_id) == ("expired", 0)
    assert await shop.faults() == []


async def test_two_hundred_at_once_never_take_more_than_the_face(shop: Shop):
    url = shop.database.engine.url.render_as_string(hide_password=False)
    crowd = replace(shop, database=Database(url, pool_size=20))
    voucher = (await crowd.given(30_000)).voucher_id
    holds = [await crowd.hold(voucher, 300) for _ in range(100)]
    buys = [crowd.buy(voucher, 300, key=f"b{each}") for each in range(100)]
    answers = await asyncio.gather(*(crowd.capture(each) for each in holds), *buys)
    taken = Counter(isinstance(each, VoucherRedeemed) for each in answers)
    assert taken == {True: 100, False: 100}
    assert await crowd.state_of(voucher) == ("spent", 0)
    assert await crowd.faults() == []
    await crowd.database.close()
