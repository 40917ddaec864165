"""What a letter to an employer says, as far as its Scheda tells it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import Recipient
from contracts.letters import EmployerLetterFacts
from contracts.places import Alliance
from kit import clock

_EMPLOYERS = text(
    """
    select distinct on (o.key) o.key, o.name, a.id, l.definition, s.sheet
    from organisation o join adhesion a on a.organisation_id = o.id
    join alliance l on l.slug = a.alliance
    join lateral (
        select sheet from partnership_sheet where adhesion_id = a.id
        order by revision desc limit 1
    ) s on true
    where o.key = any(cast(:keys as text[])) order by o.key, a.received_at desc, a.id desc
    """
).columns(definition=JSONB, sheet=JSONB)


async def employer_letter_facts(
    session: AsyncSession, keys: Sequence[str]
) -> list[EmployerLetterFacts]:
    """Return what letters to these employers say; one of whom no Scheda came is left out."""
    rows = await session.execute(_EMPLOYERS, {"keys": list(keys)})
    return [_facts(row) for row in rows]


def _facts(row: Row[Any]) -> EmployerLetterFacts:
    alliance = Alliance.model_validate(row.definition)
    body = alliance.lead_on(clock.today())
    return EmployerLetterFacts(
        recipient=Recipient(application_id=row.id, name=row.name, email=row.sheet["email"]),
        organisation_key=row.key,
        workers=(row.sheet.get("workforce") or {}).get("total", 0),
        alliance_name=alliance.name,
        body_name=body.name if body else alliance.name,
        body_office=(body.office if body else None) or "",
        body_pec=(body.pec if body else None) or "",
    )
