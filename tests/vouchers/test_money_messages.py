"""The messages about money as they travel: ids and cents, and the same after the journey."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.vouchers.aid import (
    AidChecked,
    AidConfirmed,
    AidRegistered,
    AidUnconfirmed,
    CheckAid,
    ConfirmAid,
    RaiseAidAlarm,
    RegisterAid,
)
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.ledger import LedgerFaulty, LedgerProved, ProveLedger
from contracts.vouchers.offers import BudgetOffered, LapseOffer, OfferAnswered
from contracts.vouchers.payments import PaymentBounced, PaymentMade, PaymentOrdered
from contracts.vouchers.recoveries import (
    RecoveryDemanded,
    RecoveryForgiven,
    RecoveryReminded,
    RecoveryReturned,
    RemindRecovery,
)
from contracts.vouchers.reports import AwardLiquidated, ReportExamined, ReportFiled, ReportReturned
from kit.messages import Command, Event

A = UUID("0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b")
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACTS: dict[str, Event] = {
    "funds.moved": FundsMoved(
        move_id=A, call_id="ADM-2015", from_line="B", to_line="A", amount_cents=1
    ),
    "budget.offered": BudgetOffered(
        application_id=A, call_id="ADM-2015", line="A", amount_cents=1, wanted_cents=2,
        answer_by_on=DAY, at=AT,
    ),
    "offer.answered": OfferAnswered(application_id=A, outcome="lapsed", amount_cents=1),
    "report.filed": ReportFiled(report_id=A, application_id=A),
    "report.examined": ReportExamined(report_id=A, application_id=A, admitted_cents=1),
    "report.returned": ReportReturned(report_id=A, application_id=A),
    "award.liquidated": AwardLiquidated(
        liquidation_id=A, application_id=A, award_id=A, amount_cents=1, withheld_cents=0,
        cut_cents=0,
    ),
    "payment.ordered": PaymentOrdered(batch_id=A, call_id="ADM-2015", orders=1, amount_cents=1),
    "payment.made": PaymentMade(order_id=A, batch_id=A, application_id=None, amount_cents=1),
    "payment.bounced": PaymentBounced(order_id=A, batch_id=A, application_id=A, amount_cents=1),
    "recovery.demanded": RecoveryDemanded(
        recovery_id=A, application_id=A, amount_cents=1, due_on=[DAY], at=AT
    ),
    "recovery.reminded": RecoveryReminded(
        recovery_id=A, application_id=A, overdue_cents=0, next_due_on=None, at=AT
    ),
    "recovery.returned": RecoveryReturned(
        recovery_id=A, application_id=A, amount_cents=1, left_cents=0
    ),
    "recovery.forgiven": RecoveryForgiven(recovery_id=A, application_id=A, amount_cents=1),
    "ledger.proved": LedgerProved(proof_id=A, accounts=1, transfers=1, faults=0),
    "ledger.faulty": LedgerFaulty(proof_id=A, faults=1),
    "aid.checked": AidChecked(
        application_id=A, due=True, amount_cents=1, counted_cents=0, ceiling_cents=2
    ),
    "aid.registered": AidRegistered(application_id=A, cor="1000001", confirm_by_on=DAY),
    "aid.confirmed": AidConfirmed(application_id=A, cor="1000001", late=False),
    "aid.unconfirmed": AidUnconfirmed(
        application_id=A, cor="1000001", confirm_by_on=DAY, late=True
    ),
}  # fmt: skip
COMMANDS: list[Command[Event]] = [
    LapseOffer(application_id=A), RemindRecovery(recovery_id=A), ProveLedger(),
    CheckAid(application_id=A), RegisterAid(application_id=A),
    ConfirmAid(application_id=A, act="7/2026", act_on=DAY), RaiseAidAlarm(application_id=A),
]  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_about_money_is_the_same_after_its_journey(name: str):
    fact = FACTS[name]
    assert type(fact).model_validate_json(fact.model_dump_json()) == fact
    assert type(fact).type() == f"it.capofila.vouchers.{name}.v1"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: type(each).__name__)
def test_a_command_about_money_is_the_same_after_its_journey(command: Command[Event]):
    assert type(command).model_validate_json(command.model_dump_json()) == command


def test_a_move_of_funds_travels_as_ids_and_cents():
    assert json.loads(FACTS["funds.moved"].model_dump_json()) == {
        "move_id": str(A), "call_id": "ADM-2015", "from_line": "B", "to_line": "A",
        "amount_cents": 1,
    }  # fmt: skip
