"""Applications that are alike are pointed at and never merged; limits count by the letter."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import TextClause, text

from contracts.cases import CaseWarning
from services.applications.models.applications import Application
from services.applications.queries import likeness as queries
from services.applications.rules.facts import Earlier
from services.applications.usecases import likeness
from tests.applications.world import Desk, Form, Time
from tests.applications.world_register import (
    ANNA,
    ANNA_OMOCODIC,
    BRUNO,
    CALL,
    LINE,
    OTHER_LINE,
    WEEK,
    arrived,
    call,
    child,
    desk_of,
    enter,
    filed_all,
    parent,
)
from tests.conftest import FreshDatabase

GIULIA, GIULIA_OMOCODIC = "CLMGLI86D55C523W", "CLMGLI86D55C52PS"
BORN = "1986-04-15"
ELSEWHERE = "PROVA-ATS"


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    calls = call(), call(ELSEWHERE, owner="ats-milano")
    async with fresh_database("applications") as database, desk_of(database, *calls) as desk:
        yield desk


def giulia(number: int, *children: Form, code: str = GIULIA, **changes: str) -> Form:
    who = {"tax_code": code, "birth_on": BORN}
    return parent(number, *(children or [child(BRUNO)]), applicant=who, **changes)


async def warned(desk: Desk, application: UUID) -> list[CaseWarning]:
    found = await desk.do(lambda session: likeness.warnings_of(session, [application]))
    return found[application]


async def kinds(desk: Desk, application: UUID) -> list[str]:
    return [each.kind for each in await warned(desk, application)]


async def earlier(desk: Desk, application: UUID) -> dict[str, Earlier]:
    async def asked(session):
        case = await session.get_one(Application, application)
        return await likeness.earlier_of(session, case)

    return dict(await desk.do(asked))


async def test_one_alone_is_like_nobody(desk: Desk):
    assert await warned(desk, await desk.filed(parent())) == []


async def test_the_same_person_is_pointed_at_on_both_sides(desk: Desk):
    first, second = await filed_all(desk, [giulia(1, child(ANNA)), giulia(2)])
    (warning,) = await warned(desk, second)
    assert (warning.kind, warning.others) == ("same_applicant", [first])
    said = "La stessa persona o lo stesso ente ha presentato anche la domanda 0000001/2015."
    assert warning.sentence == said
    assert await kinds(desk, first) == ["same_applicant"]


async def test_an_omocodic_code_may_be_the_same_person(desk: Desk):
    first, second = await filed_all(desk, [giulia(1, child(ANNA)), giulia(2, code=GIULIA_OMOCODIC)])
    (warning,) = await warned(desk, second)
    assert (warning.kind, warning.others) == ("same_applicant", [first])
    assert warning.sentence == (
        "Forse è la stessa persona (i codici fiscali differiscono per omocodia): si veda la "
        "domanda 0000001/2015."
    )


async def test_the_same_iban_and_address_are_pointed_at(desk: Desk):
    same = {"iban": parent(1)["iban"]}
    mail = {"email": "UNA@posta.example"}
    await desk.filed(parent(1, applicant={"email": "una@posta.example"}))
    second = await desk.filed(parent(2, child(BRUNO), applicant=mail) | same)
    assert [each.sentence for each in await warned(desk, second)] == [
        "La stessa e-mail è anche nella domanda 0000001/2015.",
        "Lo stesso IBAN è anche nella domanda 0000001/2015.",
    ]


async def test_two_parents_who_ask_for_one_child_are_pointed_at(desk: Desk):
    first, second, third = await filed_all(
        desk, [parent(1), parent(2), parent(3, child(ANNA_OMOCODIC))]
    )
    (exact, likely) = await warned(desk, second)
    assert (exact.kind, exact.others) == ("same_child", [first])
    assert exact.sentence == "La stessa risposta a «tax code» è anche nella domanda 0000001/2015."
    assert (likely.kind, likely.others) == ("same_child", [third])
    assert likely.sentence.endswith("nella domanda 0000003/2015, a meno di omocodia.")


async def test_a_child_who_applies_is_of_the_same_household(desk: Desk):
    grown = parent(2, child(GIULIA))
    first, second = await filed_all(desk, [giulia(1), grown])
    assert "same_household" in await kinds(desk, first)
    assert "same_household" in await kinds(desk, second)


async def test_nothing_is_looked_for_in_another_alliance(desk: Desk):
    elsewhere = await desk.filed(giulia(1) | {"call_id": ELSEWHERE})
    here = await desk.filed(giulia(1))
    assert await kinds(desk, here) == await kinds(desk, elsewhere) == []


async def test_a_channel_that_the_call_does_not_offer_is_told(desk: Desk):
    answer = await enter(desk, arrived(parent(), channel="counter"))
    (warning,) = await warned(desk, UUID(answer.json()["application_id"]))
    assert warning.kind == "channel_not_offered"
    said = "La domanda è arrivata allo sportello: il bando non prevede questo canale."
    assert warning.sentence == said


async def test_limits_count_what_the_same_child_had_before(desk: Desk):
    two = parent(1, child(ANNA, 4_000), child(BRUNO, 3_000))
    first, second, third = await filed_all(
        desk, [two, parent(2, child(ANNA, 5_000)), parent(3, child(ANNA), line=OTHER_LINE)]
    )
    assert (await earlier(desk, first))["per-child"].units == {ANNA: Earlier(), BRUNO: Earlier()}
    assert (await earlier(desk, second))["per-child"].units == {ANNA: Earlier(1, 4_000)}
    assert (await earlier(desk, third))["per-child"].units == {ANNA: Earlier(2, 9_000)}


async def test_a_limit_of_a_line_does_not_look_at_the_others(desk: Desk):
    _, elsewhere, again = await filed_all(desk, [giulia(1), giulia(2, line=OTHER_LINE), giulia(3)])
    assert (await earlier(desk, elsewhere))["per-person"] == Earlier(0, 0)
    assert (await earlier(desk, again))["per-person"] == Earlier(1, WEEK)


async def test_an_omocodic_code_counts_as_another_person(desk: Desk):
    _, second = await filed_all(desk, [giulia(1), giulia(2, code=GIULIA_OMOCODIC)])
    assert (await earlier(desk, second))["per-person"] == Earlier(0, 0)


@pytest.mark.parametrize("state", ["refused", "withdrawn", "call_revoked", "not_funded"])
async def test_what_came_to_nothing_does_not_count(desk: Desk, state: str):
    first, second = await filed_all(desk, [giulia(1), giulia(2)])
    moved = text("update application set state = :state where id = :id")
    await desk.do(lambda session: session.execute(moved, {"state": state, "id": first}))
    assert (await earlier(desk, second))["per-person"] == Earlier(0, 0)


async def test_what_the_limit_leaves_is_what_is_registered(desk: Desk, time: Time):
    asked = [parent(number, child(ANNA)) for number in range(1, 4)]
    amounts = [(await desk.file(form)).json()["amount_cents"] for form in asked]
    assert amounts == [WEEK, WEEK, 0]


async def fill(desk: Desk, many: int) -> UUID:
    """Two who share a child, among many who share nothing."""
    first = await desk.filed(parent(1))
    await desk.filed(parent(2))
    copies = text(
        "insert into applicant_key select application_id, kind, path || n, value, "
        "alike || application_id || n, cents from applicant_key, generate_series(1, :n) n"
    )
    await desk.do(lambda session: session.execute(copies, {"n": many}))
    return first


async def plan(desk: Desk, statement: TextClause, **values: Any) -> str:
    explained = text(f"explain {statement.text}")
    return "\n".join(await desk.do(lambda session: session.scalars(explained, values)))


async def test_likeness_is_found_by_index_in_a_large_house(desk: Desk):
    first = await fill(desk, 3_000)
    told = await plan(desk, queries._ALIKE, ids=[first], most=20)
    told += await plan(
        desk, queries._HAD, kinds=["child"], alikes=[ANNA], given=[ANNA], call_id=CALL,
        line=LINE, before=None,
    )  # fmt: skip
    assert "Seq Scan on applicant_key" not in told
    assert "applicant_key_by_likeness" in told
    assert len(await warned(desk, first)) == 1
