"""A decision that an act takes back: when it may be, and how the case is led once more."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest

from contracts.applications.closing import CloseApplication, FinalState
from kit.refusal import Refusal
from programmes.laws import packaged_laws
from services.applications.rules.reopening import last_day_to_annul
from services.applications.usecases import review
from tests.applications import world_rankings as lists
from tests.applications import world_terms as terms
from tests.applications.world import Desk, Time, family, refusal
from tests.applications.world_rankings import ALFA, BETA, IDLE
from tests.applications.world_review import reopen
from tests.conftest import FreshDatabase

TERM = "select * from term where application_id = :id"
STARTS = "select case_round, happened_on from term_fact where kind = 'started' order by case_round"


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with (
        fresh_database("applications") as database,
        lists.ranked(database, time) as desk,
    ):
        yield desk


@pytest.fixture
async def counter(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with (
        fresh_database("applications") as database,
        terms.counter(database, time) as desk,
    ):
        yield desk


async def ended(desk: Desk, application: UUID, state: FinalState) -> None:
    command = CloseApplication(application_id=application, state=state)
    await desk.do(lambda session: review.close_application(session, command))


async def awarded(desk: Desk, number: int = 1) -> UUID:
    application = await desk.checked(family(number))
    await desk.decide(application)
    await ended(desk, application, "awarded")
    return application


async def refused(desk: Desk, time: Time, number: int = 1) -> UUID:
    application = await desk.checked(family(number))
    await terms.heard(desk, time, application)
    await desk.decide(application, "refused", reason="Manca un documento.")
    await ended(desk, application, "refused")
    return application


async def test_only_what_ended_refused_or_awarded_is_opened_again(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    no = await reopen(desk, application)
    assert refusal(no) == (409, "not-reopenable")
    assert no.json()["detail"] == (
        "Si riapre una domanda chiusa che non è stata ammessa, o a cui è stato dato il contributo."
    )


async def test_a_case_whose_call_was_revoked_stays_closed(desk: Desk):
    application = await awarded(desk)
    await desk.took("ADM-2015", "revoke")
    no = await reopen(desk, application)
    assert refusal(no) == (409, "call-revoked")
    assert no.json()["detail"] == "Il bando è stato revocato: la domanda non si riapre."


async def test_the_fact_bears_what_a_procedure_needs_to_begin(desk: Desk, time: Time):
    application = await refused(desk, time)
    answer = await reopen(desk, application)
    assert answer.json() == {"act_number": 2, "act_year": 2015, "round": 2}
    (told,) = await desk.told("application.reopened")
    (filed,) = await desk.told("application.registered")
    same = set(filed) & set(told) - {"place"}
    assert {name: told[name] for name in same} == {name: filed[name] for name in same}
    assert (told["round"], told["took_back"], told["ground"]) == (2, "refused", "annulment")
    assert (told["place"], told["official"]) == (2, "staff:eeee")


async def test_who_was_refused_goes_behind_all_others(desk: Desk, time: Time):
    first = await refused(desk, time)
    await desk.filed(family(2))
    await reopen(desk, first)
    assert (await desk.one("select place from application where id = :id", id=first)).place == 3
    third = await desk.filed(family(3))
    assert (await desk.one("select place from application where id = :id", id=third)).place == 4


async def test_an_act_may_leave_who_was_refused_the_place_that_it_had(desk: Desk, time: Time):
    first = await refused(desk, time)
    await desk.filed(family(2))
    await reopen(desk, first, keeps_place=True)
    (told,) = await desk.told("application.reopened")
    assert told["place"] == 1


async def test_what_was_awarded_is_checked_decided_and_closed_once_more(desk: Desk, time: Time):
    application = await awarded(desk)
    await reopen(desk, application)
    assert (await desk.check(application)).checked == 2
    await terms.heard(desk, time, application)
    fact = await desk.decide(application, "refused", reason="Non abita qui.", checked=2)
    assert (fact.outcome, fact.round) == ("refused", 2)
    await ended(desk, application, "refused")
    acts = await desk.rows("select sequence, outcome from decision order by sequence")
    assert [tuple(each) for each in acts] == [(1, "granted"), (2, "refused")]


async def test_a_case_may_be_opened_again_more_than_once(desk: Desk):
    application = await awarded(desk)
    for checked in (2, 3):
        await reopen(desk, application)
        await desk.check(application)
        await desk.decide(application, checked=checked)
        await ended(desk, application, "awarded")
    told = await desk.told("application.reopened")
    assert [(each["round"], each["took_back"]) for each in told] == [(2, "granted"), (3, "granted")]


async def test_a_new_term_runs_from_the_act(desk: Desk, time: Time):
    application = await refused(desk, time)
    time.is_("2016-03-01T10:00")
    await reopen(desk, application)
    starts = [(row.case_round, row.happened_on) for row in await desk.rows(STARTS)]
    assert starts == [(1, date(2015, 11, 2)), (2, date(2016, 3, 1))]
    row = await desk.one(TERM, id=application)
    assert (row.clock, row.due_on > date(2016, 3, 1), row.rung) == ("running", True, 0)
    assert (await desk.told("term.moved"))[-1]["round"] == 2


async def test_the_clock_may_stand_still_once_more_and_tells_both_rounds(counter: Desk, time: Time):
    application = await terms.checked(counter)
    await terms.ask(counter, application)
    await terms.heard(counter, time, application)
    await counter.decide(application, "refused", reason="Manca l'impegno.")
    await ended(counter, application, "refused")
    await reopen(counter, application)
    await counter.check(application)
    assert (await terms.ask(counter, application)).application_id == application
    card = await terms.card(counter, application)
    assert [each["state"] for each in card["integrations"]] == ["asked", "asked"]


async def test_who_was_heard_before_is_heard_again_before_another_refusal(desk: Desk, time: Time):
    application = await refused(desk, time)
    await reopen(desk, application)
    await desk.check(application)
    with pytest.raises(Refusal) as no:
        await desk.decide(application, "refused", reason="Manca ancora.", checked=2)
    assert no.value.args[0] == "notice-first"


async def test_no_act_of_before_grants_what_was_opened_again(desk: Desk, time: Time):
    application = await refused(desk, time)
    await desk.sign(through_place=1)
    await reopen(desk, application, keeps_place=True)
    await desk.check(application)
    assert await desk.state(application) == "under_review"
    await desk.sign(through_place=1)
    assert await desk.state(application) == "granted"


@pytest.mark.parametrize(
    ("decided_on", "last"),
    [
        (date(2015, 8, 27), None),
        (date(2015, 8, 28), date(2017, 2, 28)),
        (date(2021, 6, 1), date(2022, 6, 1)),
        (date(2025, 12, 17), date(2026, 12, 17)),
        (date(2025, 12, 18), date(2026, 6, 18)),
    ],
)
def test_a_benefit_may_be_annulled_for_the_months_of_the_law_of_its_day(
    decided_on: date, last: date | None
):
    assert last_day_to_annul(packaged_laws(), decided_on) == last


async def test_a_benefit_is_annulled_until_its_last_day_and_no_later(desk: Desk, time: Time):
    application = await awarded(desk)
    time.is_("2017-05-03T10:00")
    no = await reopen(desk, application)
    assert refusal(no) == (409, "too-late-to-annul")
    assert no.json()["detail"] == (
        "Il contributo si poteva annullare fino al 02/05/2017: dopo, solo se è stato ottenuto con "
        "dichiarazioni false (articolo 21-nonies, comma 2-bis, legge 241/1990)."
    )
    time.is_("2017-05-02T10:00")
    assert (await reopen(desk, application)).status_code == 201


@pytest.mark.parametrize("ground", ["false_declaration", "revocation"])
async def test_false_declarations_and_revocations_know_no_last_day(
    desk: Desk, time: Time, ground: str
):
    application = await awarded(desk)
    time.is_("2019-01-07T10:00")
    assert (await reopen(desk, application, ground=ground)).status_code == 201


async def test_a_refusal_is_taken_back_also_years_later(desk: Desk, time: Time):
    application = await refused(desk, time)
    time.is_("2018-01-08T10:00")
    assert (await reopen(desk, application)).status_code == 201


async def listed(desk: Desk, time: Time) -> tuple[UUID, UUID, UUID]:
    """The final list of two, and of one whom it excludes; all have ended."""
    alfa, beta, idle = await lists.filed(desk, ALFA, BETA, IDLE)
    await lists.signed(desk, time)
    for each in (alfa, beta):
        await ended(desk, each, "awarded")
    await ended(desk, idle, "refused")
    return alfa, beta, idle


async def test_who_was_not_in_a_list_is_put_behind_it(ranked: Desk, time: Time):
    _, _, idle = await listed(ranked, time)
    await reopen(ranked, idle)
    (told,) = await ranked.told("application.reopened")
    assert (told["ranked"], told["place"]) == (True, 3)


async def test_places_behind_a_list_are_given_once(ranked: Desk, time: Time):
    alfa, beta, idle = await listed(ranked, time)
    for each in (idle, alfa):
        await reopen(ranked, each)
    await reopen(ranked, beta, keeps_place=True)
    told = await ranked.told("application.reopened")
    assert [each["place"] for each in told] == [3, 4, 1]


async def test_after_the_list_one_that_is_open_again_is_granted_alone(ranked: Desk, time: Time):
    _, _, idle = await listed(ranked, time)
    await reopen(ranked, idle)
    await ranked.check(idle)
    assert (await ranked.decide(idle, checked=2)).outcome == "granted"
    await ended(ranked, idle, "awarded")


async def test_the_list_decides_what_was_open_again_before_it_in_its_round(
    ranked: Desk, time: Time
):
    (alfa,) = await lists.filed(ranked, ALFA)
    await ranked.decide(alfa, "refused", reason="Manca la firma.")
    await ended(ranked, alfa, "refused")
    await reopen(ranked, alfa)
    await ranked.check(alfa)
    await lists.signed(ranked, time)
    told = await ranked.told("application.decided")
    assert [(each["outcome"], each["round"]) for each in told] == [("refused", 1), ("granted", 2)]


async def test_who_accepted_before_is_asked_again(ranked: Desk, time: Time):
    alfa, _, _ = await listed_and_accepted(ranked, time)
    await reopen(ranked, alfa)
    await ranked.check(alfa)
    await ranked.decide(alfa, checked=2)
    assert (await lists.requested(ranked, alfa)).accept_by_on > date(2026, 4, 15)
    assert (await lists.accept(ranked, alfa)).json()["answer"] == "accepted"
    (first, second) = await ranked.told("acceptance.answered")
    assert (first["round"], second["round"]) == (1, 2)


async def listed_and_accepted(desk: Desk, time: Time) -> tuple[UUID, UUID, UUID]:
    alfa, beta, idle = await lists.filed(desk, ALFA, BETA, IDLE)
    await lists.signed(desk, time)
    await lists.requested(desk, alfa)
    await lists.accept(desk, alfa)
    time.is_("2026-04-20T10:00")
    await ended(desk, alfa, "awarded")
    return alfa, beta, idle
