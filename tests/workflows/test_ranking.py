"""A signed list: vouchers issued together, acceptance asked for, and a case opened again."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.applications.decisions import ApplicationDecided, ApplicationReopened
from contracts.applications.ranking import RankingPublished
from contracts.cases import case_of
from kit.ids import new_id
from tests.workflows.conftest import Handle, Procedures
from tests.world.house import granted, registered
from workflows.application import ApplicationWorkflow
from workflows.ranking import RankingWorkflow

UNTIL_ACCEPTED = ["CheckApplication", "RecordDecision", "FindMoney", "RequestAcceptance"]


def published(placed: int) -> RankingPublished:
    return RankingPublished(
        ranking_id=new_id(), call_id="RL-NIDI-2025", line="A", kind="final", placed=placed,
        below=0, excluded=0, observations_until_on=None, public_until_on=date(2031, 1, 1),
        voucher_months=6,
    )  # fmt: skip


def page(many: int, after: int | None, served: int) -> dict[str, Any]:
    return {"application_ids": [new_id() for _ in range(many)], "after": after, "served": served}


async def follow(procedures: Procedures, placed: int) -> Handle:
    fact = published(placed)
    return await procedures.start(RankingWorkflow.run, f"ranking/{fact.ranking_id}", fact)


async def granted_by_list(procedures: Procedures) -> Handle:
    """An application that a final list granted, whose voucher comes with the others."""
    procedures.house.voucher_months = 6
    handle = await procedures.file(registered("worker_voucher"))
    await procedures.asked("CheckApplication")
    decided = ApplicationDecided(
        application_id=procedures.case_of(handle), outcome="granted", act_number=7, act_year=2026,
        batch=True, waited=True, by_list=True,
    )  # fmt: skip
    await handle.signal(ApplicationWorkflow.decided_by_act, decided)
    return handle


async def asked_to_accept(procedures: Procedures) -> Handle:
    procedures.house.must_accept = True
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    await procedures.asked("RequestAcceptance")
    return handle


def reopened(application_id: UUID) -> ApplicationReopened:
    return ApplicationReopened(
        application_id=application_id, call_id="ADM-2015", call_version=1, line="I",
        act_year=2026, act_number=9, round=2, official="staff:0197bbbb",
    )  # fmt: skip


async def test_the_vouchers_of_a_list_are_issued_part_by_part(procedures):
    procedures.house.lists = [page(2, 2, 5), page(2, 4, 5), page(1, None, 5)]
    handle = await follow(procedures, placed=5)
    assert await handle.result() == 5
    assert procedures.house.asked == [
        "FindReserved", "GrantAwards", "IssueVouchers", "FindReserved:2", "GrantAwards:2",
        "IssueVouchers:2", "FindReserved:3", "GrantAwards:3", "IssueVouchers:3",
    ]  # fmt: skip


async def test_a_list_waits_until_each_place_had_its_turn(procedures):
    procedures.house.lists = [page(0, None, 1), page(2, None, 3)]
    handle = await follow(procedures, placed=3)
    await procedures.asked("FindReserved")
    await procedures.seconds_go_by(handle, 2)
    assert await handle.result() == 2


async def test_a_list_without_money_issues_nothing(procedures):
    procedures.house.lists = [page(0, None, 3)]
    handle = await follow(procedures, placed=3)
    assert await handle.result() == 0
    assert procedures.house.asked == ["FindReserved"]


async def test_ten_thousand_vouchers_are_a_short_history(procedures):
    procedures.house.lists = [
        page(250, 250 * part if part < 40 else None, 10_000) for part in range(1, 41)
    ]
    handle = await follow(procedures, placed=10_000)
    assert await handle.result() == 10_000
    assert len((await handle.fetch_history()).events) <= 150


async def test_who_has_the_voucher_of_the_list_is_only_closed(procedures):
    handle = await granted_by_list(procedures)
    await handle.signal(ApplicationWorkflow.issued_by_list)
    assert await handle.result() == "awarded"
    assert procedures.house.asked == ["CheckApplication", "CloseApplication"]


async def test_who_stands_below_the_money_of_the_list_waits_for_more(procedures):
    handle = await granted_by_list(procedures)
    await handle.signal(ApplicationWorkflow.money_ran_out)
    await procedures.asked("SendLetter:not_funded")
    await handle.signal(ApplicationWorkflow.money_came_back)
    assert await handle.result() == "awarded"
    assert procedures.house.asked[1:] == [
        "WaitlistApplication", "SendLetter:not_funded", "GrantAward", "IssueVoucher",
        "SendLetter:2:funded_later", "CloseApplication",
    ]  # fmt: skip


async def test_what_is_accepted_is_committed(procedures):
    handle = await asked_to_accept(procedures)
    await handle.signal(ApplicationWorkflow.acceptance_answered, "accepted")
    assert await handle.result() == "awarded"
    assert procedures.house.asked == [
        *UNTIL_ACCEPTED, "GrantAward", "SendLetter:granted", "CloseApplication",
    ]  # fmt: skip


async def test_who_does_not_answer_is_reminded_and_frees_the_money(procedures):
    handle = await asked_to_accept(procedures)
    await procedures.days_go_by(handle, 28)
    await procedures.asked("SendLetter:acceptance_reminder")
    await procedures.days_go_by(handle, 4)
    assert await handle.result() == "withdrawn"
    assert procedures.house.asked == [
        *UNTIL_ACCEPTED, "SendLetter:acceptance_reminder", "LapseAcceptance", "ReleaseBudget",
        "CloseApplication",
    ]  # fmt: skip


@pytest.mark.parametrize("exhausted", [0, 1])
async def test_who_gives_it_up_goes_no_further(procedures, exhausted):
    procedures.house.must_accept, procedures.house.exhausted = True, exhausted
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    if exhausted:
        await procedures.asked("SendLetter:not_funded")
        await handle.signal(ApplicationWorkflow.money_came_back)
    await procedures.asked("RequestAcceptance")
    await handle.signal(ApplicationWorkflow.acceptance_answered, "waived")
    assert await handle.result() == "withdrawn"
    assert "GrantAward" not in procedures.house.asked


async def test_a_case_that_was_opened_again_is_led_once_more(procedures):
    first = await procedures.file()
    application_id = procedures.case_of(first)
    await procedures.decide(first, granted())
    await first.result()
    asked = len(procedures.house.asked)
    again = await procedures.start(
        ApplicationWorkflow.run, case_of(application_id, 2), reopened(application_id)
    )
    await procedures.when_checked_again(again, ApplicationWorkflow.decide, granted(checked=2))
    assert await again.result() == "awarded"
    assert procedures.house.asked[asked:] == [
        "CheckApplication", "RecordDecision", "GrantAward", "SendLetter:granted",
        "CloseApplication",
    ]  # fmt: skip
