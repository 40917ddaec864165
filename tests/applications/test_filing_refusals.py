"""What may not be filed: each no names the field and the rule, and leaves nothing behind."""

import json
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.applications.world import Desk, Form, family, firm, refusal, wrong

Errors = list[tuple[str, str]]
CODE, BORN, VAT = (
    "applicant.person.tax_code",
    "applicant.person.birth_on",
    "applicant.firm.vat_number",
)


@pytest.fixture(autouse=True)
async def nothing_is_left_behind(refusing: Desk) -> AsyncIterator[None]:
    before = await refusing.stored()
    yield
    assert await refusing.stored() == before


async def errors(desk: Desk, form: Form) -> Errors:
    answer = await desk.file(form)
    assert refusal(answer) == (422, "invalid-request")
    return wrong(answer)[1]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("RSSMRA85T10A562T", "tax-code-check"),
        ("RSSMRA80A01C523A", "tax-code-check"),
        ("RSSMRA85B30A562S", "tax-code-date"),
        ("RSSMRA85T10Z999S", "tax-code-place"),
        ("RSSMRA85T10A000W", "tax-code-place"),
        ("80050050154", "tax-code-format"),
        ("RSSMRA85T10A562", "tax-code-format"),
        ("RSSMRA85T10Å562S", "tax-code-format"),
        (8, "tax-code-format"),
        (None, "tax-code-format"),
    ],
)
async def test_a_broken_tax_code_is_refused(refusing: Desk, code: Any, rule: str):
    assert await errors(refusing, family(applicant={"tax_code": code})) == [(CODE, rule)]


@pytest.mark.parametrize(
    ("code", "birth_on"),
    [
        ("RSSMRA85T10A562S", "1985-12-11"),
        ("RSSMRA85T10A562S", "1986-12-10"),
        ("CLMGLI86D55C523W", "1986-04-55"),
        ("VLLTRS21C49L411X", "1922-03-09"),
    ],
)
async def test_a_birth_date_that_is_not_in_the_tax_code_is_refused(
    refusing: Desk, code: str, birth_on: str
):
    ((field, rule),) = await errors(
        refusing, family(applicant={"tax_code": code, "birth_on": birth_on})
    )
    assert (field, rule) in [(BORN, "tax-code-birth"), (BORN, "date_from_datetime_parsing")]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("00000000000", "vat-number-zero"),
        ("99000010150", "vat-number-check"),
        ("12345678903", "vat-number-office"),
        ("99000017774", "vat-number-office"),
        ("0743110157", "vat-number-format"),
        ("IT0743110157", "vat-number-format"),
        ("FR00743110157", "vat-number-format"),
        (743110157, "vat-number-format"),
    ],
)
async def test_a_broken_vat_number_is_refused(refusing: Desk, code: Any, rule: str):
    assert await errors(refusing, firm(applicant={"vat_number": code})) == [(VAT, rule)]


@pytest.mark.parametrize(
    ("iban", "rule"),
    [
        ("IT60X0542811101000000123457", "iban-check"),
        ("IT60Y0542811101000000123456", "iban-check"),
        ("IT64Y0542811101000000123456", "iban-cin"),
        ("IT60X054281110100000012345", "iban-format"),
        ("", "iban-format"),
        (["IT60X0542811101000000123456"], "iban-format"),
    ],
)
async def test_a_broken_iban_is_refused(refusing: Desk, iban: Any, rule: str):
    assert await errors(refusing, family(iban=iban)) == [("iban", rule)]


@pytest.mark.parametrize("code", ["20060", "999001", "000001", "15070", 15070, "O15070"])
async def test_what_is_no_istat_code_is_refused(refusing: Desk, code: Any):
    found = await errors(refusing, family(applicant={"municipality": code}))
    assert found == [("applicant.person.municipality", "municipality-code")]


@pytest.mark.parametrize(
    "email",
    ["a@b.it,c@d.it", "a@b.it c@d.it", "a@b.it\r\nBcc: c@d.it", "A <a@b.it>", "a@b", "a@b.it;", ""],
)
async def test_only_one_plain_address_is_taken(refusing: Desk, email: str):
    found = await errors(refusing, family(applicant={"email": email}))
    assert found == [("applicant.person.email", "string_pattern_mismatch")]


@pytest.mark.parametrize("name", ["Re\r\nBcc: x@y.it", "Re\nX", "Re\x00", "<b>Re</b>", "Re\x1b[2J"])
async def test_a_name_holds_no_header_and_no_markup(refusing: Desk, name: str):
    found = await errors(refusing, family(applicant={"family_name": name}))
    assert found == [("applicant.person.family_name", "string_pattern_mismatch")]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (family(note="x"), ("note", "extra_forbidden")),
        (family(applicant={"age": 3}), ("applicant.person.age", "extra_forbidden")),
        (family(applicant={"kind": "cat"}), ("applicant", "union_tag_invalid")),
        (family() | {"answers": []}, ("answers", "dict_type")),
        (family(call_id=""), ("call_id", "string_too_short")),
        (family(line="x" * 41), ("line", "string_too_long")),
        ({**family(), "applicant": None}, ("applicant", "model_attributes_type")),
    ],
)
async def test_a_form_of_another_shape_is_refused(
    refusing: Desk, form: Form, expected: tuple[str, str]
):
    assert await errors(refusing, form) == [expected]


async def test_every_missing_field_is_named(refusing: Desk):
    fields = ["call_id", "line", "applicant", "iban", "answers"]
    assert await errors(refusing, {}) == [(field, "missing") for field in fields]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"colour": "red"}, ("colour", "unknown-field")),
        ({"work": None}, ("work", "missing")),
        ({"work": "rich"}, ("work", "out-of-range")),
        ({"work": 1}, ("work", "wrong-type")),
        ({"children": True}, ("children", "wrong-type")),
        ({"children": "1"}, ("children", "wrong-type")),
        ({"children": 1.0}, ("children", "wrong-type")),
        ({"children": 31}, ("children", "out-of-range")),
        ({"children": -1}, ("children", "out-of-range")),
        ({"cost_cents": 10**30}, ("cost_cents", "out-of-range")),
        ({"cost_cents": [1]}, ("cost_cents", "wrong-type")),
    ],
)
async def test_a_wrong_answer_is_named(
    refusing: Desk, answers: dict[str, Any], expected: tuple[str, str]
):
    answer = await refusing.file(family(answers=answers))
    field, rule = expected
    assert refusal(answer) == (422, "invalid-answers")
    assert wrong(answer) == (422, [(f"answers.{field}", rule)])


async def test_every_wrong_answer_is_told_at_once(refusing: Desk):
    answer = await refusing.file(family() | {"answers": {"colour": 1, "children": "one"}})
    assert sorted(wrong(answer)[1]) == [
        ("answers.children", "wrong-type"), ("answers.colour", "unknown-field"),
        ("answers.cost_cents", "missing"), ("answers.service", "missing"),
        ("answers.work", "missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (family(call_id="NONE"), (404, "unknown-call")),
        (family(call_id="ADM-2015\x00"), (404, "unknown-call")),
        (family(line="III"), (422, "unknown-line")),
        (family(line="II\x00"), (422, "unknown-line")),
    ],
)
async def test_what_the_house_does_not_know_is_refused(
    refusing: Desk, form: Form, expected: tuple[int, str]
):
    assert refusal(await refusing.file(form)) == expected


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        (b"", "body", "missing"),
        (b"{", "body", "json_invalid"),
        (b"\xff\xfe", "body", "json_invalid"),
        (b"[]", "body", "model_attributes_type"),
        (b'"ciao"', "body", "model_attributes_type"),
        (b"NaN", "body", "model_attributes_type"),
        (b"null", "body", "model_attributes_type"),
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    refusing: Desk, body: bytes, field: str, rule: str
):
    answer = await refusing.send(body)
    assert refusal(answer) == (422, "invalid-request")
    assert wrong(answer) == (422, [(field, rule)])


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"iban":' + b"9" * 5_000 + b"}"])
async def test_a_body_that_cannot_be_read_is_refused(refusing: Desk, body: bytes):
    assert refusal(await refusing.send(body)) == (400, "unreadable-body")


async def test_a_number_that_is_none_is_no_amount(refusing: Desk):
    body = orjson.dumps(family()).replace(b"90000", b"NaN")
    assert wrong(await refusing.send(body)) == (422, [("answers.cost_cents", "wrong-type")])


async def test_a_body_of_two_mebibytes_is_not_read(refusing: Desk):
    assert refusal(await refusing.send(b" " * 2 * 1024 * 1024)) == (413, "too-large")


@pytest.mark.parametrize(
    "type_", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_body_of_another_type_is_refused(refusing: Desk, type_: str):
    answer = await refusing.send(orjson.dumps(family()), Content_Type=type_)
    assert refusal(answer) == (422, "invalid-request")


@pytest.mark.parametrize("path", ["given_name", "email", "colour\ud800"])
async def test_half_a_character_is_refused(refusing: Desk, path: str):
    form = family(applicant={path: "\ud800"})
    body = json.dumps(form).encode()
    assert refusal(await refusing.send(body))[0] == 422


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\x00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
PATHS = [
    *((name,) for name in family()),
    *(("applicant", name) for name in family()["applicant"]),
    *(("answers", name) for name in family()["answers"] if name != "cost_cents"),
]


@settings(
    max_examples=80, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.sampled_from(PATHS), JSON.filter(lambda value: value not in (None, 1, True)))
async def test_whatever_stands_in_a_field_is_refused_and_never_a_bug(
    refusing: Desk, path: tuple[str, ...], value: Any
):
    form = family()
    place = form[path[0]] if path[1:] else form
    place[path[-1]] = value
    status, slug = refusal(await refusing.send(json.dumps(form).encode()))
    assert (status, slug) in UNDERSTOOD


UNDERSTOOD = [
    (422, "invalid-request"),
    (422, "invalid-answers"),
    (422, "unknown-line"),
    (404, "unknown-call"),
]


async def test_a_birth_in_the_future_is_refused(refusing: Desk):
    form = family(applicant={"tax_code": "CNTTMS21C09F205M", "birth_on": "2021-03-09"})
    answer = await refusing.file(form)
    assert wrong(answer) == (422, [("applicant.birth_on", "birth-in-the-future")])


async def test_a_body_that_grows_too_large_on_its_way_is_refused(refusing: Desk):
    async def chunks():
        for _ in range(3):
            yield b"x" * 700_000

    headers = {"Content-Type": "application/json", "Idempotency-Key": "a-growing-body"}
    answer = await refusing.door.post("/v1/applications", content=chunks(), headers=headers)
    assert refusal(answer) == (413, "too-large")
