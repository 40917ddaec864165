"""A voucher ends, and what was not spent goes back to the line that it came from."""

from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from services.vouchers.usecases import lines, titles
from services.vouchers.usecases.freeing import free_all
from services.vouchers.usecases.journal import Movement, post
from services.vouchers.usecases.titles import Title


async def hold_with_line(session: AsyncSession, voucher_id: UUID) -> tuple[lines.HeldLine, Title]:
    """Lock the line of a voucher, then the voucher: in this order for whatever may return money.

    Refuses `voucher-unknown` (404).
    """
    seen = await titles.peek(session, voucher_id)
    line = await lines.hold(session, seen.call_id, seen.line)
    return line, await titles.lock(session, voucher_id)


async def give_back(
    session: AsyncSession,
    line: lines.HeldLine,
    title: Title,
    code: Literal["expire", "revoke"],
    *,
    act: str | None = None,
) -> int:
    """End a voucher that lives: free its holds, return its residual, and say how much that was.

    One that was spent whole stays `spent`, and returns nothing.
    """
    now = clock.now()
    await free_all(session, title, now)
    residual = title.residual_cents
    await post(session, Movement(code, str(title.id), title.id, line.account, residual, act))
    title.residual_cents = 0
    state = title.state if title.state == "spent" else _ENDED[code]
    await titles.move(session, title, state, at=now, ends=True)
    return residual


_ENDED: dict[str, Literal["expired", "revoked"]] = {"expire": "expired", "revoke": "revoked"}
