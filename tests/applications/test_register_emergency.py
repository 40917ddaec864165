"""When the system is down: a register on paper, recovered later (DPR 445/2000 art. 63)."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit.ids import new_id
from services.applications.rules import register as rules
from services.applications.rules.emergency_sheet import COLUMNS
from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, Form, Time, family, refusal
from tests.applications.world_documents import BODY, card, document, get, post, registered
from tests.applications.world_register import register

DOWN, UP = "2015-11-02T08:00:00+01:00", "2015-11-02T09:30:00+01:00"
REASON = "Interruzione della rete."
ROW = "{n};2015-11-02 08:{n:02};2015-11-02 08:{n:02};entrata;lettera;sportello;;Anna;Comune;Prova;"


async def opened(desk: Desk, **changes: Any) -> Answer:
    form = {
        "id": str(new_id()), "body": BODY, "reason": REASON, "opened_at": DOWN,
        "official": OFFICIAL,
    }  # fmt: skip
    return await post(desk, "/v1/emergency-registers", form | changes)


async def emergency(desk: Desk) -> str:
    """An emergency that began at eight this morning."""
    answer = await opened(desk)
    assert answer.status_code == 201, answer.text
    return f"/v1/emergency-registers/{answer.json()['id']}"


def entry(minute: int = 1, **changes: Any) -> Form:
    at = f"2015-11-02T08:{minute:02}:00+01:00"
    said = document(channel="counter", arrived_at=at, written_at=at) | changes
    return {name: value for name, value in said.items() if name not in ("body", "document_id")}


async def wrote(desk: Desk, path: str, *entries: Form) -> Answer:
    form = {"entries": list(entries), "official": OFFICIAL}
    return await post(desk, f"{path}/entries", form)


async def loaded(desk: Desk, path: str, *rows: str, header: str = ";".join(COLUMNS)) -> Answer:
    content = "\r\n".join((header, *rows))
    return await post(desk, f"{path}/files", {"content": content, "official": OFFICIAL})


async def closed(desk: Desk, path: str, at: str = UP) -> Answer:
    return await post(desk, f"{path}/closing", {"closed_at": at, "official": OFFICIAL})


async def recovered(desk: Desk, path: str) -> Answer:
    return await post(desk, f"{path}/recoveries", {"official": OFFICIAL})


def told(answer: Answer) -> tuple[int, str, str]:
    return *refusal(answer), answer.json()["detail"]


async def test_what_was_written_by_hand_takes_the_next_ordinary_numbers(desk: Desk):
    await desk.filed(family())
    path = await emergency(desk)
    await wrote(desk, path, entry(1), entry(2))
    assert (await closed(desk, path)).status_code == 201
    lines = (await recovered(desk, path)).json()["lines"]
    assert [(line["number"], line["protocol"]) for line in lines] == [
        ("E1/2015", "0000002/2015"), ("E2/2015", "0000003/2015"),
    ]  # fmt: skip
    assert (await card(desk, lines[0]["document_id"])).emergency == "E1/2015"
    assert rules.fault(await register(desk)) is None


async def test_a_recovery_that_is_repeated_gives_no_second_number(desk: Desk):
    path = await emergency(desk)
    await wrote(desk, path, entry(1))
    await closed(desk, path)
    answers = await asyncio.gather(*(recovered(desk, path) for _ in range(5)))
    assert all(each.json() == answers[0].json() for each in answers)
    assert len(await register(desk)) == 1


async def test_a_sheet_that_was_filled_in_offline_is_loaded(desk: Desk):
    path = await emergency(desk)
    answer = await loaded(desk, path, *(ROW.format(n=n) for n in (1, 2, 3)))
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert [line["number"] for line in found["lines"]] == ["E1/2015", "E2/2015", "E3/2015"]
    assert found["days"] == [{"on": "2015-11-02", "entries": 3}]
    await closed(desk, path)
    (line, *_) = (await recovered(desk, path)).json()["lines"]
    assert (await card(desk, line["document_id"])).sender == "Anna"


async def test_a_sheet_that_is_loaded_twice_changes_nothing(desk: Desk):
    path = await emergency(desk)
    first = await loaded(desk, path, ROW.format(n=1))
    again = await loaded(desk, path, ROW.format(n=1), ROW.format(n=2))
    assert again.json()["lines"][0] == first.json()["lines"][0]
    assert len(again.json()["lines"]) == 2


async def test_numbers_go_on_from_one_emergency_to_the_next(desk: Desk):
    path = await emergency(desk)
    await wrote(desk, path, entry(1))
    await closed(desk, path)
    answer = await opened(desk, opened_at=UP)
    path = f"/v1/emergency-registers/{answer.json()['id']}"
    later = {"written_at": "2015-11-02T09:40:00+01:00"}
    (line,) = (await wrote(desk, path, entry(1, **later))).json()["lines"]
    assert line["number"] == "E2/2015"


async def test_the_emergency_tells_why_and_from_when_to_when(desk: Desk):
    path = await emergency(desk)
    await closed(desk, path)
    found = (await get(desk, path)).json()
    assert (found["reason"], found["opened_by"], found["closed_by"]) == (REASON, OFFICIAL, OFFICIAL)
    assert found["opened_at"] == "2015-11-02T07:00:00Z"
    assert found["closed_at"] == "2015-11-02T08:30:00Z"


async def test_one_emergency_of_a_body_is_open_at_a_time(desk: Desk):
    path = await emergency(desk)
    sentence = "Il registro di emergenza di questo ente è già aperto."
    assert told(await opened(desk)) == (409, "emergency-open", sentence)
    assert (await opened(desk, body="ats-milano")).status_code == 201
    await closed(desk, path)
    sentence = "In quell'istante il registro di emergenza precedente era aperto."
    assert told(await opened(desk)) == (409, "emergency-overlap", sentence)


async def test_of_many_that_open_an_emergency_at_once_one_does(desk: Desk):
    answers = await asyncio.gather(*(opened(desk) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


async def test_an_emergency_is_opened_and_closed_at_instants_that_were(desk: Desk):
    sentence = "La data e l'ora sono nel futuro."
    future = "2015-11-02T11:00:00+01:00"
    answer = await opened(desk, opened_at=future)
    assert told(answer) == (422, "emergency-in-the-future", sentence)
    path = await emergency(desk)
    assert told(await closed(desk, path, future)) == (422, "emergency-in-the-future", sentence)
    answer = await closed(desk, path, "2015-11-02T07:59:00+01:00")
    sentence = "Il registro si chiude dopo l'apertura."
    assert told(answer) == (422, "emergency-closed-before-opening", sentence)


async def test_an_emergency_is_closed_after_its_last_document(desk: Desk):
    path = await emergency(desk)
    await wrote(desk, path, entry(30))
    answer = await closed(desk, path, "2015-11-02T08:20:00+01:00")
    sentence = "Un documento è stato scritto dopo quell'istante."
    assert told(answer) == (422, "emergency-closed-too-early", sentence)


async def test_a_closed_emergency_takes_nothing_more(desk: Desk):
    path = await emergency(desk)
    await closed(desk, path)
    closing = (409, "emergency-closed", "Il registro di emergenza è già chiuso.")
    assert told(await closed(desk, path)) == closing
    assert told(await wrote(desk, path, entry(1))) == closing


async def test_an_open_emergency_is_not_recovered(desk: Desk):
    path = await emergency(desk)
    sentence = "Il registro di emergenza è ancora aperto: si chiude, poi si recuperano i documenti."
    assert told(await recovered(desk, path)) == (409, "emergency-still-open", sentence)


async def test_an_emergency_register_has_no_gap(desk: Desk):
    path = await emergency(desk)
    answer = await wrote(desk, path, entry(1, number=1), entry(2, number=3))
    sentence = "Manca il numero E2/2015: il registro di emergenza non ha salti."
    assert told(answer) == (422, "emergency-gap", sentence)
    assert (await get(desk, path)).json()["lines"] == []


async def test_an_emergency_number_is_of_one_document(desk: Desk):
    path = await emergency(desk)
    await wrote(desk, path, entry(1, number=1))
    answer = await wrote(desk, path, entry(5, number=1))
    sentence = "Il numero E1/2015 è già di un altro documento."
    assert told(answer) == (409, "emergency-number-taken", sentence)


@pytest.mark.parametrize("written_at", ["2015-11-02T07:59:00+01:00", "2015-11-02T10:30:00+01:00"])
async def test_a_document_of_another_moment_is_refused(desk: Desk, written_at: str):
    path = await emergency(desk)
    sentence = "Il documento E1/2015 è di un momento in cui il registro non era aperto."
    answer = await wrote(desk, path, entry(1, written_at=written_at))
    assert told(answer) == (422, "emergency-outside", sentence)


async def test_a_document_that_is_registered_already_needs_no_emergency(desk: Desk):
    path = await emergency(desk)
    fact = await registered(desk)
    answer = await wrote(desk, path, entry(1) | {"document_id": str(fact.document_id)})
    sentence = "Con questo identificativo c'è già un altro documento."
    assert told(answer) == (409, "document-id-taken", sentence)


WRONG = {
    "a day that is none": (ROW.format(n=1).replace("2015-11-02 08:01;", "ieri;", 1), "scritto_il"),
    "a way that is none": (ROW.format(n=1).replace("entrata", "su"), "verso"),
    "a channel that is none": (ROW.format(n=1).replace("sportello", "fax"), "canale"),
    "a kind that is none": (ROW.format(n=1).replace("lettera", "La Lettera"), "genere"),
    "a number that is none": (ROW.format(n=1).replace("1;", "uno;", 1), "numero"),
    "a hash that is none": (ROW.format(n=1) + "abc", "impronta"),
}


@pytest.mark.parametrize(("row", "column"), WRONG.values(), ids=WRONG)
async def test_a_cell_that_cannot_be_read_is_named(desk: Desk, row: str, column: str):
    path = await emergency(desk)
    answer = await loaded(desk, path, row)
    sentence = f"Riga 2: «{column}» non si può leggere."
    assert told(answer) == (422, "emergency-sheet", sentence)


async def test_a_sheet_has_the_columns_of_the_empty_one(desk: Desk):
    path = await emergency(desk)
    answer = await loaded(desk, path, "1;2", header="numero;data")
    assert told(answer) == (422, "emergency-sheet", f"I titoli sono: {', '.join(COLUMNS)}.")
    formula = await loaded(desk, path, ROW.format(n=1).replace("Prova", "=A1"))
    sentence = "Riga 2: una cella di troppo, o con una formula."
    assert told(formula) == (422, "emergency-sheet", sentence)
    sheet = await desk.door.get("/v1/emergency-registers/sheet", headers=SERVICE)
    assert sheet.text.lstrip("\ufeff").strip() == ";".join(COLUMNS)


async def test_an_emergency_that_is_not_is_told(refusing: Desk):
    answer = await get(refusing, f"/v1/emergency-registers/{new_id()}")
    assert told(answer) == (404, "unknown-emergency", "Il registro di emergenza non esiste.")


@pytest.mark.parametrize("table", ["emergency_register", "emergency_closing", "emergency_entry"])
async def test_no_service_changes_an_emergency_register(desk: Desk, table: str):
    path = await emergency(desk)
    await wrote(desk, path, entry(1))
    await closed(desk, path)
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(text(f"delete from {table}")))


async def test_the_register_of_the_day_of_recovery_shows_both_numbers(desk: Desk, time: Time):
    path = await emergency(desk)
    await wrote(desk, path, entry(1))
    await closed(desk, path)
    await recovered(desk, path)
    time.is_("2015-11-03T10:00")
    content = (await get(desk, f"/v1/registers/{BODY}/days/2015-11-02")).text
    assert "0000001/2015" in content
    assert "E1/2015" in content
