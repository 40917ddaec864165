"""Aid to an undertaking is registered before its act, and confirmed after it."""

import pytest
from temporalio.client import WorkflowUpdateFailedError

from tests.world.house import OFFICIAL, granted
from workflows.application import ApplicationWorkflow

GRANTED = [
    "CheckApplication", "CheckAid", "RegisterAid", "RecordDecision", "GrantAward", "ConfirmAid",
    "SendLetter:granted", "CloseApplication",
]  # fmt: skip


async def test_the_register_hears_before_and_after_the_act(procedures):
    procedures.house.aid_due = True
    handle = await procedures.file()
    await procedures.decide(handle, granted())
    assert await handle.result() == "awarded"
    assert procedures.house.asked == GRANTED


async def test_an_aid_above_the_ceiling_is_stopped_before_its_act(procedures):
    procedures.house.aid_due, procedures.house.aid_declined = True, ["de-minimis-exceeded"]
    handle = await procedures.file()
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await procedures.decide(handle, granted())
    assert refusal.value.cause.type == "de-minimis-exceeded"
    assert procedures.house.asked == ["CheckApplication", "CheckAid", "RegisterAid"]
    await procedures.decide(handle, granted())
    assert await handle.result() == "awarded"


async def test_what_an_act_for_many_granted_waits_until_it_is_registered(procedures):
    procedures.house.aid_due, procedures.house.aid_declined = True, ["de-minimis-exceeded"]
    procedures.house.decision = granted()
    handle = await procedures.file()
    await procedures.asked("RegisterAid")
    await handle.execute_update(ApplicationWorkflow.try_again, OFFICIAL)
    assert await handle.result() == "awarded"
    assert procedures.house.asked[:4] == [
        "CheckApplication", "RegisterAid", "RegisterAid:2", "GrantAward",
    ]  # fmt: skip
