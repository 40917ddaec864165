"""The HTTP door of network."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from contracts.identifiers import MunicipalityCode, VatNumber
from contracts.intake import PlainName
from contracts.network import AdhesionConfirmed, AdhesionWithdrawn, OrganisationCard
from contracts.places import Slug
from kit import clock
from kit.database import Cause
from kit.pseudonyms import pseudonym
from kit.web import PUBLIC, SERVICE
from services.network import queries, usecases

router = APIRouter(prefix="/v1")


class AdhesionRequest(BaseModel):
    """A Scheda Partnership that was received and checked."""

    model_config = ConfigDict(extra="forbid")

    name: PlainName
    vat_number: VatNumber
    municipality: MunicipalityCode
    alliance: Slug
    since_on: date


class WithdrawalRequest(BaseModel):
    """The last civil day of an adhesion."""

    model_config = ConfigDict(extra="forbid")

    until_on: date


class Alliances(BaseModel):
    """The alliances as their lead bodies published them."""

    items: list[dict[str, Any]]


@router.get("/alliances", **PUBLIC)
async def list_alliances(request: Request) -> Alliances:
    """Return the alliances with partners, territory, actions and channels."""
    async with request.app.state.database.reading() as session:
        return Alliances(items=[row.definition for row in await queries.alliances(session)])


@router.get("/organisations/{vat_number}", **SERVICE)
async def get_organisation(request: Request, vat_number: VatNumber) -> OrganisationCard:
    """Tell an organisation that joined, so that its forms need not ask it again."""
    async with request.app.state.database.reading() as session:
        organisation, adhesion, alliance = await queries.member(session, vat_number, clock.today())
    return OrganisationCard(
        name=organisation.name,
        municipality=organisation.municipality,
        alliance=alliance.name,
        since_on=adhesion.since_on,
    )


@router.post("/adhesions", status_code=201, **SERVICE)
async def confirm_adhesion(request: Request, asked: AdhesionRequest) -> AdhesionConfirmed:
    """Confirm the adhesion of an organisation to an alliance."""
    key = pseudonym(request.app.state.pseudonym_key, asked.vat_number)
    joining = usecases.Joining(key=key, **asked.model_dump())
    async with request.app.state.database.transaction(Cause(actor="service")) as session:
        return await usecases.confirm_adhesion(session, joining)


@router.post("/adhesions/{adhesion_id}/withdrawals", status_code=201, **SERVICE)
async def withdraw_adhesion(
    request: Request, adhesion_id: UUID, asked: WithdrawalRequest
) -> AdhesionWithdrawn:
    """End an adhesion."""
    async with request.app.state.database.transaction(Cause(actor="service")) as session:
        return await usecases.withdraw_adhesion(session, adhesion_id, asked.until_on)
