"""What a beneficiary accounts for (rendicontazione), as far as the act that closes it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.money import ExpenseLine, ReportExamination, ReportFiling, ReportReturn
from contracts.vouchers.reports import ReportClosed, ReportExamined, ReportFiled, ReportReturned
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.rules.expenses import total
from services.vouchers.rules.moves import REPORT

_AWARD = text(
    "select l.alliance, exists (select from report where application_id = :id "
    "and state in ('filed', 'examined')) as open, b.id as completes, b.answer_by_on from award a "
    "join reservation r on r.application_id = a.application_id "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line "
    "left join report b on b.application_id = r.application_id and b.state = 'returned' "
    "and not exists (select from report c where c.completes = b.id) "
    "where a.application_id = :id and a.annulled_at is null "
    "order by b.id desc limit 1 for no key update of r"
)
_FILE = text(
    "insert into report (id, application_id, state, filed_at, completes) "
    "values (:id, :application_id, 'filed', :at, :completes)"
)
_EXPENSE = text(
    "insert into expense (report_id, position, supplier, invoice, invoiced_on, paid_on, paid_by, "
    "amount_cents) values (:report_id, :position, :supplier, :invoice, :invoiced_on, :paid_on, "
    ":paid_by, :amount_cents)"
)
_REPORT = text(
    "select p.*, l.alliance from report p join reservation r using (application_id) "
    "join budget_line l on l.call_id = r.call_id and l.line = r.line where p.id = :id "
    "for no key update of p"
)
_EXPENSES = text("select position, amount_cents from expense where report_id = :id")
_ADMIT = text(
    "update expense set admitted_cents = :cents, cut_reason = :reason "
    "where report_id = :id and position = :position"
)
_MOVE = text(
    "update report set state = :state, examined_by = coalesce(:examined_by, examined_by), "
    "closed_by = :closed_by, closed_at = :closed_at, returned_why = :why, answer_by_on = :by_on "
    "where id = :id"
)
_ADMITTED = text(
    "select cast(coalesce(sum(admitted_cents), 0) as bigint) from expense where report_id = :id"
)


async def file_report(session: AsyncSession, filing: ReportFiling) -> ReportFiled:
    """File the account of what was spent of an award.

    It completes the report that was returned last, if one was; after its term it is taken, and says
    that it is late. Refuses `no-award` and `report-open` (another report is under way), both 409.
    An invoice that was presented before is taken and flagged: a person decides.
    """
    key = {"id": filing.application_id}
    award = (await session.execute(_AWARD, key)).one_or_none()
    if award is None:
        raise Refusal("no-award", "La domanda non ha un contributo concesso.")
    if award.open:
        raise Refusal("report-open", "Un altro rendiconto di questa domanda è in corso.")
    by_on = award.answer_by_on
    fact = ReportFiled(
        report_id=new_id(), application_id=filing.application_id, completes=award.completes,
        late=by_on is not None and clock.today() > by_on,
    )  # fmt: skip
    values = {"id": fact.report_id, "application_id": fact.application_id, "at": clock.now()}
    await session.execute(_FILE, {**values, "completes": award.completes})
    rows = [_row(fact, position, each) for position, each in enumerate(filing.expenses, 1)]
    await session.execute(_EXPENSE, rows)
    await announce(session, fact, alliance=award.alliance)
    return fact


async def examine_report(
    session: AsyncSession, report_id: UUID, examination: ReportExamination
) -> ReportExamined:
    """Admit each invoice whole or in part, with the reason of each cut.

    Refuses `report-unknown` (404), `move-not-allowed` (409), `not-every-invoice`, `admits-more`
    and `cut-without-reason` (422).
    """
    report = await held_report(session, report_id)
    state = REPORT.after(report.state, "examine")
    rows = (await session.execute(_EXPENSES, {"id": report_id})).all()
    _check_cuts(examination, {row.position: row.amount_cents for row in rows})
    values = [
        {"id": report_id, "position": each.position, "cents": each.admitted_cents,
         "reason": each.reason}
        for each in examination.admitted
    ]  # fmt: skip
    await session.execute(_ADMIT, values)
    await _move(session, report_id, state=state, examined_by=examination.official)
    fact = ReportExamined(
        report_id=report_id,
        application_id=report.application_id,
        admitted_cents=total([each.admitted_cents for each in examination.admitted]),
    )
    await announce(session, fact, alliance=report.alliance)
    return fact


async def return_report(
    session: AsyncSession, report_id: UUID, returned: ReportReturn
) -> ReportReturned:
    """Give a report back to be completed, with the reason and its term in days from today.

    Refuses `report-unknown` (404), `move-not-allowed`.
    """
    report = await held_report(session, report_id)
    state = REPORT.after(report.state, "return")
    by_on = clock.today() + timedelta(days=returned.days)
    change = {"state": state, "closed_by": returned.official, "why": returned.reason}
    await _move(session, report_id, **change, by_on=by_on)
    fact = ReportReturned(
        report_id=report_id, application_id=report.application_id, answer_by_on=by_on
    )
    await announce(session, fact, alliance=report.alliance, why=returned.reason)
    return fact


async def held_report(session: AsyncSession, report_id: UUID) -> Row[Any]:
    """Lock a report and return it. Refuses `report-unknown` (404)."""
    report = (await session.execute(_REPORT, {"id": report_id})).one_or_none()
    if report is None:
        raise Refusal("report-unknown", "Il rendiconto non esiste.", 404)
    return report


async def close_report(
    session: AsyncSession, report: Row[Any], official: str, left_cents: int
) -> None:
    """Close an examined report by the act of somebody else than who examined it, and tell it.

    `left_cents` are what the award still has. Refuses `move-not-allowed` and `same-official`.
    """
    state = REPORT.after(report.state, "close")
    if report.examined_by == official:
        raise Refusal("same-official", "Chi firma non può essere chi ha esaminato il rendiconto.")
    await _move(session, report.id, state=state, closed_by=official)
    fact = ReportClosed(
        report_id=report.id,
        application_id=report.application_id,
        admitted_cents=(await session.execute(_ADMITTED, {"id": report.id})).scalar_one(),
        left_cents=left_cents,
    )
    await announce(session, fact, alliance=report.alliance)


def _row(fact: ReportFiled, position: int, expense: ExpenseLine) -> dict[str, Any]:
    return {"report_id": fact.report_id, "position": position, **expense.model_dump()}


def _check_cuts(examination: ReportExamination, asked: Mapping[int, int]) -> None:
    judged = {each.position for each in examination.admitted}
    if judged != set(asked) or len(judged) != len(examination.admitted):
        raise Refusal("not-every-invoice", "Ogni fattura va giudicata una volta.", 422)
    for each in examination.admitted:
        cents = asked[each.position]
        if each.admitted_cents > cents:
            sentence = f"La fattura {each.position} è di {euro(cents)}: non si ammette di più."
            raise Refusal("admits-more", sentence, 422)
        if each.admitted_cents < cents and not each.reason.strip():
            sentence = f"Scriva perché la fattura {each.position} non è ammessa per intero."
            raise Refusal("cut-without-reason", sentence, 422)


async def _move(session: AsyncSession, report_id: UUID, **change: Any) -> None:
    none = {"examined_by": None, "closed_by": None, "closed_at": None, "why": "", "by_on": None}
    at = {"closed_at": clock.now()} if change.get("closed_by") else {}
    await session.execute(_MOVE, {"id": report_id, **none, **at, **change})
