"""The doors of the list of providers: to apply, to move an accreditation, to look at it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import (
    ChangeAnswer,
    ProviderApplication,
    ProviderCard,
    ProviderChange,
    ProviderEntries,
    ProviderKey,
    ProviderQuery,
    ProviderStep,
    PublicProviders,
)
from contracts.publishing import Official
from contracts.vouchers.providers import ProviderChanged
from kit import clock
from kit.web import PUBLIC, SERVICE
from services.vouchers.api.door import Body, Key, database_of, keys_of
from services.vouchers.api.repeated import Done, once
from services.vouchers.queries.provider_list import provider_entries
from services.vouchers.queries.providers import listed_providers, provider_card
from services.vouchers.usecases.changes import answer_change, propose_change
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
async def post_provider(request: Request, asked: ProviderApplication, key: Key) -> ProviderCard:
    """Take the application of a provider; refuses `handle-taken`."""

    async def verb(session: AsyncSession) -> ProviderCard:
        fact = await apply_as_provider(session, asked)
        return await provider_card(session, fact.provider_id, clock.today())

    return await once(request, key, "service", ProviderCard, verb)


@router.get("/provider-entries", **SERVICE)
async def get_provider_entries(
    request: Request, asked: Annotated[ProviderQuery, Query()]
) -> ProviderEntries:
    """Show officials a page of all providers, by name; refuses `alliance-unknown`."""
    async with database_of(request).reading() as session:
        return await provider_entries(session, asked, clock.today())


@router.get("/providers/{provider_id}", **SERVICE)
async def get_provider(request: Request, provider_id: UUID) -> ProviderCard:
    """Show officials a provider with its history; refuses `provider-unknown`."""
    async with database_of(request).reading() as session:
        return await provider_card(session, provider_id, clock.today())


@router.post("/providers/{provider_id}/moves", **SERVICE)
async def post_move(
    request: Request, provider_id: UUID, step: ProviderStep, key: Key
) -> ProviderCard:
    """Move an accreditation by an act; refuses `provider-unknown`, `provider-state`."""

    async def verb(session: AsyncSession) -> ProviderCard:
        await move_provider(session, provider_id, step)
        return await provider_card(session, provider_id, clock.today())

    return await once(request, key, step.official, ProviderCard, verb)


@router.post("/providers/{provider_id}/changes", status_code=201, **SERVICE)
async def post_change(
    request: Request, provider_id: UUID, change: ProviderChange, key: Key
) -> ProviderChanged:
    """Propose places, municipalities or a bank account from a day on; refuses `change-open`."""
    return await once(
        request, key, change.official, ProviderChanged,
        lambda session: propose_change(session, provider_id, change),
    )  # fmt: skip


@router.post("/providers/{provider_id}/changes/{change_id}/answers", status_code=201, **SERVICE)
async def post_change_answer(
    request: Request, provider_id: UUID, change_id: UUID, answer: ChangeAnswer, key: Key
) -> ProviderChanged:
    """Confirm a change as another official, or decline it; refuses `same-official`."""
    return await once(
        request, key, answer.official, ProviderChanged,
        lambda session: answer_change(session, provider_id, change_id, answer),
    )  # fmt: skip


@router.post("/providers/{provider_id}/keys", status_code=201, **SERVICE)
async def post_key(request: Request, provider_id: UUID, body: KeyBody, key: Key) -> ProviderKey:
    """Give a provider a new key; refuses `provider-not-accredited`.

    It is derived from the request's own key, so that the same request again has the same answer
    although no answer is kept.
    """
    keys = keys_of(request)
    given = keys.of(provider_id, key)
    await once(
        request, key, body.official, Done,
        lambda session: give_key(session, provider_id, keys.digest(given)),
    )  # fmt: skip
    return ProviderKey(provider_id=provider_id, key=given)
