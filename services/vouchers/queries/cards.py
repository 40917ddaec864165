"""Vouchers as their holders read them."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers import VoucherCard
from services.vouchers.rules.codes import Codes

_CARDS = text(
    "select v.id, v.application_id, v.amount_cents, a.credits_cents - a.debits_cents as residual, "
    "v.valid_until_on, v.state from voucher v join account a on a.id = v.id "
    "where v.application_id = any(cast(:ids as uuid[])) order by v.id"
)


async def voucher_cards(
    session: AsyncSession, application_ids: list[UUID], codes: Codes
) -> list[VoucherCard]:
    """Return the cards of these applications' vouchers; those without one have no card.

    The only place where codes are rendered.
    """
    rows = await session.execute(_CARDS, {"ids": application_ids})
    return [
        VoucherCard(
            voucher_id=row.id,
            application_id=row.application_id,
            code=codes.code(row.id),
            amount_cents=row.amount_cents,
            residual_cents=row.residual,
            valid_until_on=row.valid_until_on,
            state=row.state,
        )
        for row in rows
    ]
