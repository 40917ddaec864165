"""What is set aside follows what an application asks for, and nobody is overtaken."""

import asyncio
from itertools import permutations

import pytest

from contracts.applications.calls import BudgetLine
from contracts.applications.checks import Instalment
from kit.doors import TryAgain
from kit.refusal import Refusal
from tests.vouchers.world import CALL, LINE, Ledger


async def told_amounts(ledger: Ledger, word: str) -> list[tuple[int, bool | None]]:
    told = [data for name, _, data in await ledger.told() if name == word]
    return [(data["amount_cents"], data.get("recovered")) for data in told]


async def test_a_smaller_amount_returns_the_difference_and_serves_the_next(ledger: Ledger):
    await ledger.open(1_000)
    first, second = await ledger.register(800), await ledger.register(300)
    await ledger.revise(first, 600)
    assert await ledger.states(first, second) == ["reserved", "reserved"]
    assert await told_amounts(ledger, "budget.reserved") == [
        (800, False), (600, False), (300, True),
    ]  # fmt: skip
    moved = await ledger.rows("select code, amount_cents from transfer order by id")
    assert [tuple(row) for row in moved][2:] == [("release", 200), ("reserve", 300)]
    assert await ledger.faults() == []


async def test_a_larger_amount_is_added_when_the_line_has_it(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    await ledger.revise(application, 1_000)
    assert (await ledger.figures()).reserved_cents == 1_000
    assert await told_amounts(ledger, "budget.reserved") == [(400, False), (1_000, False)]
    assert await ledger.faults() == []


async def test_a_larger_amount_that_the_line_has_not_waits_whole_at_its_own_place(ledger: Ledger):
    await ledger.open(1_000)
    first, second, third = [await ledger.register(cents) for cents in (600, 300, 300)]
    await ledger.revise(first, 701)
    assert await ledger.states(first, second, third) == ["waiting", "reserved", "waiting"]
    assert (await ledger.figures()).available_cents == 700
    await ledger.release(second)
    assert await ledger.states(first, third) == ["reserved", "waiting"]
    assert await ledger.told_of(first) == [
        "budget.reserved", "budget.exhausted", "budget.reserved",
    ]  # fmt: skip
    assert await ledger.faults() == []


async def test_who_grows_behind_one_that_waits_waits_too(ledger: Ledger):
    await ledger.open(1_000)
    first, second = await ledger.register(500), await ledger.register(300)
    await ledger.revise(first, 900)
    await ledger.revise(second, 301)
    assert await ledger.states(first, second) == ["reserved", "waiting"]
    assert await ledger.faults() == []


async def test_what_waits_is_served_when_it_asks_for_less(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.register(800)
    waiting, last = await ledger.register(300), await ledger.register(100)
    await ledger.revise(waiting, 100)
    assert await ledger.states(waiting, last) == ["reserved", "reserved"]
    assert await ledger.told_of(waiting) == ["budget.exhausted", "budget.reserved"]


async def test_what_waits_and_asks_for_more_waits_on_without_a_word(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.register(800)
    waiting = await ledger.register(300)
    await ledger.revise(waiting, 500)
    assert await ledger.told_of(waiting) == ["budget.exhausted"]
    assert await ledger.state(waiting) == "waiting"
    assert await ledger.faults() == []


async def test_an_amount_of_nothing_costs_nothing_and_never_waits(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.register(1_000)
    waiting, nothing = await ledger.register(1), await ledger.register(0)
    await ledger.revise(waiting, 0)
    assert await ledger.states(waiting, nothing) == ["reserved", "reserved"]
    await ledger.release(nothing)
    assert (await ledger.grant(waiting)).amount_cents == 0
    assert await ledger.faults() == []


async def test_what_asked_for_nothing_takes_its_money_when_it_asks(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(0)
    await ledger.revise(application, 300)
    assert (await ledger.figures()).reserved_cents == 300
    assert await ledger.faults() == []


async def test_a_check_alone_moves_what_is_set_aside(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    await ledger.check(application, 400)
    assert await ledger.told_of(application) == ["budget.reserved"]
    await ledger.check(application, 250, checked=2)
    assert (await ledger.figures()).reserved_cents == 250


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_the_newest_amount_counts_in_whatever_order_it_is_told(
    ledger: Ledger, order: tuple[int, ...]
):
    await ledger.open(1_000)
    fact = ledger.arrival(100)
    id_ = fact.application_id
    tellings = [
        lambda: ledger.deliver(fact),
        lambda: ledger.check(id_, 900, checked=1, revision=1),
        lambda: ledger.revise(id_, 700, revision=2),
        lambda: ledger.check(id_, 300, checked=2, revision=2),
    ]
    for number in (*order, *order):
        await tellings[number]()
    assert (await ledger.figures()).reserved_cents == 300
    assert await ledger.faults() == []


async def test_a_place_that_is_still_queued_takes_its_new_amount_when_its_turn_comes(
    ledger: Ledger,
):
    await ledger.open(1_000)
    first, second = ledger.arrival(100), ledger.arrival(100)
    await ledger.deliver(second)
    await ledger.revise(second.application_id, 950)
    assert await ledger.told() == []
    await ledger.deliver(first)
    assert await ledger.state(second.application_id) == "waiting"
    assert await ledger.faults() == []


async def test_an_award_and_what_was_given_back_stay_what_they_are(ledger: Ledger):
    await ledger.open(1_000)
    granted, released = await ledger.register(100), await ledger.register(100)
    await ledger.grant(granted)
    await ledger.release(released)
    for application in (granted, released):
        await ledger.revise(application, 900)
    figures = await ledger.figures()
    assert (figures.committed_cents, figures.reserved_cents) == (100, 0)
    assert await ledger.faults() == []


async def test_an_award_waits_for_the_amount_of_the_check_it_was_decided_on(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    parts = [Instalment(label="Unica soluzione", amount_cents=250)]
    with pytest.raises(TryAgain):
        await ledger.grant(application, parts, checked=1)
    await ledger.check(application, 250)
    assert (await ledger.grant(application, parts, checked=1)).amount_cents == 250
    assert await ledger.faults() == []


async def test_parts_that_are_not_the_amount_of_a_check_that_is_known_are_refused(ledger: Ledger):
    await ledger.open(1_000)
    application = await ledger.register(400)
    await ledger.check(application, 400)
    parts = [Instalment(label="Unica soluzione", amount_cents=250)]
    with pytest.raises(Refusal) as no:
        await ledger.grant(application, parts, checked=1)
    sentence = "Le rate fanno 2,50 euro e il contributo è di 4,00 euro."
    assert no.value.args == ("instalments", sentence, 422)


async def ran_out(ledger: Ledger) -> list[str]:
    told = [
        (data["call_id"], data["line"])
        for name, _, data in await ledger.told()
        if name == "line.exhausted"
    ]
    assert set(told) <= {(CALL, LINE)}
    return told


async def test_a_line_is_told_once_to_have_run_out(ledger: Ledger):
    await ledger.open(1_000)
    first = await ledger.register(1_000)
    assert await ran_out(ledger) == []
    await ledger.register(1)
    await ledger.register(1)
    await ledger.release(first)
    await ledger.register(1_000)
    assert len(await ran_out(ledger)) == 1
    assert await ledger.faults() == []


async def test_a_line_runs_out_again_after_new_money(ledger: Ledger):
    await ledger.open(1_000)
    for _ in range(3):
        await ledger.register(1_000)
    await ledger.open(2_000, version=2)
    assert len(await ran_out(ledger)) == 2
    await ledger.open(4_000, version=3)
    assert len(await ran_out(ledger)) == 2
    await ledger.register(1_001)
    assert len(await ran_out(ledger)) == 3


async def test_a_line_that_keeps_its_money_does_not_run_out_again(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.register(1_001)
    await ledger.change([BudgetLine(line=LINE, budget_cents=1_000)], version=2)
    assert len(await ran_out(ledger)) == 1


async def test_revisions_releases_and_arrivals_at_once_leave_no_fault(ledger: Ledger):
    await ledger.open(1_000)
    served = [await ledger.register(100) for _ in range(10)]
    works = [
        *(ledger.revise(each, 30 + 40 * number) for number, each in enumerate(served)),
        *(ledger.check(each, 50, checked=1, revision=2) for each in served[::2]),
        *(ledger.deliver(ledger.arrival(150)) for _ in range(6)),
        *(ledger.release(each) for each in served[::3]),
        *(ledger.check(each, 70, checked=2, revision=2) for each in served[1::2]),
    ]
    done = await asyncio.gather(*works, return_exceptions=True)
    assert [str(each) for each in done if isinstance(each, Exception)] == []
    assert await ledger.faults() == []
