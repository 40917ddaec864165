"""The money of calls, reports and providers, as lists and as their owner tells."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.providers import ProviderCard, ProviderEntries, ProviderQuery
from kit.money import Cents
from services.dashboard.models import ApplicationRow, CallFact, ReportRow
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
    paid_cents: int
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
    returned_why: str = ""
    answer_by_on: date | None = None
    completed_by: UUID | None = None
    completes: UUID | None = None
    late: bool = False
    expenses: list[Expense]


async def call_money(vouchers: Peer, call_id: str) -> Sequence[LineMoney]:
    """Return the money of a call; refuses `call-unknown` (404) and `owner-silent` (503)."""
    return (await vouchers.get(CallMoney, Ask(f"/v1/calls/{call_id}/budget"))).lines


async def report_of(vouchers: Peer, report_id: UUID) -> Report:
    """Return a report; refuses `report-unknown` (404) and `owner-silent` (503)."""
    return await vouchers.get(Report, Ask(f"/v1/reports/{report_id}"))


async def provider_of(vouchers: Peer, provider_id: UUID) -> ProviderCard:
    """Return a provider; refuses `provider-unknown` (404) and `owner-silent` (503)."""
    return await vouchers.get(ProviderCard, Ask(f"/v1/providers/{provider_id}"))


async def entries_of(vouchers: Peer, asked: ProviderQuery) -> ProviderEntries:
    """Return a page of providers; refuses `alliance-unknown` (404) and `owner-silent` (503)."""
    kept = asked.model_dump(mode="json", exclude_none=True)
    query = tuple((name, str(value)) for name, value in kept.items())
    return await vouchers.get(ProviderEntries, Ask("/v1/provider-entries", query=query))


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
