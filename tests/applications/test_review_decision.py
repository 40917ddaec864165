"""Who reviews does not sign: proposals, two signatures, acts as texts, refusals taken back."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from services.applications.rules.act_text import text_hash
from tests.applications.test_review import refused
from tests.applications.world import DIRECTOR, OFFICIAL, Desk, Time, family, refusal
from tests.applications.world_review import (
    ANNA,
    BICE,
    CALL,
    LINE,
    asks,
    card,
    closed,
    declare,
    office,
    propose,
    proposed,
    reopen,
    reviewed,
    send,
    sign,
    tick,
)
from tests.applications.world_terms import heard
from tests.conftest import FreshDatabase

MISSING = "Manca la proposta di chi ha curato l'istruttoria su quest'esame della domanda."
TWO = "L'importo chiede due firme: manca quella di un'altra persona."
TEXT = "select words, hash from act_text where application_id = :id order by sequence desc limit 1"


@pytest.fixture
async def office_of_two(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    """A call that two read, where a grant above a thousand euro is signed by two."""
    call = reviewed(second_signature_above_cents=100_000)
    async with (
        fresh_database("applications") as database,
        office(database, call, [ANNA, BICE]) as desk,
    ):
        yield desk


async def test_without_a_proposal_nothing_is_decided(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    no = await refused(office_of_two, office_of_two.decide(application))
    assert no == ("no-proposal", 409, MISSING)
    assert (await card(office_of_two, application)).json()["waits"] == [
        "Verifiche senza risposta: Abita nel comune?, Le ricevute ci sono?.", MISSING,
    ]  # fmt: skip


async def test_somebody_else_decides_what_a_reviewer_proposed(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    assert (await office_of_two.decide(application)).outcome == "granted"
    assert await office_of_two.told("decision.proposed") == [
        {
            "application_id": str(application), "reviewer": ANNA, "outcome": "granted",
            "checked": 1,
        }
    ]  # fmt: skip


async def test_who_reads_an_application_does_not_sign_its_act(fresh_database: FreshDatabase):
    async with (
        fresh_database("applications") as database,
        office(database, staff=[ANNA, OFFICIAL]) as desk,
    ):
        application = await desk.checked(asks())
        await proposed(desk, application)
        assert await refused(desk, desk.decide(application)) == (
            "reviewer-signs", 409,
            "Chi ha curato l'istruttoria di una domanda non firma il suo provvedimento.",
        )  # fmt: skip


async def test_another_outcome_than_the_proposed_one_has_its_reason(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application, "refused")
    no = await refused(office_of_two, office_of_two.decide(application))
    assert no == (
        "deviation-without-reason", 409,
        "Chi decide diversamente dalla proposta ne scrive il motivo.",
    )  # fmt: skip
    fact = await office_of_two.decide(application, reason="Le ricevute ci sono.")
    assert fact.outcome == "granted"


async def test_a_proposal_on_an_older_check_is_none(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    await office_of_two.check(application)
    no = await refused(office_of_two, office_of_two.decide(application, checked=2))
    assert no[0] == "no-proposal"
    late = await propose(office_of_two, application, ANNA, checked=1)
    assert refusal(late) == (409, "stale-decision")
    assert (await propose(office_of_two, application, ANNA, checked=2)).status_code == 204
    assert (await office_of_two.decide(application, checked=2)).outcome == "granted"


async def test_what_somebody_in_conflict_proposed_is_no_proposal(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    await declare(office_of_two, ANNA, conflict=True, application_id=str(application))
    no = await refused(office_of_two, office_of_two.decide(application))
    assert no == ("no-proposal", 409, MISSING)


async def test_above_an_amount_two_sign(office_of_two: Desk):
    application = await office_of_two.checked(asks(cost_cents=100_001))
    await proposed(office_of_two, application)
    assert (await card(office_of_two, application)).json()["waits"] == [TWO]
    no = await refused(office_of_two, office_of_two.decide(application))
    assert no == ("second-signature-needed", 409, TWO)
    await sign(office_of_two, application, OFFICIAL)
    assert (await refused(office_of_two, office_of_two.decide(application)))[0] == no[0]
    assert (await sign(office_of_two, application, DIRECTOR)).status_code == 204
    assert (await office_of_two.decide(application)).outcome == "granted"


async def test_a_signature_is_given_once_by_who_did_not_review(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    assert refusal(await sign(office_of_two, application, DIRECTOR)) == (409, "no-proposal")
    await proposed(office_of_two, application)
    assert refusal(await sign(office_of_two, application, BICE)) == (409, "reviewer-signs")
    await sign(office_of_two, application, DIRECTOR)
    twice = await sign(office_of_two, application, DIRECTOR)
    assert refusal(twice) == (409, "already-signed")
    assert twice.json()["detail"] == "La proposta porta già questa firma."


async def test_a_decided_application_is_reviewed_no_more(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    await office_of_two.decide(application)
    assert refusal(await tick(office_of_two, application, ANNA)) == (409, "already-decided")
    assert refusal(await propose(office_of_two, application, ANNA)) == (409, "already-decided")


async def test_an_act_for_many_grants_what_was_proposed_and_leaves_the_rest(office_of_two: Desk):
    ready, unread, large = [
        await office_of_two.checked(asks(number, cost))
        for number, cost in ((1, 90_000), (2, 90_000), (3, 100_001))
    ]
    for application in (ready, large):
        await proposed(office_of_two, application)
    act = {"line": LINE, "through_place": 3, "official": OFFICIAL, "reason": "Ammesse."}
    answer = await send(office_of_two, f"calls/{CALL}/batch-acts", act)
    assert answer.status_code == 201, answer.text
    states = [await office_of_two.state(each) for each in (ready, unread, large)]
    assert states == ["granted", "under_review", "under_review"]
    late = await office_of_two.checked(asks(4))
    assert await office_of_two.state(late) == "under_review"


async def test_an_act_for_many_is_not_signed_by_who_reviewed_one(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    act = {"line": LINE, "through_place": 1, "official": BICE, "reason": "Ammesse."}
    answer = await send(office_of_two, f"calls/{CALL}/batch-acts", act)
    assert refusal(answer) == (409, "reviewer-signs")


async def test_the_act_of_a_decision_is_kept_as_a_text_with_its_hash(office_of_two: Desk):
    application = await office_of_two.checked(asks(cost_cents=100_001))
    await proposed(office_of_two, application)
    await sign(office_of_two, application, DIRECTOR)
    await office_of_two.decide(application)
    row = await office_of_two.one(TEXT, id=application)
    assert row.words.startswith("Comune di Cernusco sul Naviglio\nAtto n. 1/2015 del 2 novembre")
    assert "- Articolo 1: Sì.\n- Tutto in ordine.\n" in row.words
    assert f"Firmato da {OFFICIAL}, {DIRECTOR}\n" in row.words
    assert row.hash == text_hash(row.words)


async def test_letters_and_pages_read_the_act_and_its_hash(office_of_two: Desk):
    application = await office_of_two.checked(asks())
    await proposed(office_of_two, application)
    await office_of_two.decide(application)
    row = await office_of_two.one(TEXT, id=application)
    asked = {"application_ids": [str(application)]}
    for query in ("application-cards", "letter-facts"):
        (found,) = (await office_of_two.ask(query, asked)).json()["items"]
        assert (found["act_text"], found["act_hash"]) == (row.words, row.hash)


async def test_an_act_names_nobody(desk: Desk):
    application = await desk.checked(family())
    await desk.sign(through_place=1)
    row = await desk.one(TEXT, id=application)
    name = (await desk.one("select name from applicant")).name
    assert name not in row.words
    assert "La domanda è accolta, per un contributo fino a 450,00 euro." in row.words


async def test_an_application_that_an_act_was_waiting_for_has_its_text_too(desk: Desk):
    application = await desk.filed(family())
    await desk.sign(through_place=1)
    await desk.check(application)
    row = await desk.one(TEXT, id=application)
    assert "esame n. 1" in row.words


async def turned_down(desk: Desk, time: Time) -> UUID:
    """An application that was not admitted, and whose procedure has ended."""
    application = await desk.checked(family())
    await heard(desk, time, application)
    await desk.decide(application, "refused", reason="Manca un documento.")
    await closed(desk, application)
    return application


async def test_a_refusal_is_taken_back_by_an_act_and_decided_anew(desk: Desk, time: Time):
    application = await turned_down(desk, time)
    answer = await reopen(desk, application)
    assert (answer.status_code, answer.json()["act_number"]) == (201, 2)
    assert await desk.state(application) == "under_review"
    await desk.check(application)
    fact = await desk.decide(application, checked=2)
    assert (fact.outcome, fact.act_number) == ("granted", 3)
    acts = await desk.rows("select sequence, outcome from decision order by sequence")
    assert [tuple(each) for each in acts] == [(1, "refused"), (2, "granted")]


async def test_a_case_that_was_reopened_shows_no_decision_and_tells_it(desk: Desk, time: Time):
    application = await turned_down(desk, time)
    await reopen(desk, application)
    asked = {"application_ids": [str(application)]}
    (found,) = (await desk.ask("application-cards", asked)).json()["items"]
    assert (found["act"], found["reason"], found["act_text"]) == ("", "", "")
    (told,) = await desk.told("application.reopened")
    assert (told["application_id"], told["act_number"]) == (str(application), 2)


async def test_the_same_request_takes_a_refusal_back_once(desk: Desk, time: Time):
    application = await turned_down(desk, time)
    first, second = [await reopen(desk, application, "reopening-1") for _ in range(2)]
    assert first.json() == second.json()
    assert len(await desk.told("application.reopened")) == 1
