"""Who signs a reviewed case: never who read it, two above an amount, and the act is read first."""

import html
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest

from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.conftest import card as application_card
from tests.dashboard.conftest import csrf, hire, log_in, plain, send_form
from tests.dashboard.peers import Owner
from tests.dashboard.review_world import (
    READER,
    REVIEWED,
    item,
    proposal,
    reader,
    review_card,
    reviewed_case,
    reviewed_programmes,
    reviewer,
    reviewer_card,
    who,
)
from tests.dashboard.term_world import WAITS, term_card

BICE = "staff:0197aaaa-0000-7000-8000-00000000bbbb"
CARLO = "staff:0197aaaa-0000-7000-8000-00000000cccc"
READ_IT = "Hai letto questa domanda: il provvedimento lo firma un'altra persona."
TWO = "L'importo chiede due firme: prima firma un'altra persona sotto la proposta."


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, programmes=reviewed_programmes())


async def proposed_case(desk: Desk, owner: Owner, *readers: str, **changed: Any) -> UUID:
    """A case that Bice read, unless others did, and proposed to grant."""
    case = await reviewed_case(desk)
    told = [reader(each, place, handed_in=True) for place, each in enumerate(readers or (BICE,), 1)]
    looked = {"items": [item("seat", "yes"), item("agreement", "yes")]}
    card = review_card(case, *told, **{**looked, "proposal": proposal(BICE), **changed})
    owner.office.cards[case] = card
    return case


async def post(client: httpx2.AsyncClient, case: UUID, what: str, **typed: str) -> httpx2.Response:
    here = f"/domande/{case}/istruttoria"
    return await send_form(client, here, f"{here}/{what}", **typed)


async def seen(client: httpx2.AsyncClient, case: UUID) -> str:
    return plain(await client.get(f"/domande/{case}/istruttoria"))


async def test_who_read_a_case_is_told_that_somebody_else_signs(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    case = await proposed_case(desk, owner, who(manager))
    text = await seen(signed, case)
    assert READ_IT in text
    assert "Leggi l'atto prima di firmare" not in text


async def test_without_a_proposal_nothing_is_signed(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner, proposal=None)
    text = await seen(signed, case)
    assert "Si decide dopo la proposta di chi la legge." in text
    assert "Leggi l'atto prima di firmare" not in text


async def test_a_reviewer_is_told_who_decides(
    desk: Desk, owner: Owner, browser: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner)
    await reviewer(desk)
    await log_in(browser, email=READER)
    assert "Decide e firma chi è responsabile del procedimento." in await seen(browser, case)


async def test_above_the_amount_a_grant_waits_for_the_first_signature(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    case = await proposed_case(desk, owner, second_signature=True)
    text = await seen(signed, case)
    assert TWO in text
    assert "La tua è la prima delle due firme" in text
    answer = await post(signed, case, "firma", checked="1")
    assert answer.headers["location"].endswith("?esito=firma#firma")
    [(_, signature, key)] = owner.taken
    assert (signature.official, signature.checked) == (who(manager), 1)
    assert UUID(key)


async def test_the_first_of_two_does_not_sign_the_second_time(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    mine = proposal(BICE, signed_by=[who(manager)])
    case = await proposed_case(desk, owner, second_signature=True, proposal=mine)
    text = await seen(signed, case)
    assert "Firma sotto la proposta" not in text
    assert TWO in text


async def test_the_second_signs_what_another_signed_first(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    other = proposal(BICE, signed_by=[CARLO])
    case = await proposed_case(desk, owner, second_signature=True, proposal=other)
    text = await seen(signed, case)
    assert TWO not in text
    assert "Leggi l'atto prima di firmare" in text


async def test_where_neither_answer_is_open_yet_no_act_is_offered(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner, second_signature=True)
    owner.terms[case] = term_card(case, refusal_waits=WAITS)
    text = await seen(signed, case)
    assert "Accogli: non ancora" in text
    assert "Respingi: non ancora" in text
    assert "Leggi l'atto prima di firmare" not in text


async def test_a_refusal_that_must_wait_says_why_before_the_click(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner, proposal=proposal(BICE, outcome="refused"))
    owner.terms[case] = term_card(case, refusal_waits=WAITS)
    page = await signed.get(f"/domande/{case}/istruttoria")
    assert WAITS in plain(page)
    assert page.text.partition('id="refuse"')[2].partition(">")[0].endswith(" disabled")


async def test_the_act_is_read_with_its_number_and_names_before_it_is_signed(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner)
    page = await post(signed, case, "atto", version="1", outcome="accept", reason="In ordine.")
    text = plain(page)
    for words in (
        "Avrà il numero 13/2016", "art. 4: Tutto in ordine.", "Firmato da Ada Prova",
        "si può ricorrere entro 60 giorni.", "Firma e accogli",
    ):  # fmt: skip
        assert words in text
    assert f'action="/domande/{case}/decisioni"' in page.text
    assert desk.cases.taken == []


async def test_the_act_that_was_read_is_signed_by_its_form(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    case = await proposed_case(desk, owner)
    page = await post(signed, case, "atto", version="1", outcome="accept", reason="In ordine.")
    form = hidden(page.text.partition("/decisioni")[2])
    await signed.post(f"/domande/{case}/decisioni", data=form)
    [(taken, decision, reason)] = desk.cases.taken
    assert (taken, decision.outcome, reason) == (case, "granted", "In ordine.")
    assert decision.official == who(manager)


def hidden(form: str) -> Mapping[str, str]:
    """The hidden fields of the form with which a page goes on."""
    fields = form.partition("</form>")[0].split('<input type="hidden" name="')[1:]
    parts = (each.split('"') for each in fields)
    return {name: value for name, _, value, *_ in parts}


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("deviation-without-reason", "Chi decide diversamente dalla proposta ne scrive il motivo."),
        ("stale-decision", "La domanda è stata riesaminata: rivedi l'esito."),
    ],
)
async def test_an_act_that_cannot_stand_comes_back_to_its_form(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient, slug: str, sentence: str
):
    case = await proposed_case(desk, owner)
    owner.refusal = Refusal(slug, sentence, 409)
    answer = await post(signed, case, "atto", version="1", outcome="refuse", reason="")
    assert answer.status_code == 409
    panel = answer.text.partition('id="decisione"')[2].partition("</section>")[0]
    assert sentence in html.unescape(panel)


async def test_an_act_without_an_outcome_is_not_written(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner)
    answer = await post(signed, case, "atto", version="1")
    assert answer.status_code == 422
    assert "Scegli se accogliere o respingere." in plain(answer)


async def test_a_reading_goes_to_somebody_who_never_had_it(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    carla = await hire(desk.database, "carla@capofila.test", "reviewer")
    case = await proposed_case(desk, owner, proposal=None)
    owner.office.staff = [reviewer_card(BICE), reviewer_card(who(carla)),
                          reviewer_card(CARLO, conflict=True)]  # fmt: skip
    page = await signed.get(f"/domande/{case}/istruttoria")
    offered = page.text.partition('name="to"')[2].partition("</select>")[0]
    assert [f'value="{each}"' in offered for each in (who(carla), BICE, CARLO)] == [
        True, False, False,
    ]  # fmt: skip
    typed = {"reviewer": BICE, "reading": "1", "to": who(carla), "reason": "Ferie."}
    form = {"csrf_token": csrf(page), "once": str(new_id()), **typed}
    await signed.post(f"/domande/{case}/istruttoria/assegnazioni", data=form)
    [(_, handover, _)] = owner.taken
    assert (handover.reviewer, handover.to, handover.reason) == (BICE, who(carla), "Ferie.")


async def test_a_reading_is_not_handed_over_without_a_reason(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner, proposal=None)
    answer = await post(signed, case, "assegnazioni", reviewer=BICE, reading="1", reason=" ")
    assert (answer.status_code, owner.taken) == (422, [])
    form = answer.text.partition('id="passa-1"')[2].partition("</details>")[0]
    assert "Scrivi il motivo." in form


async def test_the_case_page_of_a_reviewed_call_leads_to_its_review(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await proposed_case(desk, owner)
    page = await signed.get(f"/domande/{case}")
    assert f'href="/domande/{case}/istruttoria"' in page.text
    assert "Registra la decisione" not in page.text


async def test_a_signed_act_is_read_with_its_hash(
    desk: Desk, signed: httpx2.AsyncClient, manager: Staff
):
    case = await reviewed_case(desk)
    act = {"act": "13/2016", "act_text": f"Ente\n\nFirmato da {who(manager)}\n", "act_hash": "9f2c"}
    desk.cards.cards[case] = application_card(case, call_id=REVIEWED, **act)
    text = plain(await signed.get(f"/domande/{case}"))
    for words in ("Atto n. 13/2016", "Firmato da Ada Prova", "9f2c", f"Firmato da {who(manager)}"):
        assert words in text
