"""The money of calls, reports, payment orders and providers, as lists and as their owner tells."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import ProviderCard
from kit.money import Cents
from kit.refusal import Refusal
from services.dashboard.models import (
    ApplicationRow,
    CallFact,
    PaymentBatch,
    PaymentOutcome,
    ProviderRow,
    ReportRow,
)
from services.dashboard.queries.peer import Ask, Peer

MOST = 200


class LineMoney(BaseModel):
    """Where the cents of a line are, as their owner tells it."""

    line: str
    budget_cents: Cents
    available_cents: Cents
    reserved_cents: Cents
    committed_cents: Cents
    issued_cents: Cents
    held_cents: Cents
    owed_cents: Cents
    ordered_cents: Cents
    paid_cents: Cents
    recovering_cents: Cents


class CallMoney(BaseModel):
    """The lines of a call with their money."""

    lines: list[LineMoney]


class Expense(BaseModel):
    """One invoice of a report with what speaks against it."""

    position: int
    supplier: str
    invoice: str
    amount_cents: Cents
    admitted_cents: int | None
    cut_reason: str
    findings: list[str]


class Report(BaseModel):
    """What a beneficiary accounts for."""

    report_id: UUID
    application_id: UUID
    state: str
    examined_by: str | None
    expenses: list[Expense]


class Sums(NamedTuple):
    """How many orders of a batch were paid, and how many came back."""

    paid: int = 0
    bounced: int = 0


async def call_money(vouchers: Peer, call_id: str) -> Sequence[LineMoney]:
    """Return the money of a call; refuses `call-unknown` (404) and `owner-silent` (503)."""
    return (await vouchers.get(CallMoney, Ask(f"/v1/calls/{call_id}/budget"))).lines


async def report_of(vouchers: Peer, report_id: UUID) -> Report:
    """Return a report; refuses `report-unknown` (404) and `owner-silent` (503)."""
    return await vouchers.get(Report, Ask(f"/v1/reports/{report_id}"))


async def provider_of(vouchers: Peer, provider_id: UUID) -> ProviderCard:
    """Return a provider; refuses `provider-unknown` (404) and `owner-silent` (503)."""
    return await vouchers.get(ProviderCard, Ask(f"/v1/providers/{provider_id}"))


async def providers_of(vouchers: Peer, ids: Sequence[UUID]) -> Mapping[UUID, ProviderCard]:
    """Return providers by their ids; those that their owner does not tell are left out."""
    found = await asyncio.gather(
        *(provider_of(vouchers, each) for each in ids), return_exceptions=True
    )
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, Refusal):
            raise each
    return {each.provider_id: each for each in found if isinstance(each, ProviderCard)}


async def fund_moves(session: AsyncSession, call_id: str) -> Sequence[CallFact]:
    """Return the moves of money between the lines of a call, the newest first."""
    query = select(CallFact).where(CallFact.call_id == call_id, CallFact.kind == "FundsMoved")
    return (await session.exec(query.order_by(col(CallFact.mark).desc()))).all()


async def reports(session: AsyncSession) -> Sequence[tuple[ReportRow, ApplicationRow]]:
    """Return the reports that somebody has to look at, the oldest first."""
    query = (
        select(ReportRow, ApplicationRow)
        .join(ApplicationRow, col(ApplicationRow.id) == col(ReportRow.application_id))
        .where(col(ReportRow.state).in_(("filed", "examined")))
    )
    return (await session.exec(query.order_by(col(ReportRow.at)).limit(MOST))).all()


async def batches(session: AsyncSession) -> Sequence[tuple[PaymentBatch, Sums]]:
    """Return the payment batches, the newest first, with what the bank did."""
    query = select(PaymentBatch).order_by(col(PaymentBatch.at).desc()).limit(MOST)
    rows = (await session.exec(query)).all()
    sums = await _sums(session, [each.id for each in rows])
    return [(each, sums.get(each.id, Sums())) for each in rows]


async def batch(session: AsyncSession, batch_id: UUID) -> PaymentBatch:
    """Return a payment batch; refuses `batch-unknown` (404)."""
    found = await session.get(PaymentBatch, batch_id)
    if found is None:
        raise Refusal("batch-unknown", "Questa distinta non esiste.", 404)
    return found


async def outcomes(session: AsyncSession, batch_id: UUID) -> Sequence[PaymentOutcome]:
    """Return what the bank did with the orders of a batch, those that came back first."""
    query = select(PaymentOutcome).where(PaymentOutcome.batch_id == batch_id)
    ordered = query.order_by(col(PaymentOutcome.paid), col(PaymentOutcome.at)).limit(5 * MOST)
    return (await session.exec(ordered)).all()


async def providers(session: AsyncSession) -> Sequence[ProviderRow]:
    """Return the providers, those that moved last first."""
    query = select(ProviderRow).order_by(col(ProviderRow.at).desc()).limit(MOST)
    return (await session.exec(query)).all()


async def _sums(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, Sums]:
    query = (
        select(PaymentOutcome.batch_id, PaymentOutcome.paid, func.count())
        .where(col(PaymentOutcome.batch_id).in_(ids))
        .group_by(col(PaymentOutcome.batch_id), col(PaymentOutcome.paid))
    )
    found: dict[UUID, Sums] = {}
    for batch_id, paid, count in (await session.exec(query)).all():
        known = found.get(batch_id, Sums())
        found[batch_id] = known._replace(**{"paid" if paid else "bounced": count})
    return found
