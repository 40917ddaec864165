from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.refusal import Refusal
from services.applications.rules.settlement import Report, Settlement, advance_cents, settle
from tests.applications.drafts import facts, group, line, money

MEETING = "Una persona ha partecipato all'incontro."
IN_TWO = [
    {"id": "admission", "label": "Prima rata", "percent": 70},
    {"id": "balance", "label": "Saldo", "percent": 30, "condition": MEETING,
     "if_met": "attended_meeting"},
]  # fmt: skip
FIRM = line(payment={"scheme": "advance_and_balance", "instalments": IN_TWO})
ADVANCE = [
    {"id": "advance", "label": "Anticipo", "percent": 70},
    {"id": "balance", "label": "Saldo", "percent": 30},
]
SUMMER = line(
    groups=[group("vouchers", [money("cost_cents")], item_label="voucher")],
    amount={"kind": "each", "of": "vouchers", "cap_cents": 200_000,
            "rule": {"kind": "declared", "of": "cost_cents"}},
    payment={"scheme": "advance_and_balance", "recomputed": True, "instalments": ADVANCE},
)  # fmt: skip


def spent(*euros: int, paid: int = 0) -> Report:
    vouchers = [{"cost_cents": 100 * each} for each in euros]
    return Report(facts(SUMMER, {"vouchers": vouchers}), paid_cents=paid * 100)


def euros(settlement: Settlement) -> tuple[int, ...]:
    names = ("admitted", "due", "forfeited", "pending", "balance", "recovery")
    return tuple(getattr(settlement, name) // 100 for name in names)


@pytest.mark.parametrize(
    ("attended", "paid", "expected"),
    [
        (False, 0, (1600, 1120, 480, 0, 1120, 0)),
        (False, 1120, (1600, 1120, 480, 0, 0, 0)),
        (True, 1120, (1600, 1600, 0, 0, 480, 0)),
        (None, 1120, (1600, 1120, 0, 480, 0, 0)),
        (False, 1600, (1600, 1120, 480, 0, 0, 480)),
        (None, 1600, (1600, 1120, 0, 480, 0, 0)),
    ],
)
def test_a_share_whose_condition_was_not_met_is_lost(
    attended: bool | None, paid: int, expected: tuple[int, ...]
) -> None:
    met = {} if attended is None else {"attended_meeting": attended}
    assert euros(settle(FIRM, 160_000, Report(met=met, paid_cents=paid * 100))) == expected


def test_a_lost_share_is_told_with_its_condition() -> None:
    found = settle(FIRM, 160_000, Report(met={"attended_meeting": False}, paid_cents=112_000))
    assert found.sentences == (
        "Prima rata: 1.120,00 euro.",
        f"Saldo: 480,00 euro, persi, la condizione non è soddisfatta ({MEETING}).",
        "Restano da pagare 0,00 euro.",
    )


@pytest.mark.parametrize(("granted", "advance"), [(150_000, 105_000), (200_000, 140_000), (1, 0)])
def test_an_advance_is_the_first_share_of_the_award(granted: int, advance: int) -> None:
    assert advance_cents(SUMMER, granted) == advance


def test_an_advance_on_request_is_paid_only_to_who_asks_for_it() -> None:
    rated = [{**ADVANCE[0], "on_request": True}, ADVANCE[1]]
    on_request = line(payment={"scheme": "advance_and_balance", "instalments": rated})
    assert advance_cents(on_request, 150_000) == 105_000
    assert advance_cents(on_request, 150_000, asked=False) == 0
    assert advance_cents(SUMMER, 150_000, asked=False) == 105_000


def test_a_reimbursement_has_no_advance() -> None:
    assert advance_cents(line(payment={"scheme": "reimbursement"}), 150_000) == 0
    assert advance_cents(line(), 150_000) == 0


@pytest.mark.parametrize(
    ("granted", "report", "expected"),
    [
        (1500, spent(900, paid=1050), (900, 900, 0, 0, 0, 150)),
        (1500, spent(1500, paid=1050), (1500, 1500, 0, 0, 450, 0)),
        (1500, spent(1700, paid=1050), (1500, 1500, 0, 0, 450, 0)),
        (2000, spent(1500, 900, paid=1400), (2000, 2000, 0, 0, 600, 0)),
        (1500, spent(0, paid=1050), (0, 0, 0, 0, 0, 1050)),
    ],
)
def test_an_award_is_computed_again_on_the_real_cost(
    granted: int, report: Report, expected: tuple[int, ...]
) -> None:
    assert euros(settle(SUMMER, granted * 100, report)) == expected


def test_what_was_paid_in_excess_is_told() -> None:
    found = settle(SUMMER, 150_000, spent(900, paid=1050))
    assert found.sentences == (
        "Su quanto speso spettano 900,00 euro dei 1.500,00 euro concessi.",
        "Anticipo: 630,00 euro.",
        "Saldo: 270,00 euro.",
        "Vanno restituiti 150,00 euro, pagati in più.",
    )
    assert found.amount is not None
    assert Settlement.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report(), "Manca il rendiconto di quanto è stato speso."),
        (Report(facts(SUMMER, {"vouchers": [{}]})),
         "Nel rendiconto mancano dei dati: vouchers[0].cost_cents"),
    ],
)  # fmt: skip
def test_a_report_without_its_data_is_refused(report: Report, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        settle(SUMMER, 150_000, report)
    assert (refused.value.slug, refused.value.sentence, refused.value.status) == (
        "report-incomplete", sentence, 422
    )  # fmt: skip


def test_an_award_that_no_scheme_divides_is_paid_in_one_piece() -> None:
    found = settle(line(), 100, Report())
    assert (found.due, [share.label for share in found.shares]) == (100, ["Unica soluzione"])


CENTS = st.integers(0, 10**8)


@given(CENTS, CENTS, CENTS, st.sampled_from([True, False, None]))
def test_what_is_settled_always_adds_up(
    granted: int, cost: int, paid: int, met: bool | None
) -> None:
    parts: dict[str, Any] = {"scheme": "advance_and_balance", "recomputed": True}
    draft = SUMMER.model_copy(
        update={"payment": line(payment={**parts, "instalments": IN_TWO}).payment}
    )
    report = Report(
        facts(draft, {"vouchers": [{"cost_cents": cost}]}),
        {} if met is None else {"attended_meeting": met},
        paid,
    )
    found = settle(draft, granted, report)
    assert found.due + found.forfeited + found.pending == found.admitted <= min(granted, cost)
    assert found.paid_before + found.balance - found.recovery >= found.due
    assert found.balance == 0 or found.recovery == 0
