"""What letters are told of the law of the day, and of what comes after a decision."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from services.applications.usecases.letters import report_by
from tests.applications import world_rankings as lists
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import Desk, Time, family
from tests.applications.world_rankings import ALFA, BETA, CLOSED
from tests.conftest import FreshDatabase

LAW = [
    ("2015-11-02", "interrupts", 0), ("2020-07-16", "interrupts", 0),
    ("2020-07-17", "suspends", 10),
]  # fmt: skip


@pytest.mark.parametrize(("day", "effect", "resume_days"), LAW)
async def test_a_notice_is_told_as_the_law_of_the_day_has_it(
    desk: Desk, time: Time, day: str, effect: str, resume_days: int
):
    application = await desk.checked(family())
    time.is_(f"{day}T10:00")
    answer = await desk.ask("letter-facts", {"application_ids": [str(application)]})
    (facts,) = answer.json()["items"]
    told = [facts[name] for name in ("notice_days", "notice_effect", "notice_resume_days")]
    assert told == [10, effect, resume_days]


def test_a_report_is_due_so_many_days_after_the_last_expense_or_the_act():
    call = PROGRAMMES.calls["LEG-NONNI-2016"].latest
    spent = call.model_copy(update={"expenses_to_on": date(2016, 9, 1), "report_days": 60})
    assert report_by(spent, None) == date(2016, 10, 31)
    assert report_by(spent, date(2016, 9, 11)) == date(2016, 11, 10)
    assert report_by(spent.model_copy(update={"report_days": None}), None) is None


@pytest.fixture
async def ranked(fresh_database: FreshDatabase, time: Time) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, lists.ranked(database, time) as desk:
        yield desk


async def test_a_letter_tells_where_one_stands_in_the_last_list(ranked: Desk, time: Time):
    alfa, beta, outside = await lists.filed(ranked, ALFA, BETA, ALFA | {"staff": 51})
    time.is_(CLOSED)
    card = (await lists.provisional(ranked)).json()
    page = await ranked.ask("ranking-recipients", {"ranking_id": card["ranking_id"], "limit": 2})
    ids = {"application_ids": [str(each) for each in (alfa, beta, outside)]}
    items = (await ranked.ask("letter-facts", ids)).json()["items"]
    told = {each["recipient"]["application_id"]: each["standing"] for each in items}
    assert page.json()["application_ids"] == sorted(map(str, (alfa, beta, outside)))[:2]
    assert [told[str(each)]["place"] for each in (alfa, beta, outside)] == [2, 1, None]
    assert told[str(alfa)]["observations_by_on"] == card["observations_until_on"]
    codes = {row["application_id"]: row["code"] for row in card["rows"]}
    assert {each: told[each]["list_code"] for each in told} == codes
