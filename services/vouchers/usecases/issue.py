"""Awards become vouchers that their holders can spend, one by one or a whole list at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import VoucherTerms
from contracts.vouchers.issue import IssueVoucher, IssueVouchers, VoucherIssued, VouchersIssued
from kit import clock
from kit.eventlog import announce, announce_all
from kit.refusal import Refusal
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.policy import DEFAULT_REMINDER_DAYS
from services.vouchers.rules.validity import activate_by, last_day, reminders
from services.vouchers.usecases.births import Birth, Source, bear
from services.vouchers.usecases.journal import of_round

_AWARDS = text(
    "select a.id, a.application_id, c.credits_cents - c.debits_cents as left_cents, "
    "c.line as account, "
    "l.alliance, v.id as voucher_id, v.amount_cents as face_cents, v.issued_at, v.valid_until_on, "
    "v.activate_by_on, v.terms, r.round from award a join account c on c.id = a.id "
    "join budget_line l on l.account = c.line "
    "join reservation r on r.application_id = a.application_id left join voucher v "
    "on v.application_id = a.application_id and v.parent_id is null and v.replaces is null "
    "and v.issued_at >= a.granted_at where a.annulled_at is null "
    "and a.application_id = any(cast(:ids as uuid[])) order by a.application_id "
    "for no key update of a"
).columns(terms=JSONB)


async def issue_voucher(
    session: AsyncSession, command: IssueVoucher, codes: Codes
) -> VoucherIssued:
    """Issue the voucher of an award, spendable to the end of the same day `months` later.

    Refuses `no-award` (409) when the application has no commitment.
    """
    (award,) = await _awards(session, [command.application_id])
    if award.voucher_id is not None:
        return _issued_before(award)
    birth = replace(_birth(command.months, command.terms), situation=command.situation)
    (fact,) = await bear(session, birth, [_source(award)], codes)
    await announce(session, fact, alliance=award.alliance)
    return fact


async def issue_many(session: AsyncSession, command: IssueVouchers, codes: Codes) -> VouchersIssued:
    """Issue the vouchers of many awards in one statement; those that have theirs keep it.

    Each is told by its own VoucherIssued, all of them together by VouchersIssued. Refuses
    `no-award` (409) when one of the applications has no commitment: then none is issued.
    """
    awards = await _awards(session, sorted(set(command.application_ids)))
    new = [award for award in awards if award.voucher_id is None]
    birth = _birth(command.months, command.terms)
    facts = await bear(session, birth, [_source(award) for award in new], codes) if new else []
    await announce_all(session, facts, alliance=awards[0].alliance)
    told = VouchersIssued(
        batch_id=command.batch_id, application_ids=[award.application_id for award in awards]
    )
    await announce(session, told, alliance=awards[0].alliance)
    return told


async def _awards(session: AsyncSession, ids: Sequence[Any]) -> Sequence[Row[Any]]:
    awards = (await session.execute(_AWARDS, {"ids": list(ids)})).all()
    if len(awards) < len(ids):
        raise Refusal("no-award", "La domanda non ha un contributo concesso.")
    return awards


def _source(award: Row[Any]) -> Source:
    key = of_round(award.application_id, award.round)
    return Source(award.application_id, award.id, award.account, award.left_cents, key, award.round)


def _birth(months: int, terms: VoucherTerms | None) -> Birth:
    now = clock.now()
    issued_on = clock.civil_day(now)
    until = last_day(issued_on, months)
    return Birth(
        movement="issue",
        at=now,
        issued_on=issued_on,
        valid_until_on=until,
        terms=terms.model_dump(mode="json") if terms else {},
        activate_by_on=activate_by(issued_on, until, terms),
    )


def _issued_before(award: Row[Any]) -> VoucherIssued:
    issued_on: date = clock.civil_day(award.issued_at)
    days = award.terms.get("reminder_days", DEFAULT_REMINDER_DAYS)
    return VoucherIssued(
        voucher_id=award.voucher_id,
        application_id=award.application_id,
        amount_cents=award.face_cents,
        issued_at=award.issued_at,
        valid_until_on=award.valid_until_on,
        activate_by_on=award.activate_by_on,
        reminders=reminders(issued_on, award.valid_until_on, award.activate_by_on, days),
    )
