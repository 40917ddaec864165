"""The pages of money: funds of a call, reports, batches, providers, vouchers of a case."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest

from contracts.money import ActRef
from contracts.vouchers.awards import AwardGranted
from contracts.vouchers.budget import FundsMoved
from contracts.vouchers.issue import VoucherIssued
from contracts.vouchers.reports import ReportClosed
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from services.dashboard.rules.amounts import cents_of, typed_euro
from tests.dashboard.calls_world import CALL
from tests.dashboard.conftest import T0, card, plain, registered, send_form, tell
from tests.dashboard.money_world import figures, filed_report, voucher
from tests.dashboard.treasury import PDF, Treasury

JSON = {"Accept": "application/json"}
FUNDS = f"/bandi/{CALL}/fondi"
ACT = {"act_number": "210/2016", "act_on": "2016-05-10"}
MOVE = {"from_line": "A", "to_line": "B", "amount": "1.250,50", "reason": "Poche domande", **ACT}


async def test_funds_show_each_section_and_the_moves_that_were_made(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    treasury.lines[CALL] = [figures("A", 1_000_000), figures("B", 6_000_000)]
    ends = {"call_id": CALL, "from_line": "A", "to_line": "B"}
    await tell(desk.database, FundsMoved(move_id=new_id(), amount_cents=500_000, **ends))
    text = plain(await signed.get(FUNDS))
    for words in (
        "Incentivi alle imprese: 60.000,00 €",
        "Incentivi alle imprese (disponibili 10.000,00 €)",
        "Impegnati 50.000,00 €",
        "Da Incentivi alle imprese a Servizi alle famiglie",
    ):
        assert words in text


async def test_a_move_of_funds_reaches_its_owner_with_its_act(
    treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    treasury.lines[CALL] = [figures("A", 1_000_000), figures("B", 6_000_000)]
    answer = await send_form(signed, FUNDS, f"{FUNDS}/spostamenti", **MOVE)
    assert answer.headers["location"] == f"{FUNDS}?fatto=spostati"
    [(call_id, move, key)] = treasury.taken
    assert (call_id, move.amount_cents, move.act) == (
        CALL,
        125_050,
        ActRef(number="210/2016", on=date(2016, 5, 10)),
    )
    assert (move.official, bool(UUID(key))) == (f"staff:{manager.id}", True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "tanto"}, "Scrivi l'importo come 1.250,50."),
        ({"act_on": ""}, "Manca qualcosa: ricontrolla i campi."),
    ],
)
async def test_a_move_that_is_not_complete_comes_back(
    treasury: Treasury, signed: httpx2.AsyncClient, typed: dict[str, str], sentence: str
):
    treasury.lines[CALL] = [figures("A", 1_000_000), figures("B", 6_000_000)]
    answer = await send_form(signed, FUNDS, f"{FUNDS}/spostamenti", **{**MOVE, **typed})
    assert (answer.status_code, treasury.taken) == (422, [])
    assert sentence in plain(answer)


async def test_what_the_owner_refuses_of_a_move_is_told_in_its_words(
    treasury: Treasury, signed: httpx2.AsyncClient
):
    treasury.lines[CALL] = [figures("A", 100), figures("B", 6_000_000)]
    treasury.refusal = Refusal("not-available", "Nella sezione A sono disponibili 1,00 euro.", 409)
    answer = await send_form(signed, FUNDS, f"{FUNDS}/spostamenti", **MOVE)
    assert answer.status_code == 409
    assert "Nella sezione A sono disponibili 1,00 euro." in plain(answer)


async def test_a_report_is_listed_read_and_examined_invoice_by_invoice(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    report = await filed_report(desk, treasury)
    here = f"/pagamenti/rendiconti/{report}"
    assert here in (await signed.get("/pagamenti")).text
    assert "È stata pagata in contanti." in plain(await signed.get(here))
    rows = {"admitted": ["900,00"], "reason": ["Contanti"]}
    answer = await send_form(signed, here, f"{here}/esame", **rows)
    assert answer.headers["location"] == f"{here}?fatto=esame"
    [(_, examined, _)] = treasury.taken
    assert [(each.admitted_cents, each.reason) for each in examined.admitted] == [
        (90_000, "Contanti")
    ]


async def test_a_report_goes_back_with_its_reason(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    here = f"/pagamenti/rendiconti/{await filed_report(desk, treasury)}"
    typed = {"why": "Mancano le quietanze", "days": "15"}
    await send_form(signed, here, f"{here}/restituzione", **typed)
    assert [(path, body.reason, body.days) for path, body, _ in treasury.taken] == [
        ("return", "Mancano le quietanze", 15)
    ]


async def test_a_report_that_was_returned_says_until_when_and_what_completed_it(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    report, other = await filed_report(desk, treasury), new_id()
    back = {"state": "returned", "returned_why": "Manca una pagina", "completed_by": other,
            "answer_by_on": date(2016, 5, 25), "completes": other, "late": True}  # fmt: skip
    treasury.reports[report] = treasury.reports[report].model_copy(update=back)
    page = await signed.get(f"/pagamenti/rendiconti/{report}")
    assert f'href="/pagamenti/rendiconti/{other}"' in page.text
    for words in ("Manca una pagina", "Da completare entro il 25 mag 2016", "dopo il termine"):
        assert words in plain(page)


async def test_a_report_that_an_act_closed_waits_for_nobody(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    report = await filed_report(desk, treasury)
    closed = {"report_id": report, "admitted_cents": 90_000, "left_cents": 0}
    case = treasury.reports[report].application_id
    await tell(desk.database, ReportClosed(application_id=case, **closed))
    assert str(report) not in (await signed.get("/pagamenti")).text
    assert "Rendiconto chiuso con un atto" in plain(await signed.get(f"/domande/{case}"))


async def test_an_examined_report_is_liquidated_by_an_act(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    report = await filed_report(desk, treasury, "examined")
    here = f"/pagamenti/rendiconti/{report}"
    await send_form(signed, here, f"{here}/liquidazione", amount="900", cut="100", **ACT)
    [(_, liquidation, _)] = treasury.taken
    assert (liquidation.kind, liquidation.report_id) == ("balance", report)
    assert (liquidation.amount_cents, liquidation.cut_cents) == (90_000, 10_000)


async def test_an_advance_is_liquidated_from_its_case_by_an_act(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    fact = registered()
    case = fact.application_id
    part = {"label": "acconto", "amount_cents": 840_000}
    award = {"award_id": new_id(), "amount_cents": 1_200_000, "instalments": [part]}
    await tell(desk.database, fact, AwardGranted(application_id=case, **award))
    here, typed = f"/domande/{case}", {"kind": "advance", "amount": "8.400", **ACT}
    assert "Acconto 8.400,00 €" in plain(await signed.get(here))
    answer = await send_form(signed, here, f"{here}/liquidazioni", **typed)
    assert answer.headers["location"] == f"{here}?esito=liquidata#liquida"
    [(_, owed, _)] = treasury.taken
    assert (owed.kind, owed.application_id, owed.amount_cents) == ("advance", case, 840_000)


async def voucher_case(desk: Desk, treasury: Treasury, **changed: Any) -> tuple[UUID, UUID]:
    fact = registered(support_form="worker_voucher")
    case = fact.application_id
    held = voucher(case, **changed)
    issued = VoucherIssued(
        voucher_id=held.voucher_id, application_id=case, amount_cents=80_000, issued_at=T0,
        valid_until_on=held.valid_until_on,
    )  # fmt: skip
    await tell(desk.database, fact, issued)
    treasury.vouchers = [held]
    desk.cards.cards[case] = card(case, call_id=CALL, line="A")
    return case, held.voucher_id


async def test_a_voucher_is_suspended_by_an_act_having_read_what_follows(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    case, held = await voucher_case(desk, treasury)
    here = f"/domande/{case}"
    assert "Non si può spendere finché un atto non lo riammette." in plain(await signed.get(here))
    step = {"move": "suspend", "act": "12/2016", "reason": "Verifica"}
    answer = await send_form(signed, here, f"{here}/voucher/{held}/passi", **step)
    assert answer.headers["location"] == f"{here}?esito=voucher#voucher"
    [(about, taken, _)] = treasury.taken
    assert (about, taken.move, taken.official) == (str(held), "suspend", f"staff:{manager.id}")


async def test_the_voucher_of_another_case_is_not_moved_from_here(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    case, _ = await voucher_case(desk, treasury)
    step = {"move": "suspend", "act": "12/2016", "reason": "Verifica"}
    path = f"/domande/{case}/voucher/{new_id()}/passi"
    answer = await send_form(signed, f"/domande/{case}", path, **step)
    assert (answer.status_code, treasury.taken) == (404, [])


async def test_the_paper_of_a_voucher_is_handed_on(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    case, held = await voucher_case(desk, treasury)
    answer = await signed.get(f"/domande/{case}/voucher/{held}/foglio")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    [(_, form, _)] = treasury.taken
    assert (form.body_name, form.protocol) == ("Ente di prova", "0000001/2016")


async def test_who_may_not_read_a_case_gets_no_paper_of_its_voucher(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    case, held = await voucher_case(desk, treasury)
    desk.cards.gate = Refusal("in-conflict", "Hai dichiarato un conflitto.", 403)
    answer = await signed.get(f"/domande/{case}/voucher/{held}/foglio", headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (403, "in-conflict")
    assert treasury.taken == []


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1.250,50", 125_050), ("1250,5", 125_050), ("12", 1200), (" 3,00 € ", 300),
     ("1,234.5", None), ("-1", None), ("1.25", None), ("", None)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


def test_an_amount_goes_back_to_its_field_as_it_would_be_typed() -> None:
    assert cents_of(typed_euro(125_050)) == 125_050
