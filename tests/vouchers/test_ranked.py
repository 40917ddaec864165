"""Money of a line that goes by a list: nothing at the registration, then by place."""

import asyncio
from random import Random
from uuid import UUID

import pytest

from contracts.applications.ranking import ApplicationRanked
from kit.doors import TryAgain
from kit.ids import new_id
from services.vouchers.usecases.places import queue_by_list, queue_list
from tests.vouchers.world import CALL, LINE, Ledger

RANKING = new_id()


async def entered(ledger: Ledger, *cents: int) -> list[UUID]:
    """Applications that are registered and wait for their list."""
    facts = [ledger.arrival(each).model_copy(update={"ranked": True}) for each in cents]
    return [await ledger.deliver(each) for each in facts]


def fact(application: UUID, place: int, cents: int = 400) -> ApplicationRanked:
    return ApplicationRanked(
        application_id=application, ranking_id=RANKING, call_id=CALL, line=LINE, place=place,
        amount_cents=cents,
    )  # fmt: skip


async def place(ledger: Ledger, application: UUID, number: int) -> None:
    await ledger.do(lambda session: queue_by_list(session, fact(application, number)))


async def test_no_money_is_set_aside_before_the_list(ledger: Ledger) -> None:
    await ledger.open(1_000)
    (application,) = await entered(ledger, 400)
    assert await ledger.state(application) == "unranked"
    assert (await ledger.figures()).available_cents == 1_000
    assert await ledger.told() == []
    assert await ledger.faults() == []


async def test_who_is_first_in_the_list_is_served_before_who_was_first_to_arrive(
    ledger: Ledger,
) -> None:
    await ledger.open(500)
    alfa, beta = await entered(ledger, 400, 400)
    await place(ledger, beta, 1)
    await place(ledger, alfa, 2)
    assert await ledger.states(beta, alfa) == ["reserved", "waiting"]
    assert await ledger.faults() == []


async def test_a_place_waits_for_the_one_before_it_whatever_the_delivery(ledger: Ledger) -> None:
    await ledger.open(1_200)
    applications = await entered(ledger, *[400] * 5)
    places = list(enumerate(applications, start=1))
    Random(7).shuffle(places)
    for number, application in places:
        await place(ledger, application, number)
    assert await ledger.states(*applications) == ["reserved"] * 3 + ["waiting"] * 2
    assert await ledger.faults() == []


async def test_the_list_scrolls_by_itself_when_one_gives_up(ledger: Ledger) -> None:
    await ledger.open(800)
    first, second, third = await entered(ledger, 400, 400, 400)
    facts = [fact(each, number) for number, each in enumerate((first, second, third), start=1)]
    await ledger.do(lambda session: queue_list(session, facts))
    await ledger.release(first)
    assert await ledger.states(first, second, third) == ["released", "reserved", "reserved"]
    told = [(name, data.get("recovered")) for name, _, data in await ledger.told()]
    assert told[-1] == ("budget.reserved", True)
    assert await ledger.faults() == []


async def test_new_money_serves_who_waits_in_the_order_of_the_list(ledger: Ledger) -> None:
    await ledger.open(400)
    first, second, third = await entered(ledger, 400, 400, 400)
    for number, each in enumerate((third, first, second), start=1):
        await place(ledger, each, number)
    await ledger.open(800, version=2)
    assert await ledger.states(third, first, second) == ["reserved", "reserved", "waiting"]


async def test_who_is_refused_is_released_without_a_place(ledger: Ledger) -> None:
    await ledger.open(1_000)
    refused, other = await entered(ledger, 400, 400)
    released = await ledger.release(refused)
    await place(ledger, other, 1)
    assert released.application_id == refused
    assert await ledger.states(refused, other) == ["released", "reserved"]
    assert await ledger.faults() == []


async def test_who_gave_up_before_the_place_was_told_leaves_no_gap(ledger: Ledger) -> None:
    await ledger.open(1_000)
    gone, other = await entered(ledger, 400, 400)
    await ledger.release(gone)
    await place(ledger, other, 2)
    assert await ledger.state(other) == "queued"
    await place(ledger, gone, 1)
    assert await ledger.states(gone, other) == ["released", "reserved"]
    assert (await ledger.figures()).available_cents == 600
    assert await ledger.faults() == []


async def test_a_place_told_twice_is_served_once(ledger: Ledger) -> None:
    await ledger.open(1_000)
    (application,) = await entered(ledger, 400)
    await place(ledger, application, 1)
    await place(ledger, application, 1)
    assert await ledger.told_of(application) == ["budget.reserved"]
    assert (await ledger.figures()).reserved_cents == 400


async def test_a_place_before_the_registration_is_tried_again(ledger: Ledger) -> None:
    await ledger.open(1_000)
    with pytest.raises(TryAgain):
        await place(ledger, new_id(), 1)


async def test_the_amount_of_the_last_check_is_the_one_set_aside(ledger: Ledger) -> None:
    await ledger.open(1_000)
    (application,) = await entered(ledger, 400)
    await ledger.check(application, 300)
    await place(ledger, application, 1)
    assert (await ledger.figures()).reserved_cents == 300
    assert await ledger.faults() == []


async def test_places_and_releases_at_the_same_moment_leave_the_ledger_whole(
    ledger: Ledger,
) -> None:
    await ledger.open(1_200)
    applications = await entered(ledger, *[400] * 6)
    placing = [place(ledger, each, n) for n, each in enumerate(applications, start=1)]
    await asyncio.gather(*placing, *(ledger.release(each) for each in applications[:3]))
    assert await ledger.states(*applications[3:]) == ["reserved"] * 3
    assert await ledger.faults() == []
