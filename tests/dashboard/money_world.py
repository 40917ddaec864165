"""Money as pages of tests show it: a call's lines, a report, a batch, a provider, a voucher."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.providers import ProviderCard
from contracts.vouchers.cards import VoucherCard
from contracts.vouchers.payments import PaymentBounced, PaymentMade, PaymentOrdered
from contracts.vouchers.reports import ReportFiled
from kit.ids import new_id
from services.dashboard.api.desk import Desk
from services.vouchers.queries.budget import LineFigures
from services.vouchers.queries.reports import ExpenseCard, ReportCard
from tests.dashboard.calls_world import CALL
from tests.dashboard.conftest import T0, tell, waiting_case
from tests.dashboard.treasury import Treasury


def figures(line: str, available_cents: int) -> LineFigures:
    """A line of 60,000 euro of which so much is free and the rest committed."""
    places = dict.fromkeys(LineFigures.model_fields, 0)
    rest = 6_000_000 - available_cents
    told = {"line": line, "budget_cents": 6_000_000, "committed_cents": rest}
    return LineFigures(**{**places, **told, "available_cents": available_cents})


def voucher(case: UUID, state: str = "partly_spent", **changed: Any) -> VoucherCard:
    facts = {
        "voucher_id": new_id(), "application_id": case, "code": "ABCD-EFGH", "state": state,
        "amount_cents": 80_000, "residual_cents": 50_000, "valid_until_on": date(2016, 12, 31),
    }  # fmt: skip
    return VoucherCard.model_validate({**facts, **changed})


def provider(state: str = "applied", **changed: Any) -> ProviderCard:
    facts = {
        "provider_id": new_id(), "handle": "nido-blu", "name": "Nido Blu", "nature": "cooperative",
        "municipality": "015146", "contact_email": "nido@blu.test", "categories": ["nido"],
        "municipalities": ["015146"], "capacity": 20, "state": state, "valid_from_on": None,
        "valid_until_on": None, "has_key": False, "history": [],
    }  # fmt: skip
    return ProviderCard.model_validate({**facts, **changed})


async def filed_report(desk: Desk, treasury: Treasury, state: str = "filed") -> UUID:
    """A report of one invoice of a case, about which something is to be said."""
    case, report_id = await waiting_case(desk), new_id()
    await tell(desk.database, ReportFiled(report_id=report_id, application_id=case))
    invoice = ExpenseCard(
        position=1, supplier="01234567890", invoice="12/A", amount_cents=100_000,
        admitted_cents=None if state == "filed" else 90_000, cut_reason="",
        findings=["È stata pagata in contanti."],
    )  # fmt: skip
    treasury.reports[report_id] = ReportCard(
        report_id=report_id, application_id=case, state=state, examined_by=None, expenses=[invoice]
    )
    return report_id


async def sent_batch(desk: Desk) -> tuple[UUID, UUID]:
    """A batch of three orders: one paid to a case, one of a provider came back, one waits."""
    case, batch_id = await waiting_case(desk), new_id()
    order = {"batch_id": batch_id, "amount_cents": 120_000}
    ordered = PaymentOrdered(call_id=CALL, orders=3, **order)
    paid = PaymentMade(order_id=new_id(), application_id=case, **order)
    bounced = PaymentBounced(order_id=new_id(), application_id=None, **order)
    await tell(desk.database, ordered, paid, bounced, bounced, at=T0)
    return batch_id, case
