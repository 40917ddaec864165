"""Money as pages of tests show it: a call's lines, a report, a batch, a provider, a voucher."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.payments import OrderCard, PaymentBatchCard
from contracts.providers import AccountShown, ProviderCard, ProviderChangeCard, ProviderEntry
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


def entry(**changed: Any) -> ProviderEntry:
    facts = {
        "provider_id": new_id(), "handle": "nido-blu", "name": "Nido Blu", "municipality": "015146",
        "categories": ["nido"], "municipalities": ["015146"], "capacity": 20, "period": "month",
        "state": "applied", "valid_from_on": None, "valid_until_on": None, "act": "", "since": T0,
        "change_waits": True,
    }  # fmt: skip
    return ProviderEntry.model_validate({**facts, **changed})


def change(by: str, **changed: Any) -> ProviderChangeCard:
    facts = {
        "change_id": new_id(), "state": "proposed", "from_on": date(2016, 5, 20), "capacity": None,
        "period": None, "municipalities": None, "reason": "Conto nuovo", "proposed_by": by,
        "proposed_at": T0, "settled_by": None, "settled_at": None,
        "account": AccountShown(holder="Nido Blu", iban_end="3456"),
    }  # fmt: skip
    return ProviderChangeCard.model_validate({**facts, **changed})


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


async def batch_of(desk: Desk, treasury: Treasury, state: str = "sent", **changed: Any) -> UUID:
    """A batch of three orders: one paid to a case, one of a provider came back, one waits."""
    case, batch_id = await waiting_case(desk), new_id()
    order = {"batch_id": batch_id, "amount_cents": 120_000}
    ordered = PaymentOrdered(call_id=CALL, orders=3, **order)
    orders = _orders(case)
    paid, bounced = (
        {"order_id": each.order_id, **order} for each in (orders[0], orders[1])
    )  # fmt: skip
    facts = PaymentMade(application_id=case, **paid), PaymentBounced(application_id=None, **bounced)
    await tell(desk.database, ordered, *facts, at=T0)
    batch = {
        "batch_id": batch_id, "call_id": CALL, "state": state, "cup": "E44E20000140007",
        "act": "33/2016", "official": "staff:00000000-0000-7000-8000-00000000000a",
        "execute_on": date(2016, 5, 20), "created_at": T0, "confirmed_by": None,
        "confirmed_at": None, "has_file": True, "sent_at": None, "amount_cents": 360_000,
        "orders": orders, "files": [],
    }  # fmt: skip
    treasury.batches[batch_id] = PaymentBatchCard.model_validate({**batch, **changed})
    return batch_id


def _orders(case: UUID) -> list[OrderCard]:
    usual = {"line": "A", "amount_cents": 120_000, "own_account": False, "outcome_on": None,
             "code": "", "reason": "", "state": "ordered"}  # fmt: skip
    back = {"state": "bounced", "outcome_on": date(2016, 5, 21), "code": "AC04",
            "reason": "il conto è chiuso"}  # fmt: skip
    own = {"payee": f"application:{case}", "state": "paid", "outcome_on": date(2016, 5, 21)}
    payees = (own, {"payee": "provider:nido-blu", **back}, {"payee": "treasury"})
    return [OrderCard.model_validate({**usual, "order_id": new_id(), **each}) for each in payees]
