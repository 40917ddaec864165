"""The pages of lists: phases, rows and funds, observations, publication, signature, proof."""

from uuid import UUID

import httpx2
import pytest

from contracts.rankings import RankingAnswer
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.conftest import hire, log_in, plain, send_form
from tests.dashboard.money_world import figures
from tests.dashboard.rankings_world import (
    HERE,
    Lists,
    Stand,
    answered,
    closed_call,
    observation,
    public,
    ranking,
    shown,
    whole_list,
)
from tests.dashboard.treasury import Treasury

OBSERVED, SIGNING = "2016-05-12", "2016-05-23"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "Bando non chiuso Si forma quando il bando è chiuso."),
        ("closed", "Da formare Tutte le domande sono qui: si può pubblicare la provvisoria."),
    ],
)
async def test_a_section_without_a_list_says_what_it_waits_for(
    desk: Desk, signed: httpx2.AsyncClient, state: str, words: str
):
    await closed_call(desk, state)
    assert words in plain(await signed.get("/graduatorie"))


async def test_a_provisional_list_says_how_long_it_may_be_answered(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, on: Stand
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    for day, words in (
        (OBSERVED, "Provvisoria Si può osservare fino al 19 mag 2016, fra 7 giorni."),
        (SIGNING, "Da firmare Le osservazioni sono finite: aspetta la firma"),
    ):
        on(day)
        await log_in(signed)
        assert words in plain(await signed.get("/graduatorie"))


async def test_the_phase_of_the_address_is_the_filter(desk: Desk, signed: httpx2.AsyncClient):
    await closed_call(desk)
    assert HERE in (await signed.get("/graduatorie?fase=to_form")).text
    text = plain(await signed.get("/graduatorie?fase=final"))
    assert "Nessuna graduatoria con questo filtro." in text


async def test_a_list_shows_each_place_with_its_points_and_why_it_precedes(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    page = await signed.get(HERE)
    for words in (
        "Impresa 1 S.r.l.", "codice pubblico K7Q-001", "19 punti",
        "Carichi di cura: 12 persone su 40. (14 su 15)",
        "Precede perché ha 19 punti e la seguente 18.",
        "Stessi punti: precede perché è arrivata prima, il 3 mar 2016.",
        "Sale al posto 3: è riservato a un'impresa con meno di 10 addetti.",
    ):  # fmt: skip
        assert words in plain(page)


async def test_a_list_names_nobody_whom_its_reader_may_not_read(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    lists.observations = [observation(application_id=next(iter(desk.cards.cards)))]
    desk.cards.gate = Refusal("in-conflict", "Hai dichiarato un conflitto.", 403)
    page = await signed.get(HERE)
    assert "codice pubblico K7Q-001" in plain(page)
    assert "S.r.l." not in page.text


async def test_the_funds_are_drawn_where_they_end(
    desk: Desk, lists: Lists, treasury: Treasury, signed: httpx2.AsyncClient
):
    treasury.lines["CURA-2016"] = [figures("A", 0).model_copy(update={"budget_cents": 3_000_000})]
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    assert "I fondi, 30.000,00 €, arrivano fin qui: 2 posti su 4." in plain(await signed.get(HERE))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("sotto", "Ha 1 punto: il minimo è 3."),
        ("escluse", "L'impresa ha più di 50 persone."),
    ],
)
async def test_who_has_no_place_reads_why(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, part: str, words: str
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    assert words in plain(await signed.get(f"{HERE}?elenco={part}"))


async def test_a_closed_call_shows_its_list_as_it_would_be_and_publishes_it(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, manager: Staff
):
    await closed_call(desk)
    lists.preview = ranking(whole_list(), ranking_id=None, published_at=None)
    assert "È una prova: nulla è scritto" in plain(await signed.get(HERE))
    answer = await send_form(signed, HERE, f"{HERE}/provvisorie")
    assert answer.headers["location"] == f"{HERE}?fatto=provvisoria"
    [(path, asked, key)] = lists.taken
    assert (path, asked.official, bool(UUID(key))) == ("provisional", f"staff:{manager.id}", True)


async def test_while_the_call_is_open_nothing_is_published(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient
):
    await closed_call(desk, "open")
    page = await signed.get(HERE)
    assert "la graduatoria si pubblica quando tutte le domande sono qui" in plain(page)
    assert f"{HERE}/provvisorie" not in page.text


async def test_why_a_list_cannot_be_computed_yet_is_told_in_the_words_of_its_owner(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient
):
    await closed_call(desk)
    lists.preview = Refusal("scores-open", "A 2 domande mancano i punteggi.", 409)
    page = await signed.get(HERE)
    assert page.status_code == 200
    assert "non si può ancora calcolare A 2 domande mancano i punteggi." in plain(page)


async def test_observations_are_read_and_answered(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, manager: Staff
):
    await closed_call(desk)
    found, said = ranking(whole_list()), observation()
    await shown(desk, lists, found)
    lists.observations = [said]
    assert "Gli addetti con carichi di cura sono 14" in plain(await signed.get(HERE))
    to = f"{HERE}/osservazioni/{said.observation_id}/risposte"
    typed = {"ranking_id": str(found.ranking_id), "text": "Il punteggio è corretto."}
    answer = await send_form(signed, HERE, to, **typed)
    assert answer.headers["location"] == f"{HERE}?fatto=risposta"
    body = RankingAnswer(official=f"staff:{manager.id}", text="Il punteggio è corretto.")
    assert lists.taken == [(f"{found.ranking_id}/{said.observation_id}", body, "")]


async def test_the_final_list_is_signed_with_its_reason(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, manager: Staff, on: Stand
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    on(OBSERVED)
    await log_in(signed)
    assert f"{HERE}/definitive" not in (await signed.get(HERE)).text
    on(SIGNING)
    await log_in(signed)
    assert "4 accolte, 2 non ammesse" in plain(await signed.get(HERE))
    answer = await send_form(signed, HERE, f"{HERE}/definitive", reason="Approvata.")
    assert answer.headers["location"] == f"{HERE}?fatto=definitiva"
    [(path, asked, _)] = lists.taken
    assert (path, asked.official, asked.reason) == ("final", f"staff:{manager.id}", "Approvata.")


@pytest.fixture
async def signing(desk: Desk, signed: httpx2.AsyncClient, on: Stand) -> httpx2.AsyncClient:
    """The manager, when the days of observations are over."""
    await closed_call(desk)
    for day in (OBSERVED, SIGNING):
        on(day)
        await log_in(signed)
    return signed


async def test_what_the_owner_refuses_of_a_signature_is_told_beside_the_form(
    desk: Desk, lists: Lists, signing: httpx2.AsyncClient
):
    await shown(desk, lists, ranking(whole_list()))
    words = "Chi ha istruito le domande non firma la graduatoria."
    lists.refusal = Refusal("reviewer-signs", words, 409)
    answer = await send_form(signing, HERE, f"{HERE}/definitive", reason="Approvata.")
    assert (answer.status_code, words in plain(answer)) == (409, True)
    assert "Approvata.</textarea>" in answer.text


NOT_MINE = "la definitiva la firma un'altra persona."


async def test_who_published_the_list_does_not_sign_it(
    desk: Desk, lists: Lists, signing: httpx2.AsyncClient, manager: Staff
):
    await shown(desk, lists, ranking(whole_list(), computed_by=f"staff:{manager.id}"))
    page = await signing.get(HERE)
    assert f"Hai pubblicato la provvisoria: {NOT_MINE}" in plain(page)
    assert f"{HERE}/definitive" not in page.text


async def test_who_answered_observations_does_not_sign_the_list(
    desk: Desk, lists: Lists, signing: httpx2.AsyncClient, manager: Staff
):
    await shown(desk, lists, ranking(whole_list()))
    mine = {"answer": "Confermato.", "answered_by": f"staff:{manager.id}"}
    lists.observations = [observation(**mine)]
    page = await signing.get(HERE)
    assert f"Hai risposto alle osservazioni: {NOT_MINE}" in plain(page)
    assert f"{HERE}/definitive" not in page.text


async def test_a_list_with_observations_to_answer_is_not_signed(
    desk: Desk, lists: Lists, signing: httpx2.AsyncClient
):
    await shown(desk, lists, ranking(whole_list()))
    lists.observations = [observation()]
    page = await signing.get(HERE)
    assert "Ci sono osservazioni senza risposta: prima si risponde a tutte." in plain(page)
    assert f"{HERE}/definitive" not in page.text


async def test_a_reader_reads_and_signs_nothing(
    desk: Desk, lists: Lists, browser: httpx2.AsyncClient
):
    await hire(desk.database, "legge@capofila.test", "reader")
    await log_in(browser, email="legge@capofila.test")
    await closed_call(desk)
    lists.preview = ranking(whole_list(), ranking_id=None, published_at=None)
    page = await browser.get(HERE)
    assert "Che cosa puoi fare adesso" not in plain(page)
    answer = await send_form(browser, HERE, f"{HERE}/provvisorie")
    assert (answer.status_code, lists.taken) == (403, [])


@pytest.mark.parametrize(
    ("same", "words"),
    [
        (True, "Ricalcolata: identica Rifatta adesso dagli stessi dati"),
        (False, "Ricalcolata: diversa Rifatta adesso dagli stessi dati"),
    ],
)
async def test_a_list_is_computed_again_and_compared(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, same: bool, words: str
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    lists.same = same
    assert words in plain(await signed.get(f"{HERE}?verifica=1"))


async def test_after_the_signature_the_answers_are_counted_and_shown(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient
):
    await closed_call(desk)
    rows = whole_list()
    await shown(desk, lists, ranking(rows, kind="final", act="3/2016"))
    await answered(desk, rows[0], "accepted")
    await answered(desk, rows[1])
    text = plain(await signed.get(HERE))
    assert "Da accettare 1 Accettato 1" in text
    assert "Atto n. 3/2016" in text
    assert "entro il 10 giu 2016" in text


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (False, "Nomi, protocolli, punti e importi restano qui (art. 26 c. 4 D.Lgs. 33/2013)."),
        (True, "di chi è accolto anche nome, punti e importo"),
    ],
)
async def test_what_everybody_reads_of_a_list_is_said(
    desk: Desk, lists: Lists, signed: httpx2.AsyncClient, named: bool, words: str
):
    await closed_call(desk)
    await shown(desk, lists, ranking(whole_list()))
    lists.public = public(named=named)
    text = plain(await signed.get(HERE))
    assert words in text
    assert "È pubblica fino al 16 set 2016" in text


async def test_a_long_list_goes_on_and_back(desk: Desk, lists: Lists, signed: httpx2.AsyncClient):
    await closed_call(desk)
    rows = [row.model_copy() for row in (whole_list()[:1] * 60)]
    many = [row.model_copy(update={"place": at}) for at, row in enumerate(rows, start=1)]
    lists.preview = ranking(many, ranking_id=None, published_at=None)
    first = await signed.get(HERE)
    assert f"{HERE}?elenco=posti&amp;dopo=50#elenco" in first.text
    later = plain(await signed.get(f"{HERE}?elenco=posti&dopo=50"))
    assert "Con un posto, 10 in questa pagina" in later


async def test_a_section_that_goes_by_arrival_has_no_list(signed: httpx2.AsyncClient):
    page = await signed.get("/graduatorie/PROVA-2016/A")
    assert page.status_code == 404
    assert "Questa sezione non va per graduatoria, o il bando non c'è." in plain(page)
