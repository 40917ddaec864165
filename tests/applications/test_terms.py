"""The clock of a procedure as it stands in the rows: it opens, moves, is read, is told."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kit import clock
from kit.ids import new_id
from programmes.catalogue import Programmes
from tests.applications.conftest import PROGRAMMES, opened
from tests.applications.world import FAMILY_CALL, OFFICIAL, Desk, Time, family, refusal, wrong
from tests.applications.world_revisions import amend, answers, standing, withdraw
from tests.applications.world_terms import (
    REASON,
    answer,
    ask,
    card,
    heard,
    observe,
    post,
    served,
    tend,
)
from tests.conftest import FreshDatabase

TERM = "select due_on, clock, rung, wake_at from term where application_id = :id"
LADDER = [("reviewer", 10), ("supervisor", 5), ("official", 1), ("director", 0)]


async def told_near(desk: Desk) -> list[tuple[str, int]]:
    return [(each["to"], each["days_left"]) for each in await desk.told("term.nearing")]


async def test_a_check_opens_the_clock_on_the_day_of_arrival(desk: Desk):
    application = await desk.filed(family())
    fact = await desk.check(application)
    found = await desk.one(TERM, id=application)
    assert (found.due_on, found.clock) == (fact.review_due_on, "running") == (
        date(2015, 12, 2), "running",
    )  # fmt: skip
    assert fact.term_wake_at == datetime(2015, 11, 21, 23, tzinfo=UTC)


async def test_a_clock_opens_once(desk: Desk):
    application = await desk.checked(family())
    await desk.check(application)
    rows = await desk.rows("select kind, happened_on, reference from term_fact")
    assert [tuple(each) for each in rows] == [("started", date(2015, 11, 2), "0000001/2015")]


async def test_the_receipt_names_a_last_day_on_which_somebody_works(desk: Desk, time: Time):
    time.is_("2015-11-06T10:00")
    receipt = (await desk.file(family())).json()
    assert receipt["answer_due_on"] == "2015-12-07"


@pytest.fixture
def patron() -> Programmes:
    """The programmes, whose lead body has its patron's day on the second of December."""
    known = PROGRAMMES.bodies["comune-cernusco"]
    body = known.model_copy(update={"patron_on": "12-02"})
    return type(PROGRAMMES)(
        PROGRAMMES.alliances, {**PROGRAMMES.bodies, body.slug: body}, PROGRAMMES.municipalities,
        PROGRAMMES.calls,
    )  # fmt: skip


async def test_no_term_ends_on_the_day_of_the_patron(
    fresh_database: FreshDatabase, time: Time, patron: Programmes
):
    async with (
        fresh_database("applications") as database,
        opened(database, patron, [FAMILY_CALL]) as desk,
    ):
        receipt = (await desk.file(family())).json()
        fact = await desk.check(UUID(receipt["application_id"]))
    assert receipt["answer_due_on"] == str(fact.review_due_on) == "2015-12-03"


async def test_a_term_is_read_day_by_day(desk: Desk):
    application = await desk.checked(family())
    found = (await card(desk, application))["term"]
    days = found["reckoning"]["days"]
    assert (len(days), days[0]["number"], days[-1]["number"]) == (31, None, 30)
    assert (found["clock"], found["protocol"]) == ("running", "0000001/2015")
    assert found["reckoning"]["sentences"][-1] == "Il termine scade mercoledì 2 dicembre 2015."


async def test_a_term_that_nobody_looked_at_is_read_as_it_will_be(desk: Desk):
    application = await desk.filed(family())
    before = (await card(desk, application))["term"]["reckoning"]
    await desk.check(application)
    assert (await card(desk, application))["term"]["reckoning"] == before


async def test_a_term_of_no_application_is_not_found(refusing: Desk):
    path = f"/v1/applications/{new_id()}/term"
    assert refusal(await refusing.door.get(path)) == (401, "service-key")
    assert refusal(await post(refusing, new_id(), "term", None, "GET")) == (
        404, "unknown-application",
    )  # fmt: skip


async def test_each_role_hears_in_its_turn_and_once(desk: Desk, time: Time):
    application = await desk.checked(family())
    for day in ("2015-11-21", "2015-11-22", "2015-11-27", "2015-12-01", "2015-12-02", "2015-12-03"):
        time.is_(f"{day}T00:30")
        await tend(desk, application)
        await tend(desk, application)
    assert await told_near(desk) == LADDER
    assert (await desk.one(TERM, id=application)).clock == "passed"


async def test_the_clock_wakes_for_each_rung(desk: Desk, time: Time):
    application = await desk.checked(family())
    waits = [(await desk.one(TERM, id=application)).wake_at]
    for _ in range(4):
        time.move(waits[-1] - clock.real_now())
        waits.append((await tend(desk, application)).wake_at)
    assert [each and each.strftime("%d/%m %H") for each in waits] == [
        "21/11 23", "26/11 23", "30/11 23", "02/12 23", None,
    ]  # fmt: skip


async def test_who_looks_late_tells_everybody_at_once(desk: Desk, time: Time):
    application = await desk.filed(family())
    time.is_("2015-12-20T10:00")
    fact = await desk.check(application)
    assert fact.term_wake_at == fact.checked_at
    await tend(desk, application)
    assert [to for to, _ in await told_near(desk)] == [to for to, _ in LADDER]


async def test_nobody_is_told_while_the_clock_stands_still(desk: Desk, time: Time):
    application = await desk.checked(family())
    time.is_("2015-11-25T10:00")
    await served(desk, application)
    await tend(desk, application)
    assert await told_near(desk) == []


async def test_a_term_that_moves_away_is_told_again_when_it_comes_near(desk: Desk, time: Time):
    application = await desk.checked(family())
    time.is_("2015-11-23T10:00")
    await tend(desk, application)
    await heard(desk, time, application)
    await tend(desk, application)
    time.is_("2015-12-27T10:00")
    await tend(desk, application)
    assert await told_near(desk) == [("reviewer", 9), ("reviewer", 6)]


async def test_an_alarm_is_never_an_outcome(desk: Desk, time: Time):
    application = await desk.checked(family())
    time.is_("2016-03-01T10:00")
    await tend(desk, application)
    assert await desk.state(application) == "under_review"
    assert await desk.told("application.decided") == []


async def test_a_decided_case_has_no_clock_that_runs(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    moved = await tend(desk, application)
    assert (moved.clock, moved.wake_at) == ("ended", None)
    assert (await card(desk, application))["term"]["clock"] == "ended"


async def test_a_withdrawn_case_has_no_clock_that_runs(desk: Desk):
    application = await desk.checked(family())
    await withdraw(desk, application)
    assert (await tend(desk, application)).clock == "ended"


async def test_a_move_of_the_clock_is_told_once(desk: Desk):
    application = await desk.checked(family())
    await tend(desk, application)
    await served(desk, application)
    await tend(desk, application)
    (moved,) = await desk.told("term.moved")
    assert (moved["application_id"], moved["due_on"], moved["clock"]) == (
        str(application), "2015-12-12", "stopped",
    )  # fmt: skip


async def test_a_moved_last_day_reaches_who_applied_and_the_next_check(desk: Desk):
    application = await desk.checked(family())
    await served(desk, application)
    assert (await standing(desk, application))["answer_due_on"] == "2015-12-12"
    assert (await desk.check(application)).review_due_on == date(2015, 12, 12)


@pytest.mark.parametrize("change", ["update term_fact set days = 9", "delete from term_fact"])
async def test_what_happened_to_a_clock_is_never_changed(desk: Desk, change: str):
    await desk.checked(family())
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(text(change)))


async def test_the_database_takes_no_second_suspension(desk: Desk):
    application = await desk.checked(family())
    await ask(desk, application, {"article": "Articolo 3", "missing": "La fattura."})
    again = text(
        "insert into term_fact (id, application_id, kind, happened_on, days, given_by, at) "
        "values (:fact, :id, 'information_asked', '2015-11-03', 10, 'staff:1', now())"
    )
    with pytest.raises(IntegrityError, match="one_suspension_of_a_term"):
        await desk.do(lambda session: session.execute(again, {"fact": new_id(), "id": application}))


async def test_other_offices_may_be_asked_and_the_clock_stands_still(desk: Desk, time: Time):
    application = await desk.checked(family())
    given = {"kind": "information_asked", "on": "2015-11-02", "days": 20, "reference": "12/2015"}
    moved = await post(desk, application, "term/facts", given | {"official": OFFICIAL})
    assert (moved.status_code, moved.json()["due_on"]) == (201, "2015-12-23")
    time.is_("2015-11-10T10:00")
    came = {"kind": "information_received", "on": "2015-11-10", "reference": "13/2015"}
    moved = await post(desk, application, "term/facts", came | {"official": OFFICIAL})
    assert moved.json()["due_on"] == "2015-12-10"


@pytest.mark.parametrize(
    ("on", "rule"), [("2015-11-03", "fact-in-the-future"), ("2015-11-01", "fact-before-arrival")]
)
async def test_a_fact_is_on_a_day_that_can_be(desk: Desk, on: str, rule: str):
    application = await desk.checked(family())
    given = {"kind": "information_asked", "on": on, "days": 20, "reference": "12/2015"}
    said = await post(desk, application, "term/facts", given | {"official": OFFICIAL})
    assert wrong(said) == (422, [("on", rule)])


@pytest.mark.parametrize("kind", ["integration_served", "information_received"])
async def test_a_fact_that_answers_nothing_is_refused(desk: Desk, kind: str):
    application = await desk.checked(family())
    given = {"kind": kind, "on": "2015-11-02", "reference": "12/2015", "official": OFFICIAL}
    said = await post(desk, application, "term/facts", given)
    assert refusal(said) == (409, "not-asked")
    assert said.json()["detail"] == "Non è stato chiesto nulla a cui questo fatto risponda."


async def test_other_offices_have_no_more_days_than_the_law(desk: Desk):
    application = await desk.checked(family())
    given = {"kind": "information_asked", "on": "2015-11-02", "days": 31, "reference": "12/2015"}
    said = await post(desk, application, "term/facts", given | {"official": OFFICIAL})
    assert refusal(said) == (422, "too-many-days")


async def test_the_card_of_a_case_tells_where_its_clock_is(desk: Desk):
    running, stopped, ended = [await desk.checked(family(number)) for number in (1, 2, 3)]
    await served(desk, stopped)
    await desk.decide(ended)
    ids = [str(each) for each in (running, stopped, ended)]
    cards = (await desk.ask("application-cards", {"application_ids": ids})).json()["items"]
    clocks = {each["application_id"]: each["clock"] for each in cards}
    assert [clocks[each] for each in ids] == ["running", "stopped", "ended"]
    assert (await desk.one(TERM, id=ended)).clock == "ended"


async def test_a_letter_is_told_what_was_asked_and_answered(desk: Desk, time: Time):
    application = await desk.checked(family())
    await ask(desk, application, {"article": "Articolo 3", "missing": "La fattura."})
    await served(desk, application)
    seen = (await observe(desk, application)).json()["observation_id"]
    await answer(desk, application, seen, "La fattura non è arrivata.")
    (facts,) = (await desk.ask("letter-facts", {"application_ids": [str(application)]})).json()[
        "items"
    ]
    told = facts["hearing"]
    assert (told["asked"][0]["missing"], told["answer_by_on"]) == ("La fattura.", "2015-11-12")
    assert told["reasons"] == [REASON]
    assert told["observations"][0]["answer"] == "La fattura non è arrivata."


async def test_what_was_decided_takes_no_fact(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    given = {"kind": "information_asked", "on": "2015-11-02", "days": 20, "reference": "12/2015"}
    said = await post(desk, application, "term/facts", given | {"official": OFFICIAL})
    assert refusal(said) == (409, "already-decided")


async def test_an_amendment_leaves_the_clock_alone(desk: Desk):
    application = await desk.checked(family())
    await amend(desk, application, answers(cost_cents=60_000))
    assert (await desk.check(application)).review_due_on == date(2015, 12, 2)
