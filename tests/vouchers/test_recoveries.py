"""Money that was not due is asked back, and returns to the line it came from."""

import pytest

from kit.ids import new_id
from kit.refusal import Refusal
from tests.vouchers.conftest import Time
from tests.vouchers.world_money import Treasury


@pytest.fixture(autouse=True)
async def opened(treasury: Treasury) -> None:
    await treasury.open(500_000)


async def test_money_that_comes_back_serves_who_waits(treasury: Treasury):
    application = await treasury.paid(400_000)
    waiting = await treasury.register(250_000)
    debt = await treasury.demand(application, (100_000, 30), (50_000, 60))
    figures = await treasury.figures()
    assert (figures.paid_cents, figures.recovering_cents) == (250_000, 150_000)
    first = await treasury.give_back(debt.recovery_id, 100_000, "bonifico 1")
    assert first.left_cents == 50_000
    assert await treasury.state(waiting) == "waiting"
    await treasury.give_back(debt.recovery_id, 50_000, "bonifico 2")
    assert await treasury.state(waiting) == "reserved"
    assert (await treasury.rows("select state from recovery"))[0].state == "returned"
    assert await treasury.faults() == []


async def test_the_same_transfer_is_registered_once(treasury: Treasury):
    debt = await treasury.demand(await treasury.paid(1_000), (1_000, 30))
    once = await treasury.give_back(debt.recovery_id, 400, "bonifico 1")
    assert await treasury.give_back(debt.recovery_id, 400, "bonifico 1") == once
    with pytest.raises(Refusal) as no:
        await treasury.give_back(debt.recovery_id, 500, "bonifico 1")
    sentence = "Con questo riferimento sono già stati registrati 4,00 euro."
    assert no.value.args == ("reference-reused", sentence, 422)
    assert (await treasury.figures()).recovering_cents == 600


async def test_nobody_gives_back_more_than_is_asked(treasury: Treasury):
    debt = await treasury.demand(await treasury.paid(1_000), (300, 30))
    with pytest.raises(Refusal) as no:
        await treasury.give_back(debt.recovery_id, 301, "bonifico 1")
    assert no.value.args == ("more-than-asked", "Da restituire restano 3,00 euro.", 409)


async def test_no_more_is_asked_back_than_was_paid(treasury: Treasury):
    application = await treasury.paid(1_000)
    await treasury.demand(application, (300, 30))
    with pytest.raises(Refusal) as no:
        await treasury.demand(application, (701, 30))
    sentence = "Si possono chiedere indietro al più 7,00 euro."
    assert no.value.args == ("more-than-paid", sentence, 409)


async def test_an_act_gives_up_what_is_left(treasury: Treasury):
    debt = await treasury.demand(await treasury.paid(1_000), (300, 30))
    await treasury.give_back(debt.recovery_id, 100, "bonifico 1")
    assert (await treasury.forgive(debt.recovery_id)).amount_cents == 200
    figures = await treasury.figures()
    assert (figures.recovering_cents, figures.paid_cents) == (0, 900)
    with pytest.raises(Refusal) as no:
        await treasury.give_back(debt.recovery_id, 1, "bonifico 2")
    sentence = "Il recupero è abbandonato: non si può fare altro."
    assert no.value.args == ("move-not-allowed", sentence, 409)
    assert await treasury.faults() == []


async def test_a_part_past_its_day_is_told(treasury: Treasury, time: Time):
    debt = await treasury.demand(await treasury.paid(1_000), (300, 10), (300, 20))
    on = debt.due_on
    assert (await treasury.remind(debt.recovery_id)).next_due_on == on[0]
    time.pass_days(11)
    late = await treasury.remind(debt.recovery_id)
    assert (late.overdue_cents, late.next_due_on) == (300, on[1])
    await treasury.give_back(debt.recovery_id, 600, "bonifico 1")
    time.pass_days(11)
    done = await treasury.remind(debt.recovery_id)
    assert (done.overdue_cents, done.next_due_on) == (0, None)


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        (((1, 20), (1, 10)), ("parts-out-of-order", "Le rate vanno in ordine di scadenza.", 422)),
        (((1, -1),), ("day-gone", "La prima scadenza è passata.", 422)),
    ],
)
async def test_parts_have_days_to_come_in_their_order(
    treasury: Treasury, parts: tuple[tuple[int, int], ...], refused: tuple[str, str, int]
):
    with pytest.raises(Refusal) as no:
        await treasury.demand(new_id(), *parts)
    assert no.value.args == refused


async def test_a_recovery_that_is_not_there_is_not_found(treasury: Treasury):
    with pytest.raises(Refusal) as no:
        await treasury.remind(new_id())
    assert no.value.args == ("recovery-unknown", "Il recupero non esiste.", 404)
    with pytest.raises(Refusal) as no:
        await treasury.demand(new_id(), (1, 1))
    assert no.value.args == ("application-unknown", "La domanda non esiste.", 404)
