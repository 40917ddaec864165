"""The case page, and the decision that it hands to the workflow of the case."""

from datetime import date
from uuid import UUID

import httpx2
import pytest

from contracts.notifications import LetterAccepted
from contracts.vouchers.budget import BudgetReserved
from contracts.vouchers.issue import VoucherIssued
from contracts.vouchers.spending import VoucherRedeemed
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from services.dashboard.queries.calls import every_programme, gives_voucher, line_of
from tests.dashboard.conftest import CALL, card, csrf, decided, registered, tell, waiting_case

STRANGER = "0197aaaa-0000-7000-8000-000000000000"

JSON = {"Accept": "application/json"}


async def send(client: httpx2.AsyncClient, case: UUID, **typed: str):
    page = await client.get(f"/domande/{case}")
    form = {"csrf_token": csrf(page), "version": "1", **typed}
    return await client.post(f"/domande/{case}/decisioni", data=form)


async def test_the_case_says_for_whom_it_waits_and_by_when(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    text = (await signed.get(f"/domande/{case}")).text
    assert "Aspetta la tua decisione: è in ritardo" in text
    assert "8 apr 2016" in text
    assert "responsabile del procedimento" in text


async def test_each_requirement_shows_its_article_sentence_and_answer(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    text = (await signed.get(f"/domande/{case}")).text
    for words in ("art. 4", "Manca il numero di addetti.", "Da completare"):
        assert words in text


async def test_the_form_says_what_follows_before_one_decides(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    share = {"call_id": CALL, "line": "A", "place": 1, "amount_cents": 1_200_000}
    await tell(desk.database, BudgetReserved(application_id=case, recovered=False, **share))
    text = (await signed.get(f"/domande/{case}")).text.replace("\xa0", " ")
    assert "12.000,00 € sono impegnati, in due rate: 8.400,00 € e 3.600,00 €." in text
    assert "12.000,00 € tornano alla domanda che segue in ordine." in text


async def test_a_decision_reaches_the_case_with_who_took_it_and_on_what(
    desk: Desk, signed: httpx2.AsyncClient, manager: Staff
):
    case = await waiting_case(desk)
    response = await send(signed, case, outcome="accept")
    assert (response.status_code, response.headers["location"]) == (
        303,
        f"/domande/{case}?esito=registrata",
    )
    [(taken, decision, _)] = desk.cases.taken
    assert (taken, decision.outcome, decision.checked) == (case, "granted", 1)
    assert decision.official == f"staff:{manager.id}"


async def test_a_case_decided_from_here_asks_nobody_again(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    await send(signed, case, outcome="accept")
    text = (await signed.get(f"/domande/{case}")).text
    assert "Decisione registrata" in text
    assert "/decisioni" not in text


async def test_a_refusal_without_a_reason_comes_back_with_its_sentence(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    response = await send(signed, case, outcome="refuse", reason="  ")
    assert response.status_code == 422
    assert "Per respingere serve la motivazione." in response.text
    assert desk.cases.taken == []


async def test_a_decision_without_an_outcome_comes_back_with_what_was_typed(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    response = await send(signed, case, reason="Perché sì")
    assert response.status_code == 422
    assert "Scegli se accogliere o respingere." in response.text
    assert "Perché sì" in response.text


async def test_what_the_case_refuses_is_told_in_its_words(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    desk.cases.refusal = Refusal("stale-decision", "Nel frattempo la domanda è cambiata.", 409)
    response = await send(signed, case, outcome="accept")
    assert response.status_code == 409
    assert "Nel frattempo la domanda è cambiata." in response.text


async def test_the_timeline_tells_who_and_why_of_a_decision(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    await send(signed, case, outcome="refuse", reason="Manca il DURC")
    await tell(desk.database, decided(case, "refused"))
    desk.cards.cards[case] = card(case, reason="Manca il DURC")
    text = (await signed.get(f"/domande/{case}")).text
    for words in ("Domanda respinta", "Ada Prova", "Atto n. 12 del 2016.", "Manca il DURC"):
        assert words in text


async def test_a_voucher_shows_what_is_left_of_it(desk: Desk, signed: httpx2.AsyncClient):
    fact = registered(support_form="worker_voucher")
    voucher = {"voucher_id": new_id(), "application_id": fact.application_id}
    issued = VoucherIssued(
        **voucher, amount_cents=80_000, issued_at=clock.now(), valid_until_on=date(2016, 12, 31)
    )
    spent = VoucherRedeemed(**voucher, amount_cents=30_000, residual_cents=50_000)
    await tell(desk.database, fact, issued, spent)
    text = (await signed.get(f"/domande/{fact.application_id}")).text.replace("\xa0", " ")
    for words in ("Usato in parte", "500,00 €", "31 dic 2016"):
        assert words in text


@pytest.mark.parametrize(
    ("call_id", "line", "by_voucher"),
    [("ADM-2015", "II", True), ("LEG-NONNI-2016", "legnanese", False), ("ADM-2015", "I", False)],
)
def test_a_voucher_is_promised_where_the_section_gives_one(call_id, line, by_voucher):
    latest = every_programme().calls[call_id].latest
    assert gives_voucher(line_of(latest, line)) is by_voucher


async def test_letters_are_listed_with_their_fate(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    letter = {"letter_id": new_id(), "application_id": case, "letter": "granted"}
    await tell(desk.database, LetterAccepted(**letter))
    text = (await signed.get(f"/domande/{case}")).text
    assert "Accoglimento del contributo" in text
    assert "Inviata" in text


async def test_technicians_find_the_case_in_temporal(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    address = f"http://127.0.0.1:8233/namespaces/default/workflows/application%2F{case}"
    assert address in (await signed.get(f"/domande/{case}")).text


@pytest.mark.parametrize("path", [f"/domande/{STRANGER}", "/domande/1"])
async def test_a_case_that_is_not_there_is_refused(signed: httpx2.AsyncClient, path: str):
    title = (await signed.get(path, headers=JSON)).json()["title"]
    assert title in {"no-application", "invalid-request"}
