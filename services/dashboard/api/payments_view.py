"""What the pages of payments show."""

from collections.abc import Sequence
from typing import Any

from contracts.payments import Payables
from services.dashboard.api.desk import Desk
from services.dashboard.api.term_view import Back
from services.dashboard.models import ApplicationRow, PaymentBatch, ReportRow
from services.dashboard.queries.calls import call_title
from services.dashboard.queries.money import Sums
from services.dashboard.rules.money_words import REPORTS
from services.dashboard.rules.wording import protocol


def list_values(
    desk: Desk,
    reports: Sequence[tuple[ReportRow, ApplicationRow]],
    batches: Sequence[tuple[PaymentBatch, Sums]],
    back: Back,
) -> dict[str, Any]:
    """Return what the list shows: reports that wait, batches, and the form of a new one."""
    return {
        "reports": [_report(desk, *each) for each in reports],
        "batches": [_batch(desk, *each) for each in batches],
        "calls": [{"value": each.id, "label": each.latest.title} for each in desk.calls.values()],
        "form": {
            "typed": back.values,
            "wrong": back.wrong("distinta"),
            "errors": back.errors("distinta"),
        },
    }


def _report(desk: Desk, report: ReportRow, row: ApplicationRow) -> dict[str, Any]:
    return {
        "href": f"/pagamenti/rendiconti/{report.id}",
        "number": protocol(row.register_number, row.register_year),
        "call": call_title(desk.calls, row.call_id),
        "sign": REPORTS[report.state],
        "admitted_cents": report.admitted_cents,
        "at": report.at,
    }


def _batch(desk: Desk, batch: PaymentBatch, sums: Sums) -> dict[str, Any]:
    return {
        "href": f"/pagamenti/distinte/{batch.id}",
        "call": call_title(desk.calls, batch.call_id),
        "at": batch.at,
        "orders": batch.orders,
        "amount_cents": batch.amount_cents,
        "paid": sums.paid,
        "bounced": sums.bounced,
        "waiting": max(0, batch.orders - sums.paid - sums.bounced),
    }


def owed_values(owed: Payables) -> dict[str, Any]:
    """Return what a call owes as it is shown before it is ordered: in all, and by section."""
    lines: dict[str, list[int]] = {}
    for each in owed.items:
        lines.setdefault(each.line, []).append(each.amount_cents)
    return {
        "call_id": owed.call_id,
        "total_cents": owed.total_cents,
        "payees": len({each.payee for each in owed.items}),
        "lines": [
            {"line": line, "cents": sum(cents), "count": len(cents)}
            for line, cents in lines.items()
        ],
    }
