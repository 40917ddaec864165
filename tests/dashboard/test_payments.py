"""The pages of payments: what is owed is shown, ordered, confirmed by another, and comes back."""

from datetime import date
from uuid import UUID

import httpx2
import pytest

from contracts.payments import BankAccount, OutcomeFileCard, OutcomeRow, Payable
from contracts.vouchers.payments import LeftOut, PaymentDeclined, PaymentOrdered
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import CALL
from tests.dashboard.conftest import T0, csrf, plain, send_form, tell, waiting_case
from tests.dashboard.money_world import batch_of
from tests.dashboard.peers import Owner
from tests.dashboard.treasury import Treasury

ACT = {"act_number": "210/2016", "act_on": "2016-05-10"}
TYPED = {"call_id": CALL, "cup": "e44e20000140007", "execute_on": "2016-05-20", **ACT}
BODY = {"holder": "Comune di prova", "iban": "IT60 X054 2811 1010 0000 0123 456"}
OURS = {"treasury_holder": "Erario", "treasury_iban": "IT27L0306933400100000001234"}


async def test_what_a_call_owes_is_shown_with_its_total_and_ordered_as_shown(
    treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    treasury.owed[CALL] = [
        Payable(line="A", payee="provider:nido-blu", amount_cents=120_050),
        Payable(line="B", payee="treasury", amount_cents=8_000),
    ]
    here = f"/pagamenti?bando={CALL}"
    text = plain(await signed.get(here))
    for words in (
        "1.280,50 € da pagare a 2 beneficiari",
        "Incentivi alle imprese: 1.200,50 €, 1 pagamento",
        "Disponi il pagamento di 1.280,50 €",
    ):
        assert words in text
    answer = await send_form(signed, here, "/pagamenti/distinte", **TYPED, expected="128050")
    assert answer.headers["location"].startswith("/pagamenti/distinte/")
    [(_, order, _)] = treasury.taken
    assert (order.cup, order.execute_on) == ("E44E20000140007", date(2016, 5, 20))
    assert (order.expected_cents, order.official) == (128_050, f"staff:{manager.id}")


async def test_a_call_that_owes_nothing_offers_no_order(signed: httpx2.AsyncClient):
    page = await signed.get(f"/pagamenti?bando={CALL}")
    assert "Per questo bando non c'è nulla da pagare." in plain(page)
    assert "Disponi il pagamento" not in page.text


async def test_a_batch_says_what_the_bank_did_row_by_row_and_why(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    batch = await batch_of(desk, treasury)
    assert "3 mandati: pagati 1, respinti 1, in attesa 1" in plain(await signed.get("/pagamenti"))
    page = await signed.get(f"/pagamenti/distinte/{batch}")
    case = treasury.batches[batch].orders[0].payee.partition(":")[2]
    assert f'href="/domande/{case}"' in page.text
    for words in ("AC04: il conto è chiuso", "Erogatore nido-blu", "In attesa della banca 1"):
        assert words in plain(page)


async def test_a_batch_is_confirmed_by_a_second_person(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    here = f"/pagamenti/distinte/{await batch_of(desk, treasury, 'composed')}"
    assert "confermi 3.600,00 € in 3 mandati" in plain(await signed.get(here))
    answer = await send_form(signed, here, f"{here}/conferma")
    assert answer.headers["location"] == f"{here}?fatto=conferma"
    [(what, body, _)] = treasury.taken
    assert (what, body.official) == ("confirmation", f"staff:{manager.id}")


async def test_who_ordered_a_batch_is_offered_no_confirmation(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    own = f"staff:{manager.id}"
    batch = await batch_of(desk, treasury, "composed", official=own)
    page = await signed.get(f"/pagamenti/distinte/{batch}")
    assert "Conferma la distinta" not in page.text
    assert "la deve confermare un'altra persona" in plain(page)


async def test_four_eyes_are_told_in_the_words_of_the_owner(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    here = f"/pagamenti/distinte/{await batch_of(desk, treasury, 'composed')}"
    treasury.refusal = Refusal("signer-pays", "Chi ha firmato non può confermare.", 409)
    answer = await send_form(signed, here, f"{here}/conferma")
    assert answer.status_code == 409
    assert "Chi ha firmato non può confermare." in plain(answer)


async def test_the_file_for_the_bank_is_made_with_the_accounts_of_who_applied(
    desk: Desk, treasury: Treasury, owner: Owner, signed: httpx2.AsyncClient
):
    batch = await batch_of(desk, treasury, "confirmed")
    case = treasury.batches[batch].orders[0].payee
    account = BankAccount(payee=case, holder="Giulia", iban="IT60E0760101600000099887766")
    owner.accounts = [account]
    here = f"/pagamenti/distinte/{batch}"
    answer = await send_form(signed, here, f"{here}/file", **BODY, **OURS)
    assert (answer.content, answer.headers["content-type"]) == (b"<Document/>", "application/xml")
    assert answer.headers["content-disposition"] == f"attachment; filename=distinta-{batch}.xml"
    [(_, body, _)] = treasury.taken
    assert body.debtor.iban == "IT60X0542811101000000123456"
    assert [each.payee for each in body.accounts] == [case, "treasury"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"iban": "IT60X0542811101000000123457"}, "Le cifre di controllo dell'IBAN non tornano."),
        ({"holder": " "}, "Manca l'intestatario del conto."),
    ],
)
async def test_a_mistyped_account_comes_back(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, typed: dict[str, str], sentence: str
):
    here = f"/pagamenti/distinte/{await batch_of(desk, treasury, 'confirmed')}"
    answer = await send_form(signed, here, f"{here}/file", **{**BODY, **OURS, **typed})
    assert (answer.status_code, treasury.taken) == (422, [])
    assert sentence in plain(answer)


async def test_the_file_of_the_bank_goes_to_its_owner_as_it_is(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    here = f"/pagamenti/distinte/{await batch_of(desk, treasury)}"
    page = await signed.get(here)
    file = {"file": ("esiti.csv", b"ordine;esito;data;motivo\n", "text/csv")}
    answer = await signed.post(f"{here}/esiti", data={"csrf_token": csrf(page)}, files=file)
    assert answer.headers["location"] == f"{here}?fatto=esiti"
    said = (b"ordine;esito;data;motivo\n", f"staff:{manager.id}")
    assert treasury.taken == [("outcomes", said, "")]


async def test_each_file_of_the_bank_says_what_it_did(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    batch = await batch_of(desk, treasury)
    paid, bounced, _ = treasury.batches[batch].orders
    rows = [
        OutcomeRow(order_id=paid.order_id, did="known", amount_cents=120_000),
        OutcomeRow(order_id=bounced.order_id, did="bounced", amount_cents=120_000, code="AC04",
                   reason="il conto è chiuso"),
    ]  # fmt: skip
    file = OutcomeFileCard(file_id=batch, at=T0, official=f"staff:{manager.id}", news=1, rows=rows)
    known = treasury.batches[batch].model_copy(update={"files": [file]})
    treasury.batches[batch] = known
    text = plain(await signed.get(f"/pagamenti/distinte/{batch}"))
    for words in ("1 esito nuovo", "si sapeva già", "respinto, torna da pagare"):
        assert words in text


SUSPENDED = "L'adesione dell'impresa è sospesa: il pagamento attende."


def left(case: UUID) -> LeftOut:
    return LeftOut(application_id=case, reason="member_suspended", sentence=SUSPENDED)


async def test_who_orders_hears_that_something_was_left_out(
    treasury: Treasury, signed: httpx2.AsyncClient
):
    treasury.owed[CALL] = [Payable(line="A", payee="treasury", amount_cents=8_000)]
    treasury.left_out = [left(new_id())]
    here = f"/pagamenti?bando={CALL}"
    answer = await send_form(signed, here, "/pagamenti/distinte", **TYPED, expected="8000")
    assert answer.headers["location"].endswith("?fatto=parziale")


async def test_what_was_left_out_of_a_batch_stands_on_its_page_with_the_reason(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    batch, case = await batch_of(desk, treasury), await waiting_case(desk)
    told = {"batch_id": batch, "call_id": CALL, "orders": 3, "amount_cents": 360_000}
    await tell(desk.database, PaymentOrdered(**told, left_out=[left(case)]))
    assert "in attesa 1 · 1 domanda rimasta fuori" in plain(await signed.get("/pagamenti"))
    page = await signed.get(f"/pagamenti/distinte/{batch}")
    assert f'href="/domande/{case}"' in page.text
    assert SUSPENDED in plain(page)


async def test_a_batch_is_declined_with_a_reason_and_told_as_such(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient, manager: Staff
):
    batch = await batch_of(desk, treasury, "composed", official=f"staff:{manager.id}")
    here = f"/pagamenti/distinte/{batch}"
    answer = await send_form(signed, here, f"{here}/annullamento", reason="CUP sbagliato")
    assert answer.headers["location"] == f"{here}?fatto=annullamento"
    [(what, body, _)] = treasury.taken
    assert (what, body.reason, body.official) == ("decline", "CUP sbagliato", f"staff:{manager.id}")
    fact = PaymentDeclined(batch_id=batch, call_id=CALL, amount_cents=360_000)
    await tell(desk.database, fact)
    text = plain(await signed.get("/pagamenti"))
    assert "annullata, le somme sono di nuovo da pagare" in text


async def test_a_batch_is_not_declined_without_a_reason_nor_once_its_file_was_given_out(
    desk: Desk, treasury: Treasury, signed: httpx2.AsyncClient
):
    here = f"/pagamenti/distinte/{await batch_of(desk, treasury, 'composed')}"
    answer = await send_form(signed, here, f"{here}/annullamento", reason=" ")
    assert (answer.status_code, treasury.taken) == (422, [])
    given = await batch_of(desk, treasury, "confirmed", has_file=True)
    assert "Annulla la distinta" not in plain(await signed.get(f"/pagamenti/distinte/{given}"))
