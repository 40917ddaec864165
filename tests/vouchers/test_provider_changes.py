"""What a provider offers, and where it is paid, changes when two officials want it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.providers import ChangeAnswer, ProviderCard, ProviderChange
from contracts.vouchers.providers import ProviderChanged
from contracts.vouchers.spending import VoucherRedeemed
from kit import clock
from kit.database import Database
from kit.ids import new_id
from kit.refusal import Refusal
from services.vouchers.queries.providers import listed_providers, provider_card
from services.vouchers.usecases.changes import answer_change, propose_change
from tests.vouchers.conftest import Time
from tests.vouchers.world_vouchers import EXAMINER, NIDO, OFFICIAL, Shop, terms

ACCOUNT = {"holder": "Cooperativa Eureka", "iban": "IT60 X054 2811 1010 0000 0123 456"}
OTHER = {"holder": "Eureka Servizi", "iban": "IT27L0306933400100000001234"}
FULL = "Il fornitore ha 2 posti per questo mese, e nessuno è libero."


async def propose(shop: Shop, provider: UUID, **change: Any) -> ProviderChanged:
    usual = {"from_on": clock.today(), "reason": "Lo chiede il fornitore.", "official": EXAMINER}
    body = ProviderChange.model_validate({**usual, **change})
    return await shop.do(lambda session: propose_change(session, provider, body))


async def answer(
    shop: Shop, change: ProviderChanged, outcome: str = "confirmed", **others: Any
) -> ProviderChanged:
    body = ChangeAnswer.model_validate({"outcome": outcome, "official": OFFICIAL, **others})
    ids = (change.provider_id, change.change_id)
    return await shop.do(lambda session: answer_change(session, *ids, body))


async def change(shop: Shop, provider: UUID, **what: Any) -> ProviderChanged:
    return await answer(shop, await propose(shop, provider, **what))


async def card_of(shop: Shop, provider: UUID) -> ProviderCard:
    async with shop.database.reading() as session:
        return await provider_card(session, provider, clock.today())


async def refused(verb: Any) -> tuple:
    with pytest.raises(Refusal) as no:
        await verb
    return no.value.args


async def test_an_account_is_paid_to_once_another_official_confirmed_it(shop: Shop):
    provider = await shop.listed()
    proposed = await propose(shop, provider, account=ACCOUNT)
    assert (await card_of(shop, provider)).account is None
    assert (proposed.state, proposed.about) == ("proposed", ["account"])
    await answer(shop, proposed)
    card = await card_of(shop, provider)
    assert card.account is not None
    assert (card.account.holder, card.account.iban_end) == ("Cooperativa Eureka", "3456")
    assert [(each.state, each.settled_by) for each in card.changes] == [("confirmed", OFFICIAL)]


async def test_the_account_before_is_used_until_the_day_of_the_new_one(shop: Shop, time: Time):
    provider = await shop.listed()
    await change(shop, provider, account=ACCOUNT)
    await change(shop, provider, account=OTHER, from_on=clock.today() + timedelta(days=10))
    time.pass_days(9)
    assert (await card_of(shop, provider)).account.iban_end == "3456"
    time.pass_days(1)
    assert (await card_of(shop, provider)).account.iban_end == "1234"


async def test_a_change_that_is_confirmed_late_holds_from_that_day(shop: Shop, time: Time):
    provider = await shop.listed()
    proposed = await propose(shop, provider, capacity=5)
    time.pass_days(3)
    assert (await answer(shop, proposed)).from_on == clock.today()


async def test_who_proposed_a_change_does_not_confirm_it_and_may_take_it_back(shop: Shop):
    provider = await shop.listed()
    proposed = await propose(shop, provider, account=ACCOUNT)
    sentence = "Chi conferma non può essere chi ha proposto."
    refusal = await refused(answer(shop, proposed, official=EXAMINER))
    assert refusal == ("same-official", sentence, 409)
    back = await answer(shop, proposed, "declined", official=EXAMINER, reason="IBAN di un altro.")
    assert back.state == "declined"
    assert (await card_of(shop, provider)).account is None


async def test_one_change_waits_at_a_time_and_is_answered_once(shop: Shop):
    provider = await shop.listed()
    proposed = await propose(shop, provider, capacity=5)
    sentence = "Un'altra variazione di questo fornitore aspetta risposta."
    refusal = await refused(propose(shop, provider, capacity=6))
    assert refusal == ("change-open", sentence, 409)
    sentence = "Scriva perché la variazione non è confermata."
    refusal = await refused(answer(shop, proposed, "declined", reason=" "))
    assert refusal == ("reason-missing", sentence, 422)
    await answer(shop, proposed)
    sentence = "La variazione ha già avuto una risposta."
    assert await refused(answer(shop, proposed)) == ("change-settled", sentence, 409)


async def test_the_past_of_a_provider_does_not_change(shop: Shop):
    provider = await shop.listed()
    yesterday = clock.today() - timedelta(days=1)
    sentence = "Una variazione vale da oggi o da un giorno che viene."
    refusal = await refused(propose(shop, provider, capacity=5, from_on=yesterday))
    assert refusal == ("change-day", sentence, 422)


async def test_what_is_not_there_is_not_changed(shop: Shop):
    provider = await shop.listed()
    sentence = "Nessun fornitore ha questo identificativo."
    refusal = await refused(propose(shop, new_id(), capacity=5))
    assert refusal == ("provider-unknown", sentence, 404)
    proposed = await propose(shop, provider, capacity=5)
    unknown = proposed.model_copy(update={"change_id": new_id()})
    refusal = await refused(answer(shop, unknown))
    assert refusal == ("change-unknown", "La variazione non esiste.", 404)
    await shop.step(provider, "remove")
    sentence = "Il fornitore è cancellato dall'elenco."
    assert await refused(answer(shop, proposed)) == ("provider-state", sentence, 409)


WRONG = [
    {"account": {"holder": "Eureka", "iban": "IT60X0542811101000000123457"}},
    {"account": {"holder": "Eureka", "iban": "IT64Y0542811101000000123456"}},
    {"period": "week"},
    {"municipalities": ["20063"]},
    {},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_change_is_checked_at_the_door(wrong: dict[str, Any]):
    usual = {"from_on": "2026-03-02", "reason": "Sì.", "official": OFFICIAL}
    with pytest.raises(ValidationError):
        ProviderChange.model_validate({**usual, **wrong})


async def test_a_bank_account_is_in_no_fact_and_in_no_answer(shop: Shop):
    provider = await shop.listed()
    await change(shop, provider, account=ACCOUNT)
    for table in ("event_log", "event_queue", "inbox", "operation"):
        query = f"select count(*) from {table} t where t::text ~ 'X0542811101|Eureka'"
        assert (await shop.rows(query))[0][0] == 0
    assert "IT60X0542811101000000123456" not in (await card_of(shop, provider)).model_dump_json()


async def test_a_provider_has_a_place_for_each_voucher_and_no_more(shop: Shop, time: Time):
    time.stand_on("2026-03-02")
    await change(shop, await shop.listed(categories=[NIDO]), capacity=2)
    first, second, third = [(await shop.given(30_000)).voucher_id for _ in range(3)]
    await shop.buy(first, 100, at="eureka")
    held = await shop.hold(second, 100, at="eureka")
    assert await shop.buy(third, 100, at="eureka") == ("provider-full", FULL, 409)
    assert (await shop.buy(first, 100, at="eureka")).residual_cents == 29_800
    assert (await shop.capture(held, at="eureka")).amount_cents == 100
    time.stand_on("2026-04-01")
    assert (await shop.buy(third, 100, at="eureka")).residual_cents == 29_900


async def test_what_was_undone_or_let_go_makes_room(shop: Shop):
    await change(shop, await shop.listed(categories=[NIDO]), capacity=1)
    first, second = [(await shop.given(30_000)).voucher_id for _ in range(2)]
    await shop.buy(first, 100, at="eureka")
    sentence = "Il fornitore ha 1 posto per questo mese, e nessuno è libero."
    await shop.undo(at="eureka")
    assert (await shop.buy(second, 100, at="eureka")).residual_cents == 29_900
    assert (await shop.buy(first, 100, at="eureka"))[:2] == ("provider-full", sentence)


@pytest.mark.parametrize(
    ("period", "next_day"),
    [("week", "2026-03-09"), ("month", "2026-04-01"), ("year", "2027-01-01")],
)
async def test_places_are_new_with_the_first_day_of_a_period(
    shop: Shop, time: Time, period: str, next_day: str
):
    time.stand_on("2026-03-04")
    await change(shop, await shop.listed(categories=[NIDO]), capacity=1, period=period)
    first, second = [(await shop.given(30_000, terms())).voucher_id for _ in range(2)]
    await shop.buy(first, 100, at="eureka")
    assert (await shop.buy(second, 100, at="eureka"))[0] == "provider-full"
    time.stand_on(next_day)
    later = (await shop.given(30_000)).voucher_id
    assert (await shop.buy(later, 100, at="eureka")).residual_cents == 29_900


async def test_the_parts_of_a_voucher_share_its_place(shop: Shop):
    await change(shop, await shop.listed(categories=[NIDO]), capacity=1)
    whole = (await shop.given(30_000)).voucher_id
    part = (await shop.divide(whole, 10_000)).voucher_id
    await shop.buy(whole, 100, at="eureka")
    assert (await shop.buy(part, 100, at="eureka")).residual_cents == 9_900


async def test_of_many_that_want_the_last_places_no_more_get_one(shop: Shop):
    url = shop.database.engine.url.render_as_string(hide_password=False)
    crowd = replace(shop, database=Database(url, pool_size=10))
    await change(crowd, await crowd.listed(categories=[NIDO]), capacity=3)
    vouchers = [(await crowd.given(1_000)).voucher_id for _ in range(12)]
    answers = await asyncio.gather(*(crowd.buy(each, 100, at="eureka") for each in vouchers))
    assert sum(isinstance(each, VoucherRedeemed) for each in answers) == 3
    assert {each[0] for each in answers if isinstance(each, tuple)} == {"provider-full"}
    assert await crowd.faults() == []
    await crowd.database.close()


@pytest.mark.parametrize(
    ("within", "taken"),
    [((), True), (("015070",), True), (("015",), True), (("italia",), True), (("016024",), False)],
)
async def test_a_voucher_is_spent_where_its_call_says(
    shop: Shop, within: tuple[str, ...], taken: bool
):
    await shop.listed(categories=[NIDO])
    voucher = (await shop.given(30_000, terms(spent_in=within))).voucher_id
    answer = await shop.buy(voucher, 100, of=NIDO, at="eureka")
    sentence = "Il fornitore non serve i comuni in cui si spende questo voucher."
    refusal = ("provider-elsewhere", sentence, 403)
    assert answer == refusal if not taken else answer.residual_cents == 29_900


async def test_a_municipality_that_is_served_from_a_day_opens_the_provider_to_its_vouchers(
    shop: Shop, time: Time
):
    provider = await shop.listed(categories=[NIDO])
    voucher = (await shop.given(30_000, terms(spent_in=("016024",)))).voucher_id
    from_on = clock.today() + timedelta(days=2)
    await change(shop, provider, municipalities=["015070", "016024"], from_on=from_on)
    assert (await shop.buy(voucher, 100, of=NIDO, at="eureka"))[0] == "provider-elsewhere"
    time.pass_days(2)
    assert (await shop.buy(voucher, 100, of=NIDO, at="eureka")).residual_cents == 29_900
    async with shop.database.reading() as session:
        listed = (await listed_providers(session, clock.today())).items
    assert [each.municipalities for each in listed if each.handle == "eureka"] == [
        ["015070", "016024"]
    ]
