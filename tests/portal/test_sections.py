"""Sections with dates of their own, and sections that spend one budget."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import pytest

from contracts.calls import Instalment, Payment
from kit.days import ROME
from programmes.files import load_programmes
from services.portal.rules.line_words import payment
from tests.applications.world import Time
from tests.applications.world_register import programmes
from tests.conftest import FreshHouse
from tests.portal.conftest import standing_portal
from tests.portal.test_tending import tend
from tests.portal.world import GIULIA, Portal, words

# Of its own, for a process remembers the versions of a call for ever.
CALL = "SEZIONI-2015"
FAMILIES = load_programmes().calls["ADM-2015"].versions[0]
FIRST, SECOND = FAMILIES.lines
OPENS = datetime(2015, 10, 20, 9, tzinfo=ROME)
CLOSES = datetime(2015, 11, 10, 12, tzinfo=ROME)
SPENDER = {"budget_cents": None, "budget_of": FIRST.id, "opens_at": OPENS, "closes_at": CLOSES}
DATES = (
    "In questa sezione si fa domanda da martedì 20 ottobre 2015 alle 09:00 e fino a martedì "
    "10 novembre 2015 alle 12:00."
)


@pytest.fixture
async def portal(fresh_house: FreshHouse) -> AsyncIterator[Portal]:
    """A portal whose call has a second section with its own dates, on the budget of the first."""
    lines = (FIRST, SECOND.model_copy(update=SPENDER))
    written = FAMILIES.model_copy(update={"id": CALL, "lines": lines})
    async with standing_portal(fresh_house, CALL, programmes=programmes(written)) as portal:
        yield portal


async def test_a_section_tells_its_own_dates_and_with_whom_it_shares(portal: Portal):
    told = words(await portal.open(f"/bandi/{CALL}"))
    assert told.count(DATES) == 1
    assert told.count("20.000,00 €") == 2
    assert f", in comune con «{SECOND.title}»" in told
    assert f", in comune con «{FIRST.title}»" in told
    assert f"Si chiude «{SECOND.title}»" in told


def test_an_instalment_that_is_paid_on_request_says_so():
    parts = (
        Instalment(id="a", label="Anticipo", percent=30, on_request=True),
        Instalment(id="b", label="Saldo", percent=70, condition="Dopo il rendiconto."),
    )
    paid = Payment(scheme="advance_and_balance", instalments=parts)
    assert payment(paid)[1:] == [
        "Anticipo: 30% (solo a chi la chiede, altrimenti si paga con la successiva)",
        "Saldo: 70% (Dopo il rendiconto)",
    ]


async def test_a_section_that_has_closed_offers_no_application(portal: Portal, time: Time):
    time.is_("2015-11-10T12:10")
    page = await portal.open(f"/bandi/{CALL}")
    assert f"{DATES} È chiusa." in words(page)
    assert f'href="/bandi/{CALL}/I/domanda"' in page.text
    assert f'href="/bandi/{CALL}/II/domanda"' not in page.text
    refused = await portal.send(f"/bandi/{CALL}/II/domanda", of=f"/bandi/{CALL}/I/domanda")
    assert refused.status_code == 409
    assert "La sezione non è aperta" in words(refused)


async def test_a_section_that_has_not_opened_says_when_it_does(portal: Portal, time: Time):
    time.is_("2015-10-19T10:00")
    assert f"{DATES} Non è ancora aperta." in words(await portal.open(f"/bandi/{CALL}"))
    before = words(await portal.open(f"/bandi/{CALL}/II/domanda"))
    assert "Apre martedì 20 ottobre 2015 alle 09:00." in before
    assert "Comincia la domanda" not in before


async def test_a_draft_is_reminded_of_before_its_own_section_closes(portal: Portal, time: Time):
    await portal.begin(f"{CALL}/II")
    await portal.fill("chi", GIULIA)
    time.is_("2015-11-08T10:00")
    assert (await tend(portal)).step == "remind"
    answer = await portal.ask("queries/letter-facts", {"application_ids": [portal.draft]})
    assert answer.json()["items"][0]["closes_at"] == "2015-11-10T11:00:00Z"
    told = words(await portal.open(portal.at("pausa")))
    assert "La domanda va inviata entro martedì 10 novembre 2015 alle 12:00" in told


async def test_after_its_section_has_closed_a_draft_is_told_that_it_comes_late(
    portal: Portal, time: Time
):
    await portal.begin(f"{CALL}/II")
    await portal.fill_all()
    time.is_("2015-11-10T12:10")
    await portal.send("/riprendi", {"codice": portal.code})
    assert "registrata come arrivata fuori termine" in words(
        await portal.open(portal.at("controllo"))
    )
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303
    assert (await portal.desk.one("select late from application where id = :id",
                                  id=UUID(portal.draft))).late  # fmt: skip
