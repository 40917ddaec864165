"""A provider is accredited by acts; only while it is may vouchers be spent there."""

from datetime import timedelta
from typing import Any

import pytest

from kit import clock
from kit.refusal import Refusal
from services.vouchers.queries.providers import listed_providers, provider_card
from tests.vouchers.conftest import Time
from tests.vouchers.world_vouchers import ESTATE, NIDO, OFFICIAL, Shop


async def refused(verb: Any) -> tuple:
    with pytest.raises(Refusal) as no:
        await verb
    return no.value.args


async def handles(shop: Shop) -> list[str]:
    async with shop.database.reading() as session:
        return [each.handle for each in (await listed_providers(session, clock.today())).items]


async def test_an_accreditation_is_a_chain_of_acts(shop: Shop):
    provider = await shop.listed()
    await shop.step(provider, "suspend", act="8/2026")
    await shop.step(provider, "readmit", act="9/2026")
    await shop.step(provider, "remove", act="10/2026")
    async with shop.database.reading() as session:
        card = await provider_card(session, provider, clock.today())
    assert [(step.move, step.state, step.act) for step in card.history] == [
        ("examine", "under_review", "7/2026"), ("accredit", "accredited", "7/2026"),
        ("suspend", "suspended", "8/2026"), ("readmit", "accredited", "9/2026"),
        ("remove", "removed", "10/2026"),
    ]  # fmt: skip


WAITS = "Il fornitore è in attesa di istruttoria."
ILLEGAL = {
    (): ("accredit", f"{WAITS} Si può solo avviare l'istruttoria o cancellarlo."),
    ("examine",): (
        "suspend",
        "Il fornitore è in istruttoria. Si può solo iscriverlo o cancellarlo.",
    ),
    ("remove",): (
        "readmit",
        "Il fornitore è cancellato dall'elenco. Non ammette altri passaggi.",
    ),
}


@pytest.mark.parametrize("before", ILLEGAL)
async def test_an_illegal_step_is_refused_and_names_the_allowed_ones(
    shop: Shop, before: tuple[str, ...]
):
    move, sentence = ILLEGAL[before]
    provider = await shop.apply()
    for each in before:
        await shop.step(provider, each)
    assert await refused(shop.step(provider, move)) == ("provider-state", sentence, 409)


async def test_who_examined_a_provider_does_not_accredit_it(shop: Shop):
    provider = await shop.apply()
    await shop.step(provider, "examine", official=OFFICIAL)
    verb = shop.step(provider, "accredit", valid_from_on="2026-01-01")
    sentence = "Chi iscrive non può essere chi ha istruito la richiesta."
    assert await refused(verb) == ("same-official", sentence, 409)


async def test_an_accreditation_needs_its_first_day(shop: Shop):
    provider = await shop.apply()
    await shop.step(provider, "examine")
    sentence = "Manca il primo giorno dell'iscrizione."
    assert await refused(shop.step(provider, "accredit")) == ("accreditation-days", sentence, 422)


async def test_nobody_is_accredited_for_what_was_not_asked(shop: Shop):
    provider = await shop.apply(categories=[NIDO])
    await shop.step(provider, "examine")
    verb = shop.step(provider, "accredit", valid_from_on="2026-01-01", categories=[ESTATE])
    sentence = f"Il fornitore non ha chiesto l'iscrizione per «{ESTATE}»."
    assert await refused(verb) == ("accreditation-categories", sentence, 422)


async def test_a_short_name_is_taken_once(shop: Shop):
    await shop.apply("eureka")
    sentence = "Un altro fornitore ha già questo nome breve."
    assert await refused(shop.apply("eureka")) == ("handle-taken", sentence, 409)


async def test_vouchers_are_spent_only_where_somebody_is_accredited(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    provider = await shop.apply()
    slug = "provider-not-accredited"
    assert await shop.buy(voucher, 1, of=NIDO, at="eureka") == (slug, WAITS, 403)
    await shop.step(provider, "examine")
    await shop.step(provider, "accredit", valid_from_on="2026-01-01")
    assert (await shop.buy(voucher, 1, of=NIDO, at="eureka")).residual_cents == 29_999
    await shop.step(provider, "suspend")
    suspended = "Il fornitore è sospeso dall'elenco."
    assert await shop.buy(voucher, 1, of=NIDO, at="eureka") == (slug, suspended, 403)
    nobody = "Il fornitore non è nell'elenco."
    assert await shop.buy(voucher, 1, at="sconosciuto") == (slug, nobody, 403)


async def test_an_accreditation_ends_by_its_last_day(shop: Shop, time: Time):
    voucher = (await shop.given(30_000)).voucher_id
    last = clock.today() + timedelta(days=10)
    await shop.listed(valid_until_on=last.isoformat())
    time.pass_days(10)
    assert (await shop.buy(voucher, 1, of=NIDO, at="eureka")).residual_cents == 29_999
    assert "eureka" in await handles(shop)
    time.pass_days(1)
    sentence = "L'iscrizione del fornitore non vale oggi."
    asked = await shop.buy(voucher, 1, of=NIDO, at="eureka")
    assert asked == ("provider-not-accredited", sentence, 403)
    assert "eureka" not in await handles(shop)


async def test_what_was_held_before_a_suspension_is_taken_and_nothing_new_is_held(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    provider = await shop.listed(categories=[NIDO])
    held = await shop.hold(voucher, 1_000, at="eureka")
    await shop.step(provider, "suspend")
    assert (await shop.capture(held, at="eureka")).amount_cents == 1_000
    refusal = ("provider-not-accredited", "Il fornitore è sospeso dall'elenco.", 403)
    assert await shop.hold(voucher, 1_000, at="eureka") == refusal
    assert await shop.faults() == []


async def test_a_sum_is_taken_after_the_last_day_of_an_accreditation_until_its_hold_lapses(
    shop: Shop, time: Time
):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.listed(categories=[NIDO], valid_until_on=clock.today().isoformat())
    first, second = [await shop.hold(voucher, 1_000, at="eureka") for _ in range(2)]
    time.pass_days(1)
    assert (await shop.capture(first, at="eureka")).amount_cents == 1_000
    time.pass_days(7)
    assert (await shop.capture(second, at="eureka"))[0] == "hold-ended"
