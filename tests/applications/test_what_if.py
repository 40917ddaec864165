"""A changed version is tried on all applications, and nothing is written."""

from typing import Any

import pytest

from bench.crowd import MANY
from programmes.files import Programmes
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import (
    FAMILY_CALL,
    FAMILY_LINE,
    OUTSIDE,
    SERVICE,
    Answer,
    Desk,
    Time,
    family,
    refusal,
    wrong,
)
from tests.applications.world_calls import budgets, later, publish_later, take
from tests.applications.world_register import ANNA, BRUNO, CALL, LINE, call, child, desk_of, parent
from tests.applications.world_revisions import (
    FAMILIES,
    half,
    lines,
    recalculated,
    requiring,
    withdraw,
)
from tests.conftest import FreshDatabase

STRICTER = recalculated(requirements=requiring("answers.cost_cents < 80000"))
CHEAPER = recalculated(amount=half(30_000))


async def ask(desk: Desk, **what: Any) -> Answer:
    body = {"call_id": FAMILY_CALL} | what
    return await desk.door.post("/v1/what-ifs", json=body, headers=SERVICE)


async def tried(desk: Desk, **what: Any) -> dict[str, Any]:
    answer = await ask(desk, **what)
    assert answer.status_code == 200, answer.text
    return answer.json()


def with_another_line() -> Programmes:
    """The families' call with a second version that has a line more, with funds of its own."""
    line = FAMILIES.line(FAMILY_LINE).model_copy(update={"id": "III"})
    return later(PROGRAMMES, lines=(*FAMILIES.lines, line))


def of_families(found: dict[str, Any]) -> dict[str, Any]:
    return next(line for line in found["lines"] if line["line"] == FAMILY_LINE)


def written(**changes: Any) -> dict[str, Any]:
    """A version as text, the families' line changed."""
    made = {"version": 2, "lines": lines(**changes)}
    return FAMILIES.model_copy(update=made).model_dump(mode="json")


async def test_a_version_of_the_files_is_tried_before_it_is_published(desk: Desk):
    first, second = (
        await desk.filed(family(1)),
        await desk.filed(family(2, answers={"cost_cents": 50_000})),
    )
    await take(desk, STRICTER)
    found = await tried(desk, version=2)
    assert (found["before_version"], found["after_version"], found["applications"]) == (1, 2, 2)
    (mover,) = found["movers"]
    assert (mover["application_id"], mover["protocol"]) == (str(first), "0000001/2015")
    assert (mover["before"], mover["after"], mover["reasons"]) == (
        "yes", "no", ["Ora: Non basta.", "I fondi non la raggiungono più."],
    )  # fmt: skip
    assert found["movers_in_all"] == 1
    assert str(second) not in str(found["movers"])


async def test_the_money_is_told_line_by_line(desk: Desk):
    await desk.filed(family(1))
    await desk.filed(family(2, answers={"cost_cents": 50_000}))
    await take(desk, CHEAPER)
    line = of_families(await tried(desk, version=2))
    assert (line["applications"], line["amount_down"], line["unchanged"]) == (2, 1, 1)
    assert (line["eligible_before_cents"], line["eligible_after_cents"]) == (70_000, 55_000)
    assert (line["funded_before"], line["funded_after"]) == (2, 2)


async def test_a_version_in_force_is_compared_with_the_one_before_it(desk: Desk):
    await desk.filed(family(1))
    await desk.filed(family(2, answers={"cost_cents": 50_000}))
    await publish_later(desk, CHEAPER)
    found = await tried(desk, before=1, version=2)
    line = of_families(found)
    assert (found["before_version"], found["after_version"]) == (1, 2)
    assert (line["amount_down"], line["unchanged"], found["movers_in_all"]) == (1, 1, 1)
    assert found["differences"]
    still = await tried(desk, version=2)
    assert (still["before_version"], still["differences"], still["movers_in_all"]) == (2, [], 0)


async def test_what_was_filed_to_a_line_of_a_later_version_is_left_out(desk: Desk):
    await desk.filed(family(1))
    await publish_later(desk, with_another_line())
    await desk.filed(family(2, line="III"))
    assert (await tried(desk, before=1, version=1))["applications"] == 1
    assert (await tried(desk, before=1, version=2))["applications"] == 2


async def test_a_version_may_be_told_as_text(desk: Desk):
    await desk.filed(family())
    found = await tried(desk, definition=written(amount=half(30_000)))
    assert of_families(found)["amount_down"] == 1
    assert "cap" in str(found["differences"]) or found["differences"]


async def test_a_smaller_budget_tells_whom_the_money_no_longer_reaches(desk: Desk):
    for number in (1, 2, 3):
        await desk.filed(family(number))
    await take(desk, later(PROGRAMMES, **budgets(FAMILIES, II=90_000)))
    found = await tried(desk, version=2)
    line = of_families(found)
    assert (line["funded_before"], line["funded_after"]) == (3, 2)
    assert [(each["place"], each["reasons"]) for each in found["movers"]] == [
        (3, ["I fondi non la raggiungono più."]),
    ]  # fmt: skip


async def test_a_what_if_writes_nothing(desk: Desk):
    await desk.filed(family())
    before = await desk.stored()
    await tried(desk, definition=written(amount=half(30_000)))
    assert await desk.stored() == before


async def test_late_and_withdrawn_applications_are_left_out(desk: Desk, time: Time):
    await desk.filed(family(1))
    await withdraw(desk, await desk.filed(family(2)))
    time.is_("2015-12-10T10:00")
    await desk.filed(family(3))
    assert (await tried(desk, definition=written()))["applications"] == 1


async def test_an_application_is_judged_where_it_lives(desk: Desk):
    await desk.filed(family(applicant={"municipality": OUTSIDE}))
    found = await tried(desk, definition=written(amount=half(30_000)))
    assert of_families(found)["unchanged"] == 1


async def test_what_was_had_before_counts_in_the_order_of_the_register(
    fresh_database: FreshDatabase,
):
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        for number in (1, 2, 3):
            await desk.filed(parent(number, child(ANNA)))
        tighter = call(version=2, lines=_with_cap(10_000))
        found = await tried(desk, call_id=CALL, definition=tighter.model_dump(mode="json"))
        (line, _) = found["lines"]
        assert (line["line"], line["eligible_before_cents"]) == (LINE, 20_000)
        assert line["eligible_after_cents"] == 10_000


async def test_what_was_had_before_is_what_the_check_would_find(fresh_database: FreshDatabase):
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        for number in (1, 2, 3):
            await desk.filed(parent(number, child(ANNA), child(BRUNO, 4_000)))
        checked = [(await desk.check(each[0])).amount_cents for each in await desk.rows(IDS)]
        definition = call(version=2).model_dump(mode="json")
        (line, _) = (await tried(desk, call_id=CALL, definition=definition))["lines"]
    assert checked == [14_000, 14_000, 4_000]
    assert line["eligible_before_cents"] == line["eligible_after_cents"] == sum(checked)


IDS = "select id from application order by place"


def _with_cap(cents: int) -> list[dict[str, Any]]:
    """The lines of the children's call, where a child gets so much from the whole call."""
    found = call().model_dump(mode="json")["lines"]
    for line in found:
        line["limits"][0]["at_most_cents"] = cents
    return found


def strange(**changes: Any) -> dict[str, Any]:
    return written() | changes


INCOMPLETE = [(f"lines.II.{part}", "incomplete-definition") for part in ("amount", "requirements")]


@pytest.mark.parametrize(
    ("what", "expected", "detail"),
    [
        ({}, (422, "nothing-to-try"), "Dica quale versione va provata."),
        (
            {"before": 7, "version": 1}, (404, "unknown-version"),
            "Il bando non ha questa versione.",
        ),
        ({"version": 7}, (404, "unknown-version"), "Il bando non ha questa versione."),
        (
            {"call_id": "NESSUNO", "version": 1}, (404, "unknown-call"),
            "Il bando non esiste o non è pubblicato.",
        ),
        (
            {"definition": strange(id="ALTRO-1")}, (422, "other-call"),
            "La versione è del bando ALTRO-1.",
        ),
        (
            {"definition": written(requirements=requiring("answers.nothing > 1"))},
            (422, "wrong-definition"), "Questa versione non si può provare sulle domande.",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_tried_is_refused(
    refusing: Desk, what: dict[str, Any], expected: tuple[int, str], detail: str
):
    answer = await ask(refusing, **what)
    assert (refusal(answer), answer.json()["detail"]) == (expected, detail)


async def test_a_definition_with_gaps_is_refused_line_by_line(desk: Desk):
    await desk.filed(family())
    answer = await ask(desk, definition=written(amount=None, requirements=[]))
    assert wrong(answer) == (422, INCOMPLETE)
    assert answer.json()["errors"][0]["detail"] == "la sezione non dice quanto spetta"


async def test_gaps_of_a_line_that_nobody_touches_do_not_matter(fresh_database: FreshDatabase):
    quiet = call().model_dump(mode="json") | {"version": 2}
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        await desk.filed(parent(1))
        assert (await ask(desk, call_id=CALL, definition=quiet)).status_code == 200


async def test_only_the_house_tries_versions(refusing: Desk):
    assert refusal(await refusing.door.post("/v1/what-ifs", json={})) == (401, "service-key")


async def test_of_many_movers_the_first_are_listed_and_all_are_counted(desk: Desk):
    crowd = {"call_id": FAMILY_CALL, "line": FAMILY_LINE, "many": 1_000}
    await desk.do(lambda session: session.execute(MANY, crowd))
    await publish_later(desk, CHEAPER)
    definition = written(requirements=requiring("answers.cost_cents < 30000"))
    found = await tried(desk, definition=definition | {"version": 3})
    assert (found["applications"], len(found["movers"])) == (1_000, 500)
    assert found["movers_in_all"] > 500
