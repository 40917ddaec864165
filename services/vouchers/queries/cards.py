"""Vouchers as their holders read them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.cards import VoucherCard, VoucherUse
from services.vouchers.rules.codes import Codes

_CARDS = text(
    """
    select v.id, v.application_id, v.amount_cents, a.credits_cents - a.debits_cents as residual,
           v.valid_until_on, v.state, v.activate_by_on, v.activated_at, v.parent_id, v.category,
           u.at as used_at, u.provider, u.amount_cents as used_cents,
           case when s.act ~ '^[0-9]' then s.act else '' end as act,
           coalesce(s.reason, '') as reason
    from voucher v join account a on a.id = v.id
    left join lateral (
        select r.at, r.amount_cents, coalesce(p.name, r.provider) as provider
        from redemption r left join provider p on p.handle = r.provider
        where r.voucher_id = v.id
        and not exists (select from reversal b where b.redemption_id = r.id)
        order by r.at desc, r.id desc limit 1
    ) u on true
    left join lateral (
        select act, reason from voucher_act where voucher_id = v.id order by id desc limit 1
    ) s on true
    where v.state <> 'replaced' and v.application_id = any(cast(:ids as uuid[]))
    and (v.parent_id is null or :parts) order by v.id
    """
)


async def voucher_cards(
    session: AsyncSession, application_ids: list[UUID], codes: Codes, *, parts: bool = False
) -> list[VoucherCard]:
    """Return the cards of these applications' vouchers; those without one have no card.

    Of one that was replaced its successor is told; parts come only when they are asked for. Here
    and on their paper alone are codes rendered.
    """
    rows = await session.execute(_CARDS, {"ids": application_ids, "parts": parts})
    return [
        VoucherCard(
            voucher_id=row.id,
            application_id=row.application_id,
            code=codes.code(row.id),
            amount_cents=row.amount_cents,
            residual_cents=row.residual,
            valid_until_on=row.valid_until_on,
            state=row.state,
            activate_by_on=None if row.activated_at else row.activate_by_on,
            parent_id=row.parent_id,
            category=row.category,
            last_use=_last_use(row),
            act=row.act,
            reason=row.reason,
        )
        for row in rows
    ]


def _last_use(row: Row[Any]) -> VoucherUse | None:
    if row.used_at is None:
        return None
    return VoucherUse(at=row.used_at, provider=row.provider, amount_cents=row.used_cents)
