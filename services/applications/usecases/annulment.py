"""An entry of the register is annulled by an act: struck, readable, never removed."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.register import DocumentAnnulled
from contracts.documents import Annulment, AnnulmentForm
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.documents import RegisterAnnulment
from services.applications.queries import documents

_TURN = text("select pg_advisory_xact_lock(hashtextextended('annulment:' || :number, 0))")
UNKNOWN = Refusal("unknown-number", "Questo numero non è nel protocollo.", 404)
IN_USE = Refusal(
    "number-in-use",
    "Su questo numero si regge una domanda: si decide sulla domanda, il numero resta.",
)
ANNULLED = Refusal("already-annulled", "La registrazione è già stata annullata.")
LATER_ACT = Refusal("act-in-the-future", "La data del provvedimento è nel futuro.", 422)


async def annul_document(
    session: AsyncSession, place: tuple[str, int, int], form: AnnulmentForm
) -> Annulment:
    """Annul an entry with its reason and its act (DPR 445/2000 art. 54); `place` is its number.

    Refuses `unknown-number` 404, `number-in-use` and `already-annulled` 409, and
    `act-in-the-future` 422. The entries on which an application stands are not annulled.
    """
    at = clock.now()
    body, year, number = place
    await session.execute(_TURN, {"number": f"{body}/{year}/{number}"})
    row = next(iter(await documents.numbered(session, place, limit=1)), None)
    if row is None or row.number != number:
        raise UNKNOWN
    if row.document_id is None:
        raise IN_USE
    if row.annulled_at is not None:
        raise ANNULLED
    if form.act_on > clock.civil_day(at):
        raise LATER_ACT
    annulled = RegisterAnnulment(body=body, year=year, number=number, at=at, **form.model_dump())
    session.add(annulled)
    fact = DocumentAnnulled(
        document_id=row.document_id, body=body, about=row.about, year=year, number=number, at=at
    )
    await announce(session, fact, why=form.reason, at=at)
    return Annulment(at=at, **form.model_dump())
