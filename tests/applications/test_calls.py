"""Publishing a call: once per version, and never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.applications import CallOpened
from services.applications.usecases.calls import publish_call
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import Desk, family

CALL = PROGRAMMES.calls["ADM-2015"]
BODY = PROGRAMMES.bodies["comune-cernusco"]


async def publish(desk: Desk, **changes: object) -> CallOpened | None:
    call = CALL.model_copy(update=changes)
    return await desk.do(lambda session: publish_call(session, call, BODY, ("015070",)))


async def test_the_calls_of_the_files_are_published_at_the_start(refusing: Desk):
    rows = await refusing.rows("select call_id, version, body from call_version order by call_id")
    assert [tuple(row) for row in rows] == [
        ("ADM-2015", 1, "comune-cernusco"), ("ATSMI-CC-2016", 1, "ats-milano"),
    ]  # fmt: skip
    opened = [fact for fact in await refusing.told("call.opened") if fact["call_id"] == "ADM-2015"]
    assert [fact["lines"] for fact in opened] == [
        [
            {"line": "I", "budget_cents": 2_000_000},
            {"line": "II", "budget_cents": 2_000_000},
        ]
    ]


async def test_a_version_is_published_once_whatever_the_file_says_later(refusing: Desk):
    before = await refusing.told("call.opened")
    assert await publish(refusing, title="Un altro bando") is None
    row = await refusing.one("select definition from call_version where call_id = 'ADM-2015'")
    assert row.definition["title"] == CALL.title
    assert await refusing.told("call.opened") == before


@pytest.mark.parametrize(
    "statement",
    [
        "update call_version set territory = '[]'",
        "delete from call_version",
        "truncate call_version cascade",
    ],
)
async def test_a_published_version_cannot_be_changed(refusing: Desk, statement: str):
    with pytest.raises(DBAPIError, match="permission denied"):
        await refusing.do(lambda session: session.execute(text(statement)))


async def test_a_new_version_keeps_the_places_of_its_lines(desk: Desk):
    first = await desk.filed(family(1))
    opened = await publish(desk, version=2)
    second = await desk.filed(family(2))
    assert (opened.call_version, opened.lines[1].budget_cents) == (2, 2_000_000)
    query = "select id, call_version, place from application order by place"
    assert [tuple(row) for row in await desk.rows(query)] == [(first, 1, 1), (second, 2, 2)]


async def test_an_application_is_judged_by_the_version_it_was_filed_under(desk: Desk):
    first = await desk.filed(family(1, applicant={"municipality": "015016"}))
    await publish(desk, version=2)
    second = await desk.filed(family(2, applicant={"municipality": "015016"}))
    answers = [(await desk.check(each)).outcome for each in (first, second)]
    assert answers == ["yes", "no"]
