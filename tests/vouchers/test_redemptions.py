"""A voucher is spent in parts, never beyond its face, once under each key."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from contracts.vouchers.issue import VoucherIssued
from contracts.vouchers.spending import VoucherRedeemed
from kit.database import Database
from kit.ids import new_id
from kit.refusal import Refusal
from tests.vouchers.conftest import Time
from tests.vouchers.world import CODES, Ledger

TOO_SMALL = "Credito residuo 180,00 euro: non basta per 200,00 euro."


@pytest.fixture
async def voucher(ledger: Ledger) -> VoucherIssued:
    """A voucher of 300.00 euro."""
    await ledger.open(100_000)
    return await ledger.voucher(30_000)


@pytest.fixture
async def crowd(ledger: Ledger, voucher: VoucherIssued) -> AsyncIterator[Ledger]:
    """The same ledger with a connection for everybody."""
    url = ledger.database.engine.url.render_as_string(hide_password=False)
    database = Database(url, pool_size=40)
    yield replace(ledger, database=database)
    await database.close()


def told(answer: VoucherRedeemed | Refusal) -> str:
    return answer.slug if isinstance(answer, Refusal) else "spent"


async def test_a_part_is_spent_and_the_rest_stays(ledger: Ledger, voucher: VoucherIssued):
    answer = await ledger.spend(voucher.voucher_id, 12_000)
    assert answer == VoucherRedeemed(
        voucher_id=voucher.voucher_id, application_id=voucher.application_id,
        amount_cents=12_000, residual_cents=18_000,
    )  # fmt: skip
    figures = await ledger.figures()
    assert (figures.issued_cents, figures.redeemed_cents) == (18_000, 12_000)
    assert await ledger.faults() == []


async def test_what_is_more_than_the_residual_is_refused_and_nothing_is_spent(
    ledger: Ledger, voucher: VoucherIssued
):
    """Scenario S3-6: 120.00 with k1 twice, then 200.00 with k2."""
    first = [await ledger.spend(voucher.voucher_id, 12_000, "k1") for _ in range(2)]
    assert first[0] == first[1]
    no = await ledger.spend(voucher.voucher_id, 20_000, "k2")
    assert isinstance(no, Refusal)
    assert no.args == ("residual-too-small", TOO_SMALL, 409)
    assert (await ledger.figures()).redeemed_cents == 12_000
    assert await ledger.faults() == []


async def test_a_refusal_is_an_answer_and_is_given_again(ledger: Ledger, voucher: VoucherIssued):
    await ledger.spend(voucher.voucher_id, 12_000)
    await ledger.spend(voucher.voucher_id, 20_000, "k2")
    await ledger.spend(voucher.voucher_id, 10_000)
    again = await ledger.spend(voucher.voucher_id, 20_000, "k2")
    assert isinstance(again, Refusal)
    assert again.args == ("residual-too-small", TOO_SMALL, 409)


async def test_a_key_used_with_another_request_is_refused(ledger: Ledger, voucher: VoucherIssued):
    await ledger.spend(voucher.voucher_id, 12_000, "k1")
    other = [(12_001, "nido"), (12_000, "altro-nido")]
    for cents, provider in other:
        with pytest.raises(Refusal) as no:
            await ledger.spend(voucher.voucher_id, cents, "k1", provider)
        sentence = "Lo stesso identificativo è già stato usato."
        assert no.value.args == ("command-reused", sentence, 422)
    assert (await ledger.figures()).redeemed_cents == 12_000


async def test_a_voucher_spent_whole_has_nothing_left(ledger: Ledger, voucher: VoucherIssued):
    await ledger.spend(voucher.voucher_id, 30_000)
    no = await ledger.spend(voucher.voucher_id, 1)
    assert isinstance(no, Refusal)
    assert no.sentence == "Credito residuo 0,00 euro: non basta per 0,01 euro."
    assert (await ledger.rows("select state from voucher"))[0].state == "spent"
    assert await ledger.faults() == []


async def test_an_expired_voucher_cannot_be_spent(
    ledger: Ledger, voucher: VoucherIssued, time: Time
):
    time.pass_days(185)
    no = await ledger.spend(voucher.voucher_id, 1)
    until = f"{voucher.valid_until_on:%d/%m/%Y}"
    assert isinstance(no, Refusal)
    sentence = f"Il voucher è scaduto: era valido fino al {until}."
    assert no.args == ("voucher-expired", sentence, 409)
    assert (await ledger.figures()).redeemed_cents == 0


async def test_a_code_of_no_voucher_is_unknown(ledger: Ledger, voucher: VoucherIssued):
    no = await ledger.spend(new_id(), 1)
    assert isinstance(no, Refusal)
    assert no.args == ("voucher-unknown", "Nessun voucher ha questo codice.", 404)


async def test_a_mistyped_code_is_refused_without_a_look_at_the_database(voucher: VoucherIssued):
    code = CODES.code(voucher.voucher_id)
    typo = ("2" if code[0] != "2" else "3") + code[1:]
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    nowhere = Ledger(database, accredited={"nido"})
    with pytest.raises(Refusal) as no:
        await nowhere.spend_code(typo, 1)
    sentence = "Il codice del voucher contiene un errore."
    assert no.value.args == ("voucher-code", sentence, 422)


async def test_forty_at_once_never_spend_more_than_the_face(crowd: Ledger, voucher: VoucherIssued):
    spends = (crowd.spend(voucher.voucher_id, 1_000, f"k{each}") for each in range(40))
    answers = Counter(map(told, await asyncio.gather(*spends)))
    assert answers == {"spent": 30, "residual-too-small": 10}
    assert (await crowd.figures()).redeemed_cents == 30_000
    assert await crowd.faults() == []


async def test_a_key_raced_by_forty_has_one_effect_and_one_answer(
    crowd: Ledger, voucher: VoucherIssued
):
    spends = (crowd.spend(voucher.voucher_id, 1_000, "one") for _ in range(40))
    answers = await asyncio.gather(*spends)
    assert answers == [answers[0]] * 40
    assert (await crowd.figures()).redeemed_cents == 1_000
    assert (await crowd.told_of(voucher.application_id)).count("voucher.redeemed") == 1


async def test_a_key_raced_with_two_bodies_is_spent_for_one_of_them(
    crowd: Ledger, voucher: VoucherIssued
):
    spends = (crowd.spend(voucher.voucher_id, 1_000 + each % 2, "one") for each in range(20))
    answers = await asyncio.gather(*spends, return_exceptions=True)
    slugs = Counter(getattr(each, "slug", "spent") for each in answers)
    assert slugs == {"spent": 10, "command-reused": 10}
    assert (await crowd.figures()).redeemed_cents in (1_000, 1_001)


async def test_many_vouchers_spent_at_many_providers_at_once_balance(crowd: Ledger):
    vouchers = [await crowd.voucher(1_000) for _ in range(8)]
    spends = (
        crowd.spend(vouchers[each % 8].voucher_id, 90 + each, f"m{each}", f"nido-{each % 3}")
        for each in range(80)
    )
    await asyncio.gather(*spends)
    assert await crowd.faults() == []


async def test_spending_and_expiring_at_once_lose_and_double_nothing(
    crowd: Ledger, voucher: VoucherIssued, time: Time
):
    spends = [crowd.spend(voucher.voucher_id, 1_000, f"e{each}") for each in range(20)]
    racing = asyncio.gather(*spends)
    time.pass_days(185)
    returned = (await crowd.expire(voucher.voucher_id)).returned_cents
    spent = Counter(map(told, await racing))["spent"]
    assert spent * 1_000 + returned == 30_000
    assert await crowd.faults() == []
