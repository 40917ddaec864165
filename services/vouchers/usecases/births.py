"""Vouchers come into being: out of awards, as parts of another, or in the place of another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.issue import VoucherIssued
from kit.database import CAUSE
from kit.ids import new_id
from services.vouchers.rules.codes import Codes
from services.vouchers.rules.policy import DEFAULT_REMINDER_DAYS
from services.vouchers.rules.validity import reminders
from services.vouchers.usecases.journal import cause_of

_BEAR = text(
    """
    with born as (
        select id, application, debit, line, cents, hash, transfer_id, round,
               concat(cast(:movement as text), ':', key) as operation_key
        from unnest(cast(:ids as uuid[]), cast(:applications as uuid[]), cast(:debits as uuid[]),
                    cast(:lines as uuid[]), cast(:cents as bigint[]), cast(:hashes as bytea[]),
                    cast(:transfers as uuid[]), cast(:keys as text[]), cast(:rounds as integer[]))
            as b (id, application, debit, line, cents, hash, transfer_id, key, round)
    ), opened as (
        insert into account (id, kind, owner, line) select id, 'voucher', id, line from born
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor, act,
             cause)
        select transfer_id, operation_key, debit, id, cents, :movement, :at, :actor,
               :act, :cause
        from born where cents > 0
    )
    insert into voucher
        (id, application_id, amount_cents, issued_at, valid_until_on, state, code_hash, terms,
         situation, activate_by_on, activated_at, root_id, parent_id, replaces, category, born_of,
         round)
    select id, application, cents, :at, :valid_until_on, :state, hash, :terms, :situation,
           :activate_by_on, :activated_at, coalesce(cast(:root_id as uuid), id), :parent_id,
           :replaces, :category, case when cents > 0 then transfer_id end, round
    from born
    """
).bindparams(bindparam("terms", type_=JSONB))


@dataclass(frozen=True)
class Source:
    """Where the money of one new voucher comes from: an award, or another voucher."""

    application_id: UUID
    account: UUID
    line: UUID
    amount_cents: int
    key: str
    round: int = 1


@dataclass(frozen=True)
class Birth:
    """What new vouchers have in common: until when they live, under which terms, whose they are."""

    movement: Literal["issue", "split", "replace"]
    at: datetime
    issued_on: date
    valid_until_on: date
    terms: dict[str, Any] = field(default_factory=dict)
    state: Literal["issued", "active"] = "issued"
    situation: str | None = None
    activate_by_on: date | None = None
    activated_at: datetime | None = None
    root_id: UUID | None = None
    parent_id: UUID | None = None
    replaces: UUID | None = None
    category: str | None = None
    act: str | None = None


async def bear(
    session: AsyncSession, birth: Birth, sources: Sequence[Source], codes: Codes
) -> list[VoucherIssued]:
    """Write vouchers in one statement, each filled from its source; return their facts."""
    ids = [new_id() for _ in sources]
    await session.execute(_BEAR, {**_common(session, birth), **_each(sources, ids, codes)})
    return [_fact(birth, source, id_) for source, id_ in zip(sources, ids, strict=True)]


def _common(session: AsyncSession, birth: Birth) -> dict[str, Any]:
    named = {each: getattr(birth, each) for each in Birth.__dataclass_fields__}
    named.pop("issued_on")
    return {**named, "actor": session.info[CAUSE].actor, "cause": cause_of(session)}


def _each(sources: Sequence[Source], ids: Sequence[UUID], codes: Codes) -> dict[str, Any]:
    return {
        "ids": list(ids),
        "applications": [each.application_id for each in sources],
        "debits": [each.account for each in sources],
        "lines": [each.line for each in sources],
        "cents": [each.amount_cents for each in sources],
        "hashes": [codes.digest(codes.code(id_)) for id_ in ids],
        "transfers": [new_id() for _ in sources],
        "keys": [each.key for each in sources],
        "rounds": [each.round for each in sources],
    }


def _fact(birth: Birth, source: Source, voucher_id: UUID) -> VoucherIssued:
    days = birth.terms.get("reminder_days", DEFAULT_REMINDER_DAYS)
    due = None if birth.activated_at else birth.activate_by_on
    return VoucherIssued(
        voucher_id=voucher_id,
        application_id=source.application_id,
        amount_cents=source.amount_cents,
        issued_at=birth.at,
        valid_until_on=birth.valid_until_on,
        activate_by_on=due,
        reminders=reminders(birth.issued_on, birth.valid_until_on, due, days),
        parent_id=birth.parent_id,
        replaces=birth.replaces,
    )
