"""What may be done with alliances and adhesions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.network import AdhesionConfirmed, AdhesionWithdrawn
from contracts.places import Alliance
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network import queries
from services.network.models import Adhesion, AllianceRow, Organisation


@dataclass(frozen=True)
class Joining:
    """An organisation that joins an alliance from a civil day on."""

    name: str
    vat_number: str
    municipality: str
    key: str
    alliance: str
    since_on: date


async def publish_alliance(session: AsyncSession, alliance: Alliance) -> None:
    """Take an alliance over from its programme file."""
    row = {
        "slug": alliance.slug,
        "name": alliance.name,
        "definition": alliance.model_dump(mode="json"),
    }
    fresh = insert(AllianceRow).values(row)
    await session.execute(fresh.on_conflict_do_update(index_elements=["slug"], set_=row))


async def confirm_adhesion(session: AsyncSession, joining: Joining) -> AdhesionConfirmed:
    """Confirm the adhesion of an organisation; one that is in already keeps its adhesion.

    Refuses `unknown-alliance` (404).
    """
    await queries.alliance(session, joining.alliance)
    organisation = await _organisation(session, joining)
    adhesion = await queries.active_adhesion(session, organisation, joining.alliance)
    if adhesion is not None:
        return _confirmed(adhesion, organisation)
    adhesion = Adhesion(
        id=new_id(),
        organisation_id=organisation.id,
        alliance=joining.alliance,
        since_on=joining.since_on,
        confirmed_at=clock.now(),
    )
    session.add(adhesion)
    fact = _confirmed(adhesion, organisation)
    await announce(session, fact, alliance=joining.alliance)
    return fact


async def withdraw_adhesion(
    session: AsyncSession, adhesion_id: UUID, until_on: date
) -> AdhesionWithdrawn:
    """End an adhesion with a civil day; refuses `unknown-adhesion` 404 and `already-withdrawn`."""
    adhesion, organisation = await queries.adhesion(session, adhesion_id)
    if adhesion.until_on is not None:
        raise Refusal("already-withdrawn", "L'organizzazione ha già lasciato l'alleanza.")
    if until_on < adhesion.since_on:
        raise Refusal("withdrawn-before-joining", "Il recesso precede l'adesione.", 422)
    adhesion.until_on = until_on
    fact = AdhesionWithdrawn(
        adhesion_id=adhesion.id,
        organisation_key=organisation.key,
        alliance=adhesion.alliance,
        until_on=until_on,
    )
    await announce(session, fact, alliance=adhesion.alliance)
    return fact


async def _organisation(session: AsyncSession, joining: Joining) -> Organisation:
    row = Organisation(
        id=new_id(),
        key=joining.key,
        name=joining.name,
        vat_number=joining.vat_number,
        municipality=joining.municipality,
    )
    await session.execute(insert(Organisation).values(row.model_dump()).on_conflict_do_nothing())
    locked = select(Organisation).where(col(Organisation.key) == joining.key).with_for_update()
    return (await session.exec(locked)).one()


def _confirmed(adhesion: Adhesion, organisation: Organisation) -> AdhesionConfirmed:
    return AdhesionConfirmed(
        adhesion_id=adhesion.id,
        organisation_key=organisation.key,
        alliance=adhesion.alliance,
        since_on=adhesion.since_on,
    )
