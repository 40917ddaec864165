"""Batches of payments as the desk heard of them: what was left out, declined, paid, sent back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.payments import LeftOut, PaymentOrdered
from services.dashboard.models import CallFact, PaymentBatch, PaymentOutcome

MOST = 200


class Fate(NamedTuple):
    """What became of a batch: how many orders were paid or came back, and what did not enter it."""

    paid: int = 0
    bounced: int = 0
    is_declined: bool = False
    left_out: Sequence[LeftOut] = ()


async def batches(session: AsyncSession) -> Sequence[tuple[PaymentBatch, Fate]]:
    """Return the payment batches, the newest first, with what became of each."""
    query = select(PaymentBatch).order_by(col(PaymentBatch.at).desc()).limit(MOST)
    rows = (await session.exec(query)).all()
    fates = await fates_of(session, [each.id for each in rows])
    return [(each, fates[each.id]) for each in rows]


async def fates_of(session: AsyncSession, ids: Iterable[UUID]) -> Mapping[UUID, Fate]:
    """Return what became of these batches, as far as it was heard."""
    found = {each: Fate() for each in ids}
    await _add_outcomes(session, found)
    await _add_facts(session, found)
    return found


async def _add_outcomes(session: AsyncSession, found: dict[UUID, Fate]) -> None:
    query = (
        select(PaymentOutcome.batch_id, PaymentOutcome.paid, func.count())
        .where(col(PaymentOutcome.batch_id).in_(found))
        .group_by(col(PaymentOutcome.batch_id), col(PaymentOutcome.paid))
    )
    for batch_id, paid, count in (await session.exec(query)).all():
        known = found[batch_id]
        found[batch_id] = known._replace(paid=count) if paid else known._replace(bounced=count)


async def _add_facts(session: AsyncSession, found: dict[UUID, Fate]) -> None:
    query = select(CallFact.kind, CallFact.data).where(
        col(CallFact.kind).in_(("PaymentOrdered", "PaymentDeclined")),
        col(CallFact.data)["batch_id"].astext.in_([str(each) for each in found]),
    )
    for kind, data in (await session.exec(query)).all():
        batch_id = UUID(data["batch_id"])
        if kind == "PaymentDeclined":
            found[batch_id] = found[batch_id]._replace(is_declined=True)
        else:
            left_out = PaymentOrdered.model_validate(data).left_out
            found[batch_id] = found[batch_id]._replace(left_out=left_out)
