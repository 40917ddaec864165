"""An application that came on paper or by mail: an official says how, the portal has its form."""

from datetime import UTC, date, datetime

import httpx2
import pytest

from contracts.intake import Arrival, Delegate
from contracts.portal import DraftEntry
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from tests.dashboard.calls_world import CALL, draft_call, open_call
from tests.dashboard.conftest import PASSWORD, hire, log_in, plain, send_form
from tests.dashboard.peers import ENTRANCE, Owner

PAGE = "/domande/nuova"
COUNTER = {
    "section": f"{CALL}/A",
    "channel": "counter",
    "arrived_on": "2016-05-09",
    "arrived_time": "10:05",
}
DELEGATE = {
    "delegate_name": "Ada Re",
    "delegate_tax_code": "REXDAA75T52B300S",
    "delegate_relation": "zia",
}


@pytest.fixture(autouse=True)
def calls(owner: Owner) -> None:
    owner.calls = {
        CALL: open_call(),
        "CHIUSO-2016": open_call(call_id="CHIUSO-2016", state="closed"),
        "SOSPESO-2016": open_call(call_id="SOSPESO-2016", state="suspended"),
        "BOZZA-2016": draft_call(call_id="BOZZA-2016"),
    }


async def enter(client: httpx2.AsyncClient, **typed: str) -> httpx2.Response:
    return await send_form(client, PAGE, PAGE, **{**COUNTER, **typed})


async def test_only_calls_that_take_applications_are_offered(signed: httpx2.AsyncClient):
    text = plain(await signed.get(PAGE))
    assert f"{CALL} (aperto): Incentivi alle imprese" in text
    assert "CHIUSO-2016 (chiuso): Incentivi alle imprese" in text
    assert "SOSPESO-2016" not in text
    assert "BOZZA-2016" not in text


async def test_an_entry_opens_a_draft_with_how_it_came_in_and_who_enters_it(
    owner: Owner, signed: httpx2.AsyncClient, manager: Staff
):
    await enter(signed, **DELEGATE)
    [(_, entry, _)] = owner.taken
    assert entry == DraftEntry(
        call_id=CALL,
        line="A",
        operator_name="Ada Prova",
        arrival=Arrival(
            channel="counter",
            operator=f"staff:{manager.id}",
            arrived_at=datetime(2016, 5, 9, 8, 5, tzinfo=UTC),
            delegate=Delegate(name="Ada Re", tax_code="REXDAA75T52B300S", relation="zia"),
        ),
    )


async def test_the_browser_goes_on_to_the_form_of_the_portal(signed: httpx2.AsyncClient):
    page = await enter(signed)
    assert page.headers["refresh"] == f"0; url={ENTRANCE}"
    assert f'href="{ENTRANCE}">Vai al modulo</a>' in page.text


@pytest.mark.parametrize(
    ("channel", "told"),
    [("pec", datetime(2016, 5, 8, 21, 59, tzinfo=UTC)), ("post", None)],
)
async def test_the_sending_counts_for_mail_and_the_postmark_for_post(
    owner: Owner, signed: httpx2.AsyncClient, channel: str, told: datetime | None
):
    said = {"sent_on": "2016-05-08", "sent_time": "23:59", "postmarked_on": "2016-05-07"}
    await enter(signed, channel=channel, **said)
    [(_, entry, _)] = owner.taken
    postmark = date(2016, 5, 7) if channel == "post" else None
    assert (entry.arrival.sent_at, entry.arrival.postmarked_on) == (told, postmark)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"section": ""}, "Scegli il bando e la sezione."),
        ({"channel": ""}, "Scegli come è arrivata."),
        ({"arrived_on": ""}, "Scrivi giorno e ora di arrivo."),
        ({"arrived_time": "domani"}, "Scrivi giorno e ora di arrivo."),
        ({"arrived_on": "2999-01-01"}, "L'arrivo non può essere nel futuro."),
        ({"delegate_name": "Ada Re"}, "Scrivi il codice fiscale di chi ha la delega."),
        ({"delegate_relation": "zia"}, "Scrivi il nome di chi ha la delega."),
        (
            {**DELEGATE, "delegate_tax_code": "REXDAA75T52B300T"},
            "Il carattere di controllo del codice fiscale non torna: ricontrolli le lettere.",
        ),
        ({"channel": "piccione"}, "Ricontrolla questo dato."),
    ],
)
async def test_what_is_missing_is_told_beside_its_field(
    owner: Owner, signed: httpx2.AsyncClient, typed: dict[str, str], sentence: str
):
    page = await enter(signed, **typed)
    assert (page.status_code, owner.taken) == (422, [])
    assert sentence in plain(page)
    assert 'value="10:05"' in page.text or "arrived_time" in typed


async def test_what_the_portal_refuses_is_told(owner: Owner, signed: httpx2.AsyncClient):
    owner.refusal = Refusal("unknown-line", "Il bando non ha questa sezione.", 422)
    page = await enter(signed)
    assert page.status_code == 422
    assert "La domanda non è stata aperta Il bando non ha questa sezione." in plain(page)


@pytest.mark.parametrize(("role", "offered"), [("reviewer", True), ("reader", False)])
async def test_those_who_review_are_offered_the_entry(
    desk: Desk, browser: httpx2.AsyncClient, role: str, offered: bool
):
    await hire(desk.database, "altri@capofila.test", role)
    await log_in(browser, email="altri@capofila.test", password=PASSWORD)
    assert (PAGE in (await browser.get("/domande")).text) is offered
