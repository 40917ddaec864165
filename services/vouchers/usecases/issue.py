"""An award becomes a voucher that its holder can spend."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers import IssueVoucher, VoucherIssued
from kit import clock
from kit.database import CAUSE
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.validity import last_day

_AWARD = text(
    "select a.id, a.amount_cents, l.account, l.alliance, v.id as voucher_id, v.issued_at, "
    "v.valid_until_on "
    "from award a join reservation r on r.application_id = a.application_id "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line "
    "left join voucher v on v.application_id = a.application_id where a.application_id = :id"
)
_ISSUE = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        values (:voucher_id, 'voucher', cast(:voucher_id as uuid), :line)
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor)
        select :transfer_id, 'issue:' || cast(:id as uuid), :award_id, :voucher_id, :cents,
               'issue', :at, :actor
        where cast(:cents as bigint) > 0
    )
    insert into voucher
        (id, application_id, amount_cents, issued_at, valid_until_on, state, code_hash)
    values (:voucher_id, :id, :cents, :at, :until, 'issued', :code_hash)
    """
)


async def issue_voucher(
    session: AsyncSession, command: IssueVoucher, codes: Codes
) -> VoucherIssued:
    """Issue the voucher of an award, spendable to the end of the same day `months` later.

    Refuses `no-award` (409) when the application has no commitment.
    """
    award = (await session.execute(_AWARD, {"id": command.application_id})).one_or_none()
    if award is None:
        raise Refusal("no-award", "La domanda non ha un contributo concesso.")
    now = clock.now()
    fact = _fact(command, award, now)
    if award.voucher_id is None:
        await _write(session, award, fact, (now, codes.digest(codes.code(fact.voucher_id))))
        await announce(session, fact, alliance=award.alliance)
    return fact


def _fact(command: IssueVoucher, award: Row[Any], now: datetime) -> VoucherIssued:
    return VoucherIssued(
        voucher_id=award.voucher_id or new_id(),
        application_id=command.application_id,
        amount_cents=award.amount_cents,
        issued_at=award.issued_at or now,
        valid_until_on=award.valid_until_on or last_day(clock.civil_day(now), command.months),
    )


async def _write(
    session: AsyncSession, award: Row[Any], fact: VoucherIssued, kept: tuple[datetime, bytes]
) -> None:
    at, code_hash = kept
    values: dict[str, UUID | Any] = {
        "id": fact.application_id,
        "voucher_id": fact.voucher_id,
        "award_id": award.id,
        "line": award.account,
        "transfer_id": new_id(),
        "cents": fact.amount_cents,
        "at": at,
        "actor": session.info[CAUSE].actor,
        "until": fact.valid_until_on,
        "code_hash": code_hash,
    }
    await session.execute(_ISSUE, values)
