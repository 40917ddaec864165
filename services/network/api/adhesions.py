"""The door by which organisations join an alliance and leave it."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from contracts.adhesions import (
    AdhesionCard,
    AdhesionIds,
    AdhesionLetterFactsList,
    AdhesionReceipt,
    AdhesionStepRequest,
)
from contracts.identifiers import MunicipalityCode, VatNumber
from contracts.intake import PlainName
from contracts.letters import EmployerKeys, EmployerLetterFactsList
from contracts.network import AdhesionCompleted, AdhesionConfirmed, AdhesionWithdrawn
from contracts.partnership import OriginalFiling, SheetFiling
from contracts.places import Slug
from kit.web import SERVICE
from services.network.api.door import Reading, done, keyed
from services.network.queries.employers import employer_letter_facts
from services.network.usecases import adhesions, links, reading, sheets
from services.network.usecases.adhesions import Joining
from services.network.usecases.alliances import Who

router = APIRouter(prefix="/v1")


class AdhesionRequest(BaseModel):
    """An adhesion that was confirmed on paper."""

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


@router.post("/partnership-sheets", status_code=201, **SERVICE)
async def receive_sheet(request: Request, filing: SheetFiling) -> AdhesionReceipt:
    """Register a Scheda Partnership with what it declares; one that is known joins the first."""
    return await done(
        request,
        filing.official,
        lambda s: links.receive_declaring_sheet(s, filing, lambda code: keyed(request, code)),
    )


@router.post("/adhesions/{adhesion_id}/originals", status_code=201, **SERVICE)
async def receive_original(
    request: Request, adhesion_id: UUID, filing: OriginalFiling
) -> AdhesionCompleted:
    """Register the signed original of a Scheda."""
    return await done(
        request, filing.official, lambda s: sheets.receive_original(s, adhesion_id, filing)
    )


@router.get("/adhesions/{adhesion_id}", **SERVICE)
async def get_adhesion(session: Reading, adhesion_id: UUID) -> AdhesionCard:
    """Return an adhesion with its documents, its history and what may be done now."""
    return await reading.adhesion_card(session, adhesion_id)


@router.post("/adhesions/{adhesion_id}/steps", status_code=201, **SERVICE)
async def take_step(
    request: Request, adhesion_id: UUID, asked: AdhesionStepRequest
) -> AdhesionCard:
    """Confirm, refuse, suspend, resume, renew or end an adhesion."""
    return await done(request, asked.official, lambda s: reading.after_step(s, adhesion_id, asked))


@router.post("/adhesions", status_code=201, **SERVICE)
async def confirm_adhesion(request: Request, asked: AdhesionRequest) -> AdhesionConfirmed:
    """Take over an adhesion that was confirmed on paper."""
    who = Who(keyed(request, asked.vat_number), asked.name, asked.vat_number, asked.municipality)
    joining = Joining(who, asked.alliance, asked.since_on)
    return await done(request, "service", lambda s: adhesions.confirm_adhesion(s, joining))


@router.post("/adhesions/{adhesion_id}/withdrawals", status_code=201, **SERVICE)
async def withdraw_adhesion(
    request: Request, adhesion_id: UUID, asked: WithdrawalRequest
) -> AdhesionWithdrawn:
    """End an adhesion."""
    return await done(
        request, "service", lambda s: adhesions.withdraw_adhesion(s, adhesion_id, asked.until_on)
    )


@router.post("/queries/adhesion-letter-facts", **SERVICE)
async def letter_facts(session: Reading, asked: AdhesionIds) -> AdhesionLetterFactsList:
    """Return what letters about adhesions say."""
    return await reading.letter_facts(session, asked)


@router.post("/queries/employer-letter-facts", **SERVICE)
async def employer_facts(session: Reading, asked: EmployerKeys) -> EmployerLetterFactsList:
    """Return what letters to employers say."""
    facts = await employer_letter_facts(session, asked.organisation_keys)
    return EmployerLetterFactsList(items=facts)
