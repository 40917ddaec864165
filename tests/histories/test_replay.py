"""Recorded histories replay with today's code, whatever the order of hashes.

`make history` records them again, one for each way that an application or a voucher can take.
"""

import base64
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.applications.calls import BudgetLine, CallPublished
from contracts.applications.decisions import ApplicationDecided
from contracts.applications.procedure import GiveNotice, RequestIntegration
from contracts.cases import case_of
from contracts.vouchers.issue import VoucherIssued
from kit.ids import new_id
from tests.workflows.conftest import Handle, Procedures
from tests.workflows.test_adhesion import in_days, received
from tests.workflows.test_call import state
from tests.workflows.test_draft import saved, tended
from tests.workflows.test_money import demanded, offered
from tests.workflows.test_ranking import (
    asked_to_accept,
    follow,
    granted_by_list,
    page,
    reopened,
)
from tests.workflows.test_voucher import BEFORE_ITS_END, issued
from tests.world.house import OFFICIAL, granted, refused, registered
from workflows.application import ApplicationWorkflow
from workflows.call import CallWorkflow
from workflows.offer import OfferWorkflow
from workflows.recovery import RecoveryWorkflow

HERE = Path(__file__).parent
RECORDED = HERE / "recorded"
HASH_SEEDS = ("0", "1", "2", "3")
Way = Callable[[Procedures], Awaitable[Handle]]


async def a_firm_granted(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    return handle


async def a_worker_granted(procedures: Procedures) -> Handle:
    procedures.house.voucher_months = 6
    handle = await procedures.file(registered("worker_voucher"))
    await procedures.decide(handle, granted())
    return handle


async def granted_by_an_act_before_the_check(procedures: Procedures) -> Handle:
    procedures.house.decision = granted()
    procedures.house.voucher_months = 6
    return await procedures.file(registered("worker_voucher"))


async def granted_by_an_act_after_the_check(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    decided = ApplicationDecided(
        application_id=procedures.case_of(handle), outcome="granted", act_number=7, act_year=2015,
        batch=True, waited=True,
    )  # fmt: skip
    await handle.signal(ApplicationWorkflow.decided_by_act, decided)
    return handle


async def a_refusal(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    await procedures.decide(handle, refused())
    return handle


async def a_decision_after_the_term(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    await procedures.days_go_by(handle, 32)
    await procedures.decide(handle, granted())
    return handle


async def money_that_came_back(procedures: Procedures) -> Handle:
    procedures.house.exhausted = 1
    handle = await a_firm_granted(procedures)
    await procedures.days_go_by(handle, 10)
    await handle.signal(ApplicationWorkflow.money_came_back)
    return handle


async def a_list_that_ended(procedures: Procedures) -> Handle:
    procedures.house.exhausted = 1
    handle = await a_firm_granted(procedures)
    await procedures.days_go_by(handle, 366)
    return handle


async def a_voucher_that_expired(procedures: Procedures) -> Handle:
    issued = VoucherIssued(
        voucher_id=new_id(), application_id=new_id(), amount_cents=50_000,
        issued_at=datetime(2015, 11, 3, tzinfo=UTC), valid_until_on=date(2016, 5, 3),
    )  # fmt: skip
    handle = await procedures.issue(issued)
    await procedures.days_go_by(handle, 184)
    return handle


async def a_revision_before_the_decision(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    await handle.signal(ApplicationWorkflow.revised)
    await procedures.asked("CheckApplication:2")
    await procedures.decide(handle, granted(checked=2))
    return handle


async def a_withdrawal(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    await procedures.asked("CheckApplication")
    await handle.signal(ApplicationWorkflow.stopped, "withdrawn")
    return handle


async def a_withdrawal_from_the_list(procedures: Procedures) -> Handle:
    procedures.house.exhausted = 1
    handle = await a_firm_granted(procedures)
    await procedures.asked("SendLetter:not_funded")
    await handle.signal(ApplicationWorkflow.stopped, "withdrawn")
    return handle


async def a_call_that_was_revoked(procedures: Procedures) -> Handle:
    procedures.house.call_moves = [state("published", 5), state("open", 40), state("revoked")]
    lines = [BudgetLine(line="II", budget_cents=1)]
    published = CallPublished(call_id=f"A-{new_id()}", call_version=1, lines=lines)
    handle = await procedures.publish(published)
    await procedures.days_go_by(handle, 6)
    await procedures.asked("AdvanceCall:2")
    await handle.signal(CallWorkflow.changed)
    return handle


async def a_draft_that_was_reminded_of(procedures: Procedures) -> Handle:
    procedures.house.tended = [tended("remind", 60), tended("end")]
    handle = await procedures.draft(saved(days=10))
    for days in (11, 61):
        await procedures.days_go_by(handle, days)
    return handle


async def a_case_that_was_asked_and_warned(procedures: Procedures) -> Handle:
    handle = await procedures.file()
    case, official = procedures.case_of(handle), OFFICIAL
    asked = RequestIntegration(application_id=case, integration_id=new_id(), official=official)
    await procedures.when_checked(handle, ApplicationWorkflow.ask_integration, asked)
    given = GiveNotice(application_id=case, notice_id=new_id(), official=official)
    await procedures.when_checked(handle, ApplicationWorkflow.give_notice, given)
    await procedures.decide(handle, refused())
    return handle


async def an_aid_that_was_registered(procedures: Procedures) -> Handle:
    procedures.house.aid_due = True
    return await a_firm_granted(procedures)


async def a_voucher_whose_holder_was_reminded(procedures: Procedures) -> Handle:
    handle = await procedures.issue(issued(reminders=BEFORE_ITS_END))
    await procedures.days_go_by(handle, 190)
    return handle


async def an_adhesion_that_was_reminded(procedures: Procedures) -> Handle:
    procedures.house.tended = [
        {"step": "remind", "wake_on": in_days(31)},
        {"step": "end", "wake_on": None},
    ]
    handle = await procedures.join(received())
    await procedures.days_go_by(handle, 32)
    return handle


async def an_offer_that_lapsed(procedures: Procedures) -> Handle:
    handle = await procedures.start(OfferWorkflow.run, f"offer/{new_id()}", offered())
    await procedures.days_go_by(handle, 12)
    return handle


async def a_recovery_that_was_late(procedures: Procedures) -> Handle:
    procedures.house.recoveries = [None]
    handle = await procedures.start(RecoveryWorkflow.run, f"recovery/{new_id()}", demanded())
    await procedures.days_go_by(handle, 32)
    return handle


async def granted_with_a_list(procedures: Procedures) -> Handle:
    handle = await granted_by_list(procedures)
    await handle.signal(ApplicationWorkflow.issued_by_list)
    return handle


async def below_the_money_of_a_list(procedures: Procedures) -> Handle:
    handle = await granted_by_list(procedures)
    await handle.signal(ApplicationWorkflow.money_ran_out)
    await procedures.asked("SendLetter:not_funded")
    await handle.signal(ApplicationWorkflow.money_came_back)
    return handle


async def a_grant_that_was_accepted(procedures: Procedures) -> Handle:
    handle = await asked_to_accept(procedures)
    await handle.signal(ApplicationWorkflow.acceptance_answered, "accepted")
    return handle


async def a_grant_that_lapsed(procedures: Procedures) -> Handle:
    handle = await asked_to_accept(procedures)
    for days in (28, 4):
        await procedures.days_go_by(handle, days)
    return handle


async def a_case_that_was_opened_again(procedures: Procedures) -> Handle:
    opened = reopened(new_id())
    name = case_of(opened.application_id, opened.round)
    handle = await procedures.start(ApplicationWorkflow.run, name, opened)
    await procedures.decide(handle, granted())
    return handle


async def a_list_whose_vouchers_were_issued(procedures: Procedures) -> Handle:
    procedures.house.lists = [page(2, 2, 3), page(1, None, 3)]
    return await follow(procedures, placed=3)


WAYS: tuple[Way, ...] = (
    a_firm_granted,
    a_worker_granted,
    granted_by_an_act_before_the_check,
    granted_by_an_act_after_the_check,
    a_refusal,
    a_decision_after_the_term,
    money_that_came_back,
    a_list_that_ended,
    a_voucher_that_expired,
    a_revision_before_the_decision,
    a_withdrawal,
    a_withdrawal_from_the_list,
    a_call_that_was_revoked,
    a_draft_that_was_reminded_of,
    a_case_that_was_asked_and_warned,
    an_aid_that_was_registered,
    a_voucher_whose_holder_was_reminded,
    an_adhesion_that_was_reminded,
    an_offer_that_lapsed,
    a_recovery_that_was_late,
    granted_with_a_list,
    below_the_money_of_a_list,
    a_grant_that_was_accepted,
    a_grant_that_lapsed,
    a_case_that_was_opened_again,
    a_list_whose_vouchers_were_issued,
)


@pytest.mark.skipif("CAPOFILA_RECORD_HISTORIES" not in os.environ, reason="only when recording")
@pytest.mark.parametrize("way", WAYS)
async def test_every_way_is_written_down(procedures: Procedures, way: Way) -> None:
    handle = await way(procedures)
    await handle.result()
    history = await handle.fetch_history()
    text = re.sub(r'"(identity|stackTrace)": "(?:[^"\\]|\\.)*"', r'"\1": "-"', history.to_json())
    text = text.replace(socket.gethostname(), "host")
    (RECORDED / f"{way.__name__}.json").write_text(text + "\n")


def test_every_way_is_recorded() -> None:
    assert {path.stem for path in RECORDED.glob("*.json")} == {way.__name__ for way in WAYS}


@pytest.mark.parametrize("seed", HASH_SEEDS)
def test_recorded_histories_replay(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, str(HERE / "replay.py")],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1:] == [f"{len(WAYS)} histories replayed"], done.stderr[-2000:]


def _with_a_voucher(part: dict[str, Any]) -> dict[str, Any]:
    if isinstance(part.get("data"), str):
        said = base64.b64decode(part["data"])
        said = said.replace(b'"voucher_months":0', b'"voucher_months":6')
        part["data"] = base64.b64encode(said).decode()
    return part


def test_a_step_that_moved_is_told(tmp_path: Path) -> None:
    """The replay is able to fail: a worker's case cannot go on as a firm's did."""
    recorded = (RECORDED / "a_firm_granted.json").read_text()
    history = json.loads(recorded, object_hook=_with_a_voucher)
    (tmp_path / "other.json").write_text(json.dumps(history))
    done = subprocess.run(
        [sys.executable, str(HERE / "replay.py"), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "recorded/other" in done.stderr
