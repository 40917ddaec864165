"""Applications judged by a later version: shown first, then by an act, one or all of them."""

from typing import Any
from uuid import UUID

import pytest

from bench.crowd import MANY
from kit.ids import new_id
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import FAMILY_CALL, SERVICE, Answer, Desk, family, keys, refusal
from tests.applications.world_calls import later, publish_later
from tests.applications.world_revisions import (
    amend,
    answers,
    half,
    migrating,
    post,
    recalculated,
    requiring,
    revisions,
    withdraw,
)

STRICTER = recalculated(requirements=requiring("answers.cost_cents < 80000"))
CHEAPER = recalculated(amount=half(30_000))
NOTHING_LEFT = {"migrated": 0, "unchanged": 0, "remaining": 0, "left": 0}


async def preview(desk: Desk, application: UUID, version: int = 2) -> Answer:
    path = f"/v1/applications/{application}/migration-previews"
    return await desk.door.post(path, json={"to_version": version}, headers=SERVICE)


async def migrate(desk: Desk, application: UUID, **changes: Any) -> Answer:
    return await post(desk, f"{application}/migrations", migrating(**changes))


async def recalculate(desk: Desk, key: str | None = None, **changes: Any) -> Answer:
    headers = SERVICE | {"Idempotency-Key": key or f"recalculating-{next(keys):05}"}
    path = f"/v1/calls/{FAMILY_CALL}/recalculations"
    return await desk.door.post(path, json=migrating(**changes), headers=headers)


async def test_a_preview_tells_the_differences_the_outcome_and_the_amount(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, STRICTER)
    found = (await preview(desk, application)).json()
    assert (found["before"], found["after"]) == ("yes", "no")
    assert (found["from_version"], found["to_version"]) == (1, 2)
    assert (
        "L'esito cambia: prima la domanda ha i requisiti, ora non ha i requisiti."
        in (found["sentences"])
    )
    assert "Articolo 9: Non basta." in found["sentences"]
    assert found["sentences"][-1] == "L'importo resta 450,00 euro."


async def test_a_preview_writes_nothing(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, CHEAPER)
    before = await desk.stored()
    found = (await preview(desk, application)).json()
    assert (found["before_cents"], found["after_cents"]) == (45_000, 30_000)
    assert found["sentences"][-1] == "L'importo passa da 450,00 euro a 300,00 euro."
    assert await desk.stored() == before


async def test_a_migration_is_a_revision_by_an_act(desk: Desk):
    application = await desk.checked(family())
    await publish_later(desk, CHEAPER)
    answer = await migrate(desk, application)
    assert (answer.status_code, answer.json()["by"]) == (201, "migration")
    assert await revisions(desk, application) == [
        (1, "application", 1, 45_000), (2, "migration", 2, 30_000),
    ]  # fmt: skip
    row = await desk.one("select * from declaration where revision = 2")
    assert (row.act_number, row.reason, row.number) == (
        "Determinazione 950", "La soglia cambia.", None,
    )  # fmt: skip
    assert (await desk.check(application)).amount_cents == 30_000


async def test_a_migration_keeps_the_content_that_came_in_last(desk: Desk):
    application = await desk.filed(family())
    receipt = (await amend(desk, application, answers(cost_cents=50_000))).json()
    await publish_later(desk, CHEAPER)
    await migrate(desk, application)
    row = await desk.one("select content_hash, answers from declaration where revision = 3")
    assert row.content_hash == receipt["content_hash"]
    assert row.answers["cost_cents"] == 50_000


async def test_a_migration_announces_the_revision_with_its_reason_in_the_log_only(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, CHEAPER)
    await migrate(desk, application)
    row = await desk.one("select why, actor, data from event_log where type like '%revised%'")
    assert (row.why, row.actor) == ("La soglia cambia.", "staff:0197aaaa")
    assert "reason" not in row.data


async def test_the_same_key_migrates_once(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, CHEAPER)
    first = await post(desk, f"{application}/migrations", migrating(), "one-migration")
    again = await post(desk, f"{application}/migrations", migrating(), "one-migration")
    assert (again.status_code, again.content) == (201, first.content)


async def told(answer: Answer) -> tuple[int, str, str]:
    return (*refusal(answer), answer.json()["detail"])


async def test_nothing_goes_back_to_an_earlier_version(desk: Desk):
    application = await desk.filed(family())
    sentence = "La domanda è già alla versione 1 del bando."
    for answer in (
        await preview(desk, application, 1),
        await migrate(desk, application, to_version=1),
    ):
        assert await told(answer) == (409, "version-not-later", sentence)


async def test_a_version_that_is_not_published_judges_nobody(desk: Desk):
    application = await desk.filed(family())
    for answer in (await preview(desk, application), await migrate(desk, application)):
        assert await told(answer) == (404, "unknown-version", "Il bando non ha questa versione.")


async def test_what_was_decided_or_withdrawn_stays_with_its_version(desk: Desk):
    decided, withdrawn = await desk.checked(family(1)), await desk.filed(family(2))
    await desk.decide(decided)
    await withdraw(desk, withdrawn)
    await publish_later(desk, CHEAPER)
    sentence = "La domanda è già stata decisa o fermata: resta alla sua versione."
    for application in (decided, withdrawn):
        assert await told(await migrate(desk, application)) == (409, "already-decided", sentence)


async def test_an_act_of_tomorrow_judges_nobody(desk: Desk):
    application = await desk.filed(family())
    await publish_later(desk, CHEAPER)
    answers = [
        await migrate(desk, application, act_on="2015-11-03"),
        await recalculate(desk, act_on="2015-11-03"),
    ]
    for answer in answers:
        assert await told(answer) == (
            422, "act-in-the-future", "Il giorno dell'atto è nel futuro.",
        )  # fmt: skip


async def test_all_that_are_not_decided_are_judged_again_in_order(desk: Desk):
    applications = [await desk.checked(family(number)) for number in (1, 2, 3, 4)]
    await desk.decide(applications[1])
    await withdraw(desk, applications[2])
    await publish_later(desk, CHEAPER)
    await desk.filed(family(5))
    answer = await recalculate(desk)
    assert answer.json() == {"migrated": 2, "unchanged": 0, "remaining": 0, "left": 2}
    facts = await desk.told("application.revised")
    assert [fact["application_id"] for fact in facts] == [
        str(applications[0]), str(applications[3]),
    ]  # fmt: skip
    assert {fact["amount_cents"] for fact in facts} == {30_000}


async def test_a_call_is_judged_again_once(desk: Desk):
    await desk.filed(family())
    await publish_later(desk, CHEAPER)
    first = await recalculate(desk, "one-recalculation")
    again = await recalculate(desk, "one-recalculation")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (await recalculate(desk)).json() == NOTHING_LEFT
    assert len(await desk.told("application.revised")) == 1


async def test_what_is_judged_alike_is_told_apart_and_moves_to_the_version_too(desk: Desk):
    application = await desk.filed(family(answers={"cost_cents": 50_000}))
    await publish_later(desk, CHEAPER)
    assert (await recalculate(desk)).json() == NOTHING_LEFT | {"unchanged": 1}
    assert (await revisions(desk, application))[-1][1:3] == ("migration", 2)


async def test_many_are_judged_again_part_by_part_in_order(desk: Desk):
    crowd = {"call_id": FAMILY_CALL, "line": "II", "many": 600}
    await desk.do(lambda session: session.execute(MANY, crowd))
    await publish_later(desk, CHEAPER)
    first = (await recalculate(desk, "the-first-part")).json()
    assert (first["migrated"] + first["unchanged"], first["remaining"]) == (500, 100)
    assert await _judged(desk) == (500, 500)
    assert (await recalculate(desk, "the-first-part")).json() == first
    assert await _judged(desk) == (500, 500)
    second = (await recalculate(desk, "the-second-part")).json()
    assert (second["migrated"] + second["unchanged"], second["remaining"]) == (100, 0)
    assert await _judged(desk) == (600, 600)


async def _judged(desk: Desk) -> tuple[int, int]:
    """How many were judged again, and the number of the last of them."""
    row = await desk.one(
        "select count(*), max(register_number) from application where call_version = 2"
    )
    return tuple(row)


async def test_an_act_that_leaves_applications_alone_recalculates_nobody(desk: Desk):
    await desk.filed(family())
    await publish_later(desk, later(PROGRAMMES))
    answer = await recalculate(desk)
    sentence = "L'atto di questa versione non ricalcola le domande già presentate."
    assert await told(answer) == (409, "act-does-not-recalculate", sentence)


async def test_only_the_house_migrates(refusing: Desk):
    id_ = new_id()
    paths = (
        f"applications/{id_}/migrations", f"applications/{id_}/migration-previews",
        f"calls/{FAMILY_CALL}/recalculations",
    )  # fmt: skip
    for path in paths:
        assert refusal(await refusing.door.post(f"/v1/{path}", json={})) == (401, "service-key")


@pytest.mark.parametrize("change", [{"official": "Mario"}, {"act_number": ""}, {"reason": ""}])
async def test_a_migration_without_its_act_is_refused(refusing: Desk, change: dict[str, str]):
    answer = await migrate(refusing, new_id(), **change)
    assert refusal(answer) == (422, "invalid-request")
