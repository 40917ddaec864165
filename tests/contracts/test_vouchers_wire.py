"""What is told of budgets, awards and the end of vouchers on the wire: ids and cents."""

from typing import Any

import pytest
from pydantic import BaseModel

from contracts.vouchers.aid import ContributionsSubstituted
from contracts.vouchers.awards import (
    AwardGranted,
    AwardsGranted,
    FindReserved,
    GrantAward,
    GrantAwards,
    ReservedFound,
)
from contracts.vouchers.budget import (
    BudgetExhausted,
    BudgetReleased,
    BudgetReserved,
    FindMoney,
    LineExhausted,
    MoneyFound,
    ReleaseBudget,
)
from contracts.vouchers.life import ExpireVoucher, VoucherExpired
from contracts.vouchers.payments import PaymentConfirmed, PaymentDeclined
from contracts.vouchers.providers import ProviderChanged
from contracts.vouchers.reports import ReportClosed
from contracts.vouchers.spending import VoucherRedeemed
from tests.contracts.wire import said_again

A = "0198a3b0-c4d5-7e6f-8a9b-0c1d2e3f4a5b"
DAY = "2026-03-02"
WIRE: dict[type[BaseModel], dict[str, Any]] = {
    ContributionsSubstituted: {
        "substitution_id": A,
        "application_id": A,
        "creditor": "inps",
        "amount_cents": 1,
    },
    AwardGranted: {
        "application_id": A,
        "award_id": A,
        "amount_cents": 1,
        "instalments": [{"label": "Saldo", "amount_cents": 1, "condition": ""}],
    },
    AwardsGranted: {
        "ranking_id": A,
        "application_ids": [A],
        "declined": [{"application_id": A, "refused": "refused"}],
    },
    FindReserved: {"ranking_id": A, "call_id": "ADM-2015", "line": "II", "after": 1, "limit": 1},
    GrantAward: {
        "application_id": A,
        "instalments": [{"label": "Saldo", "amount_cents": 1, "condition": ""}],
        "checked": 1,
        "official": "staff:a1",
    },
    GrantAwards: {
        "ranking_id": A,
        "application_ids": [A],
        "parts": [{"label": "Saldo", "amount_cents": 1, "condition": ""}],
        "official": "staff:a1",
    },
    ReservedFound: {"ranking_id": A, "application_ids": [A], "after": 1, "served": 1},
    BudgetExhausted: {
        "application_id": A,
        "call_id": "ADM-2015",
        "line": "II",
        "place": 1,
        "amount_cents": 1,
        "ranked": False,
        "round": 1,
    },
    BudgetReleased: {"application_id": A, "amount_cents": 1},
    BudgetReserved: {
        "application_id": A,
        "call_id": "ADM-2015",
        "line": "II",
        "place": 1,
        "amount_cents": 1,
        "recovered": False,
        "ranked": False,
        "round": 1,
    },
    FindMoney: {"application_id": A},
    LineExhausted: {"call_id": "ADM-2015", "line": "II"},
    MoneyFound: {"application_id": A, "is_reserved": False},
    ReleaseBudget: {"application_id": A},
    ExpireVoucher: {"voucher_id": A},
    VoucherExpired: {"voucher_id": A, "application_id": A, "returned_cents": 1},
    PaymentConfirmed: {"batch_id": A, "call_id": "ADM-2015", "amount_cents": 1},
    PaymentDeclined: {"batch_id": A, "call_id": "ADM-2015", "amount_cents": 1},
    ProviderChanged: {
        "provider_id": A,
        "change_id": A,
        "state": "proposed",
        "about": ["capacity"],
        "from_on": DAY,
    },
    ReportClosed: {"report_id": A, "application_id": A, "admitted_cents": 1, "left_cents": 1},
    VoucherRedeemed: {"voucher_id": A, "application_id": A, "amount_cents": 1, "residual_cents": 1},
}


@pytest.mark.parametrize("kind", WIRE, ids=lambda kind: kind.__name__)
def test_a_message_is_said_again_as_it_was_heard(kind: type[BaseModel]) -> None:
    assert said_again(kind, WIRE[kind]) == WIRE[kind]
