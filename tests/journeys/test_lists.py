"""The money of a signed list: vouchers issued together, acceptance, a grant that is taken back."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from contracts.cases import case_of
from tests.journeys.counter import counter, known, look, sent, told
from tests.journeys.people import CERNUSCO, person
from tests.journeys.story import Story
from tests.journeys.world import budget, letter_to
from tests.world.live import OFFICIAL, LiveHouse
from tests.world.months import months_go_by, slept

TOGETHER, ACCEPTED = "SYN-LISTA-2026", "SYN-ACCETTA-2026"
DIRECTOR = "staff:b1"
SIGNING = {"official": DIRECTOR, "reason": "Approvata la graduatoria."}
SAID = {"answer": "accepted"}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("lists")
        async with counter(here, process, "2026-03-01T10:00", [TOGETHER, ACCEPTED]) as house:
            yield house
            await house.sound()


async def test_the_vouchers_of_a_list_are_issued_together(house: LiveHouse, story: Story):
    story.begin("G-1", "A list of five, and money for three")
    house.stand_on("2026-03-02T10:00")
    filed = await families(house, TOGETHER, 601, children=(1, 2, 3, 4, 5))
    await the_call_closes(house, TOGETHER)
    story.given("five families with one to five children, 300 euro for each, and 900 euro")
    final = await the_list_is_signed(house, TOGETHER)
    issued = await house.temporal.get_workflow_handle(f"ranking/{final['ranking_id']}").result()
    assert issued == 3
    story.when(f"act {final['act']} signs the list")
    for each in filed[2:]:
        assert (await voucher(house, each))["residual_cents"] == 30_000
        assert await letter_to(house, each, "voucher è pronto")
    assert (await budget(house, TOGETHER, "famiglie"))["available_cents"] == 0
    assert await states(house, filed) == ["waitlisted"] * 2 + ["awarded"] * 3
    story.then("the three with most children have their vouchers and letters, the others wait")


async def test_a_grant_that_is_taken_back_serves_the_next(house: LiveHouse, story: Story):
    story.begin("G-2", "A grant that is annulled, and led once more")
    first, next_ = house.receipts[4], house.receipts[1]
    reason = {"official": DIRECTOR, "reason": "I figli erano quattro e non cinque."}
    taken = await told(house, first, "reopenings", reason)
    assert await house.settled() == []
    assert taken["round"] == 2
    story.when("the grant of the family with five children is annulled by an act")
    assert (await voucher(house, next_))["residual_cents"] == 30_000
    assert await letter_to(house, next_, "ora è finanziata")
    story.then("its money goes to the next family of the list, with a voucher and a letter")
    assert await states(house, [first, next_]) == ["under_review", "awarded"]
    await house.decide(first, "granted", checked=2)
    assert await house.settled() == []
    assert await states(house, [first]) == ["waitlisted"]
    story.then("the family is under review again, and granted again it waits behind all others")


async def test_who_does_not_accept_makes_way(house: LiveHouse, story: Story):
    story.begin("G-3", "A grant that must be accepted within fifteen days")
    house.stand_on("2026-03-02T10:00")
    silent, keen = await families(house, ACCEPTED, 651, children=(2, 1))
    await the_call_closes(house, ACCEPTED)
    await the_list_is_signed(house, ACCEPTED)
    asked = await acceptance(house, silent)
    assert await letter_to(house, silent, "Accetti il contributo")
    story.given(f"two families, money for one: the first is asked to accept by {asked}")
    await months_go_by(house, the_case(silent), timedelta(days=14))
    assert await letter_to(house, silent, "Promemoria: accetti")
    await months_go_by(house, the_case(silent), timedelta(days=4))
    assert await house.settled() == []
    assert await states(house, [silent]) == ["withdrawn"]
    story.when("the first is reminded, and does not answer")
    assert await acceptance(house, keen)
    await told(house, keen, "acceptances", SAID)
    assert await house.settled() == []
    assert (await voucher(house, keen))["residual_cents"] == 30_000
    story.then("the second is asked, accepts, and has the voucher")


async def families(
    house: LiveHouse, call: str, first: int, children: Sequence[int]
) -> list[dict[str, Any]]:
    forms = [
        person(call, "famiglie", first + number, CERNUSCO, children=many)
        for number, many in enumerate(children)
    ]
    filed = [await house.apply(form) for form in forms]
    assert await house.settled() == []
    return filed


async def the_call_closes(house: LiveHouse, call: str) -> None:
    house.stand_on("2026-03-23T10:00")
    await slept(house, f"call/{call}", timedelta(days=20))
    assert await house.settled() == []


async def the_list_is_signed(house: LiveHouse, call: str) -> dict[str, Any]:
    """Publish the list, let its days of observation go by, and sign it."""
    line = f"/v1/calls/{call}/lines/famiglie"
    by = {"official": OFFICIAL}
    await sent(house, "applications", f"{line}/provisional-rankings", by)
    house.stand_on("2026-04-07T10:00")
    final = await sent(house, "applications", f"{line}/final-rankings", SIGNING)
    assert await house.settled() == []
    return final


async def voucher(house: LiveHouse, receipt: dict[str, Any]) -> dict[str, Any]:
    return await house.ask("vouchers", "voucher-cards", receipt)


async def states(house: LiveHouse, receipts: Sequence[dict[str, Any]]) -> list[str]:
    query = "select state from applications.application where id = cast(:id as uuid)"
    rows = [await look(house, query, id=each["application_id"]) for each in receipts]
    return [row.state for (row,) in rows]


async def acceptance(house: LiveHouse, receipt: dict[str, Any]) -> str:
    """By when an application is asked to accept its money."""
    path = f"/v1/applications/{receipt['application_id']}/acceptance"
    by_on: str = (await known(house, "applications", path))["accept_by_on"]
    return by_on


def the_case(receipt: dict[str, Any]) -> str:
    return case_of(receipt["application_id"])
