"""What letters are told of money and of vouchers, when they are composed."""

from datetime import date
from uuid import UUID

from contracts.letters import Cut, MoneyFacts, PaidBatch
from contracts.vouchers.cards import VoucherCard
from kit import clock
from kit.ids import new_id
from programmes.files import load_programmes
from services.vouchers.queries.cards import voucher_cards
from services.vouchers.queries.letters import money_facts, paid_applications
from services.vouchers.queries.provider_letters import provider_letter_facts, writer
from tests.vouchers.world import CODES
from tests.vouchers.world_money import Treasury, expense
from tests.vouchers.world_vouchers import Shop, terms


async def told(treasury: Treasury, *applications: UUID) -> list[MoneyFacts]:
    async with treasury.database.reading() as session:
        return await money_facts(session, applications)


async def cards(shop: Shop, application: UUID) -> list[VoucherCard]:
    async with shop.database.reading() as session:
        return await voucher_cards(session, [application], CODES)


async def test_an_application_without_money_of_its_own_has_nothing_to_tell(treasury: Treasury):
    await treasury.open(500_000)
    assert await told(treasury, await treasury.register(1_000), new_id()) == []


async def test_an_offer_is_told_with_its_last_day(treasury: Treasury):
    await treasury.publish({"A": 1_000}, partial_funding=True)
    _, second = await treasury.register_all([800, 700])
    await treasury.end_list()
    (facts,) = await told(treasury, second)
    assert facts.offer is not None
    assert (facts.offer.amount_cents, facts.offer.wanted_cents) == (200, 700)
    assert facts.offer.answer_by_on > clock.today()
    assert (facts.report, facts.payment, facts.recovery) == (None, None, None)


async def test_an_examined_report_is_told_with_its_cuts(treasury: Treasury):
    await treasury.open(500_000)
    application = (await treasury.signed(5_000)).application_id
    report = await treasury.report(application, expense(3_000), expense(2_000, "2"))
    assert await told(treasury, application) == []
    await treasury.examine(report, (3_000, ""), (500, "Pagata in contanti"))
    (facts,) = await told(treasury, application)
    assert facts.report is not None
    assert (facts.report.presented_cents, facts.report.admitted_cents) == (5_000, 3_500)
    assert facts.report.cuts == [
        Cut(invoice="2", amount_cents=2_000, admitted_cents=500, reason="Pagata in contanti")
    ]


async def test_a_payment_is_told_as_ordered_and_then_as_bounced(treasury: Treasury):
    await treasury.open(500_000)
    application = (await treasury.signed(5_000)).application_id
    await treasury.publish_award(application)
    await treasury.liquidate(application, 5_000)
    batch = await treasury.sent(f"application:{application}")
    (ordered,) = await told(treasury, application)
    await treasury.outcome(batch, paid=False, reason="conto estinto")
    (bounced,) = await told(treasury, application)
    assert ordered.payment is not None
    assert bounced.payment is not None
    assert (ordered.payment.amount_cents, ordered.payment.outcome_on) == (5_000, None)
    assert (bounced.payment.outcome_on, bounced.payment.reason) == (
        clock.today(), "conto estinto",
    )  # fmt: skip


async def test_a_recovery_is_told_with_its_parts_and_what_is_left(treasury: Treasury):
    await treasury.open(500_000)
    application = await treasury.paid(5_000)
    debt = await treasury.demand(application, (1_000, 30), (500, 60))
    await treasury.give_back(debt.recovery_id, 400, "bonifico 1")
    (facts,) = await told(treasury, application)
    assert facts.recovery is not None
    assert (facts.recovery.amount_cents, facts.recovery.left_cents) == (1_500, 1_100)
    assert (facts.recovery.act, facts.recovery.reason) == ("40/2026", "Spesa non dimostrata")
    assert [(each.due_on, each.amount_cents) for each in facts.recovery.parts] == [
        (debt.due_on[0], 1_000), (debt.due_on[1], 500),
    ]  # fmt: skip


async def test_the_applications_of_a_batch_are_told_page_by_page(treasury: Treasury):
    await treasury.open(500_000)
    ids = sorted([(await treasury.signed(5_000)).application_id for _ in range(3)])
    for each in ids:
        await treasury.publish_award(each)
        await treasury.liquidate(each, 5_000)
    batch = (await treasury.order()).batch_id
    async with treasury.database.reading() as session:
        page = await paid_applications(session, PaidBatch(batch_id=batch, limit=2))
        rest = await paid_applications(session, PaidBatch(batch_id=batch, after=page[-1]))
        other = await paid_applications(session, PaidBatch(batch_id=new_id()))
    assert (page, rest, other) == (ids[:2], ids[2:], [])


async def test_a_card_tells_the_last_use_that_was_not_undone(shop: Shop):
    voucher = await shop.given(30_000)
    await shop.buy(voucher.voucher_id, 12_000)
    await shop.buy(voucher.voucher_id, 500)
    await shop.undo()
    (card,) = await cards(shop, voucher.application_id)
    assert card.last_use is not None
    assert (card.last_use.amount_cents, card.last_use.provider) == (12_000, "nido")
    assert (card.residual_cents, card.act, card.reason) == (18_000, "", "")


async def test_a_card_tells_the_act_of_the_last_step(shop: Shop):
    voucher = await shop.given(30_000)
    await shop.order("suspend", voucher.voucher_id, "12/2026")
    (card,) = await cards(shop, voucher.application_id)
    assert (card.state, card.act, card.last_use) == ("suspended", "12/2026", None)
    assert card.reason != ""


async def test_a_withdrawal_of_the_employer_is_a_reason_without_an_act(shop: Shop):
    voucher = await shop.given(30_000, terms(on_withdrawal="suspend"))
    await shop.withdraw(voucher.application_id)
    (card,) = await cards(shop, voucher.application_id)
    assert (card.state, card.act) == ("suspended", "")
    assert card.reason.startswith("Il datore di lavoro ha lasciato l'Alleanza")


async def test_a_letter_to_a_provider_tells_the_last_step_and_who_writes(shop: Shop):
    provider = await shop.listed()
    async with shop.database.reading() as session:
        (facts,) = await provider_letter_facts(session, [provider, new_id()])
    assert (facts.recipient.application_id, facts.state) == (provider, "accredited")
    assert (facts.act != "", facts.act_on is not None) == (True, True)
    assert facts.body_name != ""


def test_the_lead_of_an_alliance_writes_to_the_providers_of_its_territory():
    programmes = load_programmes()
    body = writer(programmes, "015070", date(2016, 11, 28))
    assert body is not None
    assert body.name == "Comune di Cernusco sul Naviglio"
    assert writer(programmes, "001001", date(2016, 11, 28)) is None
