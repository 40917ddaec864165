"""S3, Complessi Equilibri: the lock on the employer, redemptions, plans, desks, Osservatorio."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from capofila.demo.people import Firm
from kit.ids import new_id
from tests.journeys.counter import CERNUSCO, WORK, card, counter, person, sent, vat_number
from tests.journeys.story import Story
from tests.world.live import LiveHouse
from tests.world.months import months_go_by
from tests.world.providers import listed_provider

SAN_DONATO, PAULLO, OPERA, ROZZANO = "015192", "015169", "015159", "015189"
ALLIANCE = "complessi-equilibri"
COLOMBO, LATER, NOBODY = 301, 302, 303
REVIEWER, BOSS = "staff:d1", "staff:b1"
LUCIA, EVA = "staff:a1", "staff:e1"


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s3")
        async with counter(here, process, "2026-05-04T10:00", [WORK]) as house:
            yield house


async def joined(house: LiveHouse, name: str | int, on: str) -> str:
    """Have a firm join; return the id of its adhesion."""
    owner = Firm(1, CERNUSCO)
    said = {
        "name": owner.name, "vat_number": vat_number(name), "municipality": SAN_DONATO,
        "alliance": ALLIANCE, "since_on": on,
    }  # fmt: skip
    return (await sent(house, "network", "/v1/adhesions", said))["adhesion_id"]


def worker(number: int, employer: str) -> dict[str, Any]:
    return person(WORK, "lavoro", number, SAN_DONATO, employer_vat=vat_number(employer))


async def standing(house: LiveHouse, receipt: dict) -> str:
    path = f"/v1/applications/{receipt['application_id']}/standing"
    found = await house.client.get(house.stack.url("applications") + path, headers=house.service)
    return found.json()["state"]


async def test_s3_1_the_lock(house: LiveHouse, story: Story):
    story.begin("S3-1", "the lock")
    house.stand_on("2026-05-04T10:00")
    colombo = await house.apply(worker(COLOMBO, "ALFA"))
    assert await house.settled() == []
    assert await standing(house, colombo) == "in attesa dell'adesione del datore"
    story.given("Colombo, employee of ALFA, applies on 4 May 2026; ALFA has not joined")
    assert colombo["place"] == 1
    story.then(f"she is registered as {colombo['protocol']}, keeps place 1, and waits for ALFA")
    house.stand_on("2026-05-18T10:00")
    await joined(house, "ALFA", "2026-05-18")
    assert await house.settled() == []
    story.when("adesione.confermata for P.IVA 99000010159 arrives on 18 May")
    assert [each["outcome"] for each in (await card(house, colombo))["requirements"]] == ["yes"]
    assert await standing(house, colombo) == "in istruttoria"
    await house.decide(colombo, "granted", checked=2)
    assert await house.settled() == []
    story.then("her application wakes, is reviewed, and is granted")


async def test_s3_6_a_double_redemption(house: LiveHouse, story: Story):
    story.begin("S3-6", "double redemption")
    house.stand_on("2026-05-20T10:00")
    voucher = await house.ask("vouchers", "voucher-cards", house.receipts[0])
    assert voucher["residual_cents"] == 30_000
    story.given(f"voucher {voucher['code'][:6]}… of 300.00")
    first, again = [await spent(house, voucher["code"], 12_000, "k1") for _ in range(2)]
    assert first.json() == again.json()
    assert first.json()["residual_cents"] == 18_000
    story.when("the provider sends 120.00 with key k1 twice, and then 200.00 with k2")
    refused = await spent(house, voucher["code"], 20_000, "k2")
    assert (refused.status_code, refused.json()["title"]) == (409, "residual-too-small")
    sentence = refused.json()["detail"]
    assert sentence == "Credito residuo insufficiente: restano 180,00 euro."
    left = await house.ask("vouchers", "voucher-cards", house.receipts[0])
    assert left["residual_cents"] == 18_000
    story.then("the balance is 180.00 after k1, once")
    story.then(f"k2 is refused, not partly spent: {sentence}")
    assert await house.settled() == []


async def spent(house: LiveHouse, code: str, cents: int, key: str) -> Any:
    body = {"code": code, "provider": await listed_provider(house), "amount_cents": cents}
    path = "/v1/vouchers/redemptions"
    return await house.post("vouchers", path, body, **{"Idempotency-Key": f"s3-6-{key}"})


async def test_s3_2_the_employer_leaves(house: LiveHouse, story: Story):
    story.begin("S3-2", "employer leaves")
    house.stand_on("2026-06-01T10:00")
    adhesion = await joined(house, "BETA", "2026-06-01")
    assert await house.settled() == []
    receipt = await house.apply(worker(LATER, "BETA"))
    assert await house.settled() == []
    await house.decide(receipt, "granted")
    assert await house.settled() == []
    house.stand_on("2026-10-01T10:00")
    left = {"until_on": "2026-10-01"}
    await sent(house, "network", f"/v1/adhesions/{adhesion}/withdrawals", left)
    assert await house.settled() == []
    story.when("BETA withdraws on 1 October")
    voucher = await house.ask("vouchers", "voucher-cards", receipt)
    assert (voucher["state"], voucher["residual_cents"]) == ("issued", 30_000)
    story.then("the voucher issued before stays valid to its expiry")


async def test_s3_1_an_employer_who_never_joins_ends_in_a_notice(house: LiveHouse, story: Story):
    story.begin("S3-1", "the lock, and the employer never joins")
    house.stand_on("2026-05-21T10:00")
    receipt = await house.apply(worker(NOBODY, "GAMMA"))
    assert await house.settled() == []
    await months_go_by(house, f"call/{WORK}", timedelta(days=60))
    assert await house.settled() == []
    story.when("GAMMA has not joined by the end of the call")
    notice = (await house.term(receipt)).notices[0]
    assert (notice.state, notice.by) == ("drafted", "employer_did_not_come")
    assert (await card(house, receipt))["act"] == ""
    story.then(f"preavviso, not silent death: {notice.reasons[0].sentence}")


async def test_s3_3_the_milestones_of_a_plan(house: LiveHouse, story: Story):
    story.begin("S3-3", "plan milestones")
    house.stand_on("2026-10-02T10:00")
    adhesion = await joined(house, 31, "2026-10-01")
    opening = {"title": "Congedo parentale a ore", "official": REVIEWER}
    plan = await sent(house, "network", f"/v1/adhesions/{adhesion}/plans", opening)
    path = f"/v1/plans/{plan['plan_id']}"
    approval = {"official": BOSS, "act_number": "12/2026", "act_on": "2026-10-02"}
    no = await house.post("network", f"{path}/approvals", approval)
    assert (no.status_code, no.json()["title"]) == (409, "survey-first")
    story.then(f"a plan without its survey is not approved: {no.json()['detail']}")
    for milestone in ("survey", "plan"):
        reached = {
            "milestone": milestone, "reached_on": "2026-10-02", "document_id": str(new_id()),
            "official": REVIEWER,
        }  # fmt: skip
        await sent(house, "network", f"{path}/milestones", reached)
    assert (await sent(house, "network", f"{path}/approvals", approval))["plan_id"]
    story.then("with its survey it is")
    assert (await booked(house, path, 40 * 60)).status_code == 201
    too_many = await booked(house, path, 30)
    assert too_many.status_code == 409
    story.then(f"40 hours of consulting are accounted, no more: {too_many.json()['detail']}")


async def booked(house: LiveHouse, path: str, minutes: int) -> Any:
    booking = {
        "consultant": "consultant:c1", "on": "2026-10-02", "minutes": minutes,
        "topic": "Progettazione del congedo a ore.", "official": REVIEWER,
    }  # fmt: skip
    key = {"Idempotency-Key": str(new_id())}
    return await house.post("network", f"{path}/hours", booking, **key)


async def test_s3_4_the_front_desk(house: LiveHouse, story: Story):
    story.begin("S3-4", "front desk")
    paullo, other = [await desk(house, name, who) for name, who in DESKS.items()]
    case = str(new_id())
    deed = {
        "operator": LUCIA, "application_id": case, "principal_tax_code": "CLMGLI86D55C523W",
        "delegation_id": str(new_id()), "act": "filed",
    }  # fmt: skip
    await sent(house, "network", f"/v1/desks/{paullo}/acts", deed)
    story.when("the operator of the Paullo desk files for a worker with a signed delega")
    url = house.stack.url("network") + f"/v1/desks/{paullo}/log"
    (entry,) = (await house.client.get(url, headers=house.service)).json()["items"]
    assert (entry["operator"], entry["delegation_id"]) == (LUCIA, deed["delegation_id"])
    assert entry["principal_key"] not in ("", deed["principal_tax_code"])
    story.then("the log shows the operator and the principal, by a key")
    asked = {"operator": LUCIA, "application_id": case, "sent": True}
    hers = await sent(house, "network", "/v1/queries/desk-access", asked)
    elsewhere = {**asked, "operator": EVA}
    hidden = await sent(house, "network", "/v1/queries/desk-access", elsewhere)
    assert (hers["sees"], hidden["sees"], "isee" in hers["hides"]) == (True, False, True)
    assert other != paullo
    story.then("only her desk sees the case, and no ISEE value after it was sent")


DESKS = {"Paullo": LUCIA, "Rozzano": EVA}


async def desk(house: LiveHouse, name: str, operator: str) -> str:
    said = {
        "alliance": ALLIANCE, "partner": "Distretto Paullese", "name": name, "hours": [],
        "municipality": PAULLO, "address": "Via Milano 1", "phone": "02 123456",
        "email": "sportello@posta.example", "official": BOSS,
    }  # fmt: skip
    found = (await sent(house, "network", "/v1/desks", said))["desk_id"]
    posting = {"operator": operator, "from_on": "2026-01-01", "official": BOSS}
    await sent(house, "network", f"/v1/desks/{found}/operators", posting)
    return found


async def test_s3_5_the_osservatorio(house: LiveHouse, story: Story):
    story.begin("S3-5", "Osservatorio")
    needs = [{"code": each, "label": each} for each in ("minors", "elders", "disabled")]
    opening = {"alliance": ALLIANCE, "title": "Bisogni", "official": BOSS, "needs": needs}
    survey = (await sent(house, "network", "/v1/surveys", opening))["survey_id"]
    for number in range(23):
        await answer_at(house, survey, await joined(house, 400 + number, "2026-10-01"), number)
    story.given("needs surveys of 23 firms")
    await sent(house, "network", f"/v1/surveys/{survey}/closings", {"official": BOSS})
    asked = {"official": BOSS, "reason": "Prima versione."}
    release = await sent(house, "network", f"/v1/surveys/{survey}/releases", asked)
    towns = next(each for each in release["tables"] if each["by"] == "municipality")
    rows = {row["label"]: row["cells"] for row in towns["rows"]}
    story.when("the analyst asks for carers of disabled relatives by comune")
    disabled = [cells[towns["columns"].index("disabled")] for cells in rows.values()]
    shown = [each for cells in rows.values() for each in cells if each is not None]
    assert disabled.count(None) >= 2
    assert min(shown) >= 5
    assert "CLMGLI86D55C523W" not in str(release)
    story.then(f"cells below 5 are suppressed, and others with them: {disabled}")


async def answer_at(house: LiveHouse, survey: str, adhesion: str, number: int) -> None:
    """Three people of a firm answer: one in eight has a disabled relative."""
    said = {"adhesion_id": adhesion, "count": 3, "official": REVIEWER}
    tickets = (await sent(house, "network", f"/v1/surveys/{survey}/tickets", said))["items"]
    for place, ticket in enumerate(tickets):
        need = "disabled" if (number * 3 + place) % 8 == 0 else ("minors", "elders")[place % 2]
        town = (PAULLO, ROZZANO, OPERA)[(number + place) % 3]
        answer = {"ticket": ticket, "municipality": town, "department": "offices", "need": need}
        await sent(house, "network", "/v1/survey-answers", answer)
