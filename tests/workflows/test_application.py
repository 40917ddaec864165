"""An application's way, with a person who decides and a budget that may be finished."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from contracts.applications.procedure import GiveNotice, RequestIntegration, TermMoved
from kit.days import civil_day
from kit.ids import new_id
from tests.world.house import OFFICIAL, granted, refused, registered
from workflows.application import ApplicationWorkflow

AWARD = ["CheckApplication", "RecordDecision", "GrantAward"]


async def test_a_granted_firm_is_awarded_and_told(procedures):
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    assert await handle.result() == "awarded"
    assert procedures.house.asked == [*AWARD, "SendLetter:granted", "CloseApplication"]


async def test_a_granted_worker_receives_a_voucher(procedures):
    procedures.house.voucher_months = 6
    handle = await procedures.file(registered("worker_voucher"))
    await procedures.decide(handle, granted())
    assert await handle.result() == "awarded"
    assert procedures.house.asked == [
        *AWARD, "IssueVoucher", "SendLetter:voucher", "CloseApplication",
    ]  # fmt: skip


async def test_a_refused_application_gives_its_money_back(procedures):
    handle = await procedures.file()
    await procedures.decide(handle, refused())
    assert await handle.result() == "refused"
    assert procedures.house.asked == [
        "CheckApplication", "RecordDecision", "ReleaseBudget", "SendLetter:refused",
        "CloseApplication",
    ]  # fmt: skip


async def test_a_batch_act_needs_no_further_decision(procedures):
    procedures.house.decision = granted()
    handle = await procedures.file()
    assert await handle.result() == "awarded"
    assert "RecordDecision" not in procedures.house.asked


async def test_the_fast_path_costs_at_most_twelve_history_events(procedures):
    procedures.house.decision = granted()
    procedures.house.voucher_months = 6
    handle = await procedures.file(registered("worker_voucher"))
    await handle.result()
    history = await handle.fetch_history()
    assert len(history.events) <= 12


async def test_a_passed_review_term_only_raises_an_alarm(procedures):
    handle = await procedures.file()
    await procedures.days_go_by(handle, 32)
    assert procedures.house.asked == ["CheckApplication", "TendTerm"]
    await procedures.decide(handle, granted())
    assert await handle.result() == "awarded"


async def test_an_eligible_application_waits_in_the_list_until_money_comes_back(procedures):
    procedures.house.exhausted = 1
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    await procedures.days_go_by(handle, 100)
    await handle.signal(ApplicationWorkflow.money_came_back)
    assert await handle.result() == "awarded"
    assert procedures.house.asked[2:] == [
        "GrantAward", "WaitlistApplication", "SendLetter:not_funded", "GrantAward:2",
        "SendLetter:2:funded_later", "CloseApplication",
    ]  # fmt: skip


async def test_the_list_ends_without_money(procedures):
    procedures.house.exhausted = 1
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    await procedures.days_go_by(handle, 366)
    assert await handle.result() == "not_funded"


@pytest.mark.parametrize(
    ("decision", "slug"),
    [
        (refused(reason=False), "no-reason"),
        (granted(checked=2), "stale-decision"),
    ],
)
async def test_a_decision_that_may_not_be_taken_is_refused(procedures, decision, slug):
    handle = await procedures.file()
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.decide(handle, decision)
    assert isinstance(refusal.value.cause, ApplicationError)
    assert refusal.value.cause.message.startswith(slug)


async def test_nobody_decides_twice(procedures):
    procedures.house.exhausted = 1
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.decide(handle, refused())
    assert refusal.value.cause.message.startswith("already-decided")


async def test_a_revised_application_is_checked_again_before_it_is_decided(procedures):
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    await handle.signal(ApplicationWorkflow.revised)
    await procedures.asked("CheckApplication:2")
    await procedures.decide(handle, granted(checked=2))
    assert await handle.result() == "awarded"
    assert procedures.house.asked[:3] == [
        "CheckApplication", "CheckApplication:2", "RecordDecision",
    ]  # fmt: skip


async def test_a_decision_on_what_changed_meanwhile_is_asked_for_again(procedures):
    procedures.house.stale = 1
    handle = await procedures.file()
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.decide(handle, granted())
    assert refusal.value.cause.type == "stale-decision"
    await procedures.asked("CheckApplication:2")
    await procedures.decide(handle, granted(checked=2))
    assert await handle.result() == "awarded"


async def test_a_refusal_that_may_not_be_yet_leaves_the_case_waiting(procedures):
    procedures.house.declined = "notice-first"
    handle = await procedures.file()
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.decide(handle, refused())
    assert refusal.value.cause.type == "notice-first"
    procedures.house.declined = ""
    await procedures.decide(handle, granted())
    assert await handle.result() == "awarded"
    assert procedures.house.asked[:3] == ["CheckApplication", "RecordDecision", "RecordDecision:2"]


async def test_what_is_missing_is_asked_for(procedures):
    handle = await procedures.file()
    case = procedures.case_of(handle)
    asked = RequestIntegration(application_id=case, integration_id=new_id(), official=OFFICIAL)
    await procedures.when_checked(handle, ApplicationWorkflow.ask_integration, asked)
    assert procedures.house.asked == ["CheckApplication", "RequestIntegration"]


async def test_who_asks_a_second_time_hears_why_not(procedures):
    procedures.house.declined = "already-suspended"
    handle = await procedures.file()
    case = procedures.case_of(handle)
    asked = RequestIntegration(application_id=case, integration_id=new_id(), official=OFFICIAL)
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.when_checked(handle, ApplicationWorkflow.ask_integration, asked)
    assert refusal.value.cause.type == "already-suspended"


async def test_the_reasons_against_are_told_before_a_refusal(procedures):
    handle = await procedures.file()
    case = procedures.case_of(handle)
    given = GiveNotice(application_id=case, notice_id=new_id(), official=OFFICIAL)
    await procedures.when_checked(handle, ApplicationWorkflow.give_notice, given)
    await procedures.decide(handle, refused())
    assert await handle.result() == "refused"
    assert procedures.house.asked[:3] == ["CheckApplication", "GiveNotice", "RecordDecision"]


async def test_nobody_asks_about_another_application(procedures):
    handle = await procedures.file()
    asked = RequestIntegration(application_id=new_id(), integration_id=new_id(), official=OFFICIAL)
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await handle.execute_update(ApplicationWorkflow.ask_integration, asked)
    assert refusal.value.cause.message == "other-application: È di un'altra domanda."


async def test_a_clock_that_moved_is_looked_at_when_its_new_time_comes(procedures):
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    now = datetime.now(UTC)
    moved = TermMoved(
        application_id=procedures.case_of(handle), due_on=civil_day(now), clock="stopped", at=now,
        wake_at=now + timedelta(days=90),
    )  # fmt: skip
    await handle.signal(ApplicationWorkflow.term_moved, moved)
    await procedures.days_go_by(handle, 40)
    assert procedures.house.asked == ["CheckApplication"]
    await procedures.days_go_by(handle, 51)
    await procedures.asked("TendTerm")


async def test_money_that_came_back_and_went_again_leaves_the_place_in_the_list(procedures):
    procedures.house.exhausted = 2
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    await handle.signal(ApplicationWorkflow.money_came_back)
    await procedures.decide(handle, granted())
    await procedures.asked("SendLetter:not_funded")
    await handle.signal(ApplicationWorkflow.money_came_back)
    await procedures.asked("GrantAward:2")
    await handle.signal(ApplicationWorkflow.money_came_back)
    assert await handle.result() == "awarded"


@pytest.mark.parametrize("by", ["withdrawn", "call_revoked"])
async def test_a_stopped_application_frees_its_money_and_is_told(procedures, by):
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    await handle.signal(ApplicationWorkflow.stopped, by)
    assert await handle.result() == by
    assert procedures.house.asked == [
        "CheckApplication", "ReleaseBudget", f"SendLetter:{by}", "CloseApplication",
    ]  # fmt: skip


async def test_who_waits_in_the_list_may_withdraw(procedures):
    procedures.house.exhausted = 1
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    await procedures.asked("SendLetter:not_funded")
    await handle.signal(ApplicationWorkflow.stopped, "withdrawn")
    assert await handle.result() == "withdrawn"


async def test_nobody_decides_a_stopped_application(procedures):
    procedures.house.hold("ReleaseBudget")
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    await handle.signal(ApplicationWorkflow.stopped, "withdrawn")
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.decide(handle, granted())
    assert refusal.value.cause.message.startswith("already-stopped")
    procedures.house.let_go()
    assert await handle.result() == "withdrawn"
