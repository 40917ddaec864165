"""Starting a draft, and coming back to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.forms import new_token
from kit.ids import new_id
from kit.refusal import Refusal
from services.portal.models import Draft, DraftKey
from services.portal.queries import drafts
from services.portal.rules.care import ABANDONED_AFTER
from services.portal.rules.codes import ENTRY_LIVES, KeyKind, digest, new_code, read_code

BROWSER_LIVES = timedelta(days=7)


@dataclass(frozen=True)
class Beginning:
    """What a draft begins with: the call's version and line, and what is known already."""

    call_id: str
    call_version: int
    line: str
    data: dict[str, Any]
    step: str = ""
    arrival: dict[str, Any] | None = None
    amends: UUID | None = None
    email: str = ""


@dataclass(frozen=True)
class Opened:
    """A draft with a secret that opens it: for the browser, or for the person to write down."""

    draft_id: UUID
    secret: str


async def start_draft(session: AsyncSession, key: bytes, beginning: Beginning) -> Opened:
    """Begin a draft; return it with the secret that the browser keeps.

    Drafts that somebody began and left without an address, a month ago, are cleared away.
    """
    now = clock.now()
    left = (col(Draft.saved_at) < now - ABANDONED_AFTER) & ~col(Draft.announced)
    await session.exec(delete(Draft).where(left, col(Draft.sent_at).is_(None)))
    draft = Draft(id=new_id(), created_at=now, saved_at=now, **vars(beginning))
    session.add(draft)
    await session.flush()
    return Opened(draft.id, await give_key(session, key, draft.id, "browser"))


async def give_key(session: AsyncSession, key: bytes, draft_id: UUID, kind: KeyKind) -> str:
    """Make a secret for a draft and return it; a code takes the place of the one before."""
    secret = new_code() if kind == "code" else new_token()
    if kind == "code":
        old = (col(DraftKey.draft_id) == draft_id) & (col(DraftKey.kind) == "code")
        await session.exec(delete(DraftKey).where(old))
    now = clock.now()
    made = DraftKey(
        digest=digest(key, kind, secret),
        draft_id=draft_id,
        kind=kind,
        made_at=now,
        ends_at=_ends(kind, now),
    )
    session.add(made)
    await session.flush()
    return secret


async def resume(session: AsyncSession, key: bytes, typed: str) -> Opened:
    """Open a draft with its code, for the browser at hand.

    Refuses `unknown-code` (404), the same for a code that is none and for one of nobody's.
    """
    code = read_code(typed) or ""
    known = await drafts.key_of(session, digest(key, "code", code), "code", clock.now())
    if known is None:
        sentence = "Nessuna domanda ha questo codice: lo ricontrolli e lo scriva di nuovo."
        raise Refusal("unknown-code", sentence, 404)
    return Opened(known.draft_id, await give_key(session, key, known.draft_id, "browser"))


async def enter(session: AsyncSession, key: bytes, token: str) -> Opened:
    """Open a draft with the address that an official was given, once.

    Refuses `entry-used` (404) afterwards, or when 15 minutes have gone by.
    """
    known = await drafts.key_of(session, digest(key, "entry", token), "entry", clock.now())
    if known is None:
        raise Refusal("entry-used", "Questo indirizzo è già stato usato o è scaduto.", 404)
    await session.delete(known)
    return Opened(known.draft_id, await give_key(session, key, known.draft_id, "browser"))


async def leave(session: AsyncSession, digests: list[bytes]) -> None:
    """Take the keys of a browser away: the draft waits for its code."""
    await session.exec(delete(DraftKey).where(col(DraftKey.digest).in_(digests)))


async def delete_draft(session: AsyncSession, draft_id: UUID) -> None:
    """Delete a draft that was not sent, with all that was typed.

    Refuses `already-sent` (409): what is in the register stays there.
    """
    draft = await drafts.locked(session, draft_id)
    if draft.sent_at is not None or draft.sending is not None:
        raise Refusal("already-sent", "La domanda è già stata inviata: può ritirarla.")
    await session.delete(draft)


def _ends(kind: KeyKind, now: datetime) -> datetime | None:
    lives = {"browser": BROWSER_LIVES, "entry": ENTRY_LIVES}.get(kind)
    return now + lives if lives else None
