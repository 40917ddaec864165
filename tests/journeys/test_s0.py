"""S0, the alliance of Adda Martesana: the territory, the clock of a procedure, aid to firms."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.journeys.counter import (
    BOX,
    CALL,
    aided,
    amend,
    ask_for,
    card,
    counter,
    declined,
    look,
    registered,
)
from tests.journeys.people import firm, person
from tests.journeys.story import Story
from tests.journeys.world import letter_to
from tests.world.live import LiveHouse
from tests.world.months import months_go_by

HOMES = {
    "Diallo": ("Trezzano Rosa", "015219"),
    "Fumagalli": ("Mediglia", "015139"),
    "Brambilla": ("Cologno Monzese", "015081"),
}
CAP = "20060"
GAMMA_TOO, TWIN = 13, 14
HAD = {"2024-05-10": 15_000_000, "2025-02-01": 14_850_000}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s0")
        async with counter(here, process, "2026-03-01T10:00", [CALL]) as house:
            yield house
            await house.sound()


async def test_s0_1_the_territory_gate(house: LiveHouse, story: Story):
    story.begin("S0-1", "Territory gate: who lives in the 28 municipalities, whatever the postcode")
    story.given("a call open to residents of the 28 municipalities of Adda Martesana")
    house.stand_on("2026-03-02T10:00")
    for who, (home, code) in HOMES.items():
        await house.apply(person(CALL, "voucher", who, code, children=1))
        story.when(f"{who}, resident in {home} (ISTAT {code}), applies")
    diallo, *others = house.receipts[-3:]
    assert await house.settled() == []
    passed = (await card(house, diallo))["requirements"]
    assert [each["outcome"] for each in passed] == ["yes"]
    await house.decide(diallo, "granted")
    assert await house.settled() == []
    assert "300,00" in await letter_to(house, diallo, "Il Suo voucher è pronto")
    story.then(f"Diallo passes and is granted: {passed[0]['sentence']}")
    await _no_postcode_was_read(house)
    story.then(f"each file shows that the ISTAT code was read; CAP {CAP} stands nowhere")
    for who, receipt in zip(("Fumagalli", "Brambilla"), others, strict=True):
        await _is_told_why_first(house, story, who, receipt)
    for who, receipt in zip(("Fumagalli", "Brambilla"), others, strict=True):
        await _is_refused_after_ten_days(house, story, who, receipt)


async def _no_postcode_was_read(house: LiveHouse) -> None:
    cards = [await card(house, each) for each in house.receipts[-3:]]
    findings = [each for card in cards for each in card["explanation"]["findings"]]
    paths = {read["path"] for finding in findings for read in finding["read"]}
    assert paths == {"applicant.municipality", "territory"}
    assert CAP not in str(cards)


async def _is_told_why_first(
    house: LiveHouse, story: Story, who: str, receipt: dict[str, Any]
) -> None:
    no = await declined(house, receipt, "refused", "Manca un requisito.")
    assert no[0] == "notice-first"
    await house.notify(receipt)
    assert await house.settled() == []
    text = await letter_to(house, receipt, "può rispondere entro")
    unmet = _unmet(who)
    assert unmet in text
    assert (await card(house, receipt))["act"] == ""
    story.then(f"{who} is not refused: a preavviso names the unmet requirement: {unmet}")


async def _is_refused_after_ten_days(
    house: LiveHouse, story: Story, who: str, receipt: dict[str, Any]
) -> None:
    house.stand_on("2026-03-12T18:00")
    no = await declined(house, receipt, "refused", "Manca un requisito.")
    assert no[0] == "notice-running"
    house.stand_on("2026-03-13T10:00")
    await house.decide(receipt, "refused", "La residenza non è nel territorio dell'Alleanza.")
    assert await house.settled() == []
    act = (await card(house, receipt))["act"]
    text = await letter_to(house, receipt, "Abbiamo deciso")
    for words in (act, _unmet(who), "entro 60 giorni"):
        assert words in text
    story.when(f"the ten days of {who} are over (on the tenth: {no[1]})")
    story.then(f"{who} is refused by act {act}; the letter tells the reason and the remedies")


def _unmet(who: str) -> str:
    return f"La residenza (comune ISTAT {HOMES[who][1]}) è fuori dai comuni dell'Alleanza."


async def test_s0_4_a_request_stops_the_clock(house: LiveHouse, story: Story):
    story.begin("S0-4", "Monitoring commitment missing: a request stops the clock")
    house.stand_on("2026-03-02T10:00")
    gamma = await house.apply(firm(CALL, "incentivi", "GAMMA", cost_cents=200_000))
    assert await house.settled() == []
    assert (await house.term(gamma)).term.reckoning.due_on == date(2026, 4, 1)
    story.given("GAMMA's form of 2 March 2026 without the monitoring box, term 30 days: 1 April")
    story.given(
        f"its protocol, {gamma['protocol']}: the next of a register that counts from 1 each year "
        "without gaps, so that nobody can choose 0001234/2026"
    )
    house.stand_on("2026-03-12T10:00")
    await ask_for(house, gamma, BOX)
    asked = await house.term(gamma)
    assert (asked.term.clock, asked.integrations[0].answer_by_on) == ("stopped", date(2026, 3, 23))
    story.when("the reviewer opens soccorso on 12 March with 10 days: 22 March is a Sunday, so 23")
    house.stand_on("2026-03-20T10:00")
    await amend(house, gamma, cost_cents=200_000, monitoring=True)
    story.when("GAMMA answers on 20 March")
    assert await house.settled() == []
    term = (await house.term(gamma)).term
    assert (term.clock, term.reckoning.due_on) == ("running", date(2026, 4, 9))
    assert [(each.to_on - each.from_on).days for each in term.reckoning.stops] == [8]
    story.then("the clock was suspended for 8 days, and the term moves from 1 to 9 April 2026")


async def test_s0_4_without_an_answer_a_notice_is_drafted(house: LiveHouse, story: Story):
    story.begin("S0-4", "Monitoring commitment missing, and nobody answers")
    house.stand_on("2026-03-02T10:00")
    gamma = await house.apply(firm(CALL, "incentivi", GAMMA_TOO, cost_cents=200_000))
    assert await house.settled() == []
    house.stand_on("2026-03-12T10:00")
    await ask_for(house, gamma, BOX)
    assert await house.settled() == []
    story.given("the same form of another firm, and the same request of 12 March")
    await months_go_by(house, f"application/{gamma['application_id']}", timedelta(days=12))
    assert await house.settled() == []
    story.when("no answer comes by 23 March")
    found = await house.term(gamma)
    assert found.integrations[0].state == "expired"
    assert [(each.state, each.by) for each in found.notices] == [("drafted", "integration_expired")]
    assert (await card(house, gamma))["act"] == ""
    story.then(f"a preavviso is drafted, not a refusal: {found.notices[0].reasons[0].sentence}")


async def test_s0_5_de_minimis_over_three_rolling_years(house: LiveHouse, story: Story):
    story.begin("S0-5", "De minimis: 300,000 euro over three rolling years, to the cent")
    house.stand_on("2026-03-01T10:00")
    await aided(house, "DELTA", HAD)
    delta = await house.apply(incentive("DELTA", 200_000))
    assert await house.settled() == []
    story.given("DELTA received 150,000 on 10/05/2024 and 148,500 on 01/02/2025")
    story.when("an incentive of 2,000 is to be granted on 1 March 2026: 300,500 in all")
    await _is_blocked(house, story, delta)
    house.stand_on("2027-05-09T10:00")
    story.when("the same application is decided on 9 May 2027")
    await _is_blocked(house, story, delta)
    house.stand_on("2027-05-10T10:00")
    await house.decide(delta, "granted")
    assert await house.settled() == []
    assert await registered(house, "DELTA") == 29_850_000 + 200_000
    await _the_code_came_first(house, delta)
    act = (await card(house, delta))["act"]
    story.when("the same application is decided on 10 May 2027, three years after 150,000")
    story.then(f"those have dropped out and it passes, with its COR before act {act}")


async def _is_blocked(house: LiveHouse, story: Story, receipt: dict[str, Any]) -> None:
    slug, sentence = await declined(house, receipt)
    assert slug == "de-minimis-exceeded"
    assert await registered(house, "DELTA") == 29_850_000
    assert (await card(house, receipt))["act"] == ""
    story.then(f"it is blocked before the act, without a COR: {sentence}")


async def test_s0_5_the_ceiling_itself_is_allowed(house: LiveHouse, story: Story):
    story.begin("S0-5", "De minimis: 300,000.00 itself is allowed")
    house.stand_on("2026-03-01T10:00")
    await aided(house, TWIN, HAD)
    twin = await house.apply(incentive(TWIN, 150_000))
    assert await house.settled() == []
    story.given("a firm that received what DELTA did")
    await house.decide(twin, "granted")
    assert await house.settled() == []
    assert await registered(house, TWIN) == 30_000_000
    await _the_code_came_first(house, twin)
    story.when("1,500 is to be granted on 1 March 2026: 300,000.00 in all")
    story.then("it passes, with its COR before the act")


COR_FIRST = """
    select a.cor, a.act, a.registered_at < d.at as first
    from vouchers.aid a join applications.decision d on d.application_id = a.application_id
    where a.application_id = cast(:id as uuid)
"""


async def _the_code_came_first(house: LiveHouse, receipt: dict[str, Any]) -> None:
    (aid,) = await look(house, COR_FIRST, id=receipt["application_id"])
    assert aid.cor
    assert (aid.first, aid.act) == (True, (await card(house, receipt))["act"])


def incentive(name: str | int, cents: int) -> dict[str, Any]:
    return firm(CALL, "incentivi", name, cost_cents=cents, monitoring=True)
