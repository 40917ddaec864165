"""What applications tells of who applied when money moves."""

from uuid import UUID

import pytest

from capofila.demo.people import Firm, Person, iban
from kit.ids import new_id
from tests.applications.world import INSIDE, Desk, Time, family, firm
from tests.applications.world_register import arrived, enter

WHILE_FIRMS_APPLY = "2016-05-09T10:00"
ASSOCIATION = {
    "kind": "association", "name": "Associazione Prova", "tax_code": "97000010153",
    "municipality": INSIDE, "email": "associazione@posta.example",
}  # fmt: skip


async def asked(desk: Desk, query: str, *applications: UUID) -> list[dict[str, object]]:
    body = {"application_ids": [str(each) for each in applications]}
    return (await desk.ask(query, body)).json()["items"]


async def test_a_firm_is_told_with_the_project_of_its_call(desk: Desk, time: Time):
    time.is_(WHILE_FIRMS_APPLY)
    application = await desk.filed(firm(7))
    (found,) = await asked(desk, "aid-firms", application)
    assert found == {
        "application_id": str(application), "vat_number": Firm(7, INSIDE).vat_number,
        "cup": "E41E16000340003",
    }  # fmt: skip


async def test_a_person_is_no_undertaking(desk: Desk):
    (found,) = await asked(desk, "aid-firms", await desk.filed(family()))
    assert (found["vat_number"], found["cup"]) == (None, "E51E15000120003")


async def test_an_association_is_known_by_its_tax_code(desk: Desk, time: Time):
    time.is_(WHILE_FIRMS_APPLY)
    body = arrived(firm() | {"applicant": ASSOCIATION}, arrived_at="2016-05-09T09:00:00+02:00")
    application = (await enter(desk, body)).json()["application_id"]
    (found,) = await asked(desk, "aid-firms", UUID(application))
    assert found["vat_number"] == ASSOCIATION["tax_code"]


async def test_who_applied_is_paid_where_they_said_and_in_their_name(desk: Desk):
    first, second = await desk.filed(family(1)), await desk.filed(family(2))
    found = await asked(desk, "bank-accounts", first, second, new_id())
    person = Person(1, INSIDE).applicant()
    told = {each["payee"]: (each["holder"], each["iban"]) for each in found}
    assert len(told) == 2
    holder = f"{person['given_name']} {person['family_name']}"
    assert told[f"application:{first}"] == (holder, iban(1))
    assert told[f"application:{second}"][1] == iban(2)


@pytest.mark.parametrize("query", ["aid-firms", "bank-accounts"])
async def test_only_our_own_processes_are_told(refusing: Desk, query: str):
    answer = await refusing.door.post(f"/v1/queries/{query}", json={"application_ids": []})
    assert (answer.status_code, answer.json()["title"]) == (401, "service-key")
