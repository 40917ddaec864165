"""Whole ways through the real processes: from the door to the letter, and to the last cent."""

from datetime import timedelta

import pytest

from capofila.demo.people import Firm, iban
from contracts.terms import NoticeReason
from tests.journeys.world import budget, letter_to, letters_to
from tests.world.live import LiveHouse, family, numbers
from tests.world.months import months_go_by
from tests.world.providers import listed_provider

MEDIGLIA = "015139"


async def spend(house: LiveHouse, code: str, cents: int, key: str):
    body = {"code": code, "provider": await listed_provider(house), "amount_cents": cents}
    return await house.post(
        "vouchers", "/v1/vouchers/redemptions", body, **{"Idempotency-Key": key}
    )


async def test_a_family_is_granted_a_voucher_and_spends_it_in_parts(house):
    receipt = await house.apply(family(next(numbers), cost_cents=60_000))
    await house.decide(receipt, "granted")
    assert await house.settled() == []
    card = await house.ask("vouchers", "voucher-cards", receipt)
    assert (card["amount_cents"], card["residual_cents"]) == (30_000, 30_000)
    assert card["code"] in await letter_to(house, receipt, "Il Suo voucher è pronto")

    key = receipt["application_id"]
    first = await spend(house, card["code"], 12_000, f"{key}-1")
    again = await spend(house, card["code"], 12_000, f"{key}-1")
    assert first.json() == again.json()
    assert first.json()["residual_cents"] == 18_000
    too_much = await spend(house, card["code"], 20_000, f"{key}-2")
    assert too_much.status_code == 409
    assert too_much.json()["title"] == "residual-too-small"
    assert "Credito residuo 180,00 euro" in too_much.json()["detail"]


async def test_a_family_from_elsewhere_is_registered_and_refused_with_its_reason(house):
    receipt = await house.apply(family(next(numbers), municipality=MEDIGLIA))
    await house.refuse(receipt, "La residenza è fuori dai comuni dell'Alleanza.")
    facts = await house.ask("applications", "letter-facts", receipt)
    assert [line["outcome"] for line in facts["unmet"]] == ["no"]
    text = await letter_to(house, receipt, "Abbiamo deciso")
    assert "015139" in text
    assert "60 giorni" in text


async def test_a_refusal_frees_money_for_the_next_in_the_line(house):
    firms = [await house.apply(firm(next(numbers))) for _ in range(5)]
    for receipt in (*firms[:3], firms[4]):
        await house.decide(receipt, "granted")
    assert await house.settled() == []
    assert await letters_to(house, firms[4], "fondi sono finiti") == 1
    reason = "Manca l'impegno sul monitoraggio."
    await house.refuse(firms[3], reason, NoticeReason(article="Articolo 5", sentence=reason))
    card = await house.ask("applications", "application-cards", firms[4])
    assert card["act"]
    line = await budget(house, "ADM-2015", "I")
    assert line["committed_cents"] == 4 * 450_000


async def test_every_log_verifies_and_no_letter_was_sent_twice(house):
    await house.sound()


@pytest.mark.parametrize("days", [-40, 60])
async def test_outside_the_window_one_is_told_the_day_or_registered_as_late(house, days):
    form, key = family(next(numbers)), {"Idempotency-Key": f"outside-{days}-{next(numbers)}"}
    async with house.later(timedelta(days=days)):
        answer = await house.post("applications", "/v1/applications", form, **key)
    if days < 0:
        assert answer.json()["detail"] == "Il bando apre il 12/10/2015 alle 09:00."
    else:
        assert answer.json()["late"] is True


async def test_an_unspent_voucher_expires_and_its_residual_returns(house):
    receipt = await house.apply(family(next(numbers), cost_cents=40_000))
    await house.decide(receipt, "granted")
    assert await house.settled() == []
    card = await house.ask("vouchers", "voucher-cards", receipt)
    await spend(house, card["code"], 5_000, f"{receipt['application_id']}-1")
    before = await budget(house, "ADM-2015", "II")
    await months_go_by(house, f"voucher/{card['voucher_id']}", timedelta(days=190))
    assert await house.settled() == []
    after = await budget(house, "ADM-2015", "II")
    assert after["available_cents"] - before["available_cents"] == 15_000
    late = await spend(house, card["code"], 100, f"{receipt['application_id']}-2")
    assert late.json()["title"] == "voucher-expired"


def firm(number: int) -> dict:
    owner = Firm(number, "015070")
    answers = {
        "size": "small", "intervention": "Banca delle ore", "care_priority": True,
        "monitoring": True, "cost_cents": 600_000,
    }  # fmt: skip
    return {
        "call_id": "ADM-2015", "line": "I", "applicant": owner.applicant(),
        "iban": iban(number), "answers": answers,
    }  # fmt: skip
