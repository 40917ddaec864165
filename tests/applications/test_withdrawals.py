"""Applications that go no further: taken back by who filed them, or stopped with their call."""

import asyncio
from uuid import UUID

import pytest

from contracts.applications.closing import (
    ApplicationClosed,
    CloseApplication,
    FinalState,
    WaitlistApplication,
)
from kit.ids import new_id
from services.applications.usecases import review
from tests.applications.test_review import refused
from tests.applications.world import FAMILY_CALL, Desk, Time, family, refusal
from tests.applications.world_register import register
from tests.applications.world_revisions import amend, answers, standing, withdraw
from tests.applications.world_terms import heard

STOPPED = "select stopped from application where id = :id"


async def waitlist(desk: Desk, application: UUID) -> None:
    command = WaitlistApplication(application_id=application)
    await desk.do(lambda session: review.waitlist_application(session, command))


async def close(desk: Desk, application: UUID, state: FinalState) -> ApplicationClosed:
    command = CloseApplication(application_id=application, state=state)
    return await desk.do(lambda session: review.close_application(session, command))


async def test_a_withdrawal_is_registered_and_announced(desk: Desk):
    application = await desk.filed(family())
    answer = await withdraw(desk, application)
    assert (answer.status_code, answer.json()["protocol"]) == (201, "0000002/2015")
    assert answer.json()["entry"]["link"] == (await register(desk))[-1].link
    assert await desk.told("application.stopped") == [
        {"application_id": str(application), "by": "withdrawn", "round": 1}
    ]
    assert (await desk.one(STOPPED, id=application)).stopped == "withdrawn"


async def test_the_same_key_withdraws_once(desk: Desk):
    application = await desk.filed(family())
    first = await withdraw(desk, application, "one-withdrawal")
    again = await withdraw(desk, application, "one-withdrawal")
    assert (again.status_code, again.content) == (201, first.content)
    assert len(await desk.told("application.stopped")) == 1


async def test_what_was_withdrawn_is_not_withdrawn_again(desk: Desk):
    application = await desk.filed(family())
    await withdraw(desk, application)
    answer = await withdraw(desk, application)
    assert refusal(answer) == (409, "too-late-to-withdraw")
    assert answer.json()["detail"] == "La domanda è già stata ritirata, o il suo bando revocato."
    assert len(await register(desk)) == 2


async def test_a_closed_call_still_takes_withdrawals(desk: Desk, time: Time):
    application = await desk.filed(family())
    time.is_("2016-02-01T10:00")
    assert (await withdraw(desk, application)).status_code == 201


@pytest.mark.parametrize(("outcome", "told"), [("granted", "accolta"), ("refused", "non ammessa")])
async def test_a_decided_application_is_not_withdrawn(
    desk: Desk, time: Time, outcome: str, told: str
):
    application = await desk.checked(family())
    await heard(desk, time, application)
    await desk.decide(application, outcome, reason="Perché sì.")
    answer = await withdraw(desk, application)
    assert refusal(answer) == (409, "too-late-to-withdraw")
    assert answer.json()["detail"] == f"La domanda è già {told}: non si può più ritirare."


async def test_who_waits_for_money_may_withdraw(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    await waitlist(desk, application)
    assert (await withdraw(desk, application)).status_code == 201
    assert (await close(desk, application, "withdrawn")).state == "withdrawn"
    assert await desk.state(application) == "withdrawn"


@pytest.mark.parametrize("state", ["withdrawn", "call_revoked"])
async def test_an_application_ends_as_what_stopped_it(desk: Desk, state: FinalState):
    application = await desk.filed(family())
    await close(desk, application, state)
    assert await desk.state(application) == state
    assert await refused(desk, close(desk, application, "not_funded")) == (
        "illegal-move", 409, f"Da {state} non si passa a not_funded; passaggi: nessuno.",
    )  # fmt: skip


async def test_what_was_withdrawn_is_checked_and_never_decided(desk: Desk):
    application = await desk.filed(family())
    await withdraw(desk, application)
    await desk.sign(through_place=1)
    assert (await desk.check(application)).decision is None
    await desk.sign(through_place=1)
    sentence = "La domanda è stata ritirata, o il suo bando revocato: non si decide più."
    assert await refused(desk, desk.decide(application)) == ("stale-decision", 409, sentence)
    assert await desk.state(application) == "under_review"


async def test_a_revoked_call_stops_every_open_application(desk: Desk, time: Time):
    decided, withdrawn, first, second = [await desk.checked(family(n)) for n in range(1, 5)]
    await heard(desk, time, decided)
    await desk.decide(decided, "refused", reason="No.")
    await withdraw(desk, withdrawn)
    await desk.took(FAMILY_CALL, "revoke")
    assert await desk.told("application.stopped") == [
        {"application_id": str(withdrawn), "by": "withdrawn", "round": 1},
        {"application_id": str(first), "by": "call_revoked", "round": 1},
        {"application_id": str(second), "by": "call_revoked", "round": 1},
    ]
    assert (await refused(desk, desk.decide(first)))[0] == "stale-decision"


async def test_withdrawals_and_decisions_at_once_leave_one_truth(desk: Desk):
    for number in range(1, 7):
        application = await desk.checked(family(number))
        works = [withdraw(desk, application), desk.decide(application)]
        withdrawn, decided = await asyncio.gather(*works, return_exceptions=True)
        if withdrawn.status_code == 201:
            assert decided.slug == "stale-decision"
        else:
            assert await desk.state(application) == "granted"


async def test_many_things_at_once_leave_a_sound_register(desk: Desk):
    applications = [await desk.checked(family(number)) for number in range(1, 9)]
    works = [
        *(amend(desk, each, answers(cost_cents=60_000)) for each in applications),
        *(withdraw(desk, each) for each in applications[::2]),
        *(desk.sign(through_place=8) for _ in range(2)),
        *(desk.file(family(number)) for number in range(9, 15)),
        *(desk.check(each) for each in applications[1::2]),
    ]
    done = await asyncio.gather(*works, return_exceptions=True)
    assert not [each for each in done if getattr(each, "status_code", 201) >= 500]
    entries = await register(desk)
    assert [int(each.protocol[:7]) for each in entries] == list(range(1, len(entries) + 1))


async def test_where_an_application_is_may_be_asked(desk: Desk):
    application = await desk.filed(family())
    await amend(desk, application, answers(cost_cents=60_000))
    found = await standing(desk, application)
    assert {name: found[name] for name in ("state", "may_amend", "may_withdraw", "place")} == {
        "state": "registrata", "may_amend": True, "may_withdraw": True, "place": 1,
    }  # fmt: skip
    assert (found["amend_until"], found["amount_cents"]) == ("2015-12-09T22:59:59Z", 30_000)
    assert [(each["protocol"], each["amount_cents"]) for each in found["receipts"]] == [
        ("0000001/2015", 45_000), ("0000002/2015", 30_000),
    ]  # fmt: skip
    assert found["answers"]["cost_cents"] == 60_000


async def test_a_withdrawn_application_may_do_nothing_more(desk: Desk):
    application = await desk.filed(family())
    await withdraw(desk, application)
    found = await standing(desk, application)
    assert (found["state"], found["may_amend"], found["may_withdraw"]) == ("ritirata", False, False)
    assert found["amend_until"] is None
    assert len(found["receipts"]) == 2


async def test_an_application_of_a_revoked_call_tells_so(desk: Desk):
    application = await desk.filed(family())
    await desk.took(FAMILY_CALL, "revoke")
    assert (await standing(desk, application))["state"] == "chiusa per revoca del bando"


async def test_nothing_is_told_of_an_application_that_is_not_there(refusing: Desk):
    path = f"/v1/applications/{new_id()}/standing"
    assert refusal(await refusing.door.get(path)) == (401, "service-key")
    assert refusal(await withdraw(refusing, new_id())) == (404, "unknown-application")
