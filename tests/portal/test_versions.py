"""A form follows the version by which the application is judged, and the one who applies."""

import pytest

from tests.applications import drafts
from tests.applications.world import FAMILY_LINE, Time
from tests.applications.world_calls import publish_later
from tests.applications.world_revisions import FAMILIES, recalculated, supplemented
from tests.portal.world import ANSWERS, GIULIA, Portal, errors, words

QUESTIONS = [each.model_dump() for each in FAMILIES.line(FAMILY_LINE).questions]
ROOMS = drafts.question("rooms", label="Quante stanze?")
MORE = [*QUESTIONS, ROOMS]
OTHER_FORM = "Il bando ora giudica la Sua domanda con un'altra versione"


async def amending(portal: Portal) -> str:
    """Apply, and begin to amend; return the id of the application."""
    await portal.apply()
    application = portal.draft
    begun = await portal.send(portal.at("modifica"), of=portal.at())
    portal.draft = begun.headers["location"].split("/")[2]
    return application


async def amount_of(portal: Portal) -> tuple[int, int]:
    row = await portal.desk.one("select call_version, amount_cents from application")
    return row.call_version, row.amount_cents


@pytest.mark.parametrize("published_first", [True, False])
async def test_an_amendment_asks_what_the_version_of_the_application_asks(
    portal: Portal, published_first: bool
):
    if not published_first:
        await amending(portal)
        await publish_later(portal.desk, recalculated(questions=MORE))
    else:
        await portal.apply()
        await publish_later(portal.desk, recalculated(questions=MORE))
        begun = await portal.send(portal.at("modifica"), of=portal.at())
        portal.draft = begun.headers["location"].split("/")[2]
    assert "Quante stanze?" not in words(await portal.open(portal.at("passo/domande-1")))
    await portal.fill("domande-1", {**ANSWERS, "a.cost_cents": "800"})
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303, words(sent)
    assert await amount_of(portal) == (1, 40_000)


async def test_an_amendment_that_becomes_a_supplement_is_told_and_asked_the_rest(portal: Portal):
    await amending(portal)
    await publish_later(portal.desk, supplemented(questions=MORE))
    page = await portal.open(portal.at("controllo"))
    assert OTHER_FORM in words(page)
    assert "Manca la risposta" in words(page)
    await portal.fill("domande-1", {**ANSWERS, "a.cost_cents": "800", "a.rooms": "3"})
    assert OTHER_FORM not in words(await portal.open(portal.at("controllo")))
    await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert await amount_of(portal) == (2, 40_000)


async def test_what_is_sent_meanwhile_is_looked_at_once_more(portal: Portal):
    await amending(portal)
    await portal.open(portal.at("controllo"))
    await publish_later(portal.desk, supplemented(questions=MORE))
    sent = await portal.send(portal.at("invio"), of=portal.at("passo/domande-1"))
    assert sent.headers["location"].endswith("/controllo?avviso=versione")
    assert await amount_of(portal) == (1, 60_000)


async def test_an_amendment_counts_ages_on_the_day_of_the_application(portal: Portal, time: Time):
    await portal.apply()
    time.is_("2015-11-03T10:00")
    begun = await portal.send(portal.at("modifica"), of=portal.at())
    portal.draft = begun.headers["location"].split("/")[2]
    assert (await portal.data())["filed_on"] == "2015-11-02"


async def test_what_hangs_on_who_applies_is_told_on_its_page(portal: Portal):
    asked = ROOMS | {"asked_if": "applicant.kind == 'person'"}
    await publish_later(portal.desk, recalculated(questions=[*QUESTIONS, asked]))
    await portal.begin()
    await portal.fill("chi", GIULIA)
    page = await portal.fill("domande-1", ANSWERS)
    assert errors(page) == ["Manca la risposta: Quante stanze?"]
