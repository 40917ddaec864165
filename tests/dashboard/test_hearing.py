"""The clock on the case page, and what is asked, told, proved and answered before a decision."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from contracts.applications.procedure import GiveNotice, RequestIntegration
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.conftest import hire, log_in, plain, send_form, waiting_case
from tests.dashboard.peers import Owner
from tests.dashboard.term_world import (
    WAITS,
    integration,
    notice,
    observation,
    served,
    term_card,
)


async def case_with(desk: Desk, owner: Owner, **changed: Any) -> UUID:
    case = await waiting_case(desk)
    owner.terms[case] = term_card(case, **changed)
    return case


async def post(client: httpx2.AsyncClient, case: UUID, path: str, **typed: Any) -> httpx2.Response:
    return await send_form(client, f"/domande/{case}", f"/domande/{case}/{path}", **typed)


async def test_the_clock_is_told_day_by_day(desk: Desk, owner: Owner, signed: httpx2.AsyncClient):
    case = await case_with(desk, owner)
    text = plain(await signed.get(f"/domande/{case}"))
    for words in (
        "30 giorni dal 9 mar 2016, ultimo giorno 8 apr 2016.",
        "il giorno dell'arrivo non si conta",
        "Il termine corre",
    ):
        assert words in text


async def test_a_silent_owner_leaves_the_case_without_its_clock(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    page = await signed.get(f"/domande/{case}")
    assert (page.status_code, "Termine e contraddittorio" in page.text) == (200, False)


async def test_a_refusal_that_must_wait_says_why_before_the_click(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await case_with(desk, owner, refusal_waits=WAITS)
    page = await signed.get(f"/domande/{case}")
    assert WAITS in plain(page)
    refuse = page.text.partition('value="refuse"')[2].partition(">")[0]
    assert refuse.endswith(" disabled")


async def test_what_is_missing_is_drafted_first_with_its_article(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    case = await case_with(desk, owner)
    rows = {"article": ["art. 5", "", " "], "words": ["La visura", "", ""]}
    answer = await post(signed, case, "integrazioni", **rows, days="15")
    assert answer.headers["location"] == f"/domande/{case}?esito=bozza#contraddittorio"
    [(_, draft, _)] = owner.taken
    assert [(each.article, each.missing) for each in draft.items] == [("art. 5", "La visura")]
    assert (draft.days, draft.official) == (15, f"staff:{manager.id}")


async def test_half_a_row_comes_back_with_what_was_typed(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await case_with(desk, owner)
    answer = await post(signed, case, "integrazioni", article=[""], words=["La visura"])
    assert answer.status_code == 422
    assert "Ogni voce vuole l'articolo e che cosa manca." in plain(answer)
    assert 'value="La visura"' in answer.text
    assert owner.taken == []


async def test_a_drafted_request_says_what_follows_and_is_sent_to_the_case(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    drafted = integration()
    case = await case_with(desk, owner, integrations=[drafted])
    assert "la legge lo consente una volta sola" in plain(await signed.get(f"/domande/{case}"))
    answer = await post(signed, case, f"integrazioni/{drafted['integration_id']}/invii")
    assert answer.headers["location"] == f"/domande/{case}?esito=integrazione#contraddittorio"
    about = {"application_id": case, "integration_id": drafted["integration_id"]}
    assert desk.cases.sent == [RequestIntegration(**about, official=f"staff:{manager.id}")]


async def test_what_a_case_refuses_of_a_request_is_told_beside_it(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    drafted = integration()
    case = await case_with(desk, owner, integrations=[drafted])
    desk.cases.refusal = Refusal("already-suspended", "Il termine si è già fermato una volta.", 409)
    answer = await post(signed, case, f"integrazioni/{drafted['integration_id']}/invii")
    assert answer.status_code == 409
    assert "Il termine si è già fermato una volta." in plain(answer)


async def test_a_second_request_is_not_offered(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await case_with(desk, owner, integrations=[integration("answered")])
    assert "Chiedi un'integrazione" not in plain(await signed.get(f"/domande/{case}"))


async def test_a_notice_is_drafted_read_and_sent(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    drafted = notice()
    case = await case_with(desk, owner, notices=[drafted], refusal_waits=WAITS)
    await post(signed, case, "preavvisi", article=["art. 9"], words=["Fuori termine."])
    assert [each.sentence for each in owner.taken[0][1].more] == ["Fuori termine."]
    assert "L'impresa ha più di 50 persone." in plain(await signed.get(f"/domande/{case}"))
    await post(signed, case, f"preavvisi/{drafted['notice_id']}/invii")
    about = {"application_id": case, "notice_id": drafted["notice_id"]}
    assert desk.cases.sent == [GiveNotice(**about, official=f"staff:{manager.id}")]


async def test_the_proof_of_a_delivery_reaches_the_owner(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    given = notice("given")
    case = await case_with(desk, owner, notices=[given], refusal_waits=WAITS)
    path = f"preavvisi/{given['notice_id']}/consegne"
    answer = await post(signed, case, path, served_on="2016-03-20", evidence="PEC 7781")
    assert answer.headers["location"] == f"/domande/{case}?esito=consegna#contraddittorio"
    [(_, delivery, _)] = owner.taken
    assert (str(delivery.served_on), delivery.evidence) == ("2016-03-20", "PEC 7781")


@pytest.mark.parametrize("typed", [{"evidence": "PEC 7781"}, {"served_on": "2016-03-20"}])
async def test_a_delivery_without_day_or_proof_comes_back(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, typed: dict[str, str]
):
    given = notice("given")
    case = await case_with(desk, owner, notices=[given])
    answer = await post(signed, case, f"preavvisi/{given['notice_id']}/consegne", **typed)
    assert (answer.status_code, owner.taken) == (422, [])
    assert "Manca qualcosa: ricontrolla i campi." in plain(answer)


async def test_each_observation_is_answered_in_words(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    said = observation()
    case = await case_with(desk, owner, notices=[served()], observations=[said])
    assert "Le persone sono 48." in plain(await signed.get(f"/domande/{case}"))
    path = f"osservazioni/{said['observation_id']}/risposte"
    await post(signed, case, path, text="Il libro unico ne conta 52.")
    [(about, answer, _)] = owner.taken
    assert about == f"observations/{said['observation_id']}"
    assert answer.text == "Il libro unico ne conta 52."


async def test_a_fact_of_the_term_is_told_once(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await case_with(desk, owner)
    typed = {"kind": "information_asked", "on": "2016-03-15", "days": "20", "reference": "n. 44"}
    await post(signed, case, "termine", **typed)
    [(_, fact, key)] = owner.taken
    assert (fact.kind, fact.days, fact.reference) == ("information_asked", 20, "n. 44")
    assert UUID(key)


@pytest.mark.parametrize(
    ("role", "offers"), [("reviewer", (True, False)), ("reader", (False, False))]
)
async def test_each_role_is_offered_what_is_its_own(
    desk: Desk, owner: Owner, browser: httpx2.AsyncClient, role: str, offers: tuple[bool, bool]
):
    case = await case_with(desk, owner, refusal_waits=WAITS)
    await hire(desk.database, "altri@capofila.test", role)
    await log_in(browser, email="altri@capofila.test")
    text = plain(await browser.get(f"/domande/{case}"))
    offered = ("Chiedi un'integrazione" in text, "Prepara il preavviso di rigetto" in text)
    assert offered == offers
