"""The aid of applications as officials read it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import (
    AidCard,
    AidCheckCard,
    CertificateCard,
    UnconfirmedAid,
    UnconfirmedAids,
)
from kit import clock
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.rules.aid import alarm

_AID = text(
    "select r.application_id, r.applicant_key, a.state, a.cor, a.confirm_by_on, a.act, a.act_on, "
    "w.id is not null as awarded from reservation r left join aid a using (application_id) "
    "left join award w on w.application_id = r.application_id and w.annulled_at is null "
    "where r.application_id = :id"
)
_CHECKS = text("select * from aid_check where application_id = :id order by at, id")
_CERTIFICATE = text(
    "select regular, protocol, requested_on from contributions_check where firm = :firm "
    "order by at desc, id desc limit 1"
)
_UNCONFIRMED = text(
    "select a.application_id, r.call_id, a.cor, a.confirm_by_on from aid a "
    "join award w using (application_id) join reservation r using (application_id) "
    "where a.state = 'registered' and w.annulled_at is null "
    "order by a.confirm_by_on, a.application_id limit :most"
)
MOST = 500


async def aid_card(session: AsyncSession, application_id: UUID) -> AidCard:
    """Return the aid of an application with every look at it. Refuses `application-unknown`."""
    key = {"id": application_id}
    row = (await session.execute(_AID, key)).one_or_none()
    if row is None:
        raise Refusal("application-unknown", "La domanda non ha fondi accantonati.", 404)
    checks = (await session.execute(_CHECKS, key)).all()
    waits = row.state == "registered" and row.awarded
    return AidCard(
        application_id=application_id,
        state=row.state,
        cor=row.cor,
        confirm_by_on=row.confirm_by_on,
        act=row.act,
        act_on=row.act_on,
        alarm=alarm(row.confirm_by_on, clock.today()) if waits else "",
        checks=tuple(_check(each) for each in checks),
        certificate=await _certificate(session, row.applicant_key or f"application:{row[0]}"),
    )


async def unconfirmed_aids(session: AsyncSession) -> UnconfirmedAids:
    """Return granted aids whose act the register does not know, the most urgent first."""
    today = clock.today()
    rows = (await session.execute(_UNCONFIRMED, {"most": MOST})).all()
    items = (
        UnconfirmedAid(
            application_id=row.application_id,
            call_id=row.call_id,
            cor=row.cor,
            confirm_by_on=row.confirm_by_on,
            late=today > row.confirm_by_on,
            sentence=alarm(row.confirm_by_on, today),
        )
        for row in rows
    )
    return UnconfirmedAids(items=tuple(items))


async def _certificate(session: AsyncSession, firm: str) -> CertificateCard | None:
    row = (await session.execute(_CERTIFICATE, {"firm": firm})).one_or_none()
    if row is None:
        return None
    return CertificateCard(
        regular=row.regular,
        protocol=row.protocol,
        requested_on=row.requested_on,
        holds_until_on=_holds_until(row.requested_on) if row.regular else None,
    )


def _holds_until(requested_on: date) -> date | None:
    rule = packaged_aid().contributions_on(requested_on)
    return requested_on + timedelta(days=rule.days) if rule else None


def _check(row: Row[Any]) -> AidCheckCard:
    return AidCheckCard.model_validate(
        {name: getattr(row, name) for name in AidCheckCard.model_fields}
    )
