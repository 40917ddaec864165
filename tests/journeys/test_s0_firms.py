"""S0, the firms of Adda Martesana: a list by care load, and one firm that asks in three forms."""

from collections.abc import AsyncIterator
from datetime import timedelta
from json import loads
from typing import Any

import httpx2
import pytest

from kit.ids import new_id
from tests.journeys.counter import CALL, CARE, card, counter, known, sent
from tests.journeys.people import firm, vat_number
from tests.journeys.story import Story
from tests.journeys.world import letter_to
from tests.world.live import OFFICIAL, LiveHouse
from tests.world.months import months_go_by

LINE = f"/v1/calls/{CARE}/lines/imprese"
DIRECTOR = "staff:b1"
ALFA = {"staff": 40, "carers": 12, "agreement": False, "flexible": False}
BETA = {"staff": 8, "carers": 2, "agreement": True, "flexible": False}
GAMMA = {"staff": 10, "carers": 12, "agreement": True, "flexible": True}
SIGNING = {"official": DIRECTOR, "reason": "Approvata la graduatoria."}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s0-firms")
        async with counter(here, process, "2026-03-01T10:00", [CALL, CARE]) as house:
            yield house
            await house.sound()


async def test_s0_6_one_firm_in_three_forms(house: LiveHouse, story: Story):
    story.begin("S0-6", "One firm, three forms")
    house.stand_on("2026-03-02T10:00")
    contract = {"supplier": vat_number("BETA"), "contract": "7/2026", "cost_cents": 100_000}
    incentive = firm(CALL, "incentivi", "EPSILON", monitoring=True, **contract)
    first = await house.apply(firm(CALL, "consulenza", "EPSILON", **contract))
    second = await house.apply(incentive)
    assert await house.settled() == []
    story.when("EPSILON asks consulting and incentive for the same service contract, n. 7/2026")
    asked = await card(house, second)
    assert ((await card(house, first))["act"], asked["act"]) == ("", "")
    costs = [each for each in asked["warnings"] if each["kind"] == "same_cost"]
    assert [each["others"] for each in costs] == [[first["application_id"]]]
    story.then(f"both cases open, {first['protocol']} and {second['protocol']}")
    story.then(f"the second cost line is flagged: {costs[0]['sentence']}")
    no = await posted(house, "/v1/applications", firm(CALL, "voucher", "EPSILON", children=1))
    assert (no.status_code, no.json()["title"]) == (422, "not-for-this-applicant")
    assert "non è per le imprese" in detail(no)
    story.when("EPSILON asks for the voucher too")
    story.then(f"it is refused as not for firms: {detail(no)}")


async def test_s0_3_the_priority_of_care_load(house: LiveHouse, story: Story):
    story.begin("S0-3", "Care-load priority: from the form to the signed list")
    house.stand_on("2026-03-03T10:00")
    alfa, beta, gamma = await three_firms_apply(house, story)
    await months_go_by(house, f"call/{CARE}", timedelta(days=20))
    assert await house.settled() == []
    story.when("the call is closed, and on 23 March the provisional list is published")
    path = f"{LINE}/provisional-rankings"
    found = await sent(house, "applications", path, {"official": OFFICIAL})
    rows = {each["application_id"]: each for each in found["rows"]}
    placed = [rows[each["application_id"]] for each in (beta, alfa)]
    assert [(each["place"], each["points"]) for each in placed] == [(1, 6 + 5), (2, 9)]
    story.then(f"ALFA has 9 points, BETA 6 + 5 = 11 and ranks first: {placed[0]['sentence']}")
    assert rows[gamma["application_id"]]["reasons"]
    story.then(f"GAMMA has no place: {rows[gamma['application_id']]['reasons'][0]}")
    await carers_are_not_changed(house, story, alfa)
    await observations_are_heard(house, story, found, alfa)
    await the_list_is_signed(house, story, found, (alfa, beta, gamma))
    await the_public_list_tells_no_more_than_it_may(house, story)


async def three_firms_apply(house: LiveHouse, story: Story) -> list[dict[str, Any]]:
    story.given("3 points for each 10% of staff with care load (at most 15), 5 for an agreement")
    firms = (("ALFA", ALFA), ("BETA", BETA), ("GAMMA", GAMMA))
    filed = [await house.apply(firm(CARE, "imprese", name, **said)) for name, said in firms]
    assert await house.settled() == []
    story.given("ALFA: 12 carers of 40 (30%), no agreement; BETA: 2 of 8 (25%), an agreement")
    story.given("GAMMA, which declares more carers than staff")
    return filed


async def carers_are_not_changed(house: LiveHouse, story: Story, alfa: dict[str, Any]) -> None:
    path = f"/v1/applications/{alfa['application_id']}/amendments"
    no = await posted(house, path, {"answers": ALFA | {"carers": 20}})
    assert (no.status_code, no.json()["title"]) == (409, "too-late-to-amend")
    log = (house.stack.data / "logs" / "applications.log").read_text()
    line = next(loads(each) for each in log.splitlines() if "too-late-to-amend" in each)
    story.when("ALFA wants to declare 20 carers after the closing")
    story.then(f"it is refused: {detail(no)}")
    story.then(f"the log has a line of it: {line['event']}, {line['slug']}")


async def observations_are_heard(
    house: LiveHouse, story: Story, found: dict[str, Any], alfa: dict[str, Any]
) -> None:
    ranking = f"/v1/rankings/{found['ranking_id']}"
    path = f"{ranking}/applications/{alfa['application_id']}/observations"
    kept = await sent(house, "applications", path, {"text": "Le persone sono 13, non 12."})
    until = found["observations_until_on"]
    assert until == "2026-04-02"
    no = await posted(house, f"{LINE}/final-rankings", SIGNING)
    assert no.json()["title"] == "observations-running"
    story.when(f"ALFA answers the list, protocol {kept['entry']['protocol']}, and somebody signs")
    story.then(f"the list is not signed yet: {detail(no)}")
    house.stand_on("2026-04-03T10:00")
    no = await posted(house, f"{LINE}/final-rankings", SIGNING)
    assert no.json()["title"] == "observations-unanswered"
    story.then(f"nor after its ten days: {detail(no)}")
    url = house.stack.url("applications") + f"{ranking}/observations/{kept['observation_id']}"
    said = {"official": OFFICIAL, "text": "Con 13 su 40 la percentuale intera è la stessa."}
    key = {"Idempotency-Key": str(new_id())}
    answer = await house.client.put(f"{url}/answer", json=said, headers=house.service | key)
    assert answer.is_success, answer.text


async def the_list_is_signed(
    house: LiveHouse, story: Story, found: dict[str, Any], filed: tuple[dict[str, Any], ...]
) -> None:
    path = f"{LINE}/final-rankings"
    own = await posted(house, path, SIGNING | {"official": OFFICIAL})
    assert own.json()["title"] == "reviewer-signs"
    story.when("the observations are answered, and who made the list wants to sign it")
    story.then(f"they may not: {detail(own)}")
    final = await sent(house, "applications", path, SIGNING)
    assert await house.settled() == []
    assert final["result_hash"] == found["result_hash"]
    again = await known(house, "applications", f"/v1/rankings/{final['ranking_id']}/verification")
    assert again["same"] is True
    assert [(await card(house, each))["act"] for each in filed] == [final["act"]] * 3
    for each in filed:
        assert await letter_to(house, each, "È pubblicato l'elenco definitivo")
    story.when("the director signs the final list on 3 April 2026")
    story.then(f"act {final['act']} decides all three; each is told its place by letter")
    story.then("computed again from what is stored the list is the same, byte for byte")


async def the_public_list_tells_no_more_than_it_may(house: LiveHouse, story: Story) -> None:
    answer = await house.client.get(house.stack.url("applications") + f"{LINE}/ranking")
    shown = [(each["place"], each["name"], each["points"]) for each in answer.json()["rows"]]
    assert shown == [(1, "BETA snc", 11), (2, "ALFA srl", 9), (None, None, None)]
    story.then("everybody reads the list (D.Lgs. 33/2013 art. 26): firms that were granted, named")
    for each in answer.json()["rows"]:
        story.note(f"{each['place'] or '-'}  {each['name'] or each['code']}")
    hidden = [vat_number(name) for name in ("ALFA", "BETA", "GAMMA")]
    hidden += ["GAMMA", "posta.example", *(each["iban"] for each in forms())]
    for receipt in house.receipts[-3:]:
        hidden += [receipt["application_id"], receipt["protocol"]]
    assert [each for each in hidden if each in answer.text] == []
    story.then("GAMMA stands by a random code; no VAT number, address, IBAN or protocol appears")


def forms() -> list[dict[str, Any]]:
    return [firm(CARE, "imprese", name) for name in ("ALFA", "BETA", "GAMMA")]


async def posted(house: LiveHouse, path: str, body: dict[str, Any]) -> httpx2.Response:
    """Send something that may be refused."""
    return await house.post("applications", path, body, **{"Idempotency-Key": str(new_id())})


def detail(answer: httpx2.Response) -> str:
    sentence: str = answer.json()["detail"]
    return sentence
