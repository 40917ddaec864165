"""A part of a voucher never outlives nor exceeds it: the service refuses it, and the database."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit.refusal import Refusal
from tests.vouchers.world_vouchers import ESTATE, NIDO, Shop, terms


async def refused(verb: Any) -> tuple:
    with pytest.raises(Refusal) as no:
        await verb
    return no.value.args


async def test_a_part_for_one_child_has_a_code_and_money_of_its_own(shop: Shop):
    whole = await shop.given(30_000, terms())
    part = await shop.divide(whole.voucher_id, 12_000, NIDO)
    assert (part.parent_id, part.amount_cents) == (whole.voucher_id, 12_000)
    assert part.valid_until_on == whole.valid_until_on
    assert await shop.state_of(whole.voucher_id) == ("issued", 18_000)
    assert (await shop.buy(part.voucher_id, 12_000)).residual_cents == 0
    assert await shop.faults() == []


async def test_a_part_buys_its_own_service_only(shop: Shop):
    await shop.accredit("estate", ESTATE)
    whole = await shop.given(30_000, terms())
    part = (await shop.divide(whole.voucher_id, 12_000, NIDO)).voucher_id
    assert (await shop.buy(part, 1, of=ESTATE, at="estate"))[0] == "category-not-covered"


async def test_parts_never_exceed_what_is_left_of_the_whole(shop: Shop):
    whole = (await shop.given(30_000)).voucher_id
    await shop.buy(whole, 10_000)
    await shop.divide(whole, 15_000)
    sentence = "Nel voucher da dividere restano 50,00 euro."
    assert await refused(shop.divide(whole, 5_001)) == ("part-exceeds", sentence, 409)


async def test_a_part_never_outlives_the_whole(shop: Shop):
    whole = await shop.given(30_000)
    later = whole.valid_until_on + timedelta(days=1)
    sentence = f"Il voucher da dividere vale fino al {whole.valid_until_on:%d/%m/%Y}."
    verb = shop.divide(whole.voucher_id, 1_000, until=later)
    assert await refused(verb) == ("part-outlives", sentence, 409)
    sooner = whole.valid_until_on - timedelta(days=30)
    part = await shop.divide(whole.voucher_id, 1_000, until=sooner)
    assert part.valid_until_on == sooner


async def test_a_part_has_no_parts(shop: Shop):
    part = await shop.divide((await shop.given(30_000)).voucher_id, 10_000)
    sentence = "Una parte di voucher non si divide."
    assert await refused(shop.divide(part.voucher_id, 1)) == ("part-of-a-part", sentence, 409)


FORGERIES = [
    "update voucher set valid_until_on = valid_until_on + 1 where parent_id is not null",
    "update voucher set valid_until_on = valid_until_on - 1 where parent_id is null",
    "update voucher set amount_cents = 30001 where parent_id is not null",
]


@pytest.mark.parametrize("statement", FORGERIES)
async def test_the_database_keeps_a_part_within_its_whole(shop: Shop, statement: str):
    await shop.divide((await shop.given(30_000)).voucher_id, 10_000)
    with pytest.raises(DBAPIError) as no:
        await shop.do(lambda session: session.execute(text(statement)))
    cause = no.value.orig.__cause__
    assert isinstance(cause, asyncpg.CheckViolationError)
    assert cause.constraint_name == "a_part_stays_within"
