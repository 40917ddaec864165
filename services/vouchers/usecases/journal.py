"""One transfer; the database moves both accounts or refuses it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.database import CAUSE
from kit.ids import new_id

_POST = text(
    "insert into transfer "
    "(id, operation_key, debit_account, credit_account, amount_cents, code, at, actor) "
    "values (:id, :key, :debit, :credit, :cents, :code, :at, :actor)"
)


@dataclass(frozen=True)
class Movement:
    """Money that goes from the account debited to the account credited, once under its key."""

    code: str
    about: str
    debit: UUID
    credit: UUID
    amount_cents: int


async def post(session: AsyncSession, movement: Movement) -> None:
    """Write a transfer; nothing is written for nothing."""
    if movement.amount_cents == 0:
        return
    values = {
        "id": new_id(),
        "key": f"{movement.code}:{movement.about}",
        "debit": movement.debit,
        "credit": movement.credit,
        "cents": movement.amount_cents,
        "code": movement.code,
        "at": clock.now(),
        "actor": session.info[CAUSE].actor,
    }
    await session.execute(_POST, values)
