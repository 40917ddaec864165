"""The door of alliances, their targets, and the organisations that are in."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from contracts.adhesions import AdhesionCards, TargetStanding
from contracts.identifiers import VatNumber
from contracts.network import OrganisationCard
from contracts.places import Slug
from kit import clock
from kit.web import PUBLIC, SERVICE
from services.network.api.door import Reading
from services.network.queries import adhesions
from services.network.usecases import reading

router = APIRouter(prefix="/v1")


class Alliances(BaseModel):
    """The alliances as their lead bodies published them."""

    items: list[dict[str, Any]]


@router.get("/alliances", **PUBLIC)
async def list_alliances(session: Reading) -> Alliances:
    """Return the alliances with partners, territory, actions and channels."""
    return Alliances(items=[row.definition for row in await adhesions.alliances(session)])


@router.get("/alliances/{slug}/target", **PUBLIC)
async def get_target(session: Reading, slug: Slug) -> TargetStanding:
    """Tell how many firms joined an alliance, against its target."""
    return await reading.target_standing(session, slug)


@router.get("/alliances/{slug}/adhesions", **SERVICE)
async def list_adhesions(session: Reading, slug: Slug) -> AdhesionCards:
    """Return the adhesions to an alliance in the order of their arrival."""
    return await reading.adhesion_cards(session, slug)


@router.get("/organisations/{vat_number}", **SERVICE)
async def get_organisation(session: Reading, vat_number: VatNumber) -> OrganisationCard:
    """Tell an organisation that joined, so that its forms need not ask it again."""
    organisation, adhesion, alliance = await adhesions.member(session, vat_number, clock.today())
    return OrganisationCard(
        name=organisation.name,
        municipality=organisation.municipality,
        alliance=alliance.name,
        since_on=adhesion.since_on or clock.today(),
    )
