"""Facts that only stand on the timeline: each in its place, told in a line, by whom."""

from datetime import date
from typing import Any

import httpx2
import pytest

from contracts.applications.procedure import IntegrationRequested, NoticeGiven
from contracts.applications.ranking import AcceptanceAnswered, RankingPublished
from contracts.applications.review import ApplicationAssigned, DecisionProposed
from contracts.vouchers.aid import AidRegistered, ContributionsSubstituted
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.life import VoucherReplaced
from contracts.vouchers.offers import BudgetOffered, OfferAnswered
from contracts.vouchers.payments import (
    PaymentBounced,
    PaymentConfirmed,
    PaymentDeclined,
    PaymentOrdered,
)
from contracts.vouchers.recoveries import RecoveryReturned
from contracts.vouchers.reports import AwardLiquidated, ReportClosed
from kit.ids import new_id
from kit.messages import Event
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import open_call
from tests.dashboard.conftest import CALL, T0, plain, tell, waiting_case
from tests.dashboard.peers import Owner

LINE = {"call_id": CALL, "line": "A"}


def fact(kind: type[Event], **data: Any) -> tuple[type[Event], dict[str, Any]]:
    return kind, data


FACTS = [
    (
        fact(
            IntegrationRequested, integration_id=new_id(), answer_by_on=date(2016, 3, 20),
            due_on=date(2016, 4, 20),
        ),
        "Integrazione chiesta Ultimo giorno per rispondere: 20 mar 2016.",
    ),
    (
        fact(NoticeGiven, notice_id=new_id(), register_year=2016, register_number=90),
        "Preavviso di rigetto inviato Protocollo 0000090/2016.",
    ),
    (
        fact(
            BudgetOffered, **LINE, amount_cents=100, wanted_cents=500, at=T0,
            answer_by_on="2016-05-01",
        ),
        "1,00 € su 5,00 €, fino al 1 mag 2016.",
    ),
    (fact(OfferAnswered, outcome="declined", amount_cents=100), "Rifiutata la parte offerta"),
    (fact(AcceptanceAnswered, answer="lapsed"), "Accettazione non arrivata in tempo"),
    (fact(AidRegistered, cor=None, confirm_by_on=None), "Non era da registrare."),
    (
        fact(
            AwardLiquidated, liquidation_id=new_id(), award_id=new_id(), amount_cents=1000,
            withheld_cents=40, cut_cents=0,
        ),
        "Somma liquidata 10,00 €, di cui 0,40 € di ritenuta.",
    ),
    (
        fact(ContributionsSubstituted, substitution_id=new_id(), creditor="inps", amount_cents=700),
        "Contributi pagati al posto dell'impresa 7,00 € vanno all'INPS.",
    ),
    (
        fact(ReportClosed, report_id=new_id(), admitted_cents=900, left_cents=300),
        "Rendiconto chiuso con un atto 9,00 € ammessi, 3,00 € ancora da liquidare.",
    ),
    (
        fact(PaymentBounced, order_id=new_id(), batch_id=new_id(), amount_cents=1000),
        "Pagamento respinto dalla banca 10,00 € sono di nuovo da pagare.",
    ),
    (
        fact(RecoveryReturned, recovery_id=new_id(), amount_cents=400, left_cents=600),
        "Somma restituita 4,00 €, ne restano 6,00 €.",
    ),
    (
        fact(VoucherReplaced, voucher_id=new_id(), by_voucher_id=new_id(), residual_cents=300),
        "Voucher sostituito 3,00 € passano al nuovo codice.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "words"), FACTS)
async def test_a_fact_stands_on_the_timeline_in_words(
    desk: Desk, signed: httpx2.AsyncClient, told: tuple[type[Event], dict[str, Any]], words: str
):
    kind, data = told
    case = await waiting_case(desk)
    await tell(desk.database, kind.model_validate({"application_id": case, **data}))
    assert words in plain(await signed.get(f"/domande/{case}"))


async def test_what_a_reviewer_did_bears_their_name(
    desk: Desk, signed: httpx2.AsyncClient, manager: Staff
):
    case = await waiting_case(desk)
    known, unknown = f"staff:{manager.id}", f"staff:{new_id()}"
    assigned = {"application_id": case, "call_id": CALL, "reviewer": known, "reading": 1}
    proposed = {"application_id": case, "reviewer": unknown, "outcome": "refused", "checked": 1}
    await tell(desk.database, ApplicationAssigned.model_validate(assigned))
    await tell(desk.database, DecisionProposed.model_validate(proposed))
    page = await signed.get(f"/domande/{case}")
    assert page.text.count(" · Ada Prova") == 1
    assert " · istruttoria" in page.text


async def test_what_money_did_stands_in_the_history_of_its_call(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call()
    move = {"move_id": new_id(), "from_line": "A", "to_line": "B", "amount_cents": 500}
    ordered = {"batch_id": new_id(), "orders": 3, "amount_cents": 900}
    listed = {
        "ranking_id": new_id(), "kind": "final", "placed": 4, "below": 0, "excluded": 1,
        "observations_until_on": None, "public_until_on": date(2021, 5, 1),
    }  # fmt: skip
    await tell(desk.database, FundsMoved(call_id=CALL, **move))
    await tell(desk.database, PaymentOrdered(call_id=CALL, **ordered))
    settled = {"batch_id": ordered["batch_id"], "call_id": CALL}
    await tell(desk.database, PaymentConfirmed(**settled, amount_cents=910))
    await tell(desk.database, PaymentDeclined(**settled, amount_cents=920))
    await tell(desk.database, RankingPublished.model_validate({**LINE, **listed}))
    text = plain(await signed.get(f"/bandi/{CALL}"))
    for words in (
        "5,00 €, da Incentivi alle imprese a Servizi alle famiglie.",
        "9,00 € in tutto, mandati: 3.",
        "Distinta confermata da una seconda persona 9,10 €.",
        "Distinta annullata 9,20 € tornano da pagare.",
        "Graduatoria definitiva pubblicata Incentivi alle imprese",
    ):
        assert words in text
