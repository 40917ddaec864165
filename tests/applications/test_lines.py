"""Lines with a window or a territory of their own, and lines that spend one budget together."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from contracts.calls import Line
from programmes.catalogue import Programmes
from services.applications.rules.payment import parts
from tests.applications.world import OFFICIAL, OUTSIDE, SERVICE, Desk, Time
from tests.applications.world_calls import (
    act,
    advance,
    card,
    closing,
    exhaust,
    later,
    publish_later,
    refused,
    take,
)
from tests.applications.world_register import (
    CALL,
    LINE,
    OTHER_LINE,
    arrived,
    call,
    desk_of,
    enter,
    parent,
    programmes,
)
from tests.conftest import FreshDatabase

OPENS, CLOSES = "2015-10-20T09:00:00+02:00", "2015-11-10T12:00:00+01:00"
PLACES = "select line, place from application order by register_number"
WITHOUT_LIMITS = {"limits": []}


def two_lines(**spender: Any):
    """A call whose second line spends the budget of the first, in a window of its own."""
    lines = [each.model_dump(mode="json") | WITHOUT_LIMITS for each in call().lines]
    own = {"budget_cents": None, "budget_of": LINE, "opens_at": OPENS, "closes_at": CLOSES}
    lines[1] |= own | spender
    return call(lines=lines, ends_with_funds=True)


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, desk_of(database, two_lines()) as desk:
        yield desk


def other(number: int = 1, **changes: Any) -> dict[str, Any]:
    return parent(number, line=OTHER_LINE, **changes)


async def test_lines_that_spend_one_budget_share_its_places(desk: Desk):
    for form in (parent(1), other(2), parent(3), other(4)):
        await desk.filed(form)
    assert [tuple(row) for row in await desk.rows(PLACES)] == [
        (LINE, 1), (OTHER_LINE, 2), (LINE, 3), (OTHER_LINE, 4),
    ]  # fmt: skip
    told = await desk.told("application.registered")
    assert [(fact["line"], fact["fund"]) for fact in told[:2]] == [(LINE, None), (OTHER_LINE, LINE)]


async def test_places_of_one_budget_are_given_once_however_many_come(desk: Desk):
    forms = [parent(n) if n % 2 else other(n) for n in range(1, 13)]
    answers = await asyncio.gather(*(desk.file(form) for form in forms))
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(row.place for row in await desk.rows(PLACES)) == list(range(1, 13))
    assert (await card(desk, CALL))["applications"] == 12


async def test_a_call_announces_the_budgets_and_not_the_lines(desk: Desk):
    (fact,) = await desk.told("call.published")
    assert fact["lines"] == [{"line": LINE, "budget_cents": 10_000_000}]


def corrected(*lines: Any) -> Programmes:
    """The files with a correction for each set of lines."""
    files = programmes(two_lines())
    for each in lines:
        files = later(files, CALL, lines=each, act=act("correction"))
    return files


async def test_a_budget_that_a_later_version_takes_away_is_announced_as_zero(desk: Desk):
    apart, together = two_lines(budget_cents=500, budget_of=None).lines, two_lines().lines
    await publish_later(desk, corrected(apart), CALL)
    await publish_later(desk, corrected(apart, together), CALL)
    facts = await desk.told("call.changed")
    told = [{each["line"]: each["budget_cents"] for each in fact["lines"]} for fact in facts]
    assert told == [{LINE: 10_000_000, OTHER_LINE: 500}, {LINE: 10_000_000, OTHER_LINE: 0}]


async def test_a_line_that_was_applied_to_does_not_change_its_budget(desk: Desk):
    await desk.filed(other())
    apart = two_lines(budget_cents=500, budget_of=None).lines
    await take(desk, corrected(apart))
    await desk.took(CALL, "check", "approve", version=2)
    answer = await desk.step(CALL, "publish", 2)
    sentence = "La sezione nonni ha già domande: non passa ai fondi di un'altra."
    assert refused(answer) == (409, "budget-moved", sentence)


async def test_a_call_ends_with_its_funds_when_the_one_budget_is_spoken_for(desk: Desk):
    await advance(desk, CALL)
    await exhaust(desk, LINE, CALL)
    assert (await desk.one("select state, moved_by from call")) == ("closed", "funds")


async def test_an_act_for_many_holds_the_budget_that_its_line_spends(desk: Desk):
    first, second, third = [await desk.filed(form) for form in (other(1), parent(2), other(3))]
    for each in (first, second, third):
        await desk.check(each)
    signed = await desk.door.post(
        f"/v1/calls/{CALL}/batch-acts",
        json={"line": OTHER_LINE, "through_place": 2, "official": OFFICIAL, "reason": "R."},
        headers=SERVICE | {"Idempotency-Key": "signing-lines-1"},
    )
    assert signed.status_code == 201, signed.text
    states = [await desk.state(each) for each in (first, second, third)]
    assert states == ["granted", "under_review", "under_review"]


def test_a_part_that_is_paid_on_request_is_told_as_such():
    rated = [
        {"id": "a", "label": "Anticipo", "percent": 30, "on_request": True},
        {"id": "b", "label": "Saldo", "percent": 70},
    ]
    paid = {"scheme": "advance_and_balance", "instalments": rated}
    line = Line.model_validate(call().lines[0].model_dump(mode="json") | {"payment": paid})
    told = [(each.amount_cents, each.condition) for each in parts(line, 10_000)]
    assert told == [(3_000, "Solo a chi la chiede"), (7_000, "")]


async def test_before_its_own_opening_a_line_takes_nothing(desk: Desk, time: Time):
    time.is_("2015-10-20T08:50")
    answer = await desk.file(other())
    assert refused(answer) == (409, "not-open", "La sezione apre il 20/10/2015 alle 09:00.")
    assert (await desk.file(parent())).status_code == 201


async def test_after_its_own_closing_what_comes_is_late_for_the_line_alone(desk: Desk, time: Time):
    time.is_("2015-11-10T11:50")
    assert (await desk.file(other(1))).json()["late"] is False
    time.is_("2015-11-10T12:10")
    late = [(await desk.file(form)).json()["late"] for form in (other(2), parent(3))]
    assert late == [True, False]


async def test_a_paper_counts_for_the_window_of_its_line(desk: Desk, time: Time):
    time.is_("2015-11-20T10:00")
    forms = [
        arrived(form, channel="post", arrived_at="2015-11-19T09:00:00+01:00", postmarked_on=on)
        for form, on in ((other(1), "2015-11-10"), (other(2), "2015-11-11"), (parent(3), None))
    ]
    answers = [(await enter(desk, form)).json()["late"] for form in forms]
    assert answers == [False, True, False]


async def test_after_its_lines_closing_an_application_is_no_longer_amended(desk: Desk, time: Time):
    filed = [await desk.filed(form) for form in (other(1), parent(2))]
    time.is_("2015-11-10T12:10")
    path = "/v1/applications/{}/standing"
    found = [(await desk.door.get(path.format(id_), headers=SERVICE)).json() for id_ in filed]
    assert [each["may_amend"] for each in found] == [False, True]


async def test_who_keeps_a_draft_is_told_when_its_line_closes(desk: Desk, time: Time):
    whole, own = (await closing(desk, CALL)).json(), (await closing(desk, CALL, line=OTHER_LINE))
    assert whole["closes_at"] == "2015-12-09T22:59:59Z"
    assert (own.json()["closes_at"], own.json()["state"]) == ("2015-11-10T11:00:00Z", "open")
    time.is_("2015-11-10T12:10")
    assert (await closing(desk, CALL, line=OTHER_LINE)).json()["state"] == "closed"
    answer = await closing(desk, CALL, line="IX")
    assert refused(answer) == (404, "unknown-line", "Il bando non ha questa sezione.")


async def test_a_line_with_a_territory_of_its_own_is_judged_by_it(fresh_database: FreshDatabase):
    here = two_lines(
        territory=[OUTSIDE[:3]],
        requirements=[
            call().lines[0].requirements[0].model_dump() | {"cel": "applicant.in_territory"}
        ],
    )
    async with fresh_database("applications") as database, desk_of(database, here) as desk:
        applications = [
            await desk.filed(other(n, applicant={"municipality": where}))
            for n, where in ((1, OUTSIDE), (2, "097008"))
        ]
        assert [(await desk.check(each)).outcome for each in applications] == ["yes", "no"]
