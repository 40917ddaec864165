"""The Scheda Partnership as it arrives: once, again, and with its original."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.adhesions import AdhesionReceipt, SheetWarning
from contracts.network import AdhesionCompleted, AdhesionReceived, AdhesionRepeated
from contracts.partnership import OriginalFiling, PartnershipSheet, SheetDocument, SheetFiling
from contracts.places import Alliance
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.network.models.adhesions import Adhesion, AdhesionDocument, Organisation, Sheet
from services.network.queries import adhesions
from services.network.rules import sheet as rules
from services.network.usecases.adhesions import Turn, remember, states_of
from services.network.usecases.alliances import Who, known_organisation


@dataclass(frozen=True)
class _Case:
    """A document that is being registered beside an adhesion."""

    alliance: Alliance
    adhesion: Adhesion
    organisation: Organisation
    document: SheetDocument
    official: str


async def receive_sheet(session: AsyncSession, filing: SheetFiling, key: str) -> AdhesionReceipt:
    """Register a Scheda; one that is known is linked to its adhesion and answered as the first was.

    `key` is the keyed hash of the organisation's code. What arrives after the project is registered
    all the same, as `late`. The number of the register tells a repeated request from a new
    document. Refuses `unknown-alliance` (404).
    """
    alliance = await adhesions.written(session, filing.sheet.alliance)
    organisation = await known_organisation(session, _who(filing.sheet, key))
    known = await adhesions.current_adhesion(session, organisation, alliance.slug)
    at = clock.now()
    adhesion = known or _new(alliance, organisation, filing, at)
    if known is None:
        session.add(adhesion)
        await session.flush()
    case = _Case(alliance, adhesion, organisation, filing.document, filing.official)
    if await _register(session, case, at):
        await _keep(session, adhesion.id, filing.sheet)
        await _tell(session, case, at, again=known is not None)
    return await _receipt(session, case, filing.sheet, again=known is not None)


async def receive_original(
    session: AsyncSession, adhesion_id: UUID, filing: OriginalFiling
) -> AdhesionCompleted:
    """Register the signed original of a Scheda, which then waits for its countersignature.

    Refuses `unknown-adhesion` 404, `not-an-original` 422 for a document that does not count as one,
    and `original-not-awaited` 409.
    """
    adhesion, organisation = await adhesions.adhesion(session, adhesion_id)
    alliance = await adhesions.written(session, adhesion.alliance)
    if rules.counted_as(alliance, filing.document) != "original":
        sentence = "Questo documento non vale come originale: conta il canale da cui arriva."
        raise Refusal("not-an-original", sentence, 422)
    if adhesion.state != "provisional":
        raise Refusal("original-not-awaited", "Questa adesione non aspetta un originale.")
    case, at = (
        _Case(alliance, adhesion, organisation, filing.document, filing.official),
        clock.now(),
    )
    await _register(session, case, at)
    return await _complete(session, case, at)


def _who(sheet: PartnershipSheet, key: str) -> Who:
    return Who(key, sheet.name, sheet.identifier, sheet.municipality)


def _new(
    alliance: Alliance, organisation: Organisation, filing: SheetFiling, at: datetime
) -> Adhesion:
    document, size = filing.document, rules.size(filing.sheet)
    state = rules.first_state(alliance, document)
    _, original_due_on = rules.original_days(document.arrived_at)
    return Adhesion(
        id=new_id(),
        organisation_id=organisation.id,
        alliance=alliance.slug,
        state=state,
        received_at=min(document.arrived_at, at),
        received_by=filing.official,
        answer_due_on=rules.answer_due_on(document.arrived_at),
        original_due_on=original_due_on if state == "provisional" else None,
        counts_toward_target=state != "late" and rules.counts(size.size_class if size else None),
        size_class=size.size_class if size else None,
        size_reasons=list(size.reasons) if size else [],
    )


async def _register(session: AsyncSession, case: _Case, at: datetime) -> bool:
    """Write a document under its number; False when it stands there already."""
    document = case.document
    row = {
        "id": new_id(), "adhesion_id": case.adhesion.id, "official": case.official, "at": at,
        "kind": rules.counted_as(case.alliance, document), "channel": document.channel,
        "protocol": document.protocol, "arrived_at": document.arrived_at,
        "document_id": document.document_id, "content_hash": document.content_hash,
    }  # fmt: skip
    fresh = insert(AdhesionDocument).values(row).on_conflict_do_nothing()
    written = await session.execute(fresh.returning(col(AdhesionDocument.id)))
    return written.scalar_one_or_none() is not None


async def _keep(session: AsyncSession, adhesion_id: UUID, sheet: PartnershipSheet) -> None:
    revision = await adhesions.sheets(session, adhesion_id) + 1
    said = sheet.model_dump(mode="json")
    session.add(Sheet(adhesion_id=adhesion_id, revision=revision, sheet=said, at=clock.now()))


async def _tell(session: AsyncSession, case: _Case, at: datetime, *, again: bool) -> None:
    turn = _turn(case, at)
    if not again:
        remember(session, turn, "receive")
        await announce(session, _received(case), alliance=case.alliance.slug, at=at)
        return
    original = rules.counted_as(case.alliance, case.document) == "original"
    if case.adhesion.state == "provisional" and original:
        await _complete(session, case, at)
        return
    remember(session, turn, "repeat")
    documents = len(await adhesions.documents(session, case.adhesion.id))
    fact = AdhesionRepeated(**_about(case), documents=documents)
    await announce(session, fact, alliance=case.alliance.slug, at=at)


async def _complete(session: AsyncSession, case: _Case, at: datetime) -> AdhesionCompleted:
    case.adhesion.state, case.adhesion.original_due_on = "received", None
    remember(session, _turn(case, at), "complete")
    original_on = clock.civil_day(case.document.arrived_at)
    fact = AdhesionCompleted(**_about(case), original_on=original_on)
    await announce(session, fact, alliance=case.alliance.slug, at=at)
    return fact


def _turn(case: _Case, at: datetime) -> Turn:
    return Turn(case.adhesion, case.organisation, case.official, clock.civil_day(at), at)


def _received(case: _Case) -> AdhesionReceived:
    adhesion = case.adhesion
    remind_on, due_on = rules.original_days(case.document.arrived_at)
    waits = adhesion.state == "provisional"
    return AdhesionReceived(
        **_about(case),
        state=states_of(adhesion),
        answer_due_on=adhesion.answer_due_on,
        remind_on=remind_on if waits else None,
        original_due_on=due_on if waits else None,
    )


def _about(case: _Case) -> dict[str, object]:
    return {
        "adhesion_id": case.adhesion.id,
        "organisation_key": case.organisation.key,
        "alliance": case.alliance.slug,
    }


async def _receipt(
    session: AsyncSession, case: _Case, sheet: PartnershipSheet, *, again: bool
) -> AdhesionReceipt:
    adhesion = case.adhesion
    first = (await adhesions.documents(session, adhesion.id))[0]
    size = rules.size(sheet)
    found: tuple[SheetWarning, ...] = rules.warnings(case.alliance, sheet, case.document)
    return AdhesionReceipt(
        adhesion_id=adhesion.id,
        state=states_of(adhesion),
        protocol=first.protocol,
        again=again,
        answer_due_on=adhesion.answer_due_on,
        original_due_on=adhesion.original_due_on,
        size_class=size.size_class if size else None,
        warnings=found,
    )
