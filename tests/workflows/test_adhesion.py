"""An adhesion is looked at on its days, and whenever somebody moves it."""

from datetime import UTC, date, datetime, timedelta

from contracts.network import AdhesionReceived
from kit.days import civil_day
from kit.ids import new_id
from workflows.adhesion import AdhesionWorkflow


def received() -> AdhesionReceived:
    return AdhesionReceived(
        adhesion_id=new_id(), organisation_key="k", alliance="cip", state="provisional",
        answer_due_on=in_days(30), remind_on=in_days(15), original_due_on=in_days(30),
    )  # fmt: skip


def in_days(days: int) -> date:
    return civil_day(datetime.now(UTC)) + timedelta(days=days)


async def test_a_firm_is_reminded_on_the_day_and_then_left_alone(procedures):
    procedures.house.tended = [
        {"step": "wait", "wake_on": in_days(15)},
        {"step": "remind", "wake_on": in_days(31)},
        {"step": "end", "wake_on": None},
    ]
    handle = await procedures.join(received())
    await procedures.asked("TendAdhesion")
    await procedures.days_go_by(handle, 16)
    await procedures.asked("TendAdhesion:2")
    await procedures.days_go_by(handle, 32)
    assert await handle.result() == 3


async def test_an_adhesion_that_somebody_moved_is_looked_at_at_once(procedures):
    procedures.house.tended = [
        {"step": "wait", "wake_on": in_days(15)},
        {"step": "end", "wake_on": None},
    ]
    handle = await procedures.join(received())
    await procedures.asked("TendAdhesion")
    await handle.signal(AdhesionWorkflow.moved)
    assert await handle.result() == 2
