"""A case has a number in the register of each body that deals with it."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.documents import OtherNumber, OtherNumberForm
from kit import clock
from kit.refusal import Refusal
from services.applications.models.documents import OtherNumberRow
from services.applications.queries import documents

_TURN = text("select pg_advisory_xact_lock(hashtextextended('other-number:' || :about, 0))")
OTHER_TAKEN = Refusal("other-number-taken", "Con questo identificativo c'è già un altro numero.")


async def attach_number(session: AsyncSession, form: OtherNumberForm) -> OtherNumber:
    """Attach the number of another body's register to a document or a case, once.

    Refuses `other-number-taken` 409 for another number under the same id.
    """
    await session.execute(_TURN, {"about": str(form.about)})
    row = await session.get(OtherNumberRow, form.id)
    row = row or await documents.attached(session, form)
    if row is None:
        row = OtherNumberRow(at=clock.now(), **form.model_dump())
        session.add(row)
        await session.flush()
    said = form.model_dump(include={"about", "aoo", "number", "year"})
    if said != row.model_dump(include=set(said)):
        raise OTHER_TAKEN
    return documents.other(row)
