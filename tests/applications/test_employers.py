"""A worker's application waits for its employer, wakes, and never ends in silence (S3-1, S3-2)."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest

from contracts.cases import CaseWarning
from contracts.network import AdhesionConfirmed
from kit.messages import Event
from services.applications.rules.employer import AWAITED
from services.applications.usecases import likeness
from tests.applications.test_review import refused
from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, Time, firm, firm_key, refusal
from tests.applications.world_calls import advance
from tests.applications.world_employers import (
    ALFA,
    BETA,
    CALL,
    LINE,
    NOT_IN_TIME,
    NOT_YET,
    costing,
    ended,
    hears,
    joined,
    left,
    moved,
    opened_desk,
    resumed,
    suspended,
    worker,
    works,
)
from tests.applications.world_register import arrived, enter
from tests.applications.world_revisions import amend, standing
from tests.conftest import FreshDatabase

AFTER = "2016-01-20T10:00"


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, opened_desk(database) as desk:
        yield desk


async def card(desk: Desk, application: UUID) -> dict[str, object]:
    answer = await desk.ask("application-cards", {"application_ids": [str(application)]})
    return answer.json()["items"][0]


async def sign(desk: Desk) -> Answer:
    act = {"line": LINE, "through_place": 9, "official": OFFICIAL, "reason": "Ammesse."}
    headers = SERVICE | {"Idempotency-Key": "signing-for-all"}
    return await desk.door.post(f"/v1/calls/{CALL}/batch-acts", json=act, headers=headers)


async def warned(desk: Desk, application: UUID) -> list[CaseWarning]:
    found = await desk.do(lambda session: likeness.warnings_of(session, [application]))
    return found[application]


async def test_who_works_for_a_firm_that_has_not_joined_is_registered_and_waits(desk: Desk):
    application = await desk.filed(worker())
    fact = await desk.check(application)
    assert (fact.outcome, fact.waits_for, fact.amount_cents) == ("to_complete", "adhesion", 50_000)
    shown = await standing(desk, application)
    assert (shown["state"], shown["place"]) == ("in attesa dell'adesione del datore", 1)
    told = await card(desk, application)
    assert told["waits_for"] == "adhesion"
    assert told["requirements"][0]["sentence"] == NOT_YET
    advice = "Nessun dato della domanda può cambiarlo: dipende dal datore di lavoro."
    assert told["changes"] == [advice]


async def test_it_wakes_when_its_employer_joins_and_keeps_its_place(desk: Desk):
    mine, other = await desk.checked(worker(1)), await desk.checked(worker(2, BETA))
    await hears(desk, joined())
    assert await moved(desk) == [str(mine)]
    assert (await desk.check(mine)).outcome == "yes"
    assert (await desk.check(other)).waits_for == "adhesion"
    shown = await standing(desk, mine)
    assert (shown["state"], shown["place"]) == ("in istruttoria", 1)


async def test_an_employer_who_joined_before_is_not_waited_for(desk: Desk):
    await hears(desk, joined())
    fact = await desk.check(await desk.filed(worker()))
    assert (fact.outcome, fact.waits_for) == ("yes", "")


async def test_when_the_call_ends_first_the_answer_is_no_and_a_notice_is_drafted(
    desk: Desk, time: Time
):
    application = await desk.checked(worker())
    time.is_(AFTER)
    await advance(desk, CALL)
    assert await moved(desk) == [str(application)]
    assert (await desk.check(application)).outcome == "no"
    notice = await desk.one("select cause, state, round, reasons from refusal_notice")
    assert (notice.cause, notice.state, notice.round) == ("employer_did_not_come", "drafted", 2)
    assert notice.reasons[0]["sentence"] == NOT_IN_TIME
    assert (await standing(desk, application))["state"] == "in istruttoria"


async def test_the_end_of_a_call_leaves_those_alone_who_wait_for_nobody(desk: Desk, time: Time):
    await hears(desk, joined())
    await desk.checked(worker())
    time.is_(AFTER)
    await advance(desk, CALL)
    assert await moved(desk) == []


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ((joined(), suspended()), "to_complete"),
        ((suspended(), joined()), "to_complete"),
        ((joined(), suspended(), resumed()), "yes"),
        ((joined(), resumed(), suspended()), "yes"),
        ((joined(), suspended(date(2015, 11, 3))), "yes"),
        ((joined(), left()), "to_complete"),
        ((left(), joined(date(2015, 1, 1))), "to_complete"),
        ((joined(date(2015, 11, 3)),), "to_complete"),
    ],
)
async def test_only_an_adhesion_that_counts_today_opens_the_lock(
    desk: Desk, facts: tuple[Event, ...], outcome: str
):
    await hears(desk, *facts)
    assert (await desk.check(await desk.filed(worker()))).outcome == outcome


@pytest.mark.parametrize(
    ("facts", "waits_for"),
    [
        ((), "employment"),
        ((works(),), ""),
        ((works(), ended()), "employment"),
        ((ended(), works()), "employment"),
        ((works(date(2015, 11, 3)),), "employment"),
        ((works(to_on=date(2015, 11, 2)),), ""),
    ],
)
async def test_an_employer_confirms_who_works_there_day_by_day(
    desk: Desk, facts: tuple[Event, ...], waits_for: str
):
    application = await desk.checked(worker(employment="tested"))
    await hears(desk, joined(), *facts)
    assert (await desk.check(application)).waits_for == waits_for


async def test_a_confirmation_wakes_the_one_who_works_there_and_nobody_else(desk: Desk):
    mine, _ = await desk.checked(worker(1)), await desk.checked(worker(2))
    await hears(desk, works())
    assert await moved(desk) == [str(mine)]


async def test_another_employer_is_known_from_an_amendment(desk: Desk):
    application = await desk.checked(worker(1, BETA))
    given = worker(1, ALFA)["answers"]
    assert (await amend(desk, application, given)).status_code == 201
    await hears(desk, joined())
    assert await moved(desk) == [str(application)]


@pytest.mark.parametrize("wait", ["adhesion", "employment"])
async def test_no_official_grants_what_waits_for_its_employer(desk: Desk, wait: str):
    application = await desk.filed(worker(employment="tested"))
    if wait == "employment":
        await hears(desk, joined())
    assert (await desk.check(application)).waits_for == wait
    assert await refused(desk, desk.decide(application)) == ("employer-awaited", 409, AWAITED[wait])
    assert await desk.state(application) == "under_review"


async def test_an_act_for_many_leaves_who_waits_for_an_employer_to_a_person(desk: Desk):
    mine, other = await desk.checked(worker(1)), await desk.checked(worker(2, BETA))
    await hears(desk, joined())
    assert (await desk.check(mine)).outcome == "yes"
    assert (await sign(desk)).status_code == 201
    assert [await desk.state(each) for each in (mine, other)] == ["granted", "under_review"]


async def test_from_the_day_after_an_employer_left_nothing_is_granted(desk: Desk, time: Time):
    await hears(desk, joined())
    mine = await desk.checked(worker())
    await hears(desk, left(date(2015, 11, 3)))
    assert (await desk.check(mine)).outcome == "yes"
    time.is_("2015-11-04T10:00")
    await sign(desk)
    assert (await refused(desk, desk.decide(mine, checked=2)))[0] == "stale-decision"
    assert (await desk.check(mine)).waits_for == "adhesion"


async def test_what_was_granted_hears_that_the_employer_leaves(desk: Desk):
    await hears(desk, joined())
    granted, waiting = await desk.checked(worker(1)), await desk.checked(worker(2))
    await desk.decide(granted)
    await hears(desk, left(date(2015, 12, 31)))
    (told,) = await desk.told("employer.left")
    assert told == {
        "application_id": str(granted), "adhesion_id": str(UUID(int=1)),
        "until_on": "2015-12-31", "state": "granted",
    }  # fmt: skip
    assert str(waiting) in await moved(desk)


async def test_nobody_hears_it_while_another_adhesion_counts(desk: Desk):
    elsewhere = AdhesionConfirmed(
        adhesion_id=UUID(int=2), organisation_key=firm_key(1), alliance="legnano",
        since_on=date(2015, 1, 1),
    )  # fmt: skip
    await hears(desk, joined(), elsewhere)
    await desk.decide(await desk.checked(worker(1)))
    await hears(desk, left())
    assert await desk.told("employer.left") == []


async def test_a_form_that_is_for_persons_is_refused_to_a_firm(desk: Desk):
    before = await desk.stored()
    answer = await desk.file(firm() | {"call_id": CALL, "line": "lavoro"})
    assert refusal(answer) == (422, "not-for-this-applicant")
    said = "La sezione «Chi lavora» non è per le imprese: è per le persone."
    assert answer.json()["detail"] == said
    assert await desk.stored() == before


async def test_what_a_firm_sends_on_paper_is_registered_and_answered(desk: Desk):
    form = worker() | {"applicant": firm()["applicant"]}
    answer = await enter(desk, arrived(form))
    fact = await desk.check(UUID(answer.json()["application_id"]))
    assert (fact.outcome, fact.requirements[0].requirement) == ("no", "who")


async def test_a_cost_that_is_presented_twice_is_flagged_and_both_cases_stay_open(desk: Desk):
    first = await desk.filed(costing(1, BETA, "Contratto 7/2015"))
    second = await desk.filed(costing(1, BETA, "contratto  7/2015", "CONSULENZA-2015"))
    cost = [each for each in await warned(desk, second) if each.kind == "same_cost"]
    said = "La stessa spesa (contratto o fattura di chi fornisce) è già presentata nella domanda "
    assert [(each.sentence, each.others) for each in cost] == [(f"{said}0000001/2015.", [first])]
    again = [each.sentence for each in await warned(desk, first) if each.kind == "same_cost"]
    assert again[0].endswith("è ripresentata nella domanda 0000002/2015.")
    assert [await desk.state(each) for each in (first, second)] == ["registered", "registered"]


async def test_two_suppliers_may_number_their_contracts_alike(desk: Desk):
    await desk.filed(costing(1, BETA, "7/2015"))
    second = await desk.filed(costing(2, ALFA, "7/2015"))
    assert [each.kind for each in await warned(desk, second)] == []
