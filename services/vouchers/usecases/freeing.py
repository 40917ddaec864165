"""What providers held goes back to its voucher: released, lapsed, or freed by an act."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.spending import HoldReleased
from kit.eventlog import announce
from services.vouchers.usecases.journal import Movement, post
from services.vouchers.usecases.titles import Title

_OPEN = text(
    "select id, amount_cents from hold where voucher_id = :id and state = 'held' "
    "and (expires_at <= :now or :all) order by id"
)
_END = text(
    "update hold set state = :state, captured_cents = :captured, ended_at = :at where id = :id"
)


async def free_lapsed(session: AsyncSession, title: Title, now: datetime) -> None:
    """Free the holds of a voucher whose instant has passed."""
    for hold in await _open(session, title, now, all_=False):
        await free(session, title, hold.id, hold.amount_cents)
        await end(session, hold.id, "lapsed", now)
        await _tell(session, title, hold, lapsed=True)


async def free_all(session: AsyncSession, title: Title, now: datetime) -> None:
    """Free every open hold of a voucher that ends."""
    for hold in await _open(session, title, now, all_=True):
        await free(session, title, hold.id, hold.amount_cents)
        await end(session, hold.id, "released", now)
        await _tell(session, title, hold, lapsed=False)


async def free(
    session: AsyncSession, title: Title, hold_id: UUID, cents: int, about: str = ""
) -> None:
    """Move so much of a hold back to its voucher; `about` is the key of who asked, if one did."""
    await post(session, Movement("unhold", about or str(hold_id), hold_id, title.id, cents))
    title.held_cents -= cents
    title.residual_cents += cents


async def end(
    session: AsyncSession,
    hold_id: UUID,
    state: Literal["captured", "released", "lapsed"],
    at: datetime,
    captured_cents: int = 0,
) -> None:
    """Write how a hold ended, and how much of it was taken."""
    values = {"id": hold_id, "state": state, "captured": captured_cents, "at": at}
    await session.execute(_END, values)


async def _open(
    session: AsyncSession, title: Title, now: datetime, *, all_: bool
) -> list[Row[Any]]:
    values = {"id": title.id, "now": now, "all": all_}
    return list((await session.execute(_OPEN, values)).all())


async def _tell(session: AsyncSession, title: Title, hold: Row[Any], *, lapsed: bool) -> None:
    fact = HoldReleased(
        voucher_id=title.id, application_id=title.application_id, hold_id=hold.id,
        amount_cents=hold.amount_cents, lapsed=lapsed,
    )  # fmt: skip
    await announce(session, fact, alliance=title.alliance)
