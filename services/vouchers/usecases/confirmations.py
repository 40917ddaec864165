"""The register learns the act that granted an aid, within its days."""

from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import AidAct
from contracts.vouchers.aid import AidConfirmed, AidUnconfirmed, ConfirmAid, RaiseAidAlarm
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.queries.registries import Registries

_AID = text(
    "select a.*, l.alliance from aid a join reservation r using (application_id) "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line where a.application_id = :id "
    "for no key update of a"
)
_CONFIRM = text(
    "update aid set state = 'confirmed', act = :act, act_on = :act_on, confirmed_at = :at "
    "where application_id = :id"
)
_AWARDED = text("select 1 from award where application_id = :id and annulled_at is null")


async def confirm_aid(
    session: AsyncSession, command: ConfirmAid, registries: Registries
) -> AidConfirmed:
    """Tell the register the act that granted an aid; again, nothing is told.

    After the last day the register is told all the same, and the fact says `late`. Refuses
    `no-award` and `no-cor`.
    """
    aid = await _held(session, command)
    if aid.state == "registered":
        if (await session.execute(_AWARDED, {"id": command.application_id})).one_or_none() is None:
            raise Refusal("no-award", "La domanda non ha un contributo concesso.")
        act = AidAct(act=command.act, on=command.act_on or clock.today())
        await registries.confirm(aid.cor, act)
        values = {
            "id": command.application_id, "act": act.act, "act_on": act.on, "at": clock.now(),
        }  # fmt: skip
        await session.execute(_CONFIRM, values)
    confirmed_on = clock.civil_day(aid.confirmed_at) if aid.confirmed_at else clock.today()
    fact = AidConfirmed(
        application_id=command.application_id, cor=aid.cor, late=confirmed_on > aid.confirm_by_on
    )
    if aid.state == "registered":
        await announce(session, fact, alliance=aid.alliance)
    return fact


async def raise_aid_alarm(session: AsyncSession, command: RaiseAidAlarm) -> AidUnconfirmed:
    """Tell that the act of an aid is not in the register. Refuses `no-cor`, `aid-confirmed`."""
    aid = await _held(session, command)
    if aid.state == "confirmed":
        raise Refusal("aid-confirmed", "L'atto è già stato comunicato al registro.")
    fact = AidUnconfirmed(
        application_id=command.application_id, cor=aid.cor, confirm_by_on=aid.confirm_by_on,
        late=clock.today() > aid.confirm_by_on,
    )  # fmt: skip
    await announce(session, fact, alliance=aid.alliance)
    return fact


async def _held(session: AsyncSession, command: ConfirmAid | RaiseAidAlarm) -> Row[Any]:
    aid = (await session.execute(_AID, {"id": command.application_id})).one_or_none()
    if aid is None or aid.cor is None:
        raise Refusal("no-cor", "L'aiuto non è registrato: manca il codice COR.")
    return aid
