"""The doors of the list of providers: to apply, to move an accreditation, to look at it."""

from uuid import UUID

from fastapi import APIRouter, Request

from contracts.providers import (
    ProviderApplication,
    ProviderCard,
    ProviderKey,
    ProviderStep,
    PublicProviders,
)
from contracts.publishing import Official
from kit import clock
from kit.database import Cause
from kit.web import PUBLIC, SERVICE
from services.vouchers.api.door import Body, database_of, keys_of
from services.vouchers.queries.providers import listed_providers, provider_card
from services.vouchers.usecases.providers import apply_as_provider, give_key, move_provider

router = APIRouter(prefix="/v1")


class KeyBody(Body):
    """Who gives a provider its key."""

    official: Official


@router.get("/providers", **PUBLIC)
async def get_providers(request: Request) -> PublicProviders:
    """Show anybody where vouchers can be spent today."""
    async with database_of(request).reading() as session:
        return await listed_providers(session, clock.today())


@router.post("/providers", status_code=201, **SERVICE)
async def post_provider(request: Request, asked: ProviderApplication) -> ProviderCard:
    """Take the application of a provider; refuses `handle-taken`."""
    async with database_of(request).transaction(Cause(actor="service")) as session:
        fact = await apply_as_provider(session, asked)
        return await provider_card(session, fact.provider_id)


@router.get("/providers/{provider_id}", **SERVICE)
async def get_provider(request: Request, provider_id: UUID) -> ProviderCard:
    """Show officials a provider with its history; refuses `provider-unknown`."""
    async with database_of(request).reading() as session:
        return await provider_card(session, provider_id)


@router.post("/providers/{provider_id}/moves", **SERVICE)
async def post_move(request: Request, provider_id: UUID, step: ProviderStep) -> ProviderCard:
    """Move an accreditation by an act; refuses `provider-unknown`, `provider-state`."""
    cause = Cause(actor=step.official, causation=step.act)
    async with database_of(request).transaction(cause) as session:
        await move_provider(session, provider_id, step)
        return await provider_card(session, provider_id)


@router.post("/providers/{provider_id}/keys", status_code=201, **SERVICE)
async def post_key(request: Request, provider_id: UUID, body: KeyBody) -> ProviderKey:
    """Give a provider a new key, told this once; refuses `provider-not-accredited`."""
    async with database_of(request).transaction(Cause(actor=body.official)) as session:
        key = await give_key(session, provider_id, keys_of(request))
        return ProviderKey(provider_id=provider_id, key=key)
