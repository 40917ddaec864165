"""One transfer; the database moves both accounts or refuses it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.database import CAUSE, Cause
from kit.ids import new_id

_POST = text(
    "insert into transfer "
    "(id, operation_key, debit_account, credit_account, amount_cents, code, at, actor, act, cause) "
    "values (:id, :key, :debit, :credit, :cents, :code, :at, :actor, :act, :cause)"
)


@dataclass(frozen=True)
class Movement:
    """Money that goes from the account debited to the account credited, once under its key."""

    code: str
    about: str
    debit: UUID
    credit: UUID
    amount_cents: int
    act: str | None = None


def cause_of(session: AsyncSession) -> str:
    """Return what a movement of this transaction says that it was caused by."""
    cause: Cause = session.info[CAUSE]
    return cause.causation or cause.correlation or cause.actor


def of_round(about: UUID, round_: int) -> str:
    """Return what a movement is about that happens once in each round of a case."""
    return str(about) if round_ == 1 else f"{about}:r{round_}"


async def post(session: AsyncSession, movement: Movement) -> None:
    """Write a transfer; nothing is written for nothing."""
    if movement.amount_cents:
        await post_as(session, movement, new_id())


async def post_as(session: AsyncSession, movement: Movement, id_: UUID) -> UUID:
    """Write a transfer under an id that another row shares."""
    values = {
        "id": id_,
        "key": f"{movement.code}:{movement.about}",
        "debit": movement.debit,
        "credit": movement.credit,
        "cents": movement.amount_cents,
        "code": movement.code,
        "at": clock.now(),
        "actor": session.info[CAUSE].actor,
        "act": movement.act,
        "cause": cause_of(session),
    }
    await session.execute(_POST, values)
    return id_
