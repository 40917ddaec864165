"""Where the vouchers of an application are used, for those who must hear of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_USED = text(
    """
    with used as (
        select h.provider, true as held from hold h join voucher v on v.id = h.voucher_id
        where v.application_id = :id and h.state = 'held'
        union
        select r.provider, false from redemption r join voucher v on v.id = r.voucher_id
        where v.application_id = :id
            and not exists (select from reversal s where s.redemption_id = r.id)
    )
    select distinct p.id from provider p join used u on u.provider = p.handle
    where p.state in ('accredited', 'suspended') and u.held = (select bool_or(held) from used)
    order by p.id
    """
)


async def used_providers(session: AsyncSession, application_id: UUID) -> Sequence[UUID]:
    """Return the providers who hold a part of a voucher, or else those where one was spent."""
    return (await session.execute(_USED, {"id": application_id})).scalars().all()
