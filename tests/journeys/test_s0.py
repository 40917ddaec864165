"""S0, the alliance of Adda Martesana: territory, sections, scoring, the clock, aid, three forms."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from tests.journeys.counter import (
    BOX,
    CALL,
    aided,
    amend,
    ask_for,
    card,
    counter,
    firm,
    person,
    refused,
    registered,
)
from tests.journeys.story import Story
from tests.journeys.world import letter_to
from tests.world.live import LiveHouse
from tests.world.months import months_go_by

TREZZANO_ROSA, MEDIGLIA, COLOGNO = "015219", "015139", "015081"
DIALLO, FUMAGALLI, BRAMBILLA = 201, 202, 203
TWIN = 14
HAD = {"2024-05-10": 15_000_000, "2025-02-01": 14_850_000}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s0")
        async with counter(here, process, "2026-03-01T10:00", [CALL]) as house:
            yield house


async def test_s0_1_the_territory_gate(house: LiveHouse, story: Story):
    story.begin("S0-1", "territory gate")
    story.given("a call open to residents of the 28 municipalities")
    house.stand_on("2026-03-02T10:00")
    homes = {DIALLO: TREZZANO_ROSA, FUMAGALLI: MEDIGLIA, BRAMBILLA: COLOGNO}
    filed = [
        await house.apply(person(CALL, "voucher", who, home, children=1))
        for who, home in homes.items()
    ]
    story.when("Diallo (Trezzano Rosa), Fumagalli (Mediglia), Brambilla (Cologno Monzese) apply")
    assert await house.settled() == []
    passed = (await card(house, filed[0]))["requirements"]
    assert [each["outcome"] for each in passed] == ["yes"]
    await house.decide(filed[0], "granted")
    story.then(f"Diallo passes: {passed[0]['sentence']}")
    for receipt, home in zip(filed[1:], (MEDIGLIA, COLOGNO), strict=True):
        await _is_told_why_first(house, receipt, home)
        story.then(f"{receipt['protocol']} gets a preavviso naming {home}, and is not refused")
    cards = [await card(house, each) for each in filed]
    assert _paths(cards) == {"applicant.municipality", "territory"}
    assert "20060" not in str(cards)
    story.then("the file shows what was read: the ISTAT code of the residence, and no CAP")


async def test_s0_4_a_request_stops_the_clock(house: LiveHouse, story: Story):
    story.begin("S0-4", "monitoring commitment missing")
    house.stand_on("2026-03-02T10:00")
    gamma = await house.apply(firm(CALL, "incentivi", "GAMMA", cost_cents=200_000))
    assert await house.settled() == []
    assert (await house.term(gamma)).term.reckoning.due_on == date(2026, 4, 1)
    story.given(f"GAMMA's form without the box, protocol {gamma['protocol']}, term 1 April 2026")
    house.stand_on("2026-03-12T10:00")
    await ask_for(house, gamma, BOX)
    asked = await house.term(gamma)
    assert (asked.term.clock, asked.integrations[0].answer_by_on) == ("stopped", date(2026, 3, 23))
    story.when("the reviewer opens soccorso on 12 March with 10 days (22 March is a Sunday)")
    house.stand_on("2026-03-20T10:00")
    await amend(house, gamma, cost_cents=200_000, monitoring=True)
    story.when("GAMMA answers on 20 March")
    term = (await house.term(gamma)).term
    assert (term.clock, term.reckoning.due_on) == ("running", date(2026, 4, 9))
    stop = term.reckoning.stops[0]
    assert (stop.to_on - stop.from_on).days == 8
    story.then(f"the clock was suspended 8 days, the term moves to {term.reckoning.due_on}")
    assert await house.settled() == []


async def test_s0_4_without_an_answer_a_notice_is_drafted(house: LiveHouse, story: Story):
    story.begin("S0-4", "monitoring commitment missing, and nobody answers")
    house.stand_on("2026-03-02T10:00")
    gamma = await house.apply(firm(CALL, "incentivi", 13, cost_cents=200_000))
    assert await house.settled() == []
    house.stand_on("2026-03-12T10:00")
    await ask_for(house, gamma, BOX)
    assert await house.settled() == []
    story.when("no answer comes by 23 March")
    await months_go_by(house, f"application/{gamma['application_id']}", timedelta(days=12))
    assert await house.settled() == []
    found = await house.term(gamma)
    assert found.integrations[0].state == "expired"
    assert [(each.state, each.by) for each in found.notices] == [("drafted", "integration_expired")]
    assert (await card(house, gamma))["act"] == ""
    story.then(f"a preavviso is drafted, not a refusal: {found.notices[0].reasons[0].sentence}")


async def test_s0_5_de_minimis_to_the_cent(house: LiveHouse, story: Story):
    story.begin("S0-5", "de minimis")
    house.stand_on("2026-03-01T10:00")
    await aided(house, "DELTA", HAD)
    await aided(house, TWIN, HAD)
    story.given("DELTA received 150,000 on 10/05/2024 and 148,500 on 01/02/2025, and a twin too")
    delta = await house.apply(incentive("DELTA", 200_000))
    twin = await house.apply(incentive(TWIN, 150_000))
    assert await house.settled() == []
    no = await refused(house, delta)
    assert no[0] == "de-minimis-exceeded"
    assert await registered(house, "DELTA") == 29_850_000
    story.when("2,000 is to be granted on 1 March 2026: 300,500 in all")
    story.then(f"it is blocked before the act, without a COR: {no[1]}")
    await house.decide(twin, "granted")
    assert await house.settled() == []
    assert await registered(house, TWIN) == 30_000_000
    story.then("1,500 passes: 300,000.00 is allowed, and the COR stands before the act")


async def test_s0_5_the_oldest_aid_drops_out_after_three_years(house: LiveHouse, story: Story):
    story.begin("S0-5", "de minimis, three years later")
    house.stand_on("2026-03-01T10:00")
    early, late = [await house.apply(incentive("DELTA", 200_000)) for _ in range(2)]
    assert await house.settled() == []
    house.stand_on("2027-05-09T10:00")
    assert (await refused(house, early))[0] == "de-minimis-exceeded"
    story.then("on 9 May 2027 the 2,000 of DELTA does not pass")
    house.stand_on("2027-05-10T10:00")
    await house.decide(late, "granted")
    assert await house.settled() == []
    assert await registered(house, "DELTA") == 30_050_000
    story.then("on 10 May 2027 it does: the grant of the same day three years before dropped out")


def incentive(name: str | int, cents: int) -> dict:
    return firm(CALL, "incentivi", name, cost_cents=cents, monitoring=True)


async def _is_told_why_first(house: LiveHouse, receipt: dict, home: str) -> None:
    await house.notify(receipt)
    assert await house.settled() == []
    text = await letter_to(house, receipt, "può rispondere entro")
    assert f"La residenza (comune ISTAT {home}) è fuori dai comuni dell'Alleanza." in text
    assert (await card(house, receipt))["act"] == ""


def _paths(cards: list[dict]) -> set[str]:
    """Everything that the requirements of some cases have read."""
    findings = [each for card in cards for each in card["explanation"]["findings"]]
    return {read["path"] for finding in findings for read in finding["read"]}
