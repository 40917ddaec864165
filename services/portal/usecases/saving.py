"""Keeping what was typed: at each step, and while it is typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.portal import DraftSaved
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.portal.models import Draft
from services.portal.queries import drafts
from services.portal.rules.care import Window, first_look

Papers = list[dict[str, Any]]
UNTOUCHED = ("", 0, False)
SENT = ("already-sent", "La domanda è già stata inviata: le risposte non cambiano più da qui.", 409)


@dataclass(frozen=True)
class Saving:
    """What one step gives to the draft: the parts of `data` that it replaces, two levels deep.

    `page` is the page that was open, drawn when it was shown; `seen` the revision it showed. A
    save that is not `final` was made while somebody typed.
    """

    step: str
    parts: Mapping[str, Any]
    page: str = ""
    seen: int = 0
    email: str | None = None
    final: bool = True


@dataclass(frozen=True)
class Saved:
    """The draft as it stands, and whether another page had saved the same step meanwhile."""

    draft: Draft
    overtaken: bool


async def save_step(session: AsyncSession, draft_id: UUID, saving: Saving, window: Window) -> Saved:
    """Keep what was typed on a step; the last save wins, and is told when it overtook another.

    What was typed on a page comes too late when the page itself was sent meanwhile. The first save
    with an e-mail address announces DraftSaved. Refuses `already-sent` (409).
    """
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is not None or draft.sending is not None:
        raise Refusal(*SENT)
    if _is_late(draft, saving):
        return Saved(draft, overtaken=False)
    overtaken = _overtaken(draft, saving)
    now = clock.now()
    draft.data = _merged(draft.data, saving.parts)
    draft.revision += 1
    draft.marks = {**draft.marks, saving.step: [saving.page, draft.revision, saving.final]}
    draft.step, draft.saved_at = saving.step, now
    if saving.email is not None:
        draft.email = saving.email
    await _announce(session, draft, window, now)
    return Saved(draft, overtaken)


async def follow_version(session: AsyncSession, draft_id: UUID, version: int) -> None:
    """Go on with a later version of the call, once its differences were read."""
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is None and draft.sending is None:
        draft.call_version = max(version, draft.call_version)


async def follow_form(session: AsyncSession, draft_id: UUID, version: int) -> None:
    """Go on with the form of the version that the amended application is judged by."""
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is None and draft.sending is None:
        draft.call_version = version


async def change_papers(
    session: AsyncSession, draft_id: UUID, document: str, change: Callable[[Papers], Papers]
) -> None:
    """Add a file to one of the documents, or take it away. Refuses `already-sent` (409)."""
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is not None or draft.sending is not None:
        raise Refusal(*SENT)
    papers = change([*draft.data.get("documents", {}).get(document, [])])
    draft.data = _merged(draft.data, {"documents": {document: papers}})
    draft.revision += 1
    draft.saved_at = clock.now()


def _merged(data: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Two pages of one draft, saved at the same time, do not undo each other."""
    whole = dict(data)
    for name, part in parts.items():
        whole[name] = {**whole.get(name, {}), **part} if isinstance(part, Mapping) else part
    return whole


def _overtaken(draft: Draft, saving: Saving) -> bool:
    """Another page of the same step saved after this one was shown."""
    page, revision, _ = draft.marks.get(saving.step, UNTOUCHED)
    return bool(saving.page) and page != saving.page and revision > saving.seen


def _is_late(draft: Draft, saving: Saving) -> bool:
    page, _, final = draft.marks.get(saving.step, UNTOUCHED)
    return not saving.final and final and page == saving.page


async def _announce(session: AsyncSession, draft: Draft, window: Window, now: datetime) -> None:
    if draft.announced or not draft.email or draft.amends is not None:
        return
    draft.announced = True
    fact = DraftSaved(
        application_id=draft.id, call_id=draft.call_id, at=now, wake_at=first_look(window, now)
    )
    await announce(session, fact, at=now)
