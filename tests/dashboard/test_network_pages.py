"""The pages of plans, agreements, front desks and surveys."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import httpx2
import pytest

from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from services.dashboard.rules.network_words import minutes
from tests.dashboard.bureau import Bureau
from tests.dashboard.conftest import csrf, plain, send_form
from tests.dashboard.network_world import (
    ALLIANCE,
    adhesion,
    agreement,
    contacts,
    desk_log,
    front_desk,
    known,
    plan,
    programmes,
    release,
    roll,
    statement,
    survey,
)
from tests.dashboard.peers import Owner

WRITTEN = (("survey", "2016-01-11"), ("plan", "2016-02-01"))
ACT = {"act_number": "12/2016", "act_on": "2016-02-08"}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The desk of a house with the real alliances."""
    return replace(desk, programmes=programmes())


def planned(bureau: Bureau, *milestones: tuple[str, str], state: str = "open") -> str:
    """A firm has a plan that came so far; return the address of its page."""
    firm = adhesion("confirmed")
    known(bureau, firm)
    found = plan(state, *milestones, adhesion_id=firm.adhesion_id)
    bureau.plans[found.plan_id] = found
    return f"/piani/{found.plan_id}"


async def test_a_plan_shows_its_milestones_in_order_and_its_hours(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    text = plain(await signed.get(planned(bureau, WRITTEN[0])))
    for words in (
        "Indagine dei bisogni , fatto 11 gen 2016",
        "Prossimo passo: piano scritto.",
        "14 h 30 min di consulenza su 40 h",
        "Registra: piano scritto",
    ):
        assert words in text


async def test_a_milestone_is_registered_with_the_paper_that_proves_it(
    bureau: Bureau, owner: Owner, signed: httpx2.AsyncClient
):
    here = planned(bureau)
    form = {"csrf_token": csrf(await signed.get(here)), "milestone": "survey"}
    file = {"file": ("indagine.pdf", b"%PDF-1.7 indagine", "application/pdf")}
    form["reached_on"] = "2016-03-11"
    answer = await signed.post(f"{here}/passi", data=form, files=file)
    assert answer.headers["location"] == f"{here}?fatto=passo"
    [(_, filing)] = bureau.taken
    assert (filing.milestone, filing.reached_on) == ("survey", date(2016, 3, 11))
    [(name, content, _)] = owner.taken
    assert (name, content) == ("indagine.pdf", b"%PDF-1.7 indagine")


async def test_a_milestone_without_its_paper_comes_back(bureau: Bureau, signed: httpx2.AsyncClient):
    here = planned(bureau)
    typed = {"milestone": "survey", "reached_on": "2016-03-11"}
    answer = await send_form(signed, here, f"{here}/passi", **typed)
    assert (answer.status_code, bureau.taken) == (422, [])
    assert "Scegli il documento che lo prova." in plain(answer)


async def test_a_written_plan_waits_for_its_act_and_is_approved_by_it(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here = planned(bureau, *WRITTEN)
    assert "Il piano è scritto: aspetta l'approvazione" in plain(await signed.get(here))
    answer = await send_form(signed, here, f"{here}/approvazione", **ACT)
    assert answer.headers["location"] == f"{here}?fatto=approvazione"
    [(_, approval)] = bureau.taken
    assert (approval.act_number, approval.official) == ("12/2016", f"staff:{manager.id}")


async def test_hours_are_booked_by_who_gave_them_and_no_more_than_there_are(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here = planned(bureau)
    typed = {"on": "2016-03-14", "hours": "2", "minutes": "30", "topic": "Turni"}
    await send_form(signed, here, f"{here}/ore", **typed)
    [(_, booking)] = bureau.taken
    assert (booking.minutes, booking.consultant) == (150, f"staff:{manager.id}")
    words = "Le ore del piano sono finite."
    bureau.refusal = Refusal("hours-exhausted", words, 409)
    answer = await send_form(signed, here, f"{here}/ore", **typed)
    assert (answer.status_code, words in plain(answer)) == (409, True)


@pytest.mark.parametrize(
    ("count", "words"), [(2400, "40 h"), (870, "14 h 30 min"), (45, "45 min"), (-60, "-1 h")]
)
def test_minutes_are_written_as_hours(count: int, words: str):
    assert minutes(count) == words


async def test_an_agreement_shows_who_has_a_place_who_waits_and_what_each_owes(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    firms = [adhesion("confirmed"), adhesion("confirmed", name="Officine Neri S.p.A.")]
    for each in firms:
        known(bureau, each)
    shared = agreement(*(each.adhesion_id for each in firms))
    bureau.agreements[shared.agreement_id] = shared
    bureau.months["2016-03"] = statement(shared)
    text = plain(await signed.get(f"/convenzioni/{shared.agreement_id}?mese=2016-03"))
    for words in (
        "Posti presi 1 su 1 In attesa 1",
        "Officine Neri S.p.A. chiesto dal 15 mar 2016 In attesa 1º",
        "Fratelli Brambilla S.r.l. 10 600,00 €",
        "In tutto 1.200,00 €",
    ):
        assert words in text


def opened(bureau: Bureau) -> str:
    """A desk of the alliance; return the address of its page."""
    card = front_desk()
    bureau.desks = bureau.desks.model_copy(update={"items": (card,)})
    return f"/sportelli/{ALLIANCE}/{card.desk_id}"


async def test_desks_are_listed_with_when_they_open(bureau: Bureau, signed: httpx2.AsyncClient):
    here = opened(bureau)
    page = await signed.get(f"/sportelli?alleanza={ALLIANCE}")
    assert here in page.text
    assert "Punto informativo di Melzo Cooperativa Punto Famiglia Chiuso adesso" in plain(page)


async def test_the_log_of_a_desk_tells_a_key_and_never_a_code(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = opened(bureau)
    bureau.log, bureau.contacts = desk_log(), contacts()
    text = plain(await signed.get(f"{here}?mese=2016-03"))
    assert "Domanda presentata una persona dell'ente per 3f9a3f9a3f9a…" in text
    assert "12 contatti nel mese" in text
    assert "un voucher informazioni date 12" in text


async def test_an_operator_is_posted_at_a_desk(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here, who = opened(bureau), f"staff:{manager.id}"
    typed = {"operator": who, "from_on": "2016-03-01", "to_on": ""}
    answer = await send_form(signed, here, f"{here}/operatori", **typed)
    assert answer.headers["location"] == f"{here}?fatto=operatore"
    [(_, posting)] = bureau.taken
    assert (posting.operator, posting.from_on, posting.to_on) == (who, date(2016, 3, 1), None)


async def test_a_contact_is_kept_without_a_name(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here = opened(bureau)
    typed = {"channel": "phone", "topic": "voucher", "outcome": "informed"}
    await send_form(signed, here, f"{here}/contatti", **typed)
    [(_, filing)] = bureau.taken
    assert filing.model_dump() == {**typed, "operator": f"staff:{manager.id}"}


async def test_a_desk_of_nobody_is_not_found(signed: httpx2.AsyncClient):
    page = await signed.get(f"/sportelli/{ALLIANCE}/{UUID(int=1)}")
    assert (page.status_code, "Questo sportello non esiste." in plain(page)) == (404, True)


def surveyed(bureau: Bureau, state: str = "open", **changed: object) -> str:
    """A survey of the alliance, and a firm that joined; return the address of its page."""
    found = survey(state, **changed)
    bureau.surveys[found.survey_id] = found
    bureau.roll = roll(adhesion("confirmed"))
    bureau.releases = {1: release(found)}
    return f"/indagini/{found.survey_id}"


async def test_an_open_survey_does_not_tell_how_many_answered(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = surveyed(bureau)
    assert "si contano alla chiusura" in plain(await signed.get("/indagini"))
    assert "Pubblica i dati" not in plain(await signed.get(here))


async def test_tickets_are_shown_once_and_only_in_their_answer(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = surveyed(bureau)
    firm = str(bureau.roll.items[0].adhesion_id)
    answer = await send_form(signed, here, f"{here}/biglietti", adhesion_id=firm, count="3")
    assert answer.status_code == 200
    assert "3 biglietti da consegnare" in plain(answer)
    assert f"{2:032x}" in answer.text
    assert f"{2:032x}" not in (await signed.get(here)).text


async def test_a_survey_is_closed_and_its_figures_released_with_a_reason(
    bureau: Bureau, signed: httpx2.AsyncClient, manager: Staff
):
    here = surveyed(bureau)
    closed = await send_form(signed, here, f"{here}/chiusura")
    assert closed.headers["location"] == f"{here}?fatto=chiusa"
    here = surveyed(bureau, "closed", answers=44)
    done = await send_form(signed, here, f"{here}/versioni", reason="Prima versione.")
    assert done.headers["location"] == f"{here}?fatto=versione"
    assert [path for path, _ in bureau.taken] == ["closings", "releases"]


async def test_too_few_answers_are_told_in_the_words_of_the_network(
    bureau: Bureau, signed: httpx2.AsyncClient
):
    here = surveyed(bureau, "closed")
    words = "Le risposte sono meno di 5: non si pubblica nulla."
    bureau.refusal = Refusal("too-few-answers", words, 409)
    answer = await send_form(signed, here, f"{here}/versioni", reason="Prima versione.")
    assert (answer.status_code, words in plain(answer)) == (409, True)


async def test_a_suppressed_figure_is_told_as_a_word(bureau: Bureau, signed: httpx2.AsyncClient):
    here = surveyed(bureau, "closed", answers=44, releases=1)
    text = plain(await signed.get(here))
    assert "Melzo 20 dato non pubblicabile dato non pubblicabile" in text
    assert "1 tavola non è pubblicata: non c'è modo di proteggere chi ha risposto." in text
