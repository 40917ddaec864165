"""The vouchers of a whole list are issued at once, with every guard of one by one."""

import pytest

from kit.ids import new_id
from kit.refusal import Refusal
from tests.vouchers.world import CODES
from tests.vouchers.world_vouchers import Shop


async def granted(shop: Shop, number: int) -> list:
    applications = [await shop.register(1_000) for _ in range(number)]
    for each in applications:
        await shop.grant(each)
    return applications


async def test_each_has_its_voucher_its_code_and_its_fact(shop: Shop):
    applications = await granted(shop, 5)
    issued = await shop.given_many(applications)
    assert sorted(issued.application_ids) == sorted(applications)
    vouchers = await shop.rows("select id, application_id, code_hash from voucher")
    assert {row.application_id for row in vouchers} == set(applications)
    assert all(row.code_hash == CODES.digest(CODES.code(row.id)) for row in vouchers)
    told = [name for name, _, _ in await shop.told()]
    assert (told.count("voucher.issued"), told.count("vouchers.issued")) == (5, 1)
    assert await shop.faults() == []


async def test_who_has_a_voucher_keeps_it(shop: Shop):
    applications = await granted(shop, 3)
    first = await shop.issue(applications[0])
    await shop.given_many(applications)
    await shop.given_many(applications)
    rows = await shop.rows("select id from voucher order by issued_at")
    assert len(rows) == 3
    assert first.voucher_id in {row.id for row in rows}
    assert await shop.faults() == []


async def test_one_without_an_award_stops_them_all(shop: Shop):
    applications = await granted(shop, 2)
    with pytest.raises(Refusal) as no:
        await shop.given_many([*applications, new_id()])
    assert no.value.args == ("no-award", "La domanda non ha un contributo concesso.", 409)
    assert await shop.rows("select id from voucher") == []
