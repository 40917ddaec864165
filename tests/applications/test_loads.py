"""Sheets of applications: read as people write them, shown first, filed row by row."""

import asyncio
import csv
from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import text

from services.applications.rules import cell
from services.applications.rules.sheet import Formula, read_csv
from services.applications.usecases.confirmation import Confirming, file_row
from services.applications.usecases.store import Store
from services.applications.usecases.tending import tend_once
from tests.applications import drafts
from tests.applications.world import (
    OFFICIAL,
    PSEUDONYM_KEY,
    SERVICE,
    Answer,
    Desk,
    Form,
    Time,
    keys,
    refusal,
    wrong,
)
from tests.applications.world_calls import advance
from tests.applications.world_register import (
    ANNA,
    BRUNO,
    CALL,
    LINE,
    call,
    desk_of,
    parent,
    register,
)
from tests.conftest import FreshDatabase

PATH = f"/v1/calls/{CALL}/lines/{LINE}"
Row = dict[str, Any]


@pytest.fixture
async def desk(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with fresh_database("applications") as database, desk_of(database, call()) as desk:
        yield desk


def row(number: int = 1, *children: tuple[str, str], **changes: Any) -> Row:
    """A row under its titles, as a person would type it."""
    who = parent(number)["applicant"]
    born = datetime.fromisoformat(who["birth_on"])
    typed = {
        "Nome": who["given_name"], "Cognome": who["family_name"],
        "Codice fiscale": who["tax_code"], "Data di nascita": f"{born:%d/%m/%Y}",
        "Comune": "Cernusco sul Naviglio", "E-mail": who["email"], "IBAN": parent(number)["iban"],
        "alone": "no",
    }  # fmt: skip
    for place, (code, cost) in enumerate(children or [(ANNA, "100,00")], 1):
        typed |= {f"figlio {place}: tax code": code, f"figlio {place}: cost cents": cost}
    return typed | changes


def titles(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(title for each in rows for title in each))


def as_csv(*rows: Row, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, titles(list(rows)), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: Row) -> bytes:
    book = Workbook()
    header = titles(list(rows))
    book.worksheets[0].append(header)
    for each in rows:
        book.worksheets[0].append([each.get(title) for title in header])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


async def load(desk: Desk, content: bytes, key: str = "", **how: Any) -> Answer:
    headers = SERVICE | {"Idempotency-Key": key or f"load-{next(keys):020}"}
    params = {"name": "domande.csv", "operator": OFFICIAL} | how
    return await desk.door.post(
        f"{PATH}/bulk-loads", params=params, content=content, headers=headers
    )


async def loaded(desk: Desk, content: bytes, **how: Any) -> Row:
    answer = await load(desk, content, **how)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def confirm(desk: Desk, load_id: str) -> Answer:
    path = f"/v1/bulk-loads/{load_id}/confirmations"
    return await desk.door.post(path, params={"operator": OFFICIAL}, headers=SERVICE)


def errors(sheet: Row) -> list[tuple[int, str, str]]:
    return [
        (each["row"], error["field"], error["rule"])
        for each in sheet["rows"]
        for error in each["errors"]
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
async def test_a_sheet_is_read_however_it_was_saved(desk: Desk, separator: str, encoding: str):
    rows = row(1, Nome="Niccolò"), row(2)
    sheet = await loaded(desk, as_csv(*rows, separator=separator, encoding=encoding))
    assert (sheet["good"], sheet["bad"], sheet["state"]) == (2, 0, "preview")
    assert sheet["rows"][0]["name"].startswith("Niccolò ")
    assert [each["row"] for each in sheet["rows"]] == [2, 3]
    assert await register(desk) == []


async def test_a_workbook_is_read_with_its_own_kinds(desk: Desk):
    typed = row(1, (ANNA, ""), alone=False) | {
        "Comune": 15070, "Data di nascita": datetime.fromisoformat(born(1)),
        "figlio 1: cost cents": 90.5,
    }  # fmt: skip
    sheet = await loaded(desk, as_xlsx(typed))
    assert errors(sheet) == []
    stored = await desk.one("select form from bulk_row")
    assert stored.form["applicant"]["municipality"] == "015070"
    assert stored.form["answers"]["children"] == [{"tax_code": ANNA, "cost_cents": 9_050}]


def born(number: int) -> str:
    return str(parent(number)["applicant"]["birth_on"])


async def test_names_of_the_form_are_titles_too(desk: Desk):
    names = {
        "applicant_given_name": "Nome", "applicant_family_name": "Cognome",
        "applicant_tax_code": "Codice fiscale", "applicant_birth_on": "Data di nascita",
        "applicant_municipality": "Comune", "applicant_email": "E-mail", "iban": "IBAN",
        "alone": "alone", "children_1_tax_code": "figlio 1: tax code",
        "children_1_cost_cents": "figlio 1: cost cents",
    }  # fmt: skip
    typed = row()
    sheet = await loaded(desk, as_csv({name: typed[title] for name, title in names.items()}))
    assert (errors(sheet), sheet["missing_columns"]) == ([], [])


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_the_template_is_a_sheet_that_can_be_filled_in(desk: Desk, format_: str):
    path = f"{PATH}/bulk-template"
    answer = await desk.door.get(path, params={"format": format_}, headers=SERVICE)
    assert f"{CALL}-{LINE}.{format_}" in answer.headers["content-disposition"]
    if format_ == "csv":
        header = next(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    else:
        book = load_workbook(BytesIO(answer.content))
        header = [each.value for each in book["Domande"][1]]
        assert "importo in euro" in str(list(book["Istruzioni"].values))
    empty = dict.fromkeys(header, "")
    sheet = await loaded(desk, as_csv(empty | row()))
    assert (errors(sheet), sheet["unknown_columns"], sheet["missing_columns"]) == ([], [], [])


async def test_columns_that_the_form_does_not_know_and_that_are_missing_are_told(desk: Desk):
    typed = row(1, note="x")
    del typed["IBAN"], typed["alone"]
    sheet = await loaded(desk, as_csv(typed))
    assert (sheet["unknown_columns"], sheet["missing_columns"]) == (["note"], ["IBAN", "alone"])
    assert errors(sheet) == [(2, "IBAN", "missing")]


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"Codice fiscale": "RSSMRA85T10A562T"}, "Codice fiscale", "tax-code-check"),
        ({"Data di nascita": "31/02/1980"}, "Data di nascita", "wrong-type"),
        ({"Data di nascita": "1/1/80"}, "Data di nascita", "wrong-type"),
        ({"Comune": "Atlantide"}, "Comune", "municipality-code"),
        ({"E-mail": "nessuna"}, "E-mail", "string_pattern_mismatch"),
        ({"alone": "forse"}, "alone", "wrong-type"),
        ({"alone": ""}, "alone", "missing"),
        ({"figlio 1: cost cents": "1234.56"}, "figlio 1: cost cents", "wrong-type"),
        ({"figlio 1: cost cents": "-1"}, "figlio 1: cost cents", "out-of-range"),
        ({"figlio 1: tax code": "X"}, "figlio 1: tax code", "wrong-type"),
        ({"figlio 1: tax code": "=1+1"}, "figlio 1: tax code", "formula"),
        ({"Nome": "@SUM(A1)"}, "Nome", "formula"),
        ({"figlio 3: tax code": BRUNO}, "figlio 2: tax code", "missing"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_by_row_and_title(
    desk: Desk, change: Row, field: str, rule: str
):
    sheet = await loaded(desk, as_csv(row(1), row(2) | change))
    assert (3, field, rule) in errors(sheet)
    assert {number for number, _, _ in errors(sheet)} == {3}
    assert (sheet["good"], sheet["bad"]) == (1, 1)


async def test_a_formula_of_a_workbook_is_no_datum(desk: Desk):
    sheet = await loaded(desk, as_xlsx(row(1) | {"figlio 1: cost cents": "=HYPERLINK(A1)"}))
    assert (2, "figlio 1: cost cents", "formula") in errors(sheet)


async def test_two_rows_that_are_alike_are_told_of_each_other(desk: Desk):
    await desk.filed(parent(1, {"tax_code": BRUNO, "cost_cents": 1}))
    sheet = await loaded(desk, as_csv(row(1), row(2), row(2), row(2, (BRUNO, "1"))))
    assert errors(sheet) == [(4, "", "repeated-row")]
    assert [each["warnings"] for each in sheet["rows"]] == [
        ["Chi presenta la domanda ha già presentato la 0000001/2015."], [], [],
        ["Chi presenta la domanda è anche alla riga 3."],
    ]  # fmt: skip


async def test_a_document_that_is_due_is_to_complete(desk: Desk):
    sheet = await loaded(desk, as_csv(row(1, alone="sì")))
    assert sheet["rows"][0]["warnings"] == ["Da completare: Sentenza."]


async def test_a_confirmation_files_the_good_rows_in_their_order(desk: Desk):
    sheet = await loaded(desk, as_csv(row(1), row(2, alone="boh"), row(3)), channel="pec")
    done = (await confirm(desk, sheet["load_id"])).json()
    assert done["state"] == "confirmed"
    assert [each["protocol"] for each in done["rows"]] == ["0000001/2015", "", "0000002/2015"]
    assert len(await register(desk)) == 2
    rows = await desk.rows("select channel, filed_by from application")
    assert {tuple(each) for each in rows} == {("pec", OFFICIAL)}
    assert await desk.rows("select 1 from bulk_row where form is not null") == []


async def test_a_sheet_is_filed_once_however_often_it_is_confirmed(desk: Desk):
    sheet = await loaded(desk, as_csv(*(row(number) for number in range(1, 7))))
    answers = await asyncio.gather(*(confirm(desk, sheet["load_id"]) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    again = (await confirm(desk, sheet["load_id"])).json()
    assert sorted(each["protocol"] for each in again["rows"]) == [
        f"{number:07}/2015" for number in range(1, 7)
    ]
    assert len(await register(desk)) == 6


async def test_a_confirmation_that_was_killed_goes_on_where_it_stopped(desk: Desk):
    sheet = await loaded(desk, as_csv(*(row(number) for number in range(1, 5))))
    confirming = Confirming(sheet["load_id"], OFFICIAL, PSEUDONYM_KEY)
    await desk.do(lambda session: file_row(session, confirming, 2))
    assert await desk.do(lambda session: file_row(session, confirming, 2)) is None
    done = (await confirm(desk, sheet["load_id"])).json()
    assert [each["protocol"][:7] for each in done["rows"]] == [f"{n:07}" for n in range(1, 5)]


async def test_a_call_that_is_suspended_stops_the_rows_that_are_left(desk: Desk):
    sheet = await loaded(desk, as_csv(row(1), row(2)))
    confirming = Confirming(sheet["load_id"], OFFICIAL, PSEUDONYM_KEY)
    await desk.do(lambda session: file_row(session, confirming, 2))
    await advance(desk, CALL)
    await desk.took(CALL, "suspend")
    assert refusal(await confirm(desk, sheet["load_id"])) == (409, "call-suspended")
    await desk.took(CALL, "resume")
    done = (await confirm(desk, sheet["load_id"])).json()
    assert [each["protocol"] for each in done["rows"]] == ["0000001/2015", "0000002/2015"]


async def test_a_sheet_that_came_in_time_is_never_late(desk: Desk, time: Time):
    time.is_("2015-12-14T10:00")
    in_time = {"channel": "pec", "arrived_at": "2015-12-09T12:00:00+01:00"}
    for how in (in_time, {}):
        sheet = await loaded(desk, as_csv(row(len(how))), **how)
        await confirm(desk, sheet["load_id"])
    late = await desk.rows("select late from application order by register_number")
    assert [each.late for each in late] == [False, True]


async def test_the_same_key_loads_once(desk: Desk):
    content = as_csv(row())
    first, again = [await load(desk, content, "the-same-key") for _ in range(2)]
    assert first.json() == again.json()
    assert len(await desk.rows("select 1 from bulk_load")) == 1
    assert refusal(await load(desk, as_csv(row(2)), "the-same-key")) == (422, "command-reused")


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to sixty megabytes."""
    out = BytesIO()
    with ZipFile(BytesIO(as_xlsx(row()))) as book, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in book.namelist():
            packed.writestr(name, book.read(name))
        packed.writestr("xl/media/bomba", b"\0" * 60_000_000)
    return out.getvalue()


def quadratic() -> bytes:
    """A workbook whose text names itself again and again."""
    out = BytesIO()
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    with ZipFile(BytesIO(as_xlsx(row()))) as book, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in book.namelist():
            content = book.read(name)
            if name.endswith("sheet1.xml"):
                content = f"<?xml version='1.0'?>{laughs}]><x>&j;</x>".encode()
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (422, "sheet-empty")),
        (b"Nome;Cognome\n", (422, "sheet-empty")),
        (b"\0\1\2", (415, "sheet-format")),
        (b'a;"b\nc;d', (415, "sheet-format")),
        (b"PK\x03\x04 nothing", (415, "sheet-format")),
        (("a\n" + "b\n" * 2_001).encode(), (422, "too-many-rows")),
        ((";" * 600 + "a\n" + "b\n").encode(), (422, "too-many-columns")),
        (bomb(), (422, "sheet-bomb")),
        (quadratic(), (415, "sheet-format")),
        (b"x" * (10 * 1024 * 1024 + 1), (413, "too-large")),
    ],
    ids=["empty", "titles", "binary", "quote", "zip", "rows", "columns", "bomb", "laughs", "size"],
)
async def test_what_is_no_sheet_is_refused(desk: Desk, content: bytes, expected: tuple[int, str]):
    assert refusal(await load(desk, content)) == expected


async def test_two_thousand_rows_are_shown(desk: Desk):
    sheet = await loaded(desk, as_csv(*(row(number) for number in range(2_000))))
    assert (len(sheet["rows"]), sheet["bad"]) == (2_000, 0)


async def test_a_sheet_is_kept_for_thirty_days(desk: Desk, time: Time, tmp_path: Any):
    sheet = await loaded(desk, as_csv(row(1)))
    await confirm(desk, sheet["load_id"])
    time.is_("2015-12-03T10:00")
    await tend_once(desk.database, Store(tmp_path), "")
    answer = await desk.door.get(f"/v1/bulk-loads/{sheet['load_id']}", headers=SERVICE)
    assert refusal(answer) == (404, "unknown-load")
    assert len(await register(desk)) == 1


async def test_only_the_service_key_loads_and_confirms(desk: Desk):
    headers = {"Idempotency-Key": "load-no-key"}
    how = {"operator": OFFICIAL}
    answer = await desk.door.post(f"{PATH}/bulk-loads", params=how, content=b"x", headers=headers)
    assert refusal(answer) == (401, "service-key")
    assert wrong(await load(desk, as_csv(row()), operator="mario"))[0] == 422
    assert refusal(await desk.door.get(f"{PATH}/bulk-template")) == (401, "service-key")


MONEY, WHOLE = drafts.money("cost_cents"), drafts.question("count")
BOOLEAN, DAY = drafts.question("yes", "boolean"), drafts.question("born_on", "date")


@pytest.mark.parametrize(
    ("question", "typed", "meant"),
    [
        (MONEY, "1.234,56", 123_456), (MONEY, "1234,5", 123_450), (MONEY, "€ 1.234", 123_400),
        (MONEY, "12,00 euro", 1_200), (MONEY, 12, 1_200), (WHOLE, "1.234", 1_234),
        (WHOLE, "007", 7), (BOOLEAN, "Sì", True), (BOOLEAN, "NO", False), (BOOLEAN, "x", True),
        (DAY, "1/2/2015", "2015-02-01"), (DAY, "01.02.2015", "2015-02-01"),
        (DAY, "2015-02-01", "2015-02-01"),
        (DAY, datetime.fromisoformat("2015-02-01"), "2015-02-01"),
    ],
)  # fmt: skip
def test_a_cell_means_what_an_italian_means(question: Form, typed: Any, meant: Any):
    asked = drafts.line(questions=[question]).questions[0]
    assert cell.value(asked, typed, {}) == meant


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (MONEY, "1234.56"), (MONEY, "1,234.56"), (MONEY, "1,2,3"), (MONEY, "1,234"),
        (MONEY, True), (WHOLE, "1,5"), (WHOLE, "1.5"), (WHOLE, "uno"), (BOOLEAN, "2"),
        (DAY, "13/13/2015"), (DAY, "ieri"), (WHOLE, Formula("=1")),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_clear_is_refused(question: Form, typed: Any):
    asked = drafts.line(questions=[question]).questions[0]
    with pytest.raises(cell.WrongCell):
        cell.value(asked, typed, {})


def test_a_cell_that_begins_as_a_formula_is_one():
    assert [type(each) for each in read_csv(b"=1;@x;+39 02;-5")[0]] == [Formula, Formula, str, str]


async def test_the_database_files_no_row_without_its_number(desk: Desk):
    await loaded(desk, as_csv(row()))
    with pytest.raises(Exception, match="filed_with_a_number"):
        await desk.do(lambda session: session.execute(text("update bulk_row set protocol = '1'")))
