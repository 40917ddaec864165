"""What a firm is owed and may not be paid today: its contributions, and its suspension."""

import pytest

from kit.ids import new_id
from kit.refusal import Refusal
from tests.vouchers.conftest import Time
from tests.vouchers.world_aid import DELTA, SISTER, Gate, unreachable
from tests.vouchers.world_money import RUP

CENTS = 100_000
IRREGULAR = (
    "Il DURC dell'impresa non è regolare: la somma resta dovuta e non entra nella distinta. "
    "Con un atto può pagare i contributi al posto dell'impresa (intervento sostitutivo, "
    "articolo 31, commi 3 e 8-bis, DL 69/2013), oppure attendere che si metta in regola."
)
SUSPENDED = (
    "L'adesione dell'impresa all'Alleanza è sospesa: la somma resta dovuta e il pagamento "
    "attende la fine della sospensione."
)


@pytest.mark.parametrize(("days", "asked"), [(120, False), (121, True)])
async def test_a_certificate_is_asked_again_when_it_is_older_than_its_days(
    gate: Gate, time: Time, days: int, asked: bool
):
    application = await gate.owed(CENTS)
    gate.register.irregular = {DELTA}
    time.pass_days(days)
    if not asked:
        assert (await gate.treasury.order()).orders == 1
        return
    with pytest.raises(Refusal) as no:
        await gate.treasury.order()
    assert no.value.args == ("contributions-irregular", IRREGULAR, 409)
    gate.register.irregular = set()
    assert (await gate.treasury.order(f"application:{application}")).amount_cents == CENTS


async def test_an_irregular_firm_stays_out_of_an_order_that_goes(gate: Gate, time: Time):
    delta = await gate.owed(CENTS)
    await gate.owed(50_000, SISTER)
    time.pass_days(121)
    gate.register.irregular = {DELTA}
    ordered = await gate.treasury.order()
    assert (ordered.orders, ordered.amount_cents) == (1, 50_000)
    (left_out,) = ordered.left_out
    assert (left_out.application_id, left_out.sentence) == (delta, IRREGULAR)
    assert (await gate.treasury.figures()).owed_cents == CENTS
    assert (await gate.card(delta)).certificate.regular is False
    assert await gate.treasury.faults() == []


async def test_while_the_registry_does_not_answer_nothing_is_ordered_or_lost(
    gate: Gate, time: Time
):
    await gate.owed(CENTS)
    time.pass_days(121)
    gate.treasury.registries = unreachable()
    with pytest.raises(Refusal) as no:
        await gate.treasury.order()
    sentence = (
        "Il registro dei contributi (DURC) non risponde: non è successo nulla. Riprovi tra poco."
    )
    assert no.value.args == ("registry-unreachable", sentence, 503)
    assert (await gate.treasury.figures()).owed_cents == CENTS
    gate.treasury.registries = gate.registries
    assert (await gate.treasury.order()).amount_cents == CENTS


async def test_who_is_no_firm_is_paid_without_a_certificate(gate: Gate):
    award = await gate.treasury.signed(50_000)
    await gate.treasury.liquidate(award.application_id, 50_000)
    gate.treasury.registries = unreachable()
    assert (await gate.treasury.order()).orders == 1


async def test_an_official_pays_the_contributions_and_then_the_rest(gate: Gate, time: Time):
    application = await gate.owed(CENTS)
    time.pass_days(121)
    gate.register.irregular = {DELTA}
    await gate.substitute(application, 30_000)
    ordered = await gate.treasury.order()
    assert (ordered.orders, ordered.amount_cents, ordered.left_out) == (2, CENTS, [])
    rows = await gate.treasury.rows("select payee, amount_cents from payment_order order by 1")
    assert [tuple(row) for row in rows] == [
        (f"application:{application}", 70_000), ("contributions:inps", 30_000),
    ]  # fmt: skip
    assert (await gate.treasury.told_of(application))[-1] == "contributions.substituted"
    assert await gate.treasury.faults() == []


async def test_large_contributions_are_paid_without_asking_the_collector(gate: Gate, time: Time):
    application = await gate.owed(600_000, SISTER)
    time.pass_days(121)
    gate.register.irregular = {SISTER}
    await gate.substitute(application, 500_001)
    assert (await gate.treasury.order("contributions:inps")).amount_cents == 500_001


async def test_who_signed_the_award_does_not_pay_the_contributions_either(gate: Gate, time: Time):
    application = await gate.owed(CENTS)
    time.pass_days(121)
    gate.register.irregular = {DELTA}
    await gate.substitute(application, CENTS)
    with pytest.raises(Refusal) as no:
        await gate.treasury.order("contributions:inps", official=RUP)
    assert no.value.slug == "signer-pays"
    assert (await gate.treasury.order()).orders == 1


async def test_a_certificate_after_the_substitution_counts_again(gate: Gate, time: Time):
    application = await gate.owed(CENTS)
    time.pass_days(121)
    gate.register.irregular = {DELTA}
    await gate.substitute(application, 30_000)
    time.pass_days(121)
    ordered = await gate.treasury.order()
    assert [each.application_id for each in ordered.left_out] == [application]
    assert ordered.amount_cents == 30_000


NO_SUBSTITUTION = {
    "too much": ("substitution-exceeds", "All'impresa sono dovuti 1.000,00 euro.", 409),
    "regular": ("contributions-regular", "Il DURC è regolare: si paga l'impresa.", 409),
    "a person": ("no-undertaking", "Chi ha presentato la domanda non è un'impresa.", 409),
}


@pytest.mark.parametrize("why", NO_SUBSTITUTION)
async def test_contributions_are_paid_only_of_an_irregular_firm_and_out_of_what_it_is_owed(
    gate: Gate, why: str
):
    application = await gate.owed(CENTS)
    firm = gate.register.firms[application]
    if why == "a person":
        gate.register.firms[application] = firm.model_copy(update={"vat_number": None})
    with pytest.raises(Refusal) as no:
        await gate.substitute(application, CENTS + (why == "too much"))
    assert no.value.args == NO_SUBSTITUTION[why]


async def test_nothing_is_substituted_where_nothing_is_owed(gate: Gate):
    with pytest.raises(Refusal) as no:
        await gate.substitute(new_id(), 1)
    sentence = "A questa domanda non è dovuto nulla: non c'è di che pagare i contributi."
    assert no.value.args == ("nothing-owed", sentence, 409)


async def test_what_a_suspended_firm_is_owed_waits_until_it_is_counted_in_again(
    gate: Gate, time: Time
):
    application = await gate.owed(CENTS)
    await gate.suspended("2026-03-01")
    with pytest.raises(Refusal) as no:
        await gate.treasury.order()
    assert no.value.args == ("member-suspended", SUSPENDED, 409)
    await gate.resumed("2026-03-05")
    time.stand_on("2026-03-05")
    with pytest.raises(Refusal):
        await gate.treasury.order()
    time.stand_on("2026-03-06")
    assert (await gate.treasury.order(f"application:{application}")).orders == 1


async def test_a_suspension_touches_the_firm_and_its_alliance_alone(gate: Gate):
    delta = await gate.owed(CENTS)
    await gate.owed(50_000, SISTER)
    await gate.suspended("2026-03-01")
    ordered = await gate.treasury.order()
    assert [(each.application_id, each.reason) for each in ordered.left_out] == [
        (delta, "member_suspended")
    ]
    assert ordered.amount_cents == 50_000


@pytest.mark.parametrize("on", ["2026-03-02", "another alliance"])
async def test_a_suspension_that_is_to_come_or_elsewhere_holds_nothing_back(gate: Gate, on: str):
    await gate.owed(CENTS)
    elsewhere = on == "another alliance"
    await gate.suspended("2026-03-01" if elsewhere else on, "altrove" if elsewhere else "")
    assert (await gate.treasury.order()).orders == 1


async def test_an_end_that_is_told_first_ends_the_suspension(gate: Gate, time: Time):
    await gate.owed(CENTS)
    await gate.resumed("2026-03-04")
    await gate.suspended("2026-03-01")
    time.stand_on("2026-03-05")
    assert (await gate.treasury.order()).orders == 1


async def test_what_was_granted_to_who_left_is_owed_until_an_act_takes_it(gate: Gate, time: Time):
    await gate.owed(CENTS)
    await gate.suspended("2026-03-01")
    await gate.left("2026-03-03")
    time.stand_on("2026-03-04")
    assert (await gate.treasury.order()).orders == 1


async def test_the_vouchers_of_those_who_work_there_stay(gate: Gate):
    voucher = await gate.treasury.voucher(30_000)
    await gate.suspended("2026-03-01")
    await gate.treasury.spend(voucher.voucher_id, 12_000)
    (row,) = await gate.treasury.rows("select state from voucher")
    assert row.state == "partly_spent"
    assert (await gate.treasury.order()).amount_cents == 12_000
