"""The door of lists: what officials read of adhesions, plans, agreements, surveys and desks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contracts.places import Slug
from contracts.roll import (
    AdhesionRoll,
    AgreementCards,
    PlanCards,
    PostedOperators,
    RollQuestion,
    SheetCard,
    SurveyCards,
)
from kit.web import SERVICE
from services.network.api.door import Reading
from services.network.usecases import roll

router = APIRouter(prefix="/v1")


@router.get("/adhesions", **SERVICE)
async def list_adhesions(session: Reading, asked: Annotated[RollQuestion, Query()]) -> AdhesionRoll:
    """Return adhesions by what is due first, a page at a time."""
    return await roll.adhesion_roll(session, asked)


@router.get("/adhesions/{adhesion_id}/sheet", **SERVICE)
async def get_sheet(session: Reading, adhesion_id: UUID) -> SheetCard:
    """Return what the last Scheda of an adhesion says."""
    return await roll.sheet_card(session, adhesion_id)


@router.get("/adhesions/{adhesion_id}/plans", **SERVICE)
async def list_plans(session: Reading, adhesion_id: UUID) -> PlanCards:
    """Return the plans of an adhesion."""
    return await roll.plans_of(session, adhesion_id)


@router.get("/adhesions/{adhesion_id}/agreements", **SERVICE)
async def list_agreements(session: Reading, adhesion_id: UUID) -> AgreementCards:
    """Return the agreements that an adhesion is in."""
    return await roll.agreements_of(session, adhesion_id)


@router.get("/alliances/{slug}/surveys", **SERVICE)
async def list_surveys(session: Reading, slug: Slug) -> SurveyCards:
    """Return the surveys of an alliance."""
    return await roll.surveys_of(session, slug)


@router.get("/desks/{desk_id}/operators", **SERVICE)
async def list_operators(session: Reading, desk_id: UUID) -> PostedOperators:
    """Return who works at a desk, or did."""
    return await roll.operators_of(session, desk_id)
