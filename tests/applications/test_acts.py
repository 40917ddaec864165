"""One act for many: whom it grants, whom it leaves to a person."""

import asyncio

import pytest

from contracts.applications.checks import CheckApplication
from contracts.applications.decisions import Decision, RecordDecision
from kit.handling import Handler
from services.applications.streams import doors
from tests.applications.test_review import adhesion, ordered, withdrawal
from tests.applications.world import (
    FIRM_CALL,
    FIRM_LINE,
    OFFICIAL,
    OUTSIDE,
    SERVICE,
    Desk,
    Time,
    family,
    firm,
    refusal,
    wrong,
)

DECIDED = (
    "select place, act_number, batch_act_id from decision "
    "join application on id = application_id order by place"
)


async def test_those_that_were_checked_are_granted_at_once(desk: Desk):
    applications = [await desk.checked(family(number)) for number in (1, 2, 3)]
    answer = await desk.sign(through_place=2)
    assert (answer.status_code, answer.json()) == (201, {"act_number": 1, "act_year": 2015})
    assert await desk.told("application.decided") == [
        {
            "application_id": str(each), "outcome": "granted", "act_number": 1, "act_year": 2015,
            "batch": True, "waited": True, "round": 1, "by_list": False,
        }
        for each in applications[:2]
    ]  # fmt: skip
    states = [await desk.state(each) for each in applications]
    assert states == ["granted", "granted", "under_review"]


async def test_those_that_are_still_to_be_checked_are_granted_by_their_check(desk: Desk):
    await desk.sign(through_place=2)
    applications = [await desk.filed(family(number)) for number in (1, 2, 3)]
    facts = [await desk.check(each) for each in applications]
    granted = Decision(outcome="granted", official=OFFICIAL, checked=1)
    assert [fact.decision for fact in facts] == [granted, granted, None]
    told = await desk.told("application.decided")
    assert [(fact["batch"], fact["waited"]) for fact in told] == [(True, False)] * 2


@pytest.mark.parametrize("signed_first", [False, True])
async def test_a_no_and_what_is_to_complete_reach_a_person(desk: Desk, signed_first: bool):
    if signed_first:
        await desk.sign(through_place=9)
    for form in (
        family(1, applicant={"municipality": OUTSIDE}),
        family(2, answers={"children": None}),
    ):
        await desk.checked(form)
    if not signed_first:
        await desk.sign(through_place=9)
    rows = await desk.rows("select state from application")
    assert [row.state for row in rows] == ["under_review", "under_review"]
    assert await desk.told("application.decided") == []


@pytest.mark.parametrize("signed_first", [False, True])
async def test_a_late_application_is_never_granted_by_an_act_for_many(
    desk: Desk, time: Time, signed_first: bool
):
    time.is_("2015-12-10T10:00")
    if signed_first:
        await desk.sign(through_place=9)
    application = await desk.filed(family())
    assert (await desk.check(application)).decision is None
    if not signed_first:
        await desk.sign(through_place=9)
    assert await desk.state(application) == "under_review"


async def test_an_act_reads_the_last_check_and_not_an_older_one(desk: Desk, time: Time):
    time.is_("2016-05-10T10:00")
    await desk.joined(adhesion(1))
    application = await desk.checked(firm(1))
    await desk.left(withdrawal(1, adhesion(1).since_on))
    assert (await desk.check(application)).outcome == "no"
    act = {"line": FIRM_LINE, "through_place": 1, "official": OFFICIAL, "reason": "Ammesse."}
    await desk.door.post(
        f"/v1/calls/{FIRM_CALL}/batch-acts", json=act,
        headers=SERVICE | {"Idempotency-Key": "signing-0"},
    )  # fmt: skip
    assert await desk.state(application) == "under_review"


async def test_the_act_that_stands_answers_an_official_who_came_later(desk: Desk):
    application = await desk.checked(family())
    await desk.sign(through_place=1)
    fact = await desk.decide(application, "refused", reason="Troppo tardi.")
    assert (fact.outcome, fact.act_number, fact.batch) == ("granted", 1, True)
    assert len(await desk.rows("select 1 from decision")) == 1


async def test_an_act_for_many_takes_one_number(desk: Desk):
    applications = [await desk.checked(family(number)) for number in (1, 2, 3, 4)]
    await desk.decide(applications[3])
    await desk.sign(through_place=2)
    await desk.decide(applications[2])
    rows = await desk.rows(DECIDED)
    assert [(row.place, row.act_number) for row in rows] == [(1, 2), (2, 2), (3, 3), (4, 1)]
    assert [row.batch_act_id is None for row in rows] == [False, False, True, True]


async def test_the_same_key_signs_once(desk: Desk):
    await desk.checked(family())
    first = await desk.sign(1, "one-signature")
    again = await desk.sign(1, "one-signature")
    assert (again.status_code, again.content) == (201, first.content)
    assert refusal(await desk.sign(2, "one-signature")) == (422, "command-reused")
    assert len(await desk.rows("select 1 from batch_act")) == 1


async def test_acts_checks_and_decisions_at_once_decide_each_application_once(desk: Desk):
    applications = [await desk.filed(family(number)) for number in range(1, 13)]
    for each in applications[::2]:
        await desk.check(each)
    handler = Handler(doors, desk.database)
    decision = Decision(outcome="granted", official=OFFICIAL, checked=1)
    works = [
        *(
            handler.command(
                ordered(RecordDecision(application_id=each, decision=decision), f"decide:{each}")
            )
            for each in applications[::2]
        ),
        *(
            handler.command(ordered(CheckApplication(application_id=each), f"check:{each}"))
            for each in applications[1::2]
        ),
        *(desk.sign(through_place=12) for _ in range(3)),
        *(desk.filed(family(number)) for number in range(13, 19)),
    ]
    await asyncio.gather(*works)
    decided = [fact["application_id"] for fact in await desk.told("application.decided")]
    assert sorted(decided) == sorted(str(each) for each in applications)
    (row,) = await desk.rows("select last from counter where kind = 'act'")
    own = await desk.rows("select act_number from decision where batch_act_id is null")
    signed = await desk.rows("select act_number from batch_act")
    assert sorted(each[0] for each in [*own, *signed]) == list(range(1, row.last + 1))


async def test_an_act_on_what_is_not_there_is_refused(refusing: Desk):
    headers = SERVICE | {"Idempotency-Key": "signing-1"}
    act = {"line": "II", "through_place": 1, "official": OFFICIAL, "reason": "Ammesse."}
    answer = await refusing.door.post("/v1/calls/NONE/batch-acts", json=act, headers=headers)
    assert refusal(answer) == (404, "unknown-call")
    assert refusal(await refusing.sign(1, line="IX")) == (422, "unknown-line")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"official": "Mario Rossi"}, ("official", "string_pattern_mismatch")),
        ({"reason": ""}, ("reason", "string_pattern_mismatch")),
        ({"reason": "Ammesse\x00"}, ("reason", "string_pattern_mismatch")),
        ({"line": "II\x00"}, ("line", "string_pattern_mismatch")),
        ({"through_place": 0}, ("through_place", "greater_than_equal")),
        ({"through_place": 10**12}, ("through_place", "less_than_equal")),
        ({"note": "x"}, ("note", "extra_forbidden")),
    ],
)
async def test_a_wrong_act_is_refused_by_field(
    refusing: Desk, change: dict[str, object], expected: tuple[str, str]
):
    answer = await refusing.sign(**({"through_place": 1} | change))
    assert wrong(answer) == (422, [expected])


@pytest.mark.parametrize("call", ["A%00B", "adm-2015", "A" * 41])
async def test_an_act_on_what_is_no_call_is_refused(refusing: Desk, call: str):
    headers = SERVICE | {"Idempotency-Key": "signing-2"}
    act = {"line": "II", "through_place": 1, "official": OFFICIAL, "reason": "Ammesse."}
    answer = await refusing.door.post(f"/v1/calls/{call}/batch-acts", json=act, headers=headers)
    assert refusal(answer) == (422, "invalid-request")
    assert [field for field, _ in wrong(answer)[1]] == ["call_id"]


async def test_only_the_house_signs(refusing: Desk):
    answer = await refusing.door.post("/v1/calls/ADM-2015/batch-acts", json={})
    assert refusal(answer) == (401, "service-key")
