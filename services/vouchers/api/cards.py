"""Vouchers rendered with their codes, for our own letters and pages."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from contracts.vouchers.cards import VoucherCard
from kit.web import SERVICE
from services.vouchers.api.door import Body, codes_of, database_of
from services.vouchers.queries.cards import voucher_cards

router = APIRouter(prefix="/v1")


class CardsBody(Body):
    """The applications whose vouchers are asked for, with their parts or without: one page."""

    application_ids: list[UUID] = Field(max_length=200)
    parts: bool = False


class Cards(BaseModel):
    """The vouchers found."""

    items: list[VoucherCard]


@router.post("/queries/voucher-cards", **SERVICE)
async def post_voucher_cards(request: Request, body: CardsBody) -> Cards:
    """Render vouchers with their codes, for a letter or a page."""
    async with database_of(request).reading() as session:
        codes = codes_of(request)
        cards = await voucher_cards(session, body.application_ids, codes, parts=body.parts)
        return Cards(items=cards)
