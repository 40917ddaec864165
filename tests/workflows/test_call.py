"""A call that opens and closes by itself, and moves when an act moves it."""

from datetime import UTC, datetime, timedelta

from contracts.applications.calls import BudgetLine, CallPublished
from workflows.call import CallWorkflow

PUBLISHED = {"call_version": 1, "lines": [BudgetLine(line="II", budget_cents=1)]}


def state(name, days=None):
    wake_at = datetime.now(UTC) + timedelta(days=days) if days else None
    return {"state": name, "wake_at": wake_at}


async def test_a_call_opens_and_closes_at_its_instants(procedures):
    procedures.house.call_moves = [state("published", 5), state("open", 40), state("closed")]
    handle = await procedures.publish(CallPublished(call_id="A-1", **PUBLISHED))
    await procedures.days_go_by(handle, 6)
    await procedures.asked("AdvanceCall:2")
    await procedures.days_go_by(handle, 41)
    await procedures.asked("AdvanceCall:3")
    assert procedures.house.asked == ["AdvanceCall", "AdvanceCall:2", "AdvanceCall:3"]


async def test_an_act_wakes_a_closed_call_and_revocation_ends_it(procedures):
    procedures.house.call_moves = [state("closed"), state("open", 10), state("revoked")]
    handle = await procedures.publish(CallPublished(call_id="A-2", **PUBLISHED))
    await procedures.asked("AdvanceCall")
    await handle.signal(CallWorkflow.changed)
    await procedures.asked("AdvanceCall:2")
    await handle.signal(CallWorkflow.changed)
    assert await handle.result() == "revoked"
