"""The review of a case: the checklist, the sheet of points, the proposal, a conflict of one."""

from dataclasses import replace
from uuid import UUID

import httpx2
import pytest

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.conftest import log_in, plain, send_form
from tests.dashboard.peers import ManyRefused, Owner
from tests.dashboard.review_world import (
    READER,
    assigned_case,
    criterion,
    item,
    reader,
    review_card,
    reviewed_case,
    reviewed_programmes,
    reviewer,
    who,
)

BICE = "staff:0197aaaa-0000-7000-8000-00000000bbbb"
DONE = {"items": [item("seat", "yes"), item("agreement", "yes")]}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, programmes=reviewed_programmes())


@pytest.fixture
async def anna(desk: Desk) -> Staff:
    return await reviewer(desk)


@pytest.fixture
async def reading(browser: httpx2.AsyncClient, anna: Staff) -> httpx2.AsyncClient:
    """A reviewer, signed in."""
    assert (await log_in(browser, email=READER)).status_code == 303
    return browser


async def post(client: httpx2.AsyncClient, case: UUID, what: str, **typed: str) -> httpx2.Response:
    here = f"/domande/{case}/istruttoria"
    return await send_form(client, here, f"{here}/{what}", **typed)


async def test_each_item_stands_beside_the_article_of_the_call(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    text = plain(await reading.get(f"/domande/{case}/istruttoria"))
    for words in ("L'accordo aziendale è firmato? art. 7", "1 di 2 fatte", "Officina Prova S.r.l."):
        assert words in text


async def test_answers_that_changed_reach_the_owner(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    typed = {"risposta-seat": "yes", "risposta-agreement": "no", "commento-agreement": "Manca."}
    answer = await post(reading, case, "verifiche", **typed)
    assert answer.headers["location"].endswith("?esito=verifiche#verifiche")
    [(_, given, _)] = owner.taken
    assert [(each.item, each.answer, each.comment) for each in given.answers] == [
        ("agreement", "no", "Manca."),
    ]
    assert given.reviewer == who(anna)


async def test_a_checklist_that_did_not_change_comes_back(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    answer = await post(reading, case, "verifiche", **{"risposta-seat": "yes"})
    assert (answer.status_code, owner.taken) == (422, [])
    assert "Nessuna risposta è cambiata." in plain(answer)


async def test_a_sheet_shows_its_scale_and_what_handing_in_means(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    page = await reading.get(f"/domande/{case}/istruttoria")
    assert page.text.count('name="punti-need"') == 11
    assert 'name="punti-plan" type="number"' in page.text
    for words in ("10 se metà del personale", "I punti consegnati non si cambiano."):
        assert words in plain(page)


async def test_points_are_handed_in_once_with_their_note(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    typed = {"punti-need": "8", "punti-plan": "21", "comment": "Chiaro."}
    answer = await post(reading, case, "punti", **typed)
    assert answer.headers["location"].endswith("?esito=punti#punti")
    [(_, sheet, key)] = owner.taken
    assert (sheet.points, sheet.comment) == ({"need": 8, "plan": 21}, "Chiaro.")
    assert UUID(key)


async def test_a_half_written_sheet_comes_back_with_all_that_stood_in_it(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    answer = await post(reading, case, "punti", **{"punti-plan": "21", "comment": "A metà"})
    assert (answer.status_code, owner.taken) == (422, [])
    assert "Ogni criterio vuole i suoi punti, in cifre." in plain(answer)
    assert 'value="21"' in answer.text
    assert "A metà" in answer.text


async def test_points_beyond_the_scale_are_told_beside_their_field(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    told = "«Progetto» arriva al più a 30 punti."
    wrong = [{"field": "points.plan", "rule": "out-of-range", "detail": told}]
    owner.refusal = ManyRefused("invalid-points", "Alcuni punteggi non sono validi.", 422, wrong)
    answer = await post(reading, case, "punti", **{"punti-need": "8", "punti-plan": "31"})
    assert answer.status_code == 422
    assert told in answer.text.partition('id="plan-sbagliato"')[2].partition("</p>")[0]


async def test_points_are_kept_while_they_are_written(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    await post(reading, case, "punti/bozza", **{"punti-need": "7"})
    page = await reading.get(f"/domande/{case}/istruttoria")
    assert 'id="need-7" value="7" checked' in page.text
    assert owner.taken == []
    await post(reading, case, "punti", **{"punti-need": "7", "punti-plan": "20"})
    assert (
        "checked>"
        not in (await reading.get(f"/domande/{case}/istruttoria"))
        .text.partition('name="punti-need"')[2]
        .partition("</fieldset>")[0]
    )


async def test_points_of_others_stand_beside_mine_once_they_may_be_read(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await reviewed_case(desk)
    given = [(who(anna), 9), (BICE, 1)]
    sheets = [criterion("need", given=given), criterion("plan", given=given)]
    readers = [reader(who(anna), handed_in=True), reader(BICE, 2, handed_in=True)]
    told = {"criteria": sheets, "apart": 16, "wanted": 3}
    owner.office.cards[case] = review_card(case, *readers, **told)
    text = plain(await reading.get(f"/domande/{case}/istruttoria"))
    for words in (
        "Bisogno art. 6 · al più 10 9 1",
        "Fra la scheda più alta e la più bassa ci sono 16 punti.",
        "Da 15 punti in su legge anche un'altra persona.",
        "Manca 1 persona che la legga",
    ):
        assert words in text
    assert "Consegna i punti" not in text


async def test_sheets_one_point_apart_are_told_in_the_singular(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await reviewed_case(desk)
    readers = [reader(who(anna), handed_in=True), reader(BICE, 2, handed_in=True)]
    given = [criterion("need", given=[(who(anna), 9), (BICE, 8)])]
    owner.office.cards[case] = review_card(case, *readers, criteria=given, apart=1)
    text = plain(await reading.get(f"/domande/{case}/istruttoria"))
    assert "Fra la scheda più alta e la più bassa c'è 1 punto." in text


async def test_a_proposal_is_offered_when_everything_was_looked_at(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    text = plain(await reading.get(f"/domande/{case}/istruttoria"))
    assert "Prima di proporre: 1 verifica e 1 scheda dei punti." in text
    handed_in = reader(who(anna), handed_in=True)
    owner.office.cards[case] = review_card(case, handed_in, **DONE)
    text = plain(await reading.get(f"/domande/{case}/istruttoria"))
    assert "decide e firma una persona che non ha letto la domanda" in text
    await post(reading, case, "proposta", checked="1", outcome="granted", reason="In ordine.")
    [(_, proposed, _)] = owner.taken
    assert (proposed.outcome, proposed.reason, proposed.checked) == ("granted", "In ordine.", 1)


@pytest.mark.parametrize(
    "half",
    [
        ({"reason": "Perché"}, "Scegli che esito proponi.", 'id="esito-nota"'),
        ({"outcome": "granted"}, "Scrivi il motivo.", 'id="proposta-motivo-note"'),
    ],
)
async def test_half_a_proposal_comes_back_at_its_field(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff,
    half: tuple[dict[str, str], str, str],
):  # fmt: skip
    typed, words, place = half
    case = await assigned_case(desk, owner, anna)
    handed_in = reader(who(anna), handed_in=True)
    owner.office.cards[case] = review_card(case, handed_in, **DONE)
    answer = await post(reading, case, "proposta", checked="1", **typed)
    assert (answer.status_code, owner.taken) == (422, [])
    assert words in answer.text.partition(place)[2].partition("</p>")[0]


async def test_a_refused_proposal_is_told_in_the_words_of_the_owner(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    owner.refusal = Refusal("not-assigned", "La domanda non è assegnata a chi la esamina.", 403)
    answer = await post(reading, case, "proposta", checked="1", outcome="granted", reason="Sì.")
    assert answer.status_code == 403
    assert "La domanda non è assegnata a chi la esamina." in plain(answer)


async def test_a_conflict_that_becomes_known_hands_the_case_to_others(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient, anna: Staff
):
    case = await assigned_case(desk, owner, anna)
    assert "Non si può annullare." in plain(await reading.get(f"/domande/{case}/istruttoria"))
    answer = await post(reading, case, "conflitto", reason="È mia cugina.")
    assert answer.headers["location"] == "/istruttorie?esito=dichiarata"
    [(_, declared, _)] = owner.taken
    assert (declared.application_id, declared.conflict) == (case, True)


async def test_who_does_not_read_a_case_writes_nothing_in_it(
    desk: Desk, owner: Owner, reading: httpx2.AsyncClient
):
    case = await reviewed_case(desk)
    owner.office.cards[case] = review_card(case, reader(BICE))
    page = await reading.get(f"/domande/{case}/istruttoria")
    for form in ("/verifiche#", "/punti#", "/proposta#", "/conflitto#", "/atto#", "/assegnazioni#"):
        assert form not in page.text
    assert "Da verificare" in plain(page)
