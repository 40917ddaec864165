"""From a file to a published call: drafts, four eyes, and what publication needs."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from structlog.testing import capture_logs

from programmes.publication import missing
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import DIRECTOR, FAMILY_CALL, OFFICIAL, SERVICE, Desk
from tests.applications.world_calls import card, later, refused, states, take, versions

FAMILIES = PROGRAMMES.calls[FAMILY_CALL].versions[0]
GAPS = "LC-2017"
ALL = "select * from call_draft order by call_id, version"
STEPS = "select step, version, official, act_number, act_on from call_step order by at, id"


async def test_every_version_of_the_files_is_a_draft_and_nothing_is_published(drafting: Desk):
    rows = await drafting.rows(ALL)
    wanted = [(c.id, v.version) for c in PROGRAMMES.calls.values() for v in c.versions]
    assert [(row.call_id, row.version) for row in rows] == sorted(wanted)
    assert {row.state for row in rows} == {"draft"}
    assert await drafting.rows("select * from call_version") == []
    assert await drafting.told() == []


async def test_the_same_files_change_nothing(drafting: Desk):
    await drafting.took(FAMILY_CALL, "check")
    before = await drafting.rows(ALL)
    await take(drafting, PROGRAMMES)
    assert await drafting.rows(ALL) == before


async def test_two_processes_that_start_at_once_import_once(drafting: Desk):
    changed = later(PROGRAMMES)
    await asyncio.gather(*(take(drafting, changed) for _ in range(3)))
    assert await states(drafting) == [(1, "draft", 1), (2, "draft", 1)]


async def test_a_draft_whose_file_changed_must_be_checked_and_approved_again(drafting: Desk):
    await drafting.took(FAMILY_CALL, "check", "approve")
    changed = FAMILIES.model_copy(update={"title": "Un altro titolo"})
    await take(drafting, versions(PROGRAMMES, FAMILY_CALL, changed))
    assert await states(drafting) == [(1, "draft", 2)]
    answer = await drafting.step(FAMILY_CALL, "publish")
    assert refused(answer) == (
        409, "step-not-allowed",
        "Ora non si può pubblicare la versione 1 del bando. Si può: controllare la versione 1.",
    )  # fmt: skip
    await drafting.publish(FAMILY_CALL)
    assert (await card(drafting))["title"] == "Un altro titolo"


async def test_a_draft_whose_file_is_gone_is_gone(drafting: Desk):
    await take(drafting, later(PROGRAMMES))
    await take(drafting, PROGRAMMES)
    assert await states(drafting) == [(1, "draft", 1)]


async def test_a_published_version_stays_whatever_its_file_says_and_the_log_names_it(desk: Desk):
    changed = FAMILIES.model_copy(update={"title": "Un altro bando"})
    with capture_logs() as lines:
        await take(desk, versions(PROGRAMMES, FAMILY_CALL, changed))
    assert [line for line in lines if line["log_level"] == "error"] == [
        {
            "service": "applications", "log_level": "error", "event": "published-version-differs",
            "reason": "the file of ADM-2015, version 1, is not what was published",
        }
    ]  # fmt: skip
    row = await desk.one("select definition from call_version where call_id = 'ADM-2015'")
    assert row.definition["title"] == FAMILIES.title
    assert await states(desk) == [(1, "published", 1)]


async def test_a_call_is_published_by_three_steps_of_two_officials(drafting: Desk):
    await drafting.publish(FAMILY_CALL)
    act = ("801/2015", date(2015, 9, 28))
    assert [tuple(row) for row in await drafting.rows(STEPS)] == [
        ("check", 1, OFFICIAL, "", None), ("approve", 1, DIRECTOR, *act),
        ("publish", 1, DIRECTOR, *act),
    ]  # fmt: skip
    row = await drafting.one("select call_id, version, body, territory from call_version")
    assert (row.call_id, row.version, row.body) == (FAMILY_CALL, 1, "comune-cernusco")
    assert len(row.territory) == 28
    assert await drafting.told() == [
        {
            "call_id": FAMILY_CALL, "call_version": 1,
            "lines": [
                {"line": "I", "budget_cents": 2_000_000}, {"line": "II", "budget_cents": 2_000_000},
            ],
            "movable": True, "partial_funding": False,
        }
    ]  # fmt: skip


async def test_who_checked_does_not_approve(drafting: Desk):
    await drafting.took(FAMILY_CALL, "check")
    answer = await drafting.step(FAMILY_CALL, "approve", official=OFFICIAL)
    sentence = "Chi approva non può essere chi ha controllato."
    assert refused(answer) == (409, "same-official", sentence)
    assert await states(drafting) == [(1, "checked", 1)]
    assert (await drafting.step(FAMILY_CALL, "approve")).status_code == 201


async def test_not_even_the_database_takes_the_same_eyes_twice(drafting: Desk):
    await drafting.took(FAMILY_CALL, "check")
    change = "update call_draft set state = 'approved', approved_by = checked_by where version = 1"
    with pytest.raises(IntegrityError, match="four_eyes"):
        await drafting.do(
            lambda session: session.execute(text(f"{change} and call_id = 'ADM-2015'"))
        )


async def test_a_call_with_gaps_is_checked_but_not_published_and_each_gap_is_named(
    drafting: Desk,
):
    draft = PROGRAMMES.calls[GAPS].latest
    lacking = missing(draft, PROGRAMMES.bodies[draft.owner])
    await drafting.took(GAPS, "check", "approve")
    answer = await drafting.step(GAPS, "publish")
    sentence = "Al bando manca qualcosa per essere pubblicato."
    assert refused(answer) == (409, "not-publishable", sentence)
    assert answer.json()["errors"] == [
        {"field": "versions.1", "rule": "missing", "detail": item} for item in lacking
    ]
    assert "il CUP" in lacking
    assert (await card(drafting, GAPS))["versions"][0]["missing"] == list(lacking)
    assert await drafting.told() == []


async def test_a_call_that_the_engine_cannot_compute_is_not_checked(drafting: Desk):
    line = FAMILIES.lines[1]
    broken = line.requirements[0].model_copy(update={"cel": "applicant."})
    lines = (FAMILIES.lines[0], line.model_copy(update={"requirements": (broken,)}))
    draft = FAMILIES.model_copy(update={"lines": lines})
    await take(drafting, versions(PROGRAMMES, FAMILY_CALL, draft))
    answer = await drafting.step(FAMILY_CALL, "check")
    sentence = "Il bando non si può calcolare: va corretto il suo file."
    assert refused(answer) == (409, "not-checkable", sentence)
    detail = "Sezione II: il calcolo non riesce (ValueError)."
    assert answer.json()["errors"] == [{"field": "versions.1", "rule": "engine", "detail": detail}]
    assert await states(drafting) == [(1, "draft", 2)]


async def test_two_who_publish_at_once_publish_once(drafting: Desk):
    await drafting.took(FAMILY_CALL, "check", "approve")
    answers = await asyncio.gather(*(drafting.step(FAMILY_CALL, "publish") for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (lost,) = (answer for answer in answers if answer.status_code == 409)
    assert refused(lost)[1] == "step-not-allowed"
    assert len(await drafting.told("call.published")) == 1


async def test_a_step_that_is_sent_again_gets_the_same_answer(drafting: Desk):
    path, body = f"/v1/calls/{FAMILY_CALL}/steps", {"step": "check", "version": 1}
    headers = SERVICE | {"Idempotency-Key": "check-0001"}
    sent = [body | {"official": OFFICIAL}] * 2 + [body | {"official": DIRECTOR}]
    first, second, other = [
        await drafting.door.post(path, json=each, headers=headers) for each in sent
    ]
    assert (first.status_code, first.content) == (201, second.content)
    assert refused(other) == (422, "command-reused", "Lo stesso identificativo è già stato usato.")


@pytest.mark.parametrize(
    "statement",
    [
        "update call_version set territory = '[]'",
        "delete from call_version",
        "truncate call_version cascade",
        "update call_step set reason = ''",
        "delete from call_step",
    ],
)
async def test_what_was_published_and_done_cannot_be_changed(refusing: Desk, statement: str):
    with pytest.raises(DBAPIError, match="permission denied"):
        await refusing.do(lambda session: session.execute(text(statement)))
