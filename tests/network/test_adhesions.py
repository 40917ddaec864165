"""Alliances, and the organisations that join and leave them."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.database import Cause
from kit.ids import new_id
from services.network.usecases import publish_alliance
from tests.network.conftest import PROGRAMMES
from tests.network.world import ALLIANCE, Network, key, refusal, sheet

WRONG = [
    ({"vat_number": "99000010150"}, "vat_number", "vat-number-check"),
    ({"vat_number": "00000000000"}, "vat_number", "vat-number-zero"),
    ({"municipality": "20060"}, "municipality", "municipality-code"),
    ({"name": "Forno\r\nBcc: a@b.it"}, "name", "string_pattern_mismatch"),
    ({"since_on": "2015-02-30"}, "since_on", "date_from_datetime_parsing"),
    ({"alliance": "adda\x00"}, "alliance", "string_pattern_mismatch"),
    ({"until_on": "2015-03-02"}, "until_on", "extra_forbidden"),
]


async def test_the_five_alliances_of_the_files_are_listed_by_name(network: Network):
    answer = await network.door.get("/v1/alliances", headers={"Authorization": ""})
    items = answer.json()["items"]
    assert answer.status_code == 200
    assert {item["slug"] for item in items} == {
        "adda-martesana", "cip", "complessi-equilibri", "governare-equilibri", "legnano",
    }  # fmt: skip
    (adda,) = [item for item in items if item["slug"] == ALLIANCE]
    assert adda == PROGRAMMES.alliances[ALLIANCE].model_dump(mode="json")
    assert sum(len(district["municipalities"]) for district in adda["districts"]) == 28


async def test_an_alliance_follows_its_file(network: Network):
    renamed = PROGRAMMES.alliances[ALLIANCE].model_copy(update={"name": "Nuovo nome"})
    async with network.database.transaction(Cause(actor="programmes")) as session:
        await publish_alliance(session, renamed)
    items = (await network.door.get("/v1/alliances")).json()["items"]
    assert len(items) == 5
    assert "Nuovo nome" in [item["name"] for item in items]


async def test_an_adhesion_is_told_by_the_key_of_the_organisation(network: Network):
    answer = await network.join(sheet())
    fact = answer.json()
    assert answer.status_code == 201
    assert fact == {
        "adhesion_id": fact["adhesion_id"], "organisation_key": key(), "alliance": ALLIANCE,
        "since_on": "2015-03-01",
    }  # fmt: skip
    assert await network.told() == [("adhesion.confirmed.v1", fact)]
    assert sheet()["vat_number"] not in str(await network.told())


async def test_twenty_who_confirm_at_once_confirm_one_adhesion(network: Network):
    answers = await asyncio.gather(*(network.join(sheet()) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(await network.rows("select 1 from adhesion")) == 1
    assert len(await network.rows("select 1 from organisation")) == 1
    assert len(await network.told()) == 1


async def test_an_organisation_may_join_two_alliances(network: Network):
    first, second = await network.joined(), await network.joined(alliance="legnano")
    assert first != second
    rows = await network.rows("select key, count(*) from organisation group by key")
    assert [tuple(row) for row in rows] == [(key(), 1)]


async def test_one_number_written_in_two_ways_is_one_organisation(network: Network):
    first = await network.joined()
    again = await network.joined(vat_number=f"IT {sheet()['vat_number']}")
    assert again == first


async def test_an_alliance_that_is_not_there_is_not_joined(network: Network):
    answer = await network.join(sheet(alliance="nowhere"))
    assert refusal(answer) == (404, "unknown-alliance", "L'alleanza non esiste.")
    assert await network.rows("select 1 from organisation") == []
    assert await network.told() == []


async def test_an_organisation_leaves_once(network: Network):
    adhesion = await network.joined()
    left = await network.leave(adhesion)
    fact = left.json()
    assert (left.status_code, fact) == (
        201,
        {
            "adhesion_id": adhesion, "organisation_key": key(), "alliance": ALLIANCE,
            "until_on": "2015-06-30",
        },
    )  # fmt: skip
    again = refusal(await network.leave(adhesion, "2015-07-31"))
    assert again == (409, "already-withdrawn", "L'organizzazione ha già lasciato l'alleanza.")
    assert (await network.told())[1:] == [("adhesion.withdrawn.v1", fact)]


async def test_ten_who_withdraw_at_once_withdraw_one_adhesion(network: Network):
    adhesion = await network.joined()
    answers = await asyncio.gather(*(network.leave(adhesion) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]
    assert len(await network.told()) == 2


async def test_nobody_leaves_before_joining(network: Network):
    adhesion = await network.joined()
    no = refusal(await network.leave(adhesion, "2015-02-28"))
    assert no == (422, "withdrawn-before-joining", "Il recesso precede l'adesione.")
    assert (await network.leave(adhesion, "2015-03-01")).status_code == 201


async def test_who_left_may_join_again(network: Network):
    adhesion = await network.joined()
    await network.leave(adhesion)
    again = await network.joined(since_on="2015-09-01")
    assert again != adhesion
    rows = await network.rows("select since_on, until_on from adhesion order by since_on")
    assert [(str(row.since_on), str(row.until_on)) for row in rows] == [
        ("2015-03-01", "2015-06-30"), ("2015-09-01", "None"),
    ]  # fmt: skip


async def test_an_adhesion_that_is_not_there_is_not_left(network: Network):
    no = refusal(await network.leave(str(new_id())))
    assert no == (404, "unknown-adhesion", "L'adesione non esiste.")


async def test_the_database_holds_one_adhesion_at_a_time(network: Network):
    await network.joined()
    twice = text(
        "insert into adhesion (id, organisation_id, alliance, state, received_at, received_by, "
        "answer_due_on, counts_toward_target) select :id, organisation_id, alliance, 'received', "
        "received_at, received_by, answer_due_on, true from adhesion"
    )
    with pytest.raises(IntegrityError, match="one_adhesion_at_a_time"):
        async with network.database.transaction(Cause(actor="test")) as session:
            await session.execute(twice, {"id": new_id()})


@pytest.mark.parametrize(("change", "field", "rule"), WRONG)
async def test_a_wrong_sheet_is_refused_by_field(
    network: Network, change: dict[str, str], field: str, rule: str
):
    answer = await network.join(sheet(**change))
    assert refusal(answer)[:2] == (422, "invalid-request")
    found = [(each["field"], each["rule"]) for each in answer.json()["errors"]]
    assert found == [(field, rule)]
    assert await network.rows("select 1 from organisation") == []


@pytest.mark.parametrize("path", ["/v1/adhesions", "/v1/adhesions/1/withdrawals"])
@pytest.mark.parametrize("key", ["", "Bearer other"])
async def test_only_the_house_changes_the_network(network: Network, path: str, key: str):
    answer = await network.door.post(path, json={}, headers={"Authorization": key})
    assert refusal(answer) == (401, "service-key", "Serve la chiave di servizio.")
    assert await network.told() == []
