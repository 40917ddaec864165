"""Money is set aside in register order, whatever the order of delivery."""

import asyncio
from random import Random

import pytest
from sqlalchemy.exc import IntegrityError

from kit.doors import TryAgain
from kit.refusal import Refusal
from tests.vouchers.world import CALL, LINE, Ledger


async def test_a_place_that_the_money_can_serve_is_reserved(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    assert await ledger.state(application) == "reserved"
    assert await ledger.told() == [
        (
            "budget.reserved",
            str(application),
            {
                "application_id": str(application), "call_id": CALL, "line": LINE, "place": 1,
                "amount_cents": 400, "recovered": False, "ranked": False, "round": 1,
            },
        )
    ]  # fmt: skip
    assert await ledger.faults() == []


async def test_when_the_money_is_not_enough_it_waits_and_nobody_overtakes(ledger: Ledger):
    await ledger.open(1_000)
    first, second, third = [await ledger.register(cents) for cents in (800, 300, 100)]
    assert await ledger.states(first, second, third) == ["reserved", "waiting", "waiting"]
    assert await ledger.told_of(third) == ["budget.exhausted"]
    assert (await ledger.figures()).available_cents == 200


async def test_money_given_back_serves_those_that_wait_in_order(ledger: Ledger):
    await ledger.open(1_000)
    first, second, third = [await ledger.register(cents) for cents in (800, 300, 100)]
    released = await ledger.release(first)
    assert (released.application_id, released.amount_cents) == (first, 800)
    states = [await ledger.state(each) for each in (first, second, third)]
    assert states == ["released", "reserved", "reserved"]
    names = [(name, data.get("recovered")) for name, _, data in await ledger.told()]
    assert names[4:] == [
        ("budget.released", None), ("budget.reserved", True), ("budget.reserved", True),
    ]  # fmt: skip
    assert await ledger.faults() == []


async def test_the_first_that_waits_stops_the_others_when_the_money_is_still_too_little(
    ledger: Ledger,
):
    await ledger.open(1_000)
    small, _, large, last = [await ledger.register(cents) for cents in (200, 800, 900, 50)]
    await ledger.release(small)
    assert await ledger.state(large) == await ledger.state(last) == "waiting"


async def test_one_that_waits_can_leave_and_the_next_is_served(ledger: Ledger):
    await ledger.open(1_000)
    _, waiting, next_one = [await ledger.register(cents) for cents in (800, 300, 200)]
    await ledger.release(waiting)
    assert await ledger.state(next_one) == "reserved"
    assert (await ledger.figures()).available_cents == 0
    assert await ledger.faults() == []


async def test_a_release_repeated_changes_nothing(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    assert await ledger.release(application) == await ledger.release(application)
    assert await ledger.told_of(application) == ["budget.reserved", "budget.released"]


async def test_what_is_committed_is_not_released(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    await ledger.grant(application)
    with pytest.raises(Refusal) as no:
        await ledger.release(application)
    sentence = "I fondi sono già impegnati per questa domanda."
    assert no.value.args == ("already-committed", sentence, 409)


async def test_a_release_before_the_registration_is_tried_again(ledger: Ledger):
    await ledger.open(1_000)
    with pytest.raises(TryAgain):
        await ledger.release(ledger.arrival(100).application_id)


async def test_a_registration_before_the_call_is_tried_again(ledger: Ledger):
    fact = ledger.arrival(100)
    with pytest.raises(TryAgain):
        await ledger.deliver(fact)
    await ledger.open(1_000)
    assert await ledger.state(await ledger.deliver(fact)) == "reserved"


async def test_a_registration_delivered_twice_is_served_once(ledger: Ledger):
    await ledger.open(1_000)
    fact = ledger.arrival(100)
    await ledger.deliver(fact)
    await ledger.deliver(fact)
    assert await ledger.told_of(fact.application_id) == ["budget.reserved"]
    assert (await ledger.figures()).reserved_cents == 100


async def test_a_place_already_taken_is_an_error(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.deliver(ledger.arrival(100, place=1))
    with pytest.raises(IntegrityError, match="one_application_per_place"):
        await ledger.deliver(ledger.arrival(100, place=1))


async def test_a_place_waits_for_the_one_before_it(ledger: Ledger):
    await ledger.open(1_000)
    first, second = ledger.arrival(900), ledger.arrival(300)
    await ledger.deliver(second)
    assert await ledger.state(second.application_id) == "queued"
    await ledger.deliver(first)
    assert await ledger.state(first.application_id) == "reserved"
    assert await ledger.state(second.application_id) == "waiting"


async def test_a_queued_place_that_is_released_does_not_hold_the_line(ledger: Ledger):
    await ledger.open(1_000)
    first, second, third = [ledger.arrival(cents) for cents in (600, 600, 400)]
    await ledger.deliver(second)
    await ledger.release(second.application_id)
    await ledger.deliver(third)
    await ledger.deliver(first)
    assert await ledger.state(third.application_id) == "reserved"
    assert await ledger.faults() == []


@pytest.mark.parametrize("seed", range(8))
async def test_every_order_of_delivery_has_the_outcome_of_register_order(ledger: Ledger, seed: int):
    random = Random(seed)
    await ledger.open(1_000)
    arrivals = [ledger.arrival(random.randint(1, 300)) for _ in range(12)]
    for fact in random.sample(arrivals, len(arrivals)):
        await ledger.deliver(fact)
    states = [await ledger.state(fact.application_id) for fact in arrivals]
    assert states == in_register_order([fact.amount_cents for fact in arrivals], 1_000)


def in_register_order(cents: list[int], budget: int) -> list[str]:
    states: list[str] = []
    for each in cents:
        served = each <= budget and "waiting" not in states
        budget -= each if served else 0
        states.append("reserved" if served else "waiting")
    return states


async def test_a_line_is_allocated_once_and_a_later_version_adds_the_difference(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.open(1_000)
    await ledger.open(1_500, version=2)
    await ledger.open(1_000, version=1)
    assert (await ledger.figures()).budget_cents == 1_500
    moved = await ledger.rows("select amount_cents from transfer order by id")
    assert [row.amount_cents for row in moved] == [1_000, 500]
    assert await ledger.faults() == []


async def test_new_money_serves_those_that_wait(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.register(900)
    waiting = await ledger.register(600)
    await ledger.open(1_500, version=2)
    assert await ledger.state(waiting) == "reserved"
    assert (await ledger.told())[-1][2]["recovered"] is True


async def test_a_later_version_can_take_back_what_is_free_and_no_more(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.register(700)
    await ledger.open(700, version=2)
    with pytest.raises(Refusal) as no:
        await ledger.open(699, version=3)
    sentence = "Sono già impegnati 7,00 euro della linea."
    assert no.value.args == ("budget-already-used", sentence, 409)
    assert (await ledger.figures()).budget_cents == 700
    assert await ledger.faults() == []


async def test_a_click_day_delivered_all_at_once_keeps_register_order(ledger: Ledger):
    await ledger.open(1_000)
    arrivals = [ledger.arrival(100) for _ in range(40)]
    Random(7).shuffle(arrivals)
    await asyncio.gather(*(ledger.deliver(fact) for fact in arrivals))
    arrivals.sort(key=lambda fact: fact.place)
    states = [await ledger.state(fact.application_id) for fact in arrivals]
    assert states == ["reserved"] * 10 + ["waiting"] * 30
    assert await ledger.faults() == []


async def test_releases_and_arrivals_at_once_leave_nobody_waiting_beside_free_money(
    ledger: Ledger,
):
    await ledger.open(1_000)
    served = [await ledger.register(100) for _ in range(10)]
    arrivals = [ledger.deliver(ledger.arrival(150)) for _ in range(10)]
    await asyncio.gather(*map(ledger.release, served), *arrivals)
    assert await ledger.faults() == []
    assert (await ledger.figures()).reserved_cents == 900
