"""Money of a case that is opened again: it stands once more, and what was granted goes back."""

from typing import Any
from uuid import UUID

import pytest

from contracts.applications.decisions import ApplicationReopened
from kit.doors import TryAgain
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.places import PLACES
from services.vouchers.usecases.places import queue_list
from services.vouchers.usecases.reopenings import follow_reopening
from tests.vouchers.test_ranked import entered, fact
from tests.vouchers.world import CALL, LINE, Ledger
from tests.vouchers.world_money import Treasury, expense


def reopened(application: UUID, place: int | None, **more: Any) -> ApplicationReopened:
    told = {"round": 2, "official": "staff:eeee", "act_year": 2026, "act_number": 7} | more
    return ApplicationReopened(
        application_id=application, call_id=CALL, call_version=1, line=LINE, place=place, **told
    )


async def reopen(ledger: Ledger, application: UUID, place: int | None, **more: Any) -> None:
    told = reopened(application, place, **more)
    await ledger.do(lambda session: follow_reopening(session, told))


async def annul(ledger: Ledger, application: UUID, place: int, **more: Any) -> None:
    await reopen(ledger, application, place, took_back="granted", **more)


async def test_who_was_refused_stands_behind_all_others(ledger: Ledger):
    await ledger.open(800)
    first = await ledger.register(400)
    await ledger.release(first)
    second, third = [await ledger.register(400) for _ in range(2)]
    await reopen(ledger, first, next(ledger.places))
    assert await ledger.states(first, second, third) == ["waiting", "reserved", "reserved"]
    await ledger.release(second)
    assert await ledger.state(first) == "reserved"
    assert (await ledger.told())[-1][2] | {"recovered": True, "round": 2} == (await ledger.told())[
        -1
    ][2]
    assert await ledger.faults() == []


async def test_who_keeps_the_place_is_the_first_of_those_that_wait(ledger: Ledger):
    await ledger.open(400)
    first, second, third = [await ledger.register(400) for _ in range(3)]
    await ledger.release(first)
    assert await ledger.states(second, third) == ["reserved", "waiting"]
    await reopen(ledger, first, 1)
    await ledger.release(second)
    assert await ledger.states(first, third) == ["reserved", "waiting"]
    assert await ledger.faults() == []


async def test_the_same_fact_moves_money_once(ledger: Ledger):
    await ledger.open(800)
    first = await ledger.register(400)
    await ledger.release(first)
    for _ in range(2):
        await reopen(ledger, first, 2)
    assert (await ledger.figures()).reserved_cents == 400
    assert await ledger.faults() == []


async def test_one_that_is_refused_again_is_released_again(ledger: Ledger):
    await ledger.open(800)
    first = await ledger.register(400)
    for round_ in (2, 3):
        await ledger.release(first)
        await reopen(ledger, first, round_, round=round_)
    await ledger.release(first)
    assert (await ledger.figures()).available_cents == 800
    assert await ledger.faults() == []


async def test_the_end_of_the_round_before_is_waited_for(ledger: Ledger):
    await ledger.open(800)
    first = await ledger.register(400)
    with pytest.raises(TryAgain):
        await reopen(ledger, first, 2)
    with pytest.raises(TryAgain):
        await reopen(ledger, new_id(), 2)


async def test_without_a_place_it_waits_for_its_list(ledger: Ledger):
    await ledger.open(800)
    (first,) = await entered(ledger, 400)
    await ledger.release(first)
    await reopen(ledger, first, None, ranked=True)
    assert await ledger.state(first) == "unranked"
    await ledger.do(lambda session: queue_list(session, [fact(first, 1)]))
    assert await ledger.state(first) == "reserved"
    assert await ledger.faults() == []


async def test_behind_a_list_the_next_place_is_served(ledger: Ledger):
    await ledger.open(800)
    first, refused = await entered(ledger, 400, 400)
    await ledger.release(refused)
    await ledger.do(lambda session: queue_list(session, [fact(first, 1)]))
    await reopen(ledger, refused, 2, ranked=True)
    assert await ledger.states(first, refused) == ["reserved", "reserved"]
    reserved = [data for name, _, data in await ledger.told() if name == "budget.reserved"]
    assert [(each["ranked"], each["round"]) for each in reserved] == [(True, 1), (True, 2)]


async def test_what_was_granted_and_not_spent_goes_back_before_it_stands_again(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(600)
    next_one = await ledger.register(700)
    await annul(ledger, voucher.application_id, 3)
    assert await ledger.states(next_one, voucher.application_id) == ["reserved", "waiting"]
    assert await ledger.told_of(voucher.application_id) == [
        "budget.reserved", "award.granted", "voucher.issued", "voucher.revoked",
        "budget.exhausted",
    ]  # fmt: skip
    assert (await ledger.figures()).available_cents == 300
    assert await ledger.faults() == []


async def test_what_was_spent_is_asked_back_when_it_is_annulled(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(600)
    await ledger.spend(voucher.voucher_id, 250)
    await annul(ledger, voucher.application_id, 2)
    (row,) = await ledger.rows("select amount_cents, act, official, state from recovery")
    assert tuple(row) == (250, "7/2026", "staff:eeee", "demanded")
    figures = await ledger.figures()
    assert (figures.recovering_cents, figures.owed_cents) == (250, 250)
    assert await ledger.faults() == []


async def test_what_was_spent_stays_spent_when_it_is_revoked(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(600)
    await ledger.spend(voucher.voucher_id, 250)
    await annul(ledger, voucher.application_id, 2, ground="revocation")
    assert await ledger.rows("select id from recovery") == []
    assert (await ledger.figures()).issued_cents == 0
    assert await ledger.faults() == []


async def test_what_was_annulled_may_be_granted_again_for_less(ledger: Ledger):
    await ledger.open(1_000)
    voucher = await ledger.voucher(600)
    application = voucher.application_id
    await annul(ledger, application, 1)
    await ledger.check(application, 450, checked=2)
    award = await ledger.grant(application, checked=2)
    again = await ledger.issue(application)
    assert (award.amount_cents, again.amount_cents) == (450, 450)
    assert again.voucher_id != voucher.voucher_id
    assert (await ledger.issue(application)).voucher_id == again.voucher_id
    assert await ledger.faults() == []


async def test_what_was_granted_twice_is_annulled_twice(ledger: Ledger):
    await ledger.open(1_000)
    application = (await ledger.voucher(600)).application_id
    await annul(ledger, application, 1)
    await ledger.grant(application)
    await ledger.issue(application)
    await annul(ledger, application, 1, round=3)
    assert await ledger.state(application) == "reserved"
    figures = await ledger.figures()
    assert (figures.available_cents, figures.reserved_cents) == (400, 600)
    assert await ledger.faults() == []


async def test_what_was_left_and_what_was_owed_of_a_grant_go_back_to_its_line(treasury: Treasury):
    await treasury.open(1_000)
    application = (await treasury.signed(600)).application_id
    await treasury.liquidate(application, 200)
    await annul(treasury, application, 1)
    figures = (await treasury.figures()).model_dump()
    found = {place: figures[place] for place in PLACES if figures[place]}
    assert found == {"available_cents": 400, "reserved_cents": 600}
    assert await treasury.faults() == []


async def test_nothing_is_accounted_for_of_a_grant_that_was_annulled(treasury: Treasury):
    await treasury.open(1_000)
    application = (await treasury.signed(600)).application_id
    await annul(treasury, application, 1)
    with pytest.raises(Refusal) as no:
        await treasury.report(application, expense(600))
    sentence = "La domanda non ha un contributo concesso."
    assert no.value.args == ("no-award", sentence, 409)


async def test_what_was_asked_back_already_is_not_asked_back_by_another_act(treasury: Treasury):
    await treasury.open(1_000)
    voucher = await treasury.voucher(600)
    await treasury.spend(voucher.voucher_id, 250)
    await annul(treasury, voucher.application_id, 1)
    with pytest.raises(Refusal) as no:
        await treasury.demand(voucher.application_id, (250, 30))
    sentence = "Si possono chiedere indietro al più 0,00 euro."
    assert no.value.args == ("more-than-paid", sentence, 409)
