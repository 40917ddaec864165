"""What the pages of payments show."""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

from contracts.payments import Payables
from services.dashboard.api.desk import Desk
from services.dashboard.api.term_view import Back
from services.dashboard.models import ApplicationRow, PaymentBatch, ReportRow
from services.dashboard.queries.batches import Fate
from services.dashboard.queries.calls import Calls, call_title, line_title
from services.dashboard.rules.money_words import REPORTS
from services.dashboard.rules.wording import protocol


def list_values(
    desk: Desk,
    calls: Collection[str],
    reports: Sequence[tuple[ReportRow, ApplicationRow]],
    batches: Sequence[tuple[PaymentBatch, Fate]],
    back: Back,
) -> dict[str, Any]:
    """Return what the list shows: reports that wait, batches, and the form of a new one."""
    return {
        "reports": [_report(desk, *each) for each in reports],
        "batches": [_batch(desk, *each) for each in batches],
        "calls": _choices(desk, calls),
        "form": {
            "typed": back.values,
            "wrong": back.wrong("distinta"),
            "errors": back.errors("distinta"),
        },
    }


def _choices(desk: Desk, calls: Collection[str]) -> list[dict[str, str]]:
    known = [{"value": each, "label": call_title(desk.calls, each)} for each in calls]
    return [{"value": "", "label": "Scegli il bando"}, *sorted(known, key=itemgetter("label"))]


def _report(desk: Desk, report: ReportRow, row: ApplicationRow) -> dict[str, Any]:
    return {
        "href": f"/pagamenti/rendiconti/{report.id}",
        "number": protocol(row.register_number, row.register_year),
        "call": call_title(desk.calls, row.call_id),
        "sign": REPORTS[report.state],
        "admitted_cents": report.admitted_cents,
        "at": report.at,
    }


def _batch(desk: Desk, batch: PaymentBatch, fate: Fate) -> dict[str, Any]:
    return {
        "href": f"/pagamenti/distinte/{batch.id}",
        "call": call_title(desk.calls, batch.call_id),
        "at": batch.at,
        "orders": batch.orders,
        "amount_cents": batch.amount_cents,
        "paid": fate.paid,
        "bounced": fate.bounced,
        "waiting": max(0, batch.orders - fate.paid - fate.bounced),
        "is_declined": fate.is_declined,
        "left_out": len(fate.left_out),
    }


def owed_values(calls: Calls, owed: Payables) -> dict[str, Any]:
    """Return what a call owes as it is shown before it is ordered: in all, and by section."""
    lines: dict[str, list[int]] = {}
    for each in owed.items:
        lines.setdefault(each.line, []).append(each.amount_cents)
    return {
        "call_id": owed.call_id,
        "total_cents": owed.total_cents,
        "payees": len({each.payee for each in owed.items}),
        "lines": [
            {
                "title": line_title(calls, owed.call_id, line),
                "cents": sum(cents),
                "count": len(cents),
            }
            for line, cents in lines.items()
        ],
    }
