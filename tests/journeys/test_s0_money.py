"""S0, the alliance of Adda Martesana: two sections, a list by care load, one firm, three forms."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kit.database import engine
from tests.journeys.counter import CALL, CARE, SECTIONS, card, counter, firm, sent, vat_number
from tests.journeys.story import Story
from tests.journeys.world import budget
from tests.world.live import OFFICIAL, LiveHouse
from tests.world.months import months_go_by

LIST = f"/v1/calls/{CARE}/lines/imprese"
DETERMINA = {"number": "210/2026", "on": "2026-03-23"}
FIVE = range(51, 56)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s0-money")
        calls = [CALL, SECTIONS, CARE]
        async with counter(here, process, "2026-03-01T10:00", calls) as house:
            yield house


async def test_s0_6_one_firm_in_three_forms(house: LiveHouse, story: Story):
    story.begin("S0-6", "one firm, three forms")
    house.stand_on("2026-03-02T10:00")
    contract = {"supplier": vat_number("BETA"), "contract": "7/2026", "cost_cents": 100_000}
    incentive = firm(CALL, "incentivi", "EPSILON", monitoring=True, **contract)
    first = await house.apply(firm(CALL, "consulenza", "EPSILON", **contract))
    second = await house.apply(incentive)
    assert await house.settled() == []
    story.when("EPSILON asks consulting and incentive for the same service contract")
    asked = await card(house, second)
    assert ((await card(house, first))["act"], asked["act"]) == ("", "")
    costs = [each for each in asked["warnings"] if each["kind"] == "same_cost"]
    assert [each["others"] for each in costs] == [[first["application_id"]]]
    story.then(f"both cases open, and the second cost line is flagged: {costs[0]['sentence']}")
    third = firm(CALL, "voucher", "EPSILON", children=1)
    no = await house.post(
        "applications", "/v1/applications", third, **{"Idempotency-Key": "epsilon-voucher"}
    )
    assert (no.status_code, no.json()["title"]) == (422, "not-for-this-applicant")
    assert "non è per" in no.json()["detail"]
    story.then(f"the voucher form is refused: {no.json()['detail']}")


async def test_s0_3_the_priority_of_care_load(house: LiveHouse, story: Story):
    story.begin("S0-3", "care-load priority")
    house.stand_on("2026-03-03T10:00")
    alfa = await house.apply(listed("ALFA", staff=40, carers=12, agreement=False))
    beta = await house.apply(listed("BETA", staff=8, carers=2, agreement=True))
    assert await house.settled() == []
    story.given("ALFA, 12 carers of 40, no agreement; BETA, 2 of 8, with an agreement")
    await months_go_by(house, f"call/{CARE}", timedelta(days=20))
    assert await house.settled() == []
    found = await sent(
        house, "applications", f"{LIST}/provisional-rankings", {"official": OFFICIAL}
    )
    points = {each["application_id"]: each["points"] for each in found["rows"]}
    assert points == {alfa["application_id"]: 9, beta["application_id"]: 6 + 5}
    assert found["rows"][0]["application_id"] == beta["application_id"]
    story.then(
        f"ALFA has 9 points, BETA 6 + 5 = 11 and ranks first: {found['rows'][0]['sentence']}"
    )
    no = await house.post(
        "applications", f"/v1/applications/{alfa['application_id']}/amendments",
        {"answers": {"staff": 40, "carers": 20, "agreement": False, "flexible": False}},
        **{"Idempotency-Key": "alfa-after-closing"},
    )  # fmt: skip
    assert no.status_code == 409
    assert no.json()["title"] in log_of(house)
    story.then(f"changing ALFA's carers after closing is refused, with a log line: {detail(no)}")


async def test_s0_2_money_moved_between_sections(house: LiveHouse, story: Story):
    story.begin("S0-2", "two sections, money moved")
    house.stand_on("2026-03-03T10:00")
    await five_are_admitted(house)
    story.given("Section I of 20,000, five admitted firms at 4,500 each; 3,000 unused in II")
    await months_go_by(house, f"call/{SECTIONS}", timedelta(days=20))
    assert await house.settled() == []
    assert (await budget(house, SECTIONS, "I"))["committed_cents"] == 1_800_000
    assert await offered(house) == [200_000]
    story.then("when the list is closed four are funded in full, the fifth is offered 2,000")
    move = {
        "from_line": "II", "to_line": "I", "amount_cents": 300_000, "act": DETERMINA,
        "reason": "Sezione II senza domande.", "official": OFFICIAL,
    }  # fmt: skip
    await sent(house, "vouchers", f"/v1/calls/{SECTIONS}/fund-moves", move)
    assert await house.settled() == []
    story.when("the RUP registers determina n. 210, moving 3,000 from II to I")
    one, two = [await budget(house, SECTIONS, each) for each in ("I", "II")]
    assert (one["committed_cents"], one["available_cents"]) == (5 * 450_000, 50_000)
    assert two["available_cents"] == 0
    assert await moved_by_act(house) == [("210/2026", 300_000)]
    story.then("the fifth gets 4,500 in all, I has 500 and II 0 available; the move names its act")


async def five_are_admitted(house: LiveHouse) -> None:
    forms = [firm(SECTIONS, "I", each, cost_cents=450_000) for each in FIVE]
    receipts = [await house.apply(form) for form in forms]
    assert await house.settled() == []
    for receipt in receipts:
        await house.decide(receipt, "granted")
    assert await house.settled() == []


def listed(name: str, **answers: Any) -> dict[str, Any]:
    return firm(CARE, "imprese", name, flexible=False, **answers)


def detail(answer: Any) -> str:
    sentence: str = answer.json()["detail"]
    return sentence


def log_of(house: LiveHouse) -> str:
    return (house.stack.data / "logs" / "applications.log").read_text()


async def offered(house: LiveHouse) -> list[int]:
    rows = await look(house, "select amount_cents from vouchers.offer where state = 'offered'")
    return [row.amount_cents for row in rows]


async def moved_by_act(house: LiveHouse) -> list[tuple[str, int]]:
    rows = await look(
        house, "select act, amount_cents from vouchers.transfer where code = 'transfer'"
    )
    return [(row.act, row.amount_cents) for row in rows]


async def look(house: LiveHouse, query: str) -> Any:
    database = engine(house.stack.addresses.admin_database_url, pool_size=1)
    async with database.connect() as connection:
        rows = (await connection.execute(text(query))).all()
    await database.dispose()
    return rows
