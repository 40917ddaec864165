"""What letters say of money and to providers, for our own letters."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from contracts.letters import MoneyFactsList, PaidApplications, PaidBatch
from contracts.providers import ProviderLetterFactsList
from kit.web import SERVICE
from services.vouchers.api.door import Body, database_of
from services.vouchers.queries.letters import money_facts, paid_applications
from services.vouchers.queries.provider_letters import provider_letter_facts

router = APIRouter(prefix="/v1")


class ProvidersBody(Body):
    """The providers whom a letter goes to: one page, by their ids."""

    application_ids: list[UUID] = Field(max_length=200)


class MoneyFactsBody(Body):
    """The applications whose money a letter tells: one page."""

    application_ids: list[UUID] = Field(max_length=200)


@router.post("/queries/money-facts", **SERVICE)
async def post_money_facts(request: Request, body: MoneyFactsBody) -> MoneyFactsList:
    """Return offers, examined reports, payments and recoveries of applications."""
    async with database_of(request).reading() as session:
        return MoneyFactsList(items=await money_facts(session, body.application_ids))


@router.post("/queries/paid-applications", **SERVICE)
async def post_paid_applications(request: Request, page: PaidBatch) -> PaidApplications:
    """Return a page of the applications whose payment was ordered in a batch."""
    async with database_of(request).reading() as session:
        return PaidApplications(application_ids=await paid_applications(session, page))


@router.post("/queries/provider-letter-facts", **SERVICE)
async def post_provider_letter_facts(
    request: Request, body: ProvidersBody
) -> ProviderLetterFactsList:
    """Return what a letter to each of these providers says."""
    async with database_of(request).reading() as session:
        facts = await provider_letter_facts(session, body.application_ids)
        return ProviderLetterFactsList(items=facts)
