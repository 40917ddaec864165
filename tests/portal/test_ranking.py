"""Lists on the portal: what everybody reads, and what who applied reads of the own place."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from contracts.rankings import AcceptanceCard, RankedCase
from kit.ids import new_id
from services.applications.rules.employer import WORDS
from services.portal.api.tracker import stages
from services.portal.rules import place
from tests.applications import world_rankings as lists
from tests.applications.world import Time
from tests.applications.world_rankings import ALFA, BETA, CALL, CLOSED, LINE
from tests.conftest import FreshHouse
from tests.portal.conftest import standing_portal
from tests.portal.test_firm import FIRM
from tests.portal.world import DECLARED, IBAN, Portal, heading, words

HERE = f"/bandi/{CALL}/{LINE}/graduatoria"
ANSWERS = {"a.staff": "8", "a.carers": "2", "a.agreement": "si", "a.flexible": "no"}


@pytest.fixture
async def ranked(fresh_house: FreshHouse, time: Time) -> AsyncIterator[Portal]:
    """A portal where firms may apply for a call that goes by a list."""
    time.is_(lists.OPEN)
    async with standing_portal(fresh_house, CALL, programmes=lists.scoring()) as portal:
        yield portal


async def applied(portal: Portal) -> None:
    """Alfa applied at the portal, and was checked."""
    await portal.begin(f"{CALL}/{LINE}")
    steps = {
        "chi": FIRM, "domande-1": ANSWERS, "documenti": {}, "pagamento": IBAN,
        "dichiarazioni": DECLARED,
    }  # fmt: skip
    for step, form in steps.items():
        await portal.fill(step, form)
    sent = await portal.send(portal.at("invio"), of=portal.at("controllo"))
    assert sent.status_code == 303, sent.text
    await portal.desk.check(UUID(portal.draft))


async def test_a_published_list_is_read_by_codes_until_its_last_day(ranked: Portal, time: Time):
    await lists.filed(ranked.desk, ALFA, BETA)
    time.is_(CLOSED)
    card = (await lists.provisional(ranked.desk)).json()
    assert HERE in (await ranked.open(f"/bandi/{CALL}")).text
    page = await ranked.open(HERE)
    assert heading(page) == "Graduatoria provvisoria"
    assert "2 domande con un posto, su 2" in words(page)
    assert all(row["code"] in words(page) for row in card["rows"])
    assert "può presentare osservazioni fino a" in words(page)
    time.is_("2027-03-20T10:00")
    gone = await ranked.open(HERE)
    assert (gone.status_code, "non è più pubblica" in words(gone)) == (410, True)


async def test_before_a_list_is_published_there_is_none(ranked: Portal):
    page = await ranked.open(HERE)
    assert page.status_code == 404
    assert "Per questa sezione non c'è una graduatoria pubblicata." in words(page)


async def test_who_applied_reads_the_own_place_why_and_the_code(ranked: Portal, time: Time):
    await applied(ranked)
    assert "Graduatoria" not in words(await ranked.open(ranked.at()))
    time.is_(CLOSED)
    [row] = (await lists.provisional(ranked.desk)).json()["rows"]
    await ranked.send("/riprendi", {"codice": ranked.code})
    told = words(await ranked.open(ranked.at()))
    assert "Graduatoria È al posto 1º." in told
    assert f"la Sua domanda ha il codice {row['code']}" in told
    assert all(each["sentence"] in told for each in row["scores"])


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("below", "Ha meno punti del minimo: non ha un posto."),
        ("excluded", "Le manca un requisito: non ha un posto."),
    ],
)
def test_who_has_no_place_reads_why(listed: str, told: str):
    facts = {"application_id": new_id(), "code": "X", "listed": listed, "place": None}
    case = RankedCase.model_validate({**facts, "points": 1, "amount_cents": 0, "reasons": ["No."]})
    assert (place.headline(case), place.sentences(case)) == (told, ["No."])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "Deve accettare entro mercoledì 15 aprile 2026."),
        ("accepted", "Ha accettato."),
        ("waived", "Ha rinunciato."),
        ("lapsed", "Non ha accettato in tempo."),
    ],
)
def test_an_acceptance_is_told_with_its_day(answer: str | None, told: str):
    facts = {"application_id": new_id(), "accept_by_on": "2026-04-15", "answer": answer}
    assert place.acceptance(AcceptanceCard.model_validate(facts)) == told


def test_each_wait_for_an_employer_keeps_the_case_under_review():
    assert set(place.WAITS) == set(WORDS.values())
    for state in place.WAITS:
        assert [each.label for each in stages(state) if each.state == "now"] == ["In istruttoria"]
