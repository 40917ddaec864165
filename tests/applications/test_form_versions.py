"""The form of an application is that of the version by which it is judged."""

from typing import Any

import pytest

from programmes.files import Programmes
from tests.applications import drafts
from tests.applications.world import (
    FAMILY_CALL,
    FAMILY_LINE,
    SERVICE,
    Answer,
    Desk,
    Time,
    family,
    refusal,
)
from tests.applications.world_calls import publish_later
from tests.applications.world_revisions import (
    FAMILIES,
    answers,
    migrating,
    post,
    recalculated,
    supplemented,
)

LINE = FAMILIES.line(FAMILY_LINE)
MORE = [*(each.model_dump() for each in LINE.questions), drafts.question("rooms")]


async def checked(desk: Desk, version: str) -> list[tuple[str, str]]:
    path = f"/v1/calls/{FAMILY_CALL}/lines/{FAMILY_LINE}/answer-checks{version}"
    answer = await desk.door.post(path, json={"answers": answers()})
    return [(each["field"], each["rule"]) for each in answer.json()["errors"]]


async def standing(desk: Desk, application: Any) -> dict[str, Any]:
    path = f"/v1/applications/{application}/standing"
    return (await desk.door.get(path, headers=SERVICE)).json()


async def asked(desk: Desk, path: str, version: object) -> Answer:
    address = f"/v1/calls/{FAMILY_CALL}/lines/{FAMILY_LINE}/{path}?version={version}"
    body = {"kind": "person", "municipality": "015070"} if path == "prechecks" else {}
    if path == "schema":
        return await desk.door.get(address)
    return await desk.door.post(address, json=body | {"answers": {}})


async def test_answers_are_checked_by_the_version_that_is_named(desk: Desk):
    await publish_later(desk, recalculated(questions=MORE))
    assert await checked(desk, "") == [("rooms", "missing")]
    assert await checked(desk, "?version=2") == [("rooms", "missing")]
    assert await checked(desk, "?version=1") == []


@pytest.mark.parametrize("path", ["schema", "answer-checks", "prechecks"])
async def test_the_form_of_no_version_is_refused(refusing: Desk, path: str):
    assert refusal(await asked(refusing, path, 7)) == (404, "unknown-version")
    for strange in (0, 2**31, "due"):
        assert refusal(await asked(refusing, path, strange)) == (422, "invalid-request")


@pytest.mark.parametrize(
    ("later", "form_version"), [(recalculated(questions=MORE), 1), (supplemented(), 2)]
)
async def test_an_amendment_fills_in_the_form_by_which_it_will_be_judged(
    desk: Desk, later: Programmes, form_version: int
):
    application = await desk.filed(family())
    assert (await standing(desk, application))["form_version"] == 1
    await publish_later(desk, later)
    assert (await standing(desk, application))["form_version"] == form_version


async def test_what_moved_to_a_version_is_amended_with_its_form(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, recalculated(questions=MORE))
    await post(desk, f"{application}/migrations", migrating())
    assert (await standing(desk, application))["form_version"] == 2


async def test_what_may_not_be_amended_any_more_shows_its_own_form(desk: Desk, time: Time):
    application = await desk.filed(family())
    await publish_later(desk, supplemented())
    time.is_("2016-01-16T10:00")
    found = await standing(desk, application)
    assert (found["may_amend"], found["form_version"]) == (False, 1)
