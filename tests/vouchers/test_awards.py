"""Commitments and vouchers."""

import asyncio
from uuid import UUID

import pytest

from contracts.applications.checks import Instalment
from contracts.vouchers.life import VoucherExpired
from kit import clock
from kit.doors import TryAgain
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.queries.cards import voucher_cards
from services.vouchers.rules.validity import last_day
from tests.vouchers.conftest import Time
from tests.vouchers.world import CODES, Ledger

HALVES = [
    Instalment(label="Acconto", amount_cents=70, condition="avvio"),
    Instalment(label="Saldo", amount_cents=30),
]


async def test_what_was_set_aside_becomes_an_award_with_its_parts(ledger: Ledger):
    await ledger.open(1_000)
    award = await ledger.grant(application := await ledger.register(100), HALVES)
    assert (award.amount_cents, award.instalments) == (100, HALVES)
    assert await ledger.state(application) == "committed"
    figures = await ledger.figures()
    assert (figures.reserved_cents, figures.committed_cents) == (0, 100)
    assert await ledger.told_of(application) == ["budget.reserved", "award.granted"]
    assert await ledger.faults() == []


async def test_an_award_asked_again_is_the_same_award(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(100)
    assert await ledger.grant(application, HALVES) == await ledger.grant(application, [])
    assert (await ledger.told_of(application)).count("award.granted") == 1


async def test_parts_that_are_not_the_amount_leave_everything_as_it_was(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(101)
    with pytest.raises(Refusal) as no:
        await ledger.grant(application, HALVES)
    sentence = "Le rate fanno 1,00 euro e il contributo è di 1,01 euro."
    assert no.value.args == ("instalments", sentence, 422)
    assert await ledger.state(application) == "reserved"


async def test_one_that_waits_for_money_has_no_award(ledger: Ledger):
    await ledger.open(100)
    application = await ledger.register(200)
    with pytest.raises(Refusal) as no:
        await ledger.grant(application)
    sentence = "I fondi della linea sono esauriti."
    assert no.value.args == ("budget-exhausted", sentence, 409)


async def test_one_that_gave_its_money_back_has_no_award(ledger: Ledger):
    await ledger.open(100)
    application = await ledger.register(100)
    await ledger.release(application)
    with pytest.raises(Refusal) as no:
        await ledger.grant(application)
    sentence = "I fondi di questa domanda sono già stati liberati."
    assert no.value.args == ("budget-released", sentence, 409)


async def test_an_award_before_its_turn_is_tried_again(ledger: Ledger):
    await ledger.open(100)
    first, second = ledger.arrival(10), ledger.arrival(10)
    await ledger.deliver(second)
    for application in (first.application_id, second.application_id):
        with pytest.raises(TryAgain):
            await ledger.grant(application)


async def test_an_award_and_a_release_at_once_have_one_outcome(ledger: Ledger):
    await ledger.open(10_000)
    for _ in range(10):
        application = await ledger.register(100)
        both = await asyncio.gather(
            ledger.grant(application), ledger.release(application), return_exceptions=True
        )
        refused = [each.slug for each in both if isinstance(each, Refusal)]
        state = await ledger.state(application)
        assert refused == ["already-committed" if state == "committed" else "budget-released"]
    assert await ledger.faults() == []


async def test_a_voucher_holds_the_award_to_its_last_day(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(300, months=6)
    assert voucher.amount_cents == 300
    assert voucher.valid_until_on == last_day(clock.today(), 6)
    figures = await ledger.figures()
    assert (figures.committed_cents, figures.issued_cents) == (0, 300)
    assert await ledger.faults() == []


async def test_a_voucher_asked_again_even_at_once_is_the_same_voucher(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(300, months=6)
    again = await asyncio.gather(*(ledger.issue(voucher.application_id, 9) for _ in range(5)))
    assert again == [voucher] * 5
    assert (await ledger.told_of(voucher.application_id)).count("voucher.issued") == 1


async def test_there_is_no_voucher_without_an_award(ledger: Ledger):
    await ledger.open(1_000)
    for application in (new_id(), await ledger.register(100)):
        with pytest.raises(Refusal) as no:
            await ledger.issue(application)
        sentence = "La domanda non ha un contributo concesso."
        assert no.value.args == ("no-award", sentence, 409)


async def test_the_code_is_nowhere_in_the_database(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(300)
    await ledger.spend(voucher.voucher_id, 100)
    code = CODES.code(voucher.voucher_id)
    for table in ("voucher", "operation", "transfer", "redemption", "event_log", "inbox"):
        for spelling in (code, code.replace("-", "")):
            query = f"select count(*) from {table} t where t::text like :code"
            assert (await ledger.rows(query, code=f"%{spelling}%"))[0][0] == 0


async def test_a_card_shows_the_code_and_what_is_left(ledger: Ledger):
    await ledger.open(1_000)
    voucher, other = await ledger.voucher(300), await ledger.register(100)
    await ledger.spend(voucher.voucher_id, 120)
    async with ledger.database.reading() as session:
        (card,) = await voucher_cards(session, [other, voucher.application_id], CODES)
    assert card.code == CODES.code(voucher.voucher_id)
    assert (card.amount_cents, card.residual_cents, card.state) == (300, 180, "partly_spent")


def unspent(voucher_id: UUID, application_id: UUID, cents: int) -> VoucherExpired:
    return VoucherExpired(
        voucher_id=voucher_id, application_id=application_id, returned_cents=cents
    )


async def test_at_its_date_the_residual_returns_and_serves_the_next(ledger: Ledger, time: Time):
    await ledger.open(300)
    voucher = await ledger.voucher(300, months=1)
    waiting = await ledger.register(180)
    await ledger.spend(voucher.voucher_id, 120)
    time.pass_days(32)
    expected = unspent(voucher.voucher_id, voucher.application_id, 180)
    assert await ledger.expire(voucher.voucher_id) == expected
    assert await ledger.state(waiting) == "reserved"
    assert (await ledger.told_of(waiting)) == ["budget.exhausted", "budget.reserved"]
    assert (await ledger.rows("select state from voucher"))[0].state == "expired"
    assert await ledger.faults() == []


async def test_an_expiry_repeated_even_at_once_returns_the_money_once(ledger: Ledger, time: Time):
    await ledger.open(300)
    voucher = await ledger.voucher(300, months=1)
    time.pass_days(32)
    answers = await asyncio.gather(*(ledger.expire(voucher.voucher_id) for _ in range(5)))
    assert answers == [unspent(voucher.voucher_id, voucher.application_id, 300)] * 5
    assert (await ledger.told_of(voucher.application_id)).count("voucher.expired") == 1
    assert (await ledger.figures()).available_cents == 300


async def test_a_voucher_spent_whole_stays_spent_at_its_date(ledger: Ledger, time: Time):
    await ledger.open(300)
    voucher = await ledger.voucher(300, months=1)
    await ledger.spend(voucher.voucher_id, 300)
    time.pass_days(32)
    expected = unspent(voucher.voucher_id, voucher.application_id, 0)
    assert [await ledger.expire(voucher.voucher_id) for _ in range(2)] == [expected] * 2
    assert (await ledger.rows("select state from voucher"))[0].state == "spent"
    assert (await ledger.told_of(voucher.application_id)).count("voucher.expired") == 1


async def test_a_voucher_does_not_expire_on_its_last_day(ledger: Ledger, time: Time):
    await ledger.open(300)
    voucher = await ledger.voucher(300, months=1)
    time.pass_days((voucher.valid_until_on - clock.today()).days)
    with pytest.raises(Refusal) as no:
        await ledger.expire(voucher.voucher_id)
    sentence = f"Il voucher è valido fino al {voucher.valid_until_on:%d/%m/%Y} compreso."
    assert no.value.args == ("not-yet-expired", sentence, 409)
    time.pass_days(1)
    assert (await ledger.expire(voucher.voucher_id)).returned_cents == 300


async def test_a_voucher_that_is_not_there_does_not_expire(ledger: Ledger):
    with pytest.raises(Refusal) as no:
        await ledger.expire(new_id())
    assert no.value.args == ("voucher-unknown", "Il voucher non esiste.", 404)


async def test_an_award_of_nothing_moves_nothing(ledger: Ledger, time: Time):
    await ledger.open(100)
    voucher = await ledger.voucher(0, months=1)
    time.pass_days(40)
    assert (await ledger.expire(voucher.voucher_id)).returned_cents == 0
    assert await ledger.faults() == []
