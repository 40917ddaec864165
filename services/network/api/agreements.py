"""The door of agreements between organisations."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.agreements import (
    AgreementCard,
    AgreementSigning,
    CostFiling,
    Month,
    MonthStatement,
    PlaceAsking,
    PlaceCard,
    PlaceLeaving,
    UseFiling,
)
from contracts.network import AgreementSigned
from kit.web import SERVICE
from services.network.api.door import IdempotencyKey, Reading, Repeatable, done, keyed, once
from services.network.usecases import agreements, places

router = APIRouter(prefix="/v1")


@router.post("/agreements", status_code=201, **SERVICE)
async def sign_agreement(
    request: Request, signing: AgreementSigning, key: IdempotencyKey
) -> AgreementSigned:
    """Keep an agreement that organisations signed."""
    asked = Repeatable(key, signing.official, AgreementSigned)
    return await once(request, asked, lambda s: agreements.sign_agreement(s, signing))


@router.get("/agreements/{agreement_id}", **SERVICE)
async def get_agreement(session: Reading, agreement_id: UUID) -> AgreementCard:
    """Return an agreement with its places and its list."""
    return await places.agreement_card(session, agreement_id)


@router.post("/agreements/{agreement_id}/places", status_code=201, **SERVICE)
async def ask_place(request: Request, agreement_id: UUID, asking: PlaceAsking) -> PlaceCard:
    """Ask for a place for somebody who works for a member."""
    key = keyed(request, asking.worker_tax_code)
    return await done(
        request, asking.asked_by, lambda s: places.ask_place(s, agreement_id, asking, key)
    )


@router.post("/places/{place_id}/leavings", status_code=201, **SERVICE)
async def leave_place(request: Request, place_id: UUID, leaving: PlaceLeaving) -> PlaceCard:
    """Give a place or a turn back."""
    return await done(request, leaving.left_by, lambda s: places.leave_place(s, place_id, leaving))


@router.post("/agreements/{agreement_id}/uses", status_code=201, **SERVICE)
async def record_use(
    request: Request, agreement_id: UUID, filing: UseFiling, key: IdempotencyKey
) -> MonthStatement:
    """Record what a member used in a month."""
    asked = Repeatable(key, filing.official, MonthStatement)
    return await once(request, asked, lambda s: agreements.record_use(s, agreement_id, filing))


@router.post("/agreements/{agreement_id}/costs", status_code=201, **SERVICE)
async def record_cost(request: Request, agreement_id: UUID, filing: CostFiling) -> MonthStatement:
    """Record the invoice of a month."""
    return await done(
        request, filing.official, lambda s: agreements.record_cost(s, agreement_id, filing)
    )


@router.get("/agreements/{agreement_id}/months/{month}", **SERVICE)
async def get_month(session: Reading, agreement_id: UUID, month: Month) -> MonthStatement:
    """Return what a month cost, and what each member owes."""
    return await agreements.month_statement(session, agreement_id, month)
