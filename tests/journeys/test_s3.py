"""S3, workers of Complessi Equilibri: the lock on the employer, its withdrawal, redemptions."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from tests.journeys.alliance import SAN_DONATO, joined, with_attestation
from tests.journeys.counter import MEANS, WORK, card, counter, known, look, sent
from tests.journeys.people import person, vat_number
from tests.journeys.story import Story
from tests.journeys.world import letter_at, letter_to
from tests.world.live import LiveHouse
from tests.world.months import months_go_by, slept
from tests.world.providers import listed_provider

EUREKA = {
    "handle": "eureka", "name": "Eureka! cooperativa sociale", "municipality": SAN_DONATO,
    "contact_email": "eureka@posta.example", "municipalities": [SAN_DONATO],
}  # fmt: skip
LEFT = "Un datore di lavoro ha lasciato l'Alleanza"
NOBODY = 303


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s3")
        async with counter(here, process, "2026-05-04T10:00", [WORK, MEANS]) as house:
            yield house
            await house.sound()


async def test_s3_1_the_lock(house: LiveHouse, story: Story):
    story.begin("S3-1", "The lock: a worker waits for the employer to join")
    house.stand_on("2026-05-04T10:00")
    story.given("Colombo, employee of ALFA (P.IVA 99000010159), which has not joined")
    colombo = await house.apply(worker(WORK, "Colombo", "ALFA"))
    assert await house.settled() == []
    assert await standing(house, colombo) == "in attesa dell'adesione del datore"
    assert colombo["place"] == 1
    story.when("she applies on 4 May 2026")
    story.then(f"she is registered as {colombo['protocol']} and keeps place 1")
    assert await letter_to(house, colombo, "in attesa dell'adesione del datore")
    story.then("her state is «in attesa dell'adesione del datore», and a letter tells her")
    await she_wakes(house, story, colombo)


async def she_wakes(house: LiveHouse, story: Story, colombo: dict[str, Any]) -> None:
    house.stand_on("2026-05-18T10:00")
    assert vat_number("ALFA") == "99000010159"
    await joined(house, "ALFA", "2026-05-18")
    assert await house.settled() == []
    story.when("the adhesion of 99000010159 is confirmed (adesione.confermata) on 18 May")
    assert [each["outcome"] for each in (await card(house, colombo))["requirements"]] == ["yes"]
    assert await standing(house, colombo) == "in istruttoria"
    story.then("her application wakes by itself and is reviewed, in the same place")
    await house.decide(colombo, "granted", checked=2)
    assert await house.settled() == []
    assert "300,00" in await letter_to(house, colombo, "Il Suo voucher è pronto")
    story.then("it is granted: a voucher of 300.00 euro")


async def test_s3_6_a_double_redemption(house: LiveHouse, story: Story):
    story.begin("S3-6", "Double redemption: the same key spends once")
    house.stand_on("2026-05-20T10:00")
    voucher = await house.ask("vouchers", "voucher-cards", house.receipts[0])
    assert voucher["residual_cents"] == 30_000
    story.given(f"Colombo's voucher {masked(voucher['code'])} of 300.00 euro")
    first, again = [await spent(house, voucher["code"], 12_000, "k1") for _ in range(2)]
    assert first.json() == again.json()
    assert first.json()["residual_cents"] == 18_000
    story.when("Eureka! sends 120.00 with key k1, and then once more with k1")
    story.then("the balance is 180.00: k1 was spent once, and both have the same answer")
    refused = await spent(house, voucher["code"], 20_000, "k2")
    assert (refused.status_code, refused.json()["title"]) == (409, "residual-too-small")
    sentence = refused.json()["detail"]
    assert sentence == "Credito residuo 180,00 euro: non basta per 200,00 euro."
    left = await house.ask("vouchers", "voucher-cards", house.receipts[0])
    assert left["residual_cents"] == 18_000
    story.when("it sends 200.00 with key k2")
    story.then(f"k2 is refused, and not partly spent: {sentence}")
    assert await house.settled() == []


async def test_s3_1_an_employer_who_never_joins_ends_in_a_notice(house: LiveHouse, story: Story):
    story.begin("S3-1", "The lock, and the employer never joins")
    house.stand_on("2026-05-21T10:00")
    receipt = await house.apply(worker(WORK, NOBODY, "GAMMA"))
    assert await house.settled() == []
    story.given("somebody who works for GAMMA, which has not joined, applied on 21 May")
    await months_go_by(house, f"call/{WORK}", timedelta(days=60))
    assert await house.settled() == []
    story.when("the call ends on 30 June without the adhesion")
    notice = (await house.term(receipt)).notices[0]
    assert (notice.state, notice.by) == ("drafted", "employer_did_not_come")
    assert (await card(house, receipt))["act"] == ""
    story.then(f"a preavviso is drafted, not silent death: {notice.reasons[0].sentence}")


async def test_s3_2_the_employer_leaves(house: LiveHouse, story: Story):
    story.begin("S3-2", "The employer leaves (on_withdrawal: keep_to_expiry)")
    house.stand_on("2026-10-01T10:00")
    story.given("Colombo's voucher, 180.00 left, spent at Eureka! so far")
    (alfa,) = await look(house, ADHESION, on=date(2026, 5, 18))
    left = {"until_on": "2026-10-01"}
    await sent(house, "network", f"/v1/adhesions/{alfa.id}/withdrawals", left)
    assert await house.settled() == []
    story.when("ALFA withdraws on 1 October 2026")
    text = await letter_to(house, house.receipts[0], "Il Suo datore di lavoro ha lasciato")
    for words in ("Il voucher resta valido: può usarlo come prima.", "180,00", "18 maggio 2027"):
        assert words in text
    story.then("Colombo is told by letter: the voucher stays valid to its expiry, 18 May 2027")
    text = await letter_at(house, EUREKA["contact_email"], LEFT)
    assert "I voucher restano validi fino al loro ultimo giorno" in text
    assert "Colombo" not in text
    story.then("Eureka! is told too, without a name")
    await the_old_voucher_is_spent(house, story)
    await no_new_voucher(house, story)


ADHESION = "select id from network.adhesion where since_on = :on"


async def the_old_voucher_is_spent(house: LiveHouse, story: Story) -> None:
    house.stand_on("2026-10-02T10:00")
    voucher = await house.ask("vouchers", "voucher-cards", house.receipts[0])
    taken = await spent(house, voucher["code"], 3_000, "k3")
    assert taken.json()["residual_cents"] == 15_000
    story.then("on 2 October Eureka! takes 30.00 of it, 150.00 are left")


async def no_new_voucher(house: LiveHouse, story: Story) -> None:
    """Follow a new application from the same firm to the refusal that it ends in."""
    gatti = await house.apply(await with_attestation(house, means("Gatti", "ALFA")))
    assert await house.settled() == []
    assert await standing(house, gatti) == "in attesa dell'adesione del datore"
    story.when("Gatti, employee of ALFA, applies on 2 October")
    story.then("the application is registered, waits for ALFA to join again, and gets no voucher")
    house.stand_on("2026-11-02T10:00")
    await slept(house, f"call/{MEANS}", timedelta(days=182))
    assert await house.settled() == []
    await house.notify(gatti)
    assert await house.settled() == []
    house.stand_on("2026-11-16T10:00")
    await house.decide(gatti, "refused", "Il datore di lavoro non aderisce.", checked=2)
    assert await house.settled() == []
    reason = "Alla chiusura del bando il datore di lavoro non aderisce alla rete."
    assert reason in await letter_to(house, gatti, "Abbiamo deciso")
    assert await look(house, VOUCHERS, id=gatti["application_id"]) == []
    story.when("the call ends on 31 October, and the ten days of the preavviso go by")
    story.then(f"it is refused, with the reason: {reason}")


VOUCHERS = "select 1 from vouchers.voucher where application_id = cast(:id as uuid)"


def worker(call: str, who: str | int, employer: str) -> dict[str, Any]:
    return person(call, "lavoro", who, SAN_DONATO, employer_vat=vat_number(employer))


def means(who: str | int, employer: str) -> dict[str, Any]:
    form = worker(MEANS, who, employer)
    return form | {"answers": form["answers"] | {"isee_cents": 900_000}}


async def standing(house: LiveHouse, receipt: dict[str, Any]) -> str:
    path = f"/v1/applications/{receipt['application_id']}/standing"
    state: str = (await known(house, "applications", path))["state"]
    return state


async def spent(house: LiveHouse, code: str, cents: int, key: str) -> httpx2.Response:
    body = {"code": code, "provider": await listed_provider(house, **EUREKA), "amount_cents": cents}
    path = "/v1/vouchers/redemptions"
    return await house.post("vouchers", path, body, **{"Idempotency-Key": f"s3-6-{key}"})


def masked(code: str) -> str:
    """A code as it may be said aloud: its first group, and how many follow."""
    first, *others = code.split("-")
    return "-".join([first, *("****" for _ in others)])
