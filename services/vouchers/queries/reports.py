"""Reports as their reviewer reads them: every invoice with what speaks against it."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.money import Cents
from kit.refusal import Refusal
from services.vouchers.rules.expenses import Spending, Window, findings

_REPORT = text(
    "select p.id, p.application_id, p.state, p.examined_by, p.returned_why, p.answer_by_on, "
    "p.completes, coalesce(cast(p.filed_at at time zone 'Europe/Rome' as date) > b.answer_by_on, "
    "false) as late, c.id as completed_by from report p left join report b on b.id = p.completes "
    "left join report c on c.completes = p.id where p.id = :id"
)
_EXPENSES = text(
    "select e.*, (select count(*) from expense d join report p on p.id = d.report_id "
    "where d.supplier = e.supplier and d.invoice = e.invoice "
    "and extract(year from d.invoiced_on) = extract(year from e.invoiced_on) "
    "and (d.report_id, d.position) <> (e.report_id, e.position) and p.state <> 'returned') "
    "as presented from expense e where e.report_id = :id order by e.position"
)


class ExpenseCard(BaseModel):
    """One invoice of a report; `findings` are sentences, `admitted_cents` None when not judged."""

    position: int
    supplier: str
    invoice: str
    amount_cents: Cents
    admitted_cents: int | None
    cut_reason: str
    findings: list[str]


class ReportCard(BaseModel):
    """A report with its invoices.

    One that was returned says why, by which day it is to be completed and by which report it was;
    one that `completes` another says whether it came after that day.
    """

    report_id: UUID
    application_id: UUID
    state: str
    examined_by: str | None
    returned_why: str = ""
    answer_by_on: date | None = None
    completed_by: UUID | None = None
    completes: UUID | None = None
    late: bool = False
    expenses: list[ExpenseCard]


async def report_card(session: AsyncSession, report_id: UUID, window: Window) -> ReportCard:
    """Return a report with what speaks against its invoices. Refuses `report-unknown` (404)."""
    report = (await session.execute(_REPORT, {"id": report_id})).one_or_none()
    if report is None:
        raise Refusal("report-unknown", "Il rendiconto non esiste.", 404)
    rows = (await session.execute(_EXPENSES, {"id": report_id})).all()
    expenses = [
        ExpenseCard(
            position=row.position,
            supplier=row.supplier,
            invoice=row.invoice,
            amount_cents=row.amount_cents,
            admitted_cents=row.admitted_cents,
            cut_reason=row.cut_reason,
            findings=list(
                findings(Spending(row.invoiced_on, row.paid_on, row.paid_by, row.presented), window)
            ),
        )
        for row in rows
    ]
    return ReportCard(
        report_id=report.id,
        application_id=report.application_id,
        state=report.state,
        examined_by=report.examined_by,
        returned_why=report.returned_why,
        answer_by_on=report.answer_by_on,
        completed_by=report.completed_by,
        completes=report.completes,
        late=report.late,
        expenses=expenses,
    )
