"""The vouchers of an application with their codes, as their owner tells them for one page."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel

from contracts.vouchers.cards import VoucherCard
from kit.refusal import Refusal
from services.dashboard.queries.peer import Ask, Peer

PATIENCE_S = 3.0


class AskedVouchers(BaseModel):
    """Whose vouchers are asked for, those that are parts of others too."""

    application_ids: list[UUID]
    parts: bool = True


class ToldVouchers(BaseModel):
    """The vouchers found."""

    items: list[VoucherCard]


async def vouchers_of(vouchers: Peer, application_id: UUID) -> Sequence[VoucherCard]:
    """Return the vouchers of an application; none while their owner is silent."""
    asked = AskedVouchers(application_ids=[application_id])
    ask = Ask("/v1/queries/voucher-cards", asked, patience_s=PATIENCE_S)
    try:
        return (await vouchers.post(ToldVouchers, ask)).items
    except Refusal:
        return ()
