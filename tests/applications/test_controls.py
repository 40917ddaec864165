"""A control of an award: what was found is registered and told, and nothing is taken by it."""

from uuid import UUID

import httpx2

from contracts.applications.closing import CloseApplication
from services.applications.usecases import review
from tests.applications.world import SERVICE, Desk, family, refusal

FOUND = {
    "findings": ["La sede risulta chiusa dal 3 ottobre 2016."], "answer_days": 15,
    "official": "staff:a1",
}  # fmt: skip


async def begin(
    desk: Desk, application: UUID, key: str = "control-0001", **others: object
) -> httpx2.Response:
    headers = {**SERVICE, "Idempotency-Key": key}
    path = f"/v1/applications/{application}/controls"
    return await desk.door.post(path, json={**FOUND, **others}, headers=headers)


async def awarded(desk: Desk) -> UUID:
    application = await desk.checked(family())
    await desk.decide(application)
    command = CloseApplication(application_id=application, state="awarded")
    await desk.do(lambda session: review.close_application(session, command))
    return application


async def facts(desk: Desk, application: UUID) -> dict[str, object]:
    answer = await desk.ask("letter-facts", {"application_ids": [str(application)]})
    (found,) = answer.json()["items"]
    told: dict[str, object] = found
    return told


async def test_what_a_control_found_is_registered_and_told_in_its_letter(desk: Desk):
    application = await awarded(desk)
    assert (await facts(desk, application))["control"] is None
    started = await begin(desk, application)
    assert started.status_code == 201
    assert started.json()["protocol"] == "0000002/2015"
    assert (await facts(desk, application))["control"] == {
        "findings": FOUND["findings"], "answer_days": 15,
    }  # fmt: skip


async def test_the_same_control_begun_twice_is_one(desk: Desk):
    application = await awarded(desk)
    first, again = [await begin(desk, application) for _ in range(2)]
    assert first.json() == again.json()
    other = await begin(desk, application, answer_days=20)
    assert refusal(other) == (422, "command-reused")


async def test_what_nobody_was_given_is_not_controlled(desk: Desk):
    no = await begin(desk, await desk.checked(family()))
    assert refusal(no) == (409, "nothing-given")
    assert no.json()["detail"] == "Si controlla un contributo che è stato dato."
