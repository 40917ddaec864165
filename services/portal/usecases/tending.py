"""Looking after drafts: the reminder, and the end of what was typed."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.portal import DraftTended, TendDraft
from contracts.publishing import ClosingSoon
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.portal.models import Draft
from services.portal.rules.care import Care, Held, Window, care

Closings = Callable[[str, str], Awaitable[ClosingSoon]]
GONE = ("unknown-call", "unknown-line")


async def tend_draft(session: AsyncSession, command: TendDraft, closings: Closings) -> DraftTended:
    """Remind of a draft once, wait, or clear it away; one that is gone already needs nothing.

    The owner of the calls is asked when the line closes now; when it cannot be asked, the command
    is tried again.
    """
    draft = await session.get(Draft, command.application_id, with_for_update=True)
    now = clock.now()
    what = await _care(draft, closings) if draft else Care("end")
    if draft and what.step == "remind":
        draft.reminded_at = now
    if draft and what.clears:
        await _clear(session, draft)
    fact = DraftTended(
        application_id=command.application_id, step=what.step, at=now, wake_at=what.wake_at
    )
    await announce(session, fact, at=now)
    return fact


def window(closing: ClosingSoon) -> Window:
    """Return the window of a line as the owner of the calls tells it."""
    return Window(closing.state, closing.closes_at, closing.reminder_days)


async def _care(draft: Draft, closings: Closings) -> Care:
    held = Held(draft.saved_at, draft.sent_at, draft.reminded_at, bool(draft.email))
    try:
        closing = await closings(draft.call_id, draft.line)
    except Refusal as refusal:
        # What no longer exists has no drafts either.
        if refusal.slug not in GONE:
            raise
        return Care("end", clears=True)
    return care(held, window(closing), clock.now())


async def _clear(session: AsyncSession, draft: Draft) -> None:
    """Delete a draft that was not sent; of one that was, keep the receipt alone."""
    if draft.sent_at is None:
        await session.delete(draft)
        return
    draft.data, draft.marks, draft.email, draft.sending = {}, {}, "", None
