"""No act grants an aid that the national register does not know (art. 9 and 17 DM 115/2017)."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.refusal import Refusal
from programmes.aid import packaged_aid

_FORM = text("select support_form from reservation where application_id = :id")
_AID = text("select state, amount_cents from aid where application_id = :id")


async def check_code(session: AsyncSession, application_id: UUID, cents: int) -> None:
    """Refuse `no-cor` (409) for an award whose aid must be registered and is not, or for less.

    Before 12 August 2017 there was no register; who is no undertaking gets no aid.
    """
    key = {"id": application_id}
    form = (await session.execute(_FORM, key)).scalar_one()
    if not packaged_aid().is_registered(form, clock.today()):
        return
    aid = (await session.execute(_AID, key)).one_or_none()
    if aid is None or (aid.state != "not_due" and aid.amount_cents < cents):
        raise Refusal("no-cor", "L'aiuto non è registrato: manca il codice COR.")
