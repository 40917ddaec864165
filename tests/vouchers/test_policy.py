"""What a voucher buys, where, and how much of it in a period: as its call says."""

from datetime import date

import pytest
from pydantic import ValidationError

from contracts.calls import CareRule, VoucherCap
from kit.refusal import Refusal
from services.vouchers.rules.policy import (
    Policy,
    Spent,
    category_for,
    policy_of,
    refuse_beyond_caps,
)
from tests.vouchers.conftest import Time
from tests.vouchers.world_vouchers import ESTATE, NIDO, Shop, terms

ANZIANI = "Assistenza ad anziani"


def capped(period: str, category: str | None = None, cents: int = 20_000) -> VoucherCap:
    return VoucherCap(period=period, at_most_cents=cents, category=category)


async def test_a_service_that_the_voucher_does_not_cover_is_refused(shop: Shop):
    await shop.accredit("badanti", ANZIANI)
    voucher = (await shop.given(30_000, terms())).voucher_id
    sentence = f"Il voucher non copre «{ANZIANI}»."
    asked = await shop.buy(voucher, 1, of=ANZIANI, at="badanti")
    assert asked == ("category-not-covered", sentence, 409)
    sentence = f"Il voucher copre soltanto «{NIDO}», «{ESTATE}»."
    assert await shop.buy(voucher, 1, at="badanti") == ("category-not-covered", sentence, 409)


async def test_a_provider_sells_what_it_is_accredited_for(shop: Shop):
    voucher = (await shop.given(30_000, terms())).voucher_id
    sentence = f"Il fornitore non è accreditato per «{ESTATE}»."
    assert await shop.buy(voucher, 1, of=ESTATE) == ("category-not-accredited", sentence, 403)


async def test_where_two_services_fit_one_must_be_named(shop: Shop):
    await shop.accredit("eureka", NIDO, ESTATE)
    voucher = (await shop.given(30_000, terms())).voucher_id
    sentence = f"Indichi per quale servizio: «{NIDO}», «{ESTATE}»."
    assert await shop.buy(voucher, 1, at="eureka") == ("category-unclear", sentence, 422)
    assert (await shop.buy(voucher, 1, of=ESTATE, at="eureka")).residual_cents == 29_999


async def test_a_call_may_name_the_only_providers(shop: Shop):
    voucher = (await shop.given(30_000, terms(providers=("eureka",)))).voucher_id
    sentence = "Il bando non prevede questo fornitore per i suoi voucher."
    assert await shop.buy(voucher, 1) == ("provider-not-in-call", sentence, 403)


async def test_what_is_left_of_a_month_is_told_and_the_next_month_is_new(shop: Shop, time: Time):
    its = terms(caps=(capped("month"),), validity_months=12)
    voucher = (await shop.given(90_000, its)).voucher_id
    await shop.buy(voucher, 15_000)
    sentence = "Il limite è di 200,00 euro al mese: restano 50,00 euro."
    assert await shop.buy(voucher, 5_001) == ("cap-reached", sentence, 409)
    assert (await shop.buy(voucher, 5_000)).residual_cents == 70_000
    time.pass_days(31)
    assert (await shop.buy(voucher, 20_000)).residual_cents == 50_000


async def test_what_is_held_counts_and_what_is_undone_does_not(shop: Shop):
    voucher = (await shop.given(90_000, terms(caps=(capped("month"),)))).voucher_id
    held = await shop.hold(voucher, 15_000)
    assert (await shop.buy(voucher, 6_000))[0] == "cap-reached"
    await shop.let_go(held)
    await shop.buy(voucher, 20_000)
    await shop.undo()
    assert (await shop.buy(voucher, 20_000)).residual_cents == 70_000


async def test_parts_and_successors_share_the_limits_of_their_voucher(shop: Shop):
    voucher = (await shop.given(90_000, terms(caps=(capped("total"),)))).voucher_id
    part = (await shop.divide(voucher, 30_000)).voucher_id
    await shop.buy(part, 15_000)
    second = (await shop.replace(voucher)).voucher_id
    sentence = "Il limite è di 200,00 euro in tutto: restano 50,00 euro."
    assert await shop.buy(second, 6_000) == ("cap-reached", sentence, 409)
    assert await shop.faults() == []


def test_a_limit_of_one_service_leaves_the_others_alone():
    policy = Policy(caps=(capped("week", NIDO),))
    spent = [Spent(date(2026, 3, 2), NIDO, 15_000), Spent(date(2026, 3, 2), ESTATE, 90_000)]
    refuse_beyond_caps(policy, spent, Spent(date(2026, 3, 8), ESTATE, 50_000))
    with pytest.raises(Refusal) as no:
        refuse_beyond_caps(policy, spent, Spent(date(2026, 3, 8), NIDO, 5_001))
    sentence = f"Il limite è di 200,00 euro alla settimana per «{NIDO}»: restano 50,00 euro."
    assert no.value.args == ("cap-reached", sentence, 409)


def test_a_week_begins_on_monday():
    policy, sunday = Policy(caps=(capped("week"),)), [Spent(date(2026, 3, 8), NIDO, 20_000)]
    refuse_beyond_caps(policy, sunday, Spent(date(2026, 3, 9), NIDO, 20_000))
    with pytest.raises(Refusal):
        refuse_beyond_caps(policy, sunday, Spent(date(2026, 3, 2), NIDO, 1))


def test_a_care_situation_has_its_own_services_and_limits():
    rule = CareRule(situation="elder", categories=(ANZIANI,), caps=(capped("month", ANZIANI),))
    its = terms(categories=(NIDO, ESTATE, ANZIANI), care=(rule,), caps=(capped("total"),))
    elder = policy_of(its, "elder", None)
    assert elder.categories == (ANZIANI,)
    assert [cap.period for cap in elder.caps] == ["total", "month"]
    assert policy_of(its, None, None).categories == (NIDO, ESTATE, ANZIANI)


def test_a_voucher_without_terms_buys_what_a_provider_gives():
    assert category_for(None, policy_of(None, None, None), [NIDO]) == NIDO


def test_terms_name_only_services_that_the_voucher_buys():
    with pytest.raises(ValidationError, match="«Assistenza ad anziani» non è tra le categorie"):
        terms(caps=(capped("month", ANZIANI),))
