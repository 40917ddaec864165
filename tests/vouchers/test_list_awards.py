"""The awards of a whole list at once: the next of those that hold money, and what each is told."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from contracts.applications.checks import Instalment
from contracts.vouchers.awards import AwardsGranted, FindReserved, GrantAwards, ReservedFound
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.usecases.grants import find_reserved, grant_awards
from services.vouchers.usecases.places import queue_list
from tests.vouchers.test_ranked import RANKING, entered, fact
from tests.vouchers.world import CALL, LINE, Ledger

PARTS = [
    Instalment(label="Anticipo", amount_cents=40, condition="alla firma"),
    Instalment(label="Saldo", amount_cents=60),
]


async def listed(ledger: Ledger, *cents: int) -> list[UUID]:
    """Applications in the places of a final list."""
    applications = await entered(ledger, *cents)
    facts = [fact(each, place) for place, each in enumerate(applications, 1)]
    await ledger.do(lambda session: queue_list(session, facts))
    return applications


async def find(ledger: Ledger, after: int = 0, limit: int = 2, line: str = LINE) -> ReservedFound:
    command = FindReserved(ranking_id=RANKING, call_id=CALL, line=line, after=after, limit=limit)
    return await ledger.do(lambda session: find_reserved(session, command))


async def grant(
    ledger: Ledger, applications: Sequence[UUID], parts: Sequence[Instalment] = ()
) -> AwardsGranted:
    command = GrantAwards(
        ranking_id=RANKING, application_ids=list(applications), parts=list(parts),
        official="staff:0a",
    )  # fmt: skip
    return await ledger.do(lambda session: grant_awards(session, command))


async def test_those_that_hold_money_are_found_page_by_page_by_their_place(ledger: Ledger):
    await ledger.open(1_200)
    first, second, third, _ = await listed(ledger, 400, 400, 400, 400)
    page = await find(ledger)
    assert (page.application_ids, page.after, page.served) == ([first, second], 2, 4)
    page = await find(ledger, after=2)
    assert (page.application_ids, page.after) == ([third], None)


async def test_places_that_had_no_turn_yet_are_not_served(ledger: Ledger):
    await ledger.open(1_200)
    first, second = await entered(ledger, 400, 400)
    assert (await find(ledger)).served == 0
    await ledger.do(lambda session: queue_list(session, [fact(second, 2)]))
    assert ((await find(ledger)).served, (await find(ledger)).application_ids) == (0, [])
    await ledger.do(lambda session: queue_list(session, [fact(first, 1)]))
    assert (await find(ledger)).served == 2


async def test_a_line_that_is_not_there_has_no_list(ledger: Ledger):
    await ledger.open(1_200)
    with pytest.raises(Refusal) as no:
        await find(ledger, line="Z")
    assert no.value.args == ("line-unknown", "Il bando non ha questa sezione.", 404)


async def test_many_are_granted_at_once_and_each_is_told(ledger: Ledger):
    await ledger.open(1_200)
    applications = await listed(ledger, 400, 300)
    told = await grant(ledger, applications)
    assert (sorted(told.application_ids), told.declined) == (sorted(applications), [])
    assert await ledger.states(*applications) == ["committed", "committed"]
    names = [name for name, _, _ in await ledger.told()]
    assert names[-3:] == ["award.granted", "award.granted", "awards.granted"]
    assert {row.official for row in await ledger.rows("select official from signature")} == {
        "staff:0a"
    }
    assert await ledger.faults() == []


async def test_the_parts_of_the_line_are_shares_of_each_award(ledger: Ledger):
    await ledger.open(1_200)
    (application,) = await listed(ledger, 333)
    await grant(ledger, [application], PARTS)
    rows = await ledger.rows("select label, amount_cents from instalment order by position")
    assert [tuple(row) for row in rows] == [("Anticipo", 133), ("Saldo", 200)]


async def test_what_cannot_be_granted_is_named_and_stops_no_other(ledger: Ledger):
    await ledger.open(400)
    first, second, third = await listed(ledger, 400, 400, 400)
    (late,) = await entered(ledger, 400)
    await ledger.release(third)
    stranger = new_id()
    told = await grant(ledger, [first, second, third, late, stranger])
    assert told.application_ids == [first]
    assert {each.application_id: each.refused for each in told.declined} == {
        second: "budget-exhausted", third: "budget-released", late: "not-queued",
        stranger: "not-queued",
    }  # fmt: skip
    assert await ledger.faults() == []


async def test_who_has_an_award_keeps_it(ledger: Ledger):
    await ledger.open(1_200)
    first, second = await listed(ledger, 400, 400)
    alone = await ledger.grant(first)
    told = await grant(ledger, [first, second])
    assert sorted(told.application_ids) == sorted([first, second])
    assert (await ledger.grant(first)).award_id == alone.award_id
    assert [await grant(ledger, [first, second])] == [told]
    assert (await ledger.figures()).committed_cents == 800
    assert await ledger.faults() == []


async def test_an_aid_that_is_not_in_the_register_is_not_granted(ledger: Ledger):
    await ledger.open(1_200)
    firms = [
        ledger.arrival(each).model_copy(update={"ranked": True, "support_form": "firm_incentive"})
        for each in (400, 300)
    ]
    applications = [await ledger.deliver(each) for each in firms]
    places = [fact(each, place) for place, each in enumerate(applications, 1)]
    await ledger.do(lambda session: queue_list(session, places))
    told = await grant(ledger, applications)
    assert [each.refused for each in told.declined] == ["no-cor", "no-cor"]
    assert await ledger.states(*applications) == ["reserved", "reserved"]
