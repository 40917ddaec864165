"""What letters to providers say, and who writes them: asked when they are composed."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import Recipient
from contracts.places import Body
from contracts.providers import ProviderLetterFacts
from kit import clock
from programmes.catalogue import Programmes
from services.vouchers.queries.provider_list import known_programmes

NOBODY = "Alleanza locale di conciliazione"
_PROVIDERS = text(
    """
    select p.id, p.name, p.contact_email, p.municipality, p.state, p.valid_from_on,
           p.valid_until_on, p.categories, coalesce(s.act, '') as act, s.act_on,
           coalesce(s.reason, '') as reason
    from provider p left join lateral (
        select act, "on" as act_on, reason from provider_act
        where provider_id = p.id order by id desc limit 1
    ) s on true
    where p.id = any(cast(:ids as uuid[])) order by p.id
    """
)


async def provider_letter_facts(
    session: AsyncSession, ids: Sequence[UUID]
) -> list[ProviderLetterFacts]:
    """Return what a letter to each of these providers says; unknown ones are left out."""
    rows = (await session.execute(_PROVIDERS, {"ids": list(ids)})).all()
    if not rows:
        return []
    programmes = await asyncio.to_thread(known_programmes)
    today = clock.today()
    return [_facts(row, writer(programmes, row.municipality, today)) for row in rows]


def writer(programmes: Programmes, municipality: str, on: date) -> Body | None:
    """Return the lead body of the first alliance, by its slug, that holds a municipality on a day.

    One without a lead writes nothing; None when there is no other.
    """
    for slug in sorted(programmes.alliances):
        body = programmes.body_on(slug, on)
        if body and programmes.holds(slug, municipality, on):
            return body
    return None


def _facts(row: Row[Any], body: Body | None) -> ProviderLetterFacts:
    return ProviderLetterFacts(
        recipient=Recipient(application_id=row.id, name=row.name, email=row.contact_email),
        state=row.state,
        act=row.act,
        act_on=row.act_on,
        reason=row.reason,
        valid_from_on=row.valid_from_on,
        valid_until_on=row.valid_until_on,
        categories=row.categories,
        body_name=body.name if body else NOBODY,
        body_office=(body.office if body else None) or "",
        body_pec=(body.pec if body else None) or "",
    )
