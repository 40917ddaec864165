"""The list of providers as officials look through it: filters, and pages by name."""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import ProviderEntries, ProviderEntry, ProviderQuery
from kit.refusal import Refusal
from programmes.catalogue import EVERYWHERE, Programmes
from programmes.files import load_programmes
from services.vouchers.queries.provider_terms import OFFERED, TERMS

_PAGE = text(
    f"""
    select * from (
        select shop.id as provider_id, handle, name, municipality, categories, {OFFERED}, state,
               valid_from_on, valid_until_on, coalesce(last.act, '') as act,
               coalesce(last.at, applied_at) as since,
               exists (select from provider_change c where c.provider_id = shop.id
                       and c.state = 'proposed') as change_waits
        from provider shop {TERMS}
        left join lateral (
            select act, at from provider_act a where a.provider_id = shop.id
            order by a.id desc limit 1
        ) last on true
        where (cast(:state as text) is null or state = :state)
          and (cast(:category as text) is null or :category = any(categories))
          and (cast(:after as uuid) is null or (name, shop.id) > (
              select name, id from provider where id = cast(:after as uuid)))
    ) listed
    where (cast(:municipality as text) is null or :municipality = any(municipalities))
      and (cast(:places as text[]) is null or exists (
          select from unnest(municipalities) as served (code)
          where code = any(:places) or left(code, 3) = any(:places)))
    order by name, provider_id limit :limit
    """
)


async def provider_entries(
    session: AsyncSession, asked: ProviderQuery, today: date
) -> ProviderEntries:
    """Return a page of providers by name. Refuses `alliance-unknown` (404)."""
    values = {
        **asked.model_dump(exclude={"alliance"}), "today": today, "limit": asked.limit + 1,
        "places": await _places(asked.alliance, today) if asked.alliance else None,
    }  # fmt: skip
    rows = (await session.execute(_PAGE, values)).mappings().all()
    items = [ProviderEntry(**row) for row in rows[: asked.limit]]
    more = len(rows) > asked.limit
    return ProviderEntries(items=items, next=items[-1].provider_id if more else None)


async def _places(alliance: str, today: date) -> Sequence[str] | None:
    programmes = await asyncio.to_thread(known_programmes)
    if alliance not in programmes.alliances:
        raise Refusal("alliance-unknown", "Nessuna alleanza ha questo nome breve.", 404)
    places = programmes.territory_on(alliance, today)
    return None if EVERYWHERE in places else list(places)


@cache
def known_programmes() -> Programmes:
    """Read the programme files once: it takes half a second."""
    return load_programmes()
