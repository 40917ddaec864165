"""Opening, resuming and closing the sessions of staff."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.models import Staff, StaffSession
from services.dashboard.rules import sessions

AT_ONCE = 2
_HASHER = PasswordHasher()
_TURNS = asyncio.Semaphore(AT_ONCE)
WRONG = "Indirizzo o password non corrispondono a un accesso attivo."


@dataclass(frozen=True)
class Signed:
    """A member of staff with a live session."""

    id: UUID
    name: str
    role: str


async def create_staff(
    session: AsyncSession, name: str, email: str, password: str, role: str
) -> Staff:
    """Give a person an account, or a known one a new name, password and role."""
    address = email.strip().lower()
    found = (await session.exec(select(Staff).where(Staff.email == address))).one_or_none()
    staff = found or Staff(id=new_id(), email=address, created_at=clock.now())
    staff.name, staff.role, staff.active = name, role, True
    staff.password_hash = await asyncio.to_thread(_HASHER.hash, password)
    session.add(staff)
    await session.flush()
    return staff


async def log_in(session: AsyncSession, email: str, password: str, now: datetime) -> str:
    """Open a session and return its token, which is new at every login.

    Refused as `login-failed` (403), with the same sentence and the same work whether the address,
    the password or the account is wrong.
    """
    found = select(Staff).where(Staff.email == email.strip().lower(), col(Staff.active))
    staff = (await session.exec(found)).one_or_none()
    expected = staff.password_hash if staff else _nobody()
    if not await _matches(expected, password) or staff is None:
        raise Refusal("login-failed", WRONG, 403)
    token = sessions.new_token()
    session.add(
        StaffSession(digest=sessions.digest(token), staff_id=staff.id, started_at=now, seen_at=now)
    )
    return token


async def resume(
    session: AsyncSession, token: str, now: datetime, *, touch: bool = True
) -> Signed | None:
    """Return who a token belongs to, or None when it is unknown, closed or past its terms.

    With `touch` the idle term starts again; what a page asks by itself does not touch.
    """
    kept = await session.get(StaffSession, sessions.digest(token))
    if kept is None or kept.ended_at or not sessions.is_live(kept.started_at, kept.seen_at, now):
        return None
    if touch and sessions.is_worth_a_touch(kept.seen_at, now):
        kept.seen_at = now
    staff = await session.get_one(Staff, kept.staff_id)
    return Signed(staff.id, staff.name, staff.role) if staff.active else None


async def log_out(session: AsyncSession, token: str, now: datetime) -> None:
    """Close a session for ever; a second time changes nothing."""
    ended = (
        update(StaffSession)
        .where(col(StaffSession.digest) == sessions.digest(token))
        .where(col(StaffSession.ended_at).is_(None))
        .values(ended_at=now)
    )
    await session.exec(ended)


async def _matches(expected: str, password: str) -> bool:
    """Verify two at a time at most: each takes 64 MiB."""
    async with _TURNS:
        return await asyncio.to_thread(_verified, expected, password)


def _verified(expected: str, password: str) -> bool:
    try:
        return _HASHER.verify(expected, password)
    except VerifyMismatchError:
        return False


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown address costs the same time."""
    return _HASHER.hash(sessions.new_token())
