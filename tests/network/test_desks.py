"""Front desks: their hours, their contacts, and what operators may do for others."""

import asyncio
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from contracts.desks import OpeningHours
from kit.ids import new_id
from kit.pseudonyms import pseudonym
from services.network.rules.access import access
from services.network.rules.opening import is_open, next_opening
from tests.network.world import BOSS, PSEUDONYM_KEY, Answer, Network, Time, refusal

LUCIA, PAOLO, EVA = "staff:a1", "staff:a2", "staff:b2"
GIULIA = "CLMGLI86D55C523W"
HOURS = (
    OpeningHours(weekday=1, opens=time(9), closes=time(12, 30)),
    OpeningHours(weekday=4, opens=time(14), closes=time(18)),
)
NOT_YOURS = (403, "not-your-desk", "Lei non lavora a questo sportello.")


async def desk(network: Network, name: str, *operators: str) -> str:
    said = {
        "alliance": "complessi-equilibri", "partner": "Distretto Paullese", "name": name,
        "municipality": "015169", "address": "Via Milano 1", "phone": "02 123456",
        "email": "sportello@posta.example", "official": BOSS,
        "hours": [each.model_dump(mode="json") for each in HOURS],
    }  # fmt: skip
    found = (await network.posted("/v1/desks", said))["desk_id"]
    for operator in operators:
        posting = {"operator": operator, "from_on": "2026-01-01", "official": BOSS}
        await network.posted(f"/v1/desks/{found}/operators", posting)
    return found


@pytest.fixture
async def paullo(network: Network, time: Time) -> str:
    """The desk of Paullo, where Lucia and Paolo work, in May 2026."""
    time.day("2026-05-04")
    return await desk(network, "Paullo", LUCIA, PAOLO)


async def act(network: Network, desk: str, application: str, **said: Any) -> Answer:
    asked = {
        "operator": LUCIA, "application_id": application, "principal_tax_code": GIULIA,
        "delegation_id": str(new_id()), "act": "filed", **said,
    }  # fmt: skip
    return await network.post(f"/v1/desks/{desk}/acts", asked)


async def may(network: Network, operator: str, application: str, *, sent: bool) -> Any:
    asked = {"operator": operator, "application_id": application, "sent": sent}
    return await network.posted("/v1/queries/desk-access", asked)


async def test_the_log_shows_the_operator_and_the_principal(network: Network, paullo: str):
    application = str(new_id())
    first = (await act(network, paullo, application)).json()
    await act(network, paullo, application, operator=PAOLO, act="read", delegation_id=None)
    log = (await network.get(f"/v1/desks/{paullo}/log"))["items"]
    assert [(each["operator"], each["act"]) for each in log] == [(PAOLO, "read"), (LUCIA, "filed")]
    assert {each["principal_key"] for each in log} == {pseudonym(PSEUDONYM_KEY, GIULIA)}
    assert log[0]["delegation_id"] == log[1]["delegation_id"]
    assert (await network.told())[0] == ("desk.act-recorded.v1", first)
    assert GIULIA not in str(await network.rows("select * from desk_act"))


async def test_an_operator_sees_only_cases_of_her_desk(network: Network, paullo: str):
    application = str(new_id())
    await act(network, paullo, application)
    elsewhere = await desk(network, "Rozzano", EVA)
    assert (await may(network, PAOLO, application, sent=True))["sees"]
    assert not (await may(network, EVA, application, sent=True))["sees"]
    assert not (await may(network, LUCIA, str(new_id()), sent=False))["sees"]
    mine = await network.get(f"/v1/desks/{paullo}/cases?operator={PAOLO}")
    assert mine == {"application_ids": [application]}
    strange = await network.door.get(f"/v1/desks/{paullo}/cases?operator={EVA}")
    assert refusal(strange) == NOT_YOURS
    moved = refusal(await act(network, elsewhere, application, operator=EVA))
    assert moved == (403, "other-desk", "La domanda è seguita da un altro sportello.")


async def test_an_application_is_taken_up_by_one_desk(network: Network, paullo: str):
    application, elsewhere = str(new_id()), await desk(network, "Rozzano", EVA)
    asked = [act(network, paullo, application) for _ in range(5)]
    asked += [act(network, elsewhere, application, operator=EVA) for _ in range(5)]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [403] * 5
    rows = await network.rows("select distinct desk_id from desk_act")
    assert len(rows) == 1


async def test_the_isee_is_hidden_once_the_application_is_sent(network: Network, paullo: str):
    application = str(new_id())
    await act(network, paullo, application)
    before, after = [await may(network, LUCIA, application, sent=each) for each in (False, True)]
    assert before == {"sees": True, "writes": True, "hides": ["special_documents"]}
    assert after == {"sees": True, "writes": False, "hides": ["isee", "special_documents"]}


async def test_who_no_longer_works_there_sees_nothing(network: Network, time: Time, paullo: str):
    application = str(new_id())
    await act(network, paullo, application)
    posting = {
        "operator": LUCIA, "from_on": "2026-01-01", "to_on": "2026-05-31", "official": BOSS,
    }  # fmt: skip
    await network.posted(f"/v1/desks/{paullo}/operators", posting)
    assert (await may(network, LUCIA, application, sent=True))["sees"]
    time.day("2026-06-01")
    assert not (await may(network, LUCIA, application, sent=True))["sees"]
    assert refusal(await act(network, paullo, application)) == NOT_YOURS


async def test_nothing_is_done_for_somebody_without_a_delegation(network: Network, paullo: str):
    application = str(new_id())
    no = refusal(await act(network, paullo, application, delegation_id=None))
    assert no == (422, "delegation-missing", "Serve la delega firmata.")
    await act(network, paullo, application)
    other = refusal(await act(network, paullo, application, principal_tax_code="FMGSRA90M61F119I"))
    assert other == (
        409, "other-principal", "La delega di questa domanda è di un'altra persona.",
    )  # fmt: skip


async def test_contacts_are_counted_by_topic_and_outcome(network: Network, time: Time, paullo: str):
    path = f"/v1/desks/{paullo}/contacts"
    said = {"operator": LUCIA, "channel": "counter", "topic": "voucher", "outcome": "informed"}
    await network.posted(path, said)
    await network.posted(path, said)
    await network.posted(path, {**said, "outcome": "file_opened"})
    time.day("2026-06-01")
    await network.posted(path, said)
    assert await network.get(f"{path}/2026-05") == {
        "month": "2026-05", "total": 3,
        "items": [
            {"topic": "voucher", "outcome": "file_opened", "contacts": 1},
            {"topic": "voucher", "outcome": "informed", "contacts": 2},
        ],
    }  # fmt: skip
    assert refusal(await network.post(path, {**said, "operator": EVA})) == NOT_YOURS


async def test_a_contact_holds_no_words_of_its_own(network: Network, paullo: str):
    said = {"operator": LUCIA, "channel": "counter", "topic": "voucher", "outcome": "informed"}
    answer = await network.post(f"/v1/desks/{paullo}/contacts", {**said, "notes": "Giulia"})
    assert refusal(answer)[:2] == (422, "invalid-request")


async def test_anybody_reads_when_a_desk_is_open(network: Network, paullo: str):
    (card,) = (await network.get("/v1/alliances/complessi-equilibri/desks"))["items"]
    assert (card["name"], card["open_now"]) == ("Paullo", True)
    assert card["opens_at"] == "2026-05-07T12:00:00Z"
    unknown = refusal(await network.door.get(f"/v1/desks/{new_id()}/log"))
    assert unknown == (404, "unknown-desk", "Lo sportello non esiste.")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-05-04T06:59", False), ("2026-05-04T07:00", True), ("2026-05-04T10:29", True),
        ("2026-05-04T10:30", False), ("2026-05-05T07:00", False), ("2026-05-11T07:00", False),
    ],
)  # fmt: skip
def test_a_desk_is_open_in_its_hours_but_not_on_closed_days(moment: str, expected: bool):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert is_open(HOURS, {date(2026, 5, 11)}, at) is expected


def test_a_closed_day_is_passed_over():
    at = datetime(2026, 5, 7, 16, tzinfo=UTC)
    opening = next_opening(HOURS, {date(2026, 5, 11)}, at)
    assert opening == datetime(2026, 5, 14, 12, tzinfo=UTC)
    assert next_opening((), (), at) is None


def test_a_case_of_no_desk_is_seen_by_no_operator():
    assert not access({new_id()}, None, sent=False).sees
