"""The day of an entry, its annulment, the register of a day and the segnatura."""

import base64
import csv
import hashlib
from datetime import date, datetime, time
from io import StringIO
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.places import OfficeHours, Register
from kit.days import ROME
from kit.ids import new_id
from services.applications.queries.documents import keep_rules
from services.applications.rules import register as rules
from services.applications.rules.calendar import Calendar
from services.applications.rules.office_hours import registered_on
from tests.applications.world import OFFICIAL, Desk, Time, family, refusal
from tests.applications.world_documents import (
    ACT,
    BODY,
    REASON,
    SENDER,
    annulled,
    brought,
    card,
    digest,
    get,
    of_case,
    post,
    registered,
)
from tests.applications.world_register import register

WEEK = OfficeHours(days=("mon", "tue", "wed", "thu", "fri"), opens=time(9), closes=time(16, 30))
OFFICE = Register(after_hours="next-working-day", office_hours=(WEEK,), aoo_code="AOO1")
DAYS = {
    "mail on a Monday evening (S1-1)": ("2014-11-03T22:41", "2014-11-04"),
    "a minute before the office closes": ("2014-11-03T16:29", "2014-11-03"),
    "the very moment it closes": ("2014-11-03T16:30", "2014-11-04"),
    "before it opens": ("2014-11-03T06:00", "2014-11-03"),
    "a Friday evening": ("2014-11-07T18:00", "2014-11-10"),
    "a Saturday without hours": ("2014-11-08T10:00", "2014-11-10"),
    "Christmas, Saint Stephen and a weekend": ("2014-12-24T17:00", "2014-12-29"),
    "the last evening of a year": ("2014-12-31T17:00", "2015-01-02"),
    "a national holiday on a Monday": ("2014-12-05T18:00", "2014-12-09"),
    "the day of the patron": ("2014-11-11T18:00", "2014-11-13"),
}


async def follows(desk: Desk, rules: Register) -> None:
    """The body's file says how its register counts."""
    body = desk.programmes.bodies[BODY].model_copy(
        update={"register_rules": rules, "ipa_code": "c_c523"}
    )
    await desk.do(lambda session: keep_rules(session, {BODY: body}))


@pytest.mark.parametrize(("local", "day"), DAYS.values(), ids=DAYS)
def test_an_entry_is_of_the_day_that_the_office_hours_say(local: str, day: str):
    at = datetime.fromisoformat(local).replace(tzinfo=ROME)
    assert registered_on(OFFICE, Calendar("11-12"), at) == date.fromisoformat(day)
    assert registered_on(Register(), Calendar(), at) == at.date()


def test_the_next_working_day_needs_office_hours():
    with pytest.raises(ValidationError, match="mancano"):
        Register(after_hours="next-working-day")


def test_an_office_opens_before_it_closes():
    with pytest.raises(ValidationError, match="prima di aprire"):
        OfficeHours(days=("mon",), opens=time(12), closes=time(12))


async def test_mail_of_the_evening_is_registered_the_next_day(desk: Desk, time: Time):
    await follows(desk, OFFICE)
    time.is_("2014-11-03T22:41")
    fact = await registered(desk)
    assert (fact.registered_on, fact.year, fact.number) == (date(2014, 11, 4), 2014, 1)


async def test_mail_of_the_evening_is_registered_the_same_day_by_the_other_rule(
    desk: Desk, time: Time
):
    time.is_("2014-11-03T22:41")
    assert (await registered(desk)).registered_on == date(2014, 11, 3)


async def test_a_day_of_the_next_year_has_a_number_of_that_year(desk: Desk, time: Time):
    await follows(desk, OFFICE)
    time.is_("2014-12-31T17:00")
    fact = await registered(desk)
    assert (fact.registered_on, fact.year, fact.number) == (date(2015, 1, 2), 2015, 1)
    time.is_("2015-01-02T09:00")
    assert (await registered(desk)).number == 2
    assert rules.fault(await register(desk)) is None


async def test_an_annulled_entry_stays_and_can_be_read(desk: Desk):
    document = (await brought(desk)).json()["document_id"]
    answer = await annulled(desk, 1)
    assert answer.status_code == 201, answer.text
    found = await card(desk, document)
    assert found.annulled is not None
    assert (found.annulled.reason, found.annulled.act) == (REASON, ACT)
    assert (found.protocol, found.sender) == ("0000001/2015", SENDER)
    assert (await registered(desk)).number == 2
    assert rules.fault(await register(desk)) is None


async def test_an_annulment_is_announced_without_its_reason(desk: Desk):
    fact = await registered(desk, about=new_id())
    await annulled(desk, 1)
    told = await desk.one("select data, why from event_log where type like '%annulled%'")
    assert UUID(told.data["document_id"]) == fact.document_id
    assert REASON not in str(told.data)
    assert told.why == REASON


async def test_what_cannot_be_annulled(desk: Desk):
    await desk.filed(family())
    await registered(desk)
    tomorrow = await annulled(desk, 2, act_on="2015-11-03")
    assert refusal(tomorrow) == (422, "act-in-the-future")
    assert tomorrow.json()["detail"] == "La data del provvedimento è nel futuro."
    unknown, used = await annulled(desk, 9), await annulled(desk, 1)
    assert refusal(unknown) == (404, "unknown-number")
    assert unknown.json()["detail"] == "Questo numero non è nel protocollo."
    assert refusal(used) == (409, "number-in-use")
    assert used.json()["detail"].startswith("Su questo numero si regge una domanda")


async def test_an_entry_is_annulled_once(desk: Desk):
    await registered(desk)
    await annulled(desk, 1)
    again = await annulled(desk, 1, reason="Ancora.")
    assert refusal(again) == (409, "already-annulled")
    assert again.json()["detail"] == "La registrazione è già stata annullata."


@pytest.mark.parametrize("change", ["delete from {}", "update {} set reason = 'x'"])
async def test_no_service_changes_an_annulment(desk: Desk, change: str):
    await registered(desk)
    await annulled(desk, 1)
    statement = text(change.format("register_annulment"))
    with pytest.raises(DBAPIError, match="permission denied"):
        await desk.do(lambda session: session.execute(statement))


async def day_of(desk: Desk, day: str) -> bytes:
    answer = await get(desk, f"/v1/registers/{BODY}/days/{day}")
    assert answer.status_code == 200, answer.text
    return answer.content


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline=""), delimiter=";"))


async def test_the_register_of_a_day_holds_all_of_that_day(desk: Desk, time: Time):
    case = await desk.filed(family())
    await brought(desk, direction="out", about=str(case))
    time.is_("2015-11-03T10:00")
    await registered(desk)
    first, second = lines(await day_of(desk, "2015-11-02"))
    assert (first["numero"], first["genere"], first["mittente"]) == (
        "0000001/2015", "application", "",
    )  # fmt: skip
    assert (second["verso"], second["mittente"], second["pratica"]) == (
        "uscita", SENDER, str(case),
    )  # fmt: skip
    entries = await register(desk)
    assert [each["anello"] for each in (first, second)] == [each.link for each in entries[:2]]


async def test_the_register_of_a_day_is_the_same_whatever_comes_later(desk: Desk, time: Time):
    await brought(desk)
    bare = await registered(desk)
    time.is_("2015-11-03T10:00")
    before = hashlib.sha256(await day_of(desk, "2015-11-02")).hexdigest()
    await annulled(desk, 1)
    path = f"/v1/documents/{bare.document_id}/particulars"
    told = {"sender": "BETA", "official": "service"}
    await desk.door.put(path, json=told, headers={"Authorization": "Bearer serve"})
    await registered(desk)
    assert hashlib.sha256(await day_of(desk, "2015-11-02")).hexdigest() == before


async def test_an_annulment_stands_in_the_register_of_its_own_day(desk: Desk, time: Time):
    await registered(desk)
    time.is_("2015-11-03T10:00")
    await annulled(desk, 1)
    time.is_("2015-11-04T10:00")
    (line,) = lines(await day_of(desk, "2015-11-03"))
    assert (line["operazione"], line["numero"]) == ("annullamento", "0000001/2015")
    assert (line["provvedimento"], line["motivo"]) == (ACT, REASON)


async def test_a_day_that_is_not_over_has_no_register(desk: Desk, time: Time):
    time.is_("2015-11-03T00:59")
    answer = await get(desk, f"/v1/registers/{BODY}/days/2015-11-02")
    assert refusal(answer) == (409, "day-not-over")
    told = "Il registro di un giorno si stampa dall'una del giorno seguente."
    assert answer.json()["detail"] == told
    time.is_("2015-11-03T01:00")
    assert lines(await day_of(desk, "2015-11-02")) == []


async def test_a_subject_is_no_formula_of_a_spreadsheet(desk: Desk, time: Time):
    await brought(desk, particulars={"subject": "=1+1", "sender": 'a;b "c"'})
    time.is_("2015-11-03T10:00")
    (line,) = lines(await day_of(desk, "2015-11-02"))
    assert (line["oggetto"], line["mittente"]) == ("'=1+1", 'a;b "c"')


async def test_a_document_has_its_segnatura(desk: Desk):
    await follows(desk, OFFICE)
    files = [{"name": "scheda <1>.pdf", "content_hash": digest("pdf")}]
    told = {"sender": "ALFA & C.", "recipient": "Comune", "subject": "S", "attachments": files}
    document = (await brought(desk, particulars=told)).json()["document_id"]
    answer = await get(desk, f"/v1/documents/{document}/segnatura")
    assert answer.headers["content-type"] == "application/xml"
    found = ET.fromstring(answer.content)
    said = {each.tag: each.text for each in found.iter() if each.text}
    proofs = [each.text for each in found.iter("Impronta")]
    assert (said["CodiceAmministrazione"], said["CodiceAOO"]) == ("c_c523", "AOO1")
    assert (said["NumeroRegistrazione"], said["DataRegistrazione"]) == ("0000001", "2015-11-02")
    assert said["Mittente"] == "ALFA & C."
    wanted = [base64.b64encode(bytes.fromhex(digest(each))).decode() for each in ("scheda", "pdf")]
    assert proofs == wanted


async def test_the_segnatura_of_an_annulled_document_says_so(desk: Desk):
    document = (await brought(desk)).json()["document_id"]
    await annulled(desk, 1)
    content = (await get(desk, f"/v1/documents/{document}/segnatura")).content
    assert ET.fromstring(content).findtext("Annullamento/Provvedimento") == ACT


async def test_the_documents_of_a_case_show_which_are_struck(desk: Desk):
    case = new_id()
    for _ in range(2):
        await registered(desk, about=case)
    await annulled(desk, 2)
    assert [each.annulled is not None for each in await of_case(desk, case)] == [False, True]


async def test_what_is_registered_is_for_the_service_key_alone(refusing: Desk):
    answer = await refusing.door.get(f"/v1/registers/{BODY}/days/2015-11-01")
    assert refusal(answer) == (401, "service-key")
    unsaid = await refusing.door.post("/v1/other-numbers", json={"official": OFFICIAL})
    assert refusal(unsaid) == (401, "service-key")


async def test_a_body_that_is_not_ours_has_no_register(refusing: Desk):
    answer = await get(refusing, "/v1/registers/comune-inesistente/days/2015-11-01")
    assert refusal(answer) == (404, "unknown-body")
    form = {"reason": "x", "act": "1", "act_on": "2015-11-01", "official": OFFICIAL}
    missing = await post(refusing, "/v1/registers/comune-inesistente/2015/1/annulment", form)
    assert refusal(missing) == (404, "unknown-number")
