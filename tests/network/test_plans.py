"""Plans: milestones in their order, an approval that needs the survey, forty hours and no more."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.database import Cause
from kit.ids import new_id
from tests.network.world import BOSS, DESK, Answer, Network, Time, refusal

TOO_MANY_HOURS = (
    "insert into plan_hours "
    "select gen_random_uuid(), id, 'c', now(), 2401, 't', 's', now() from plan"
)
DAYS = {
    "survey": "2016-01-11", "plan": "2016-02-01", "union_agreement": "2016-02-29",
    "experiment": "2016-08-29", "evaluation": "2016-09-30",
}  # fmt: skip


@pytest.fixture
async def plan(network: Network, time: Time) -> str:
    """An open plan of a firm that joined, in December 2016."""
    time.day("2016-12-01")
    path = f"/v1/adhesions/{await network.joined()}/plans"
    said = {"title": "Congedo parentale a ore", "official": DESK}
    return (await network.posted(path, said))["plan_id"]


async def reach(network: Network, plan: str, milestone: str, on: str = "") -> Answer:
    said = {
        "milestone": milestone, "reached_on": on or DAYS[milestone], "document_id": str(new_id()),
        "official": DESK,
    }  # fmt: skip
    return await network.post(f"/v1/plans/{plan}/milestones", said)


async def approve(network: Network, plan: str, official: str = BOSS) -> Answer:
    said = {"official": official, "act_number": "12/2016", "act_on": "2016-02-08"}
    return await network.post(f"/v1/plans/{plan}/approvals", said)


async def book(network: Network, plan: str, minutes: int, **said: Any) -> Answer:
    asked = {
        "consultant": "consultant:c1", "on": "2016-03-01", "minutes": minutes,
        "topic": "Progettazione del congedo a ore.", "official": DESK, **said,
    }  # fmt: skip
    return await network.post(f"/v1/plans/{plan}/hours", asked)


async def test_a_plan_goes_from_its_survey_to_its_evaluation(network: Network, plan: str):
    for milestone in ("survey", "plan"):
        assert (await reach(network, plan, milestone)).status_code == 201
    assert (await approve(network, plan)).status_code == 201
    for milestone in ("union_agreement", "experiment", "evaluation"):
        assert (await reach(network, plan, milestone)).status_code == 201
    card = await network.get(f"/v1/plans/{plan}")
    assert (card["state"], card["next"]) == ("completed", None)
    assert {each["milestone"]: each["reached_on"] for each in card["milestones"]} == DAYS
    assert (await network.facts())[1:4] == ["plan.opened", "plan.advanced", "plan.advanced"]


async def test_a_plan_whose_survey_was_skipped_is_not_approved(network: Network, plan: str):
    survey_first = (
        409, "survey-first", "Manca l'indagine dei bisogni: viene prima del piano.",
    )  # fmt: skip
    assert refusal(await reach(network, plan, "plan")) == survey_first
    assert refusal(await approve(network, plan)) == survey_first
    assert (await network.get(f"/v1/plans/{plan}"))["state"] == "open"


async def test_the_database_approves_no_plan_without_a_survey(network: Network, plan: str):
    approval = text(
        "update plan set state = 'approved', approved_by = 'x', approved_at = now(), "
        "act_number = '1', act_on = '2016-01-01'"
    )
    with pytest.raises(IntegrityError, match="a plan needs its survey"):
        async with network.database.transaction(Cause(actor="test")) as session:
            await session.execute(approval)


async def test_who_wrote_the_plan_does_not_approve_it(network: Network, plan: str):
    await reach(network, plan, "survey")
    missing = refusal(await approve(network, plan))
    assert missing == (409, "plan-missing", "Manca il documento del piano.")
    await reach(network, plan, "plan")
    own = refusal(await approve(network, plan, DESK))
    assert own == (
        409, "same-official", "Chi approva non può essere chi ha registrato il piano.",
    )  # fmt: skip
    await approve(network, plan)
    twice = refusal(await approve(network, plan))
    assert twice == (409, "already-approved", "Il piano è già approvato.")


async def test_nothing_is_done_before_the_approval_or_out_of_order(network: Network, plan: str):
    await reach(network, plan, "survey")
    early = refusal(await reach(network, plan, "experiment"))
    assert early == (
        409, "milestone-order", "Questo passo non è il prossimo: il prossimo passo è: piano.",
    )  # fmt: skip
    await reach(network, plan, "plan")
    unsigned = refusal(await reach(network, plan, "union_agreement"))
    assert unsigned == (409, "plan-not-approved", "Il piano non è ancora approvato.")


async def test_an_experiment_lasts_its_months(network: Network, plan: str):
    for milestone in ("survey", "plan"):
        await reach(network, plan, milestone)
    await approve(network, plan)
    await reach(network, plan, "union_agreement")
    short = refusal(await reach(network, plan, "experiment", "2016-08-28"))
    assert short == (
        422, "experiment-too-short", "La sperimentazione dura 6 mesi: finisce dal 29/08/2016.",
    )  # fmt: skip


async def test_a_day_is_not_in_the_future_and_not_before_the_last(network: Network, plan: str):
    future = refusal(await reach(network, plan, "survey", "2016-12-02"))
    assert future == (422, "day-in-the-future", "Il giorno è nel futuro.")
    await reach(network, plan, "survey")
    before = refusal(await reach(network, plan, "plan", "2016-01-10"))
    assert before == (
        422, "milestone-before-the-last", "Il giorno precede il passo precedente.",
    )  # fmt: skip


async def test_hours_are_booked_against_forty(network: Network, plan: str):
    assert (await book(network, plan, 2_250)).status_code == 201
    no = refusal(await book(network, plan, 151))
    assert no == (409, "hours-exhausted", "Restano 2 ore e 30 minuti delle 40 ore del piano.")
    last = (await book(network, plan, 150)).json()
    assert (last["booked_minutes"], last["granted_minutes"]) == (2_400, 2_400)
    assert (await book(network, plan, -60)).json()["booked_minutes"] == 2_340
    below = refusal(await book(network, plan, -2_341))
    assert below == (
        409, "hours-below-zero", "La correzione toglie più ore di quelle registrate.",
    )  # fmt: skip
    assert refusal(await book(network, plan, 0)) == (422, "no-minutes", "Scriva quanti minuti.")


async def test_forty_who_book_two_hours_at_once_book_forty_hours(network: Network, plan: str):
    answers = await asyncio.gather(*(book(network, plan, 120) for _ in range(40)))
    assert sorted(answer.status_code for answer in answers) == [201] * 20 + [409] * 20
    card = await network.get(f"/v1/plans/{plan}")
    assert (card["booked_minutes"], len(card["hours"])) == (2_400, 20)


async def test_a_booking_that_is_repeated_is_booked_once(network: Network, plan: str):
    asked = {
        "consultant": "consultant:c1", "on": "2016-03-01", "minutes": 60, "topic": "Colloqui.",
        "official": DESK,
    }  # fmt: skip
    path = f"/v1/plans/{plan}/hours"
    first, again = [await network.posted(path, asked, "booking-0001") for _ in range(2)]
    assert first == again
    assert (await network.get(f"/v1/plans/{plan}"))["booked_minutes"] == 60


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            TOO_MANY_HOURS,
            "hours_within_the_grant",
        ),
        ("update plan set booked_minutes = 1", "hours are booked in plan_hours"),
        ("update plan set granted_minutes = -1", "hours_within_the_grant"),
    ],
)
async def test_the_database_keeps_the_hours(
    network: Network, plan: str, statement: str, constraint: str
):
    with pytest.raises(IntegrityError, match=constraint):
        async with network.database.transaction(Cause(actor="test")) as session:
            await session.execute(text(statement))


async def test_only_who_joined_has_a_plan(network: Network, time: Time):
    adhesion = await network.joined()
    await network.leave(adhesion)
    said = {"title": "Piano", "official": DESK}
    no = refusal(await network.post(f"/v1/adhesions/{adhesion}/plans", said))
    assert no == (
        409, "adhesion-not-confirmed", "L'adesione dell'organizzazione non è confermata.",
    )  # fmt: skip
    unknown = refusal(await network.door.get(f"/v1/plans/{new_id()}"))
    assert unknown == (404, "unknown-plan", "Il piano non esiste.")
