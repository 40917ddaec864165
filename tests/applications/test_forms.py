"""A form as a program reads it: JSON Schema, answers checked alone, a look ahead."""

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calls import LineDraft
from contracts.intake import AnswersToCheck, Asking
from services.applications.rules import schema
from services.applications.rules.answers import problems
from services.applications.rules.condition_schema import as_schema
from services.applications.usecases.forms import Form as LineForm
from services.applications.usecases.forms import check_answers
from tests.applications import drafts
from tests.applications.conftest import PROGRAMMES
from tests.applications.schemas import accepts
from tests.applications.world import INSIDE, OUTSIDE, Answer, Desk, Form, refusal, wrong
from tests.applications.world_register import (
    ANNA,
    CALL,
    LINE,
    WEEK,
    call,
    child,
    desk_of,
    parent,
)
from tests.conftest import FreshDatabase

PATH = f"/v1/calls/{CALL}/lines/{LINE}"


@pytest.fixture(scope="module")
async def desk(fresh_database: FreshDatabase, clock_file: Any) -> AsyncIterator[Desk]:
    """One desk for all: nothing of a form is kept."""
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        yield desk


async def check(desk: Desk, answers: Form, *only: str) -> Answer:
    asked = {"answers": answers} | ({"only": only} if only else {})
    return await desk.door.post(f"{PATH}/answer-checks", json=asked)


async def look_ahead(desk: Desk, answers: Form, **who: Any) -> Answer:
    asked = {"kind": "person", "municipality": INSIDE, "answers": answers} | who
    return await desk.door.post(f"{PATH}/prechecks", json=asked)


def errors(answer: Answer) -> list[tuple[str, str]]:
    return [(each["field"], each["rule"]) for each in answer.json()["errors"]]


async def test_a_form_is_read_as_json_schema(desk: Desk):
    answer = await desk.door.get(f"{PATH}/schema")
    found = answer.json()
    assert answer.headers["content-type"] == "application/schema+json"
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"urn:capofila:call:{CALL}:1:{LINE}"
    assert found["properties"]["answers"]["properties"]["alone"]["title"] == "alone"
    assert found["properties"]["documents"]["x-documents"][0]["id"] == "identity"
    assert "x-asked-if" in found["$comment"]


async def test_what_is_filed_is_valid_and_what_is_not_is_not(desk: Desk):
    found = (await desk.door.get(f"{PATH}/schema")).json()
    assert accepts(found, parent())
    assert not accepts(found, parent(answers={"colour": "red"}))
    assert not accepts(found, parent() | {"note": "x"})
    assert not accepts(found, parent() | {"line": "other"})
    assert not accepts(found, parent(answers={"alone": True}))


async def test_a_document_is_due_when_its_condition_holds(desk: Desk):
    found = (await desk.door.get(f"{PATH}/schema")).json()
    form = parent(answers={"alone": True})
    given = {"document": "sentence", "attachment_id": "01a20482-2381-75bc-aa22-4a2876c13f1c"}
    assert accepts(found, form | {"documents": [given]})
    assert not accepts(found, form | {"documents": [given | {"document": "identity"}]})


@pytest.mark.parametrize("path", ["schema", "answer-checks", "prechecks"])
@pytest.mark.parametrize(
    ("call_id", "line", "expected"),
    [("NONE", LINE, (404, "unknown-call")), (CALL, "none", (404, "unknown-line"))],
)
async def test_the_form_of_no_call_or_line_is_refused(
    desk: Desk, path: str, call_id: str, line: str, expected: tuple[int, str]
):
    address = f"/v1/calls/{call_id}/lines/{line}/{path}"
    body = {"kind": "person", "municipality": INSIDE} if path == "prechecks" else {}
    if path == "schema":
        assert refusal(await desk.door.get(address)) == expected
    else:
        assert refusal(await desk.door.post(address, json=body | {"answers": {}})) == expected


async def test_answers_are_checked_without_being_kept(desk: Desk):
    before = await desk.stored()
    answers = {"children": [child(), {"tax_code": ANNA}], "colour": 1}
    assert errors(await check(desk, answers)) == [
        ("colour", "unknown-field"), ("alone", "missing"), ("children[1].cost_cents", "missing"),
    ]  # fmt: skip
    assert errors(await check(desk, {"alone": True, "children": [child()]})) == []
    assert await desk.stored() == before


async def test_only_the_questions_of_the_page_are_looked_at(desk: Desk):
    answers = {"children": [child(), {"tax_code": "X"}]}
    assert errors(await check(desk, answers, "alone")) == [("alone", "missing")]
    assert errors(await check(desk, answers, "children")) == [
        ("children[1].tax_code", "wrong-type"), ("children[1].cost_cents", "missing"),
    ]  # fmt: skip


ASKED_OF_FIRMS = drafts.question("employees", asked_if="applicant.kind == 'firm'")
ASKED_OF_ADULTS = drafts.question("pension", "boolean", asked_if="applicant.age_years >= 18")
ASKED_OF_MEMBERS = drafts.question("card", asked_if="network.member")
CONDITIONED = drafts.line(questions=[ASKED_OF_FIRMS, ASKED_OF_ADULTS, ASKED_OF_MEMBERS])
FORM = LineForm(drafts.call(CONDITIONED), CONDITIONED, ["015"])


def told(answers: Form, **who: Any) -> list[tuple[str, str]]:
    """What is wrong with answers of somebody of whom only this is known."""
    applicant = Asking(municipality=INSIDE, **who) if who else None
    asked = AnswersToCheck(answers=answers, applicant=applicant)
    return [(each.field, each.rule) for each in check_answers(FORM, asked).errors]


def test_conditions_on_who_applies_are_told_once_that_is_known():
    born = {"birth_on": date(1980, 1, 1), "filed_on": date(2015, 11, 2)}
    assert told({"employees": 3}) == []
    assert told({"employees": 3}, kind="person") == [("employees", "unknown-field")]
    assert told({}, kind="firm") == [("employees", "missing")]
    assert told({}, kind="person", **born) == [("pension", "missing")]


def test_of_what_is_not_known_of_who_applies_nothing_is_said():
    assert told({"pension": True}, kind="person") == []
    assert told({"card": 7}, kind="person") == []


def test_ages_are_counted_on_the_day_that_is_told():
    child = {"kind": "person", "birth_on": date(1998, 1, 1)}
    assert told({"pension": True}, **child, filed_on=date(2015, 12, 31)) == [
        ("pension", "unknown-field"),
    ]  # fmt: skip
    assert told({"pension": True}, **child, filed_on=date(2016, 1, 1)) == []


async def test_a_look_ahead_tells_the_answer_and_the_amount(desk: Desk):
    told = (await look_ahead(desk, {"alone": False, "children": [child()]})).json()
    assert (told["answer"], told["amount_cents"], told["changes"]) == ("yes", WEEK, [])
    assert told["outcome"]["line"] == LINE


async def test_a_look_ahead_tells_what_would_turn_a_no(desk: Desk):
    answers = {"alone": False, "children": [child()]}
    told = (await look_ahead(desk, answers, kind="firm", municipality=OUTSIDE)).json()
    assert told["answer"] == "no"
    assert len(told["changes"]) == 1


async def test_what_is_missing_is_to_complete_and_what_cannot_be_is_refused(desk: Desk):
    assert (await look_ahead(desk, {})).json()["answer"] == "to_complete"
    answer = await look_ahead(desk, {"alone": "perhaps"})
    assert wrong(answer) == (422, [("answers.alone", "wrong-type")])
    assert refusal(answer) == (422, "invalid-answers")


async def test_nobody_learns_from_a_look_ahead_that_a_child_is_known(desk: Desk):
    answers = {"alone": False, "children": [child()]}
    before = (await look_ahead(desk, answers)).content
    for number in range(2):
        await desk.filed(parent(number))
    assert (await look_ahead(desk, answers)).content == before


async def test_a_long_form_is_answered_without_the_search(desk: Desk):
    answers = {"alone": False, "children": [child()] * 7}
    told = (await look_ahead(desk, answers, kind="firm")).json()
    said = "Per una domanda con tante voci non si cercano i cambiamenti più piccoli."
    assert told["changes"] == [said]


@pytest.mark.parametrize(
    ("cel", "expected"),
    [
        ("answers.a", {"const": True}),
        ("!answers.a", {"const": False}),
        ("answers.a == 'x'", {"const": "x"}),
        ('answers.a == "x"', {"const": "x"}),
        ("answers.a == false", {"const": False}),
        ("answers.a != 3", {"not": {"const": 3}}),
        ("answers.a > 3", {"exclusiveMinimum": 3}),
        ("answers.a <= eur('12.50')", {"maximum": 1250}),
        ("answers.a in ['x', 'y']", {"enum": ["x", "y"]}),
    ],
)
def test_a_comparison_with_constants_is_said_in_the_schema(cel: str, expected: Form):
    assert as_schema(cel, "answers", ["a"]) == {"properties": {"a": expected}, "required": ["a"]}


@pytest.mark.parametrize(
    "cel",
    [
        "answers.b", "item.a", "answers.a && answers.b", "applicant.kind == 'firm'",
        "answers.a == answers.b", "size(answers.a) > 2", "!answers.a == true",
        "answers.a_years > 3",
    ],
)  # fmt: skip
def test_any_other_condition_is_left_to_us(cel: str):
    assert as_schema(cel, "answers", ["a"]) is None


ASKED = drafts.line(
    questions=[
        drafts.question("work", "choice", choices=["none", "some"]),
        drafts.question("hours", asked_if="answers.work == 'some'", maximum=40),
        drafts.money("isee_cents", required=False, maximum_cents=100),
        drafts.question("alone", "boolean", asked_if="answers.hours >= 20", required=False),
    ],
    groups=[
        drafts.group(
            "children",
            [
                drafts.question("ill", "boolean"),
                drafts.question("note", "text", asked_if="item.ill"),
            ],
            asked_if="answers.work == 'some'",
            minimum=1,
            maximum=2,
        )
    ],
)
VALUES = st.sampled_from([True, False, 0, 1, 20, 41, 101, -1, "none", "some", "", " ", "text"])
ITEM = st.dictionaries(st.sampled_from(["ill", "note", "odd"]), VALUES, max_size=2)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "work": st.sampled_from(["none", "some"]) | VALUES,
        "hours": st.sampled_from([5, 25]) | VALUES,
        "isee_cents": VALUES,
        "alone": VALUES,
        "odd": VALUES,
        "children": st.lists(ITEM, max_size=3) | VALUES,
    },
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(ANSWERS)
def test_the_schema_accepts_exactly_what_we_accept(answers: Form):
    said = accepts(schema.answers(ASKED), answers)
    assert said == (not problems(ASKED, answers)), problems(ASKED, answers)


LINES = [
    pytest.param(each.latest, line, id=f"{name}-{line.id}")
    for name, each in PROGRAMMES.calls.items()
    for line in each.latest.lines
]


@pytest.mark.parametrize(("of", "line"), LINES)
def test_every_call_of_the_files_has_a_schema_that_can_be_read(of: Any, line: LineDraft):
    found = schema.filing(of, line.id)
    form = parent() | {"call_id": of.id, "line": line.id, "answers": {}}
    assert accepts(found, deepcopy(form)) in (True, False)
    assert not accepts(found, form | {"answers": {"nobody_asks": 1}})
