"""What all firms of an undertaking were granted: by the register, by us, by their own word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.aid import GrantedAid
from contracts.undertakings import UndertakingFirm
from kit import clock
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.aid import each_once

_OURS = text(
    "select application_id, firm, cor, amount_cents, registered_at from aid "
    "where firm = any(cast(:firms as text[])) and cor is not null"
)
# Two applications of one undertaking wait for each other; firms are held in one order by all.
_TURN = text("select pg_advisory_xact_lock(hashtextextended('aid:' || :firm, 0))")


@dataclass(frozen=True)
class Sought:
    """An application, and the firms whose aids count against its own."""

    application_id: UUID
    firms: Sequence[UndertakingFirm]


async def wait_for_turn(session: AsyncSession, firms: Sequence[UndertakingFirm]) -> None:
    """Let no other aid of these firms be registered until this transaction ends."""
    for key in sorted(firm.key for firm in firms):
        await session.execute(_TURN, {"firm": key})


async def granted(
    session: AsyncSession, sought: Sought, registries: Registries
) -> list[GrantedAid]:
    """Return every aid of the firms once, but that of the application itself."""
    values = {"firms": [firm.key for firm in sought.firms]}
    rows = (await session.execute(_OURS, values)).all()
    own = {row.cor for row in rows if row.application_id == sought.application_id}
    found: list[GrantedAid] = []
    for firm in sought.firms:
        extract = await registries.extract(firm.vat_number)
        ours = [_aid(row) for row in rows if row.firm == firm.key]
        found += each_once(extract.aids, ours, firm.declared)
    return [each for each in found if each.cor not in own]


def _aid(row: Row[Any]) -> GrantedAid:
    return GrantedAid(on=clock.civil_day(row.registered_at), cents=row.amount_cents, cor=row.cor)
