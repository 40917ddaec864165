"""A draft that nobody sends is reminded of once, and cleared away in the end."""

from datetime import UTC, datetime, timedelta

from contracts.portal import DraftSaved
from kit.ids import new_id


def saved(days):
    now = datetime.now(UTC)
    wake_at = now + timedelta(days=days)
    return DraftSaved(application_id=new_id(), call_id="A-1", at=now, wake_at=wake_at)


def tended(step, days=None):
    wake_at = datetime.now(UTC) + timedelta(days=days) if days else None
    return {"step": step, "wake_at": wake_at}


async def test_a_draft_is_reminded_of_once_and_deleted(procedures):
    procedures.house.tended = [tended("wait", 20), tended("remind", 60), tended("end")]
    handle = await procedures.draft(saved(days=10))
    for days in (11, 21, 61):
        await procedures.days_go_by(handle, days)
    assert await handle.result() == "end"
    assert procedures.house.asked == [
        "TendDraft", "TendDraft:2", "SendLetter:draft_reminder", "TendDraft:3",
    ]  # fmt: skip


async def test_a_draft_that_was_sent_is_not_reminded_of(procedures):
    procedures.house.tended = [tended("end")]
    handle = await procedures.draft(saved(days=10))
    await procedures.days_go_by(handle, 11)
    assert await handle.result() == "end"
    assert procedures.house.asked == ["TendDraft"]
