"""Providers as they come in with their key, as officials see them, and as anybody may."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import (
    AccountShown,
    ProviderCard,
    ProviderChangeCard,
    ProviderStepTaken,
    PublicProvider,
    PublicProviders,
)
from kit.refusal import Refusal
from services.vouchers.queries.provider_terms import ACCOUNT, OFFERED, TERMS

_BY_KEY = text("select handle from provider where key_hash = :key_hash")
_CARD = text(
    "select shop.id as provider_id, handle, name, nature, municipality, contact_email, categories, "
    "state, valid_from_on, valid_until_on, key_hash is not null as has_key, "
    f"{OFFERED}, bank.holder, right(bank.iban, 4) as iban_end "
    f"from provider shop {TERMS} {ACCOUNT} where shop.id = :id"
)
_CHANGES = text(
    "select id as change_id, state, from_on, capacity, period, municipalities, holder, "
    "right(iban, 4) as iban_end, reason, proposed_by, proposed_at, settled_by, settled_at, answer "
    "from provider_change where provider_id = :id order by id desc"
)
_HISTORY = text(
    'select move, state, act, "on", reason, official, at from provider_act '
    "where provider_id = :id order by id"
)
_LISTED = text(
    "select handle, name, municipality, coalesce(area.municipalities, shop.municipalities) as "
    f"municipalities, categories, valid_until_on from provider shop {TERMS} "
    "where state = 'accredited' and valid_from_on <= :today "
    "and (valid_until_on is null or valid_until_on >= :today) order by name, handle limit 1000"
)


async def provider_of_key(session: AsyncSession, key_hash: bytes) -> str | None:
    """Return the handle of the provider with this key, None when nobody has it."""
    found = await session.execute(_BY_KEY, {"key_hash": key_hash})
    handle: str | None = found.scalar_one_or_none()
    return handle


async def provider_card(session: AsyncSession, provider_id: UUID, today: date) -> ProviderCard:
    """Return a provider as it is on a day, with its history. Refuses `provider-unknown` (404)."""
    values = {"id": provider_id, "today": today, "paid_on": today}
    row = (await session.execute(_CARD, values)).mappings().one_or_none()
    if row is None:
        raise Refusal("provider-unknown", "Nessun fornitore ha questo identificativo.", 404)
    steps = (await session.execute(_HISTORY, {"id": provider_id})).mappings()
    changes = (await session.execute(_CHANGES, {"id": provider_id})).mappings()
    return ProviderCard(
        **_told(row),
        history=[ProviderStepTaken(**step) for step in steps],
        changes=[ProviderChangeCard(**_told(change)) for change in changes],
    )


def _told(row: RowMapping) -> dict[str, Any]:
    """Return a row with its bank account as people see it."""
    told = {name: value for name, value in row.items() if name not in ("holder", "iban_end")}
    account = (
        AccountShown(holder=row["holder"], iban_end=row["iban_end"]) if row["holder"] else None
    )
    return {**told, "account": account}


async def listed_providers(session: AsyncSession, today: date) -> PublicProviders:
    """Return those accredited on a day, by name: at most a thousand."""
    rows = (await session.execute(_LISTED, {"today": today})).mappings()
    return PublicProviders(items=[PublicProvider(**row) for row in rows])
