"""Providers as they come in with their key, as officials see them, and as anybody may."""

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import (
    ProviderCard,
    ProviderStepTaken,
    PublicProvider,
    PublicProviders,
)
from kit.refusal import Refusal

_BY_KEY = text("select handle from provider where key_hash = :key_hash")
_CARD = text(
    "select id as provider_id, handle, name, nature, municipality, contact_email, categories, "
    "municipalities, capacity, state, valid_from_on, valid_until_on, "
    "key_hash is not null as has_key from provider where id = :id"
)
_HISTORY = text(
    'select move, state, act, "on", reason, official, at from provider_act '
    "where provider_id = :id order by id"
)
_LISTED = text(
    "select handle, name, municipality, municipalities, categories, valid_until_on from provider "
    "where state = 'accredited' and valid_from_on <= :today "
    "and (valid_until_on is null or valid_until_on >= :today) order by name, handle limit 1000"
)


async def provider_of_key(session: AsyncSession, key_hash: bytes) -> str | None:
    """Return the handle of the provider with this key, None when nobody has it."""
    found = await session.execute(_BY_KEY, {"key_hash": key_hash})
    handle: str | None = found.scalar_one_or_none()
    return handle


async def provider_card(session: AsyncSession, provider_id: UUID) -> ProviderCard:
    """Return a provider with its history. Refuses `provider-unknown` (404)."""
    row = (await session.execute(_CARD, {"id": provider_id})).mappings().one_or_none()
    if row is None:
        raise Refusal("provider-unknown", "Nessun fornitore ha questo identificativo.", 404)
    steps = (await session.execute(_HISTORY, {"id": provider_id})).mappings()
    return ProviderCard(**row, history=[ProviderStepTaken(**step) for step in steps])


async def listed_providers(session: AsyncSession, today: date) -> PublicProviders:
    """Return those accredited on a day, by name: at most a thousand."""
    rows = (await session.execute(_LISTED, {"today": today})).mappings()
    return PublicProviders(items=[PublicProvider(**row) for row in rows])
