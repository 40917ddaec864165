"""State aid: no euro beyond the ceiling, no act without the code of the register."""

import asyncio
from datetime import date

import pytest

from contracts.aid import GrantedAid
from kit.doors import TryAgain
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.aid import Aid, room, years_before
from tests.vouchers.conftest import Time
from tests.vouchers.test_reopened import annul
from tests.vouchers.world_aid import DELTA, SISTER, Gate, unreachable
from tests.vouchers.world_money import CUP


async def test_an_aid_beyond_the_ceiling_is_stopped_before_its_act(gate: Gate):
    application = await gate.applies(200_000)
    for step in (gate.check, gate.enter):
        with pytest.raises(Refusal) as no:
            await step(application)
        sentence = (
            "L'aiuto porterebbe il totale a 300.500,00 euro oltre il massimale di "
            "300.000,00 euro: restano 1.500,00 euro."
        )
        assert no.value.args == ("de-minimis-exceeded", sentence, 409)
    assert gate.register.codes == {}
    with pytest.raises(Refusal) as no:
        await gate.treasury.grant(application)
    sentence = "L'aiuto non è registrato: manca il codice COR."
    assert no.value.args == ("no-cor", sentence, 409)
    assert await gate.treasury.state(application) == "reserved"


async def test_an_aid_that_reaches_the_ceiling_passes(gate: Gate):
    application = await gate.applies(150_000)
    checked = await gate.check(application)
    assert (checked.counted_cents, checked.ceiling_cents) == (29_850_000, 30_000_000)
    registered = await gate.enter(application)
    assert registered.cor is not None
    assert registered.confirm_by_on == date(2026, 3, 21)
    assert (await gate.treasury.grant(application)).amount_cents == 150_000
    assert await gate.treasury.faults() == []


@pytest.mark.parametrize(("day", "passes"), [("2027-05-09", False), ("2027-05-10", True)])
async def test_an_aid_drops_out_on_the_same_day_three_years_later(
    gate: Gate, time: Time, day: str, passes: bool
):
    application = await gate.applies(200_000)
    time.stand_on(day)
    if passes:
        assert (await gate.check(application)).counted_cents == 14_850_000
        return
    with pytest.raises(Refusal) as no:
        await gate.check(application)
    assert no.value.slug == "de-minimis-exceeded"


async def test_firms_that_are_one_share_one_ceiling(gate: Gate):
    application = await gate.applies(200_000, vat_number=SISTER)
    assert (await gate.check(application)).counted_cents == 0
    gate.register.ones = [frozenset({DELTA, SISTER})]
    with pytest.raises(Refusal) as no:
        await gate.check(application)
    sentence = (
        "L'aiuto porterebbe il totale a 300.500,00 euro oltre il massimale di "
        "300.000,00 euro: restano 1.500,00 euro."
    )
    assert no.value.args == ("de-minimis-exceeded", sentence, 409)


async def test_what_was_declared_counts_and_what_the_register_knows_counts_once(gate: Gate):
    known = GrantedAid(on=date(2025, 2, 1), cents=14_850_000)
    other = GrantedAid(on=date(2025, 3, 1), cents=100_000)
    gate.register.declared[DELTA] = [known, other]
    application = await gate.applies(50_000)
    assert (await gate.check(application)).counted_cents == 29_950_000


async def test_what_another_firm_of_the_undertaking_declares_counts_too(gate: Gate):
    gate.register.ones = [frozenset({DELTA, SISTER})]
    gate.register.declared[SISTER] = [GrantedAid(on=date(2025, 2, 1), cents=14_850_000)]
    with pytest.raises(Refusal) as no:
        await gate.check(await gate.applies(1))
    assert no.value.sentence.endswith("restano 0,00 euro.")


async def test_a_sister_waits_for_what_was_just_registered_for_the_other(gate: Gate):
    gate.register.ones = [frozenset({DELTA, SISTER})]
    first = await gate.applies(100_000)
    second = await gate.applies(100_000, vat_number=SISTER)
    assert (await gate.check(second)).firms == 2
    await gate.enter(first)
    with pytest.raises(Refusal) as no:
        await gate.enter(second)
    assert no.value.sentence.endswith("restano 500,00 euro.")


async def test_firms_of_one_undertaking_that_come_at_once_do_not_share_the_same_room(gate: Gate):
    gate.register.ones = [frozenset({DELTA, SISTER})]
    asked = [
        await gate.applies(100_000, vat_number=number) for number in (DELTA, SISTER) for _ in "abc"
    ]
    answers = await asyncio.gather(*map(gate.enter, asked), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, Refusal)]
    assert [each.slug for each in refused] == ["de-minimis-exceeded"] * 5
    assert len(gate.register.codes) == 1


async def test_what_a_firm_was_registered_alone_counts_when_it_is_linked(gate: Gate):
    await gate.enter(await gate.applies(100_000))
    gate.register.aids.clear()
    gate.register.ones = [frozenset({DELTA, SISTER})]
    sister = await gate.applies(100_000, vat_number=SISTER)
    assert (await gate.check(sister)).counted_cents == 100_000


async def test_a_registered_aid_does_not_count_against_itself(gate: Gate):
    application = await gate.applies(150_000)
    await gate.enter(application)
    assert (await gate.check(application)).counted_cents == 29_850_000


async def test_two_applications_of_one_firm_do_not_share_the_same_room(gate: Gate):
    first, second = await gate.applies(100_000), await gate.applies(100_000)
    await gate.enter(first)
    with pytest.raises(Refusal) as no:
        await gate.enter(second)
    assert no.value.sentence.endswith("restano 500,00 euro.")


async def test_an_aid_registered_again_has_the_same_code(gate: Gate):
    application = await gate.applies(100_000)
    assert await gate.enter(application) == await gate.enter(application)
    assert len(gate.register.codes) == 1


async def test_the_register_learns_the_act_in_time(gate: Gate):
    application = await gate.applies(100_000)
    registered = await gate.enter(application)
    with pytest.raises(Refusal) as no:
        await gate.confirm(application)
    assert no.value.args == ("no-award", "La domanda non ha un contributo concesso.", 409)
    await gate.treasury.grant(application)
    confirmed = await gate.confirm(application)
    assert (confirmed.cor, confirmed.late) == (registered.cor, False)
    assert await gate.confirm(application) == confirmed
    assert gate.register.acts[confirmed.cor].act == "7/2026"
    assert (await gate.treasury.told_of(application))[-1] == "aid.confirmed"
    with pytest.raises(Refusal) as no:
        await gate.alarm(application)
    sentence = "L'atto è già stato comunicato al registro."
    assert no.value.args == ("aid-confirmed", sentence, 409)


@pytest.mark.parametrize(("days", "late"), [(20, False), (21, True)])
async def test_an_act_that_the_register_does_not_know_raises_an_alarm(
    gate: Gate, time: Time, days: int, late: bool
):
    application = await gate.applies(100_000)
    await gate.enter(application)
    await gate.treasury.grant(application)
    time.pass_days(days)
    alarm = await gate.alarm(application)
    assert (alarm.confirm_by_on, alarm.late) == (date(2026, 3, 21), late)
    assert (await gate.treasury.told_of(application))[-1] == "aid.unconfirmed"
    assert (await gate.confirm(application)).late == late


ALARMS = {
    15: "L'atto va comunicato al registro degli aiuti entro il 21/03/2026: scade tra 5 giorni.",
    19: "L'atto va comunicato al registro degli aiuti entro il 21/03/2026: scade domani.",
    20: "L'atto va comunicato al registro degli aiuti entro il 21/03/2026: scade oggi.",
    21: "L'atto non è nel registro degli aiuti, e il termine era il 21/03/2026: va comunicato ora.",
}


@pytest.mark.parametrize("days", ALARMS)
async def test_an_official_reads_by_when_the_register_must_know_the_act(
    gate: Gate, time: Time, days: int
):
    application = await gate.applies(100_000)
    await gate.enter(application)
    assert (await gate.card(application)).alarm == ""
    await gate.treasury.grant(application)
    time.pass_days(days)
    (waiting,) = (await gate.unconfirmed()).items
    assert (waiting.sentence, waiting.late) == (ALARMS[days], days > 20)
    assert (await gate.card(application)).alarm == ALARMS[days]
    await gate.confirm(application)
    assert (await gate.card(application)).alarm == ""
    assert (await gate.unconfirmed()).items == ()


async def test_the_register_is_told_no_act_of_a_grant_that_was_annulled(gate: Gate, time: Time):
    application = await gate.owed(100_000)
    await annul(gate.treasury, application, 1)
    time.pass_days(15)
    assert (await gate.unconfirmed()).items == ()
    assert (await gate.card(application)).alarm == ""
    with pytest.raises(Refusal) as no:
        await gate.confirm(application)
    assert no.value.args == ("no-award", "La domanda non ha un contributo concesso.", 409)


async def test_no_alarm_is_raised_for_what_is_not_in_the_register(gate: Gate):
    with pytest.raises(Refusal) as no:
        await gate.alarm(await gate.applies(100_000))
    sentence = "L'aiuto non è registrato: manca il codice COR."
    assert no.value.args == ("no-cor", sentence, 409)


async def test_an_official_reads_what_was_counted(gate: Gate):
    application = await gate.applies(100_000)
    await gate.enter(application)
    card = await gate.card(application)
    (check,) = card.checks
    assert (card.state, check.firms, check.counted_cents) == ("registered", 1, 29_850_000)
    assert [each.cents for each in check.aids] == [15_000_000, 14_850_000]
    assert card.certificate is not None
    assert (card.certificate.regular, card.certificate.holds_until_on) == (True, date(2026, 6, 29))


async def test_a_refusal_of_the_register_stops_the_aid(gate: Gate):
    application = await gate.applies(100_000)
    gate.register.refusing = True
    with pytest.raises(Refusal) as no:
        await gate.enter(application)
    sentence = "Il registro degli aiuti rifiuta la registrazione."
    assert no.value.args == ("register-refuses", sentence, 409)


STOPPED = {
    "irregular": ("contributions-irregular", "Il DURC non è regolare o è scaduto.", 409),
    "no project": ("no-project", "Manca il CUP: senza, l'atto sarebbe nullo.", 409),
}


@pytest.mark.parametrize("why", STOPPED)
async def test_an_aid_needs_regular_contributions_and_a_project(gate: Gate, why: str):
    gate.register.irregular = {DELTA} if why == "irregular" else set()
    cup = "" if why == "no project" else CUP
    with pytest.raises(Refusal) as no:
        await gate.check(await gate.applies(100_000, cup=cup))
    assert no.value.args == STOPPED[why]


async def test_who_is_no_undertaking_gets_no_aid_and_passes(gate: Gate):
    person = await gate.applies(500_000, "start_up_grant", vat_number=None)
    assert (await gate.check(person)).due is False
    assert (await gate.enter(person)).cor is None
    assert (await gate.treasury.grant(person)).amount_cents == 500_000


async def test_a_worker_needs_no_register(gate: Gate):
    worker = await gate.applies(500_000, "worker_voucher")
    assert (await gate.treasury.grant(worker)).amount_cents == 500_000


async def test_before_there_was_a_register_an_act_needed_no_code(gate: Gate, time: Time):
    application = await gate.applies(100_000)
    time.stand_on("2016-05-09")
    assert (await gate.treasury.grant(application)).amount_cents == 100_000


async def test_a_register_that_does_not_answer_is_asked_again(gate: Gate):
    application = await gate.applies(100_000)
    gate.registries = unreachable()
    with pytest.raises(TryAgain):
        await gate.check(application)


async def test_where_no_registry_was_told_an_aid_is_refused_and_other_support_passes(gate: Gate):
    firm, worker = await gate.applies(100_000), await gate.applies(100_000, "worker_voucher")
    gate.registries = Registries("", "", "serve", "")
    with pytest.raises(Refusal) as no:
        await gate.check(firm)
    sentence = (
        "Non è configurato l'accesso al registro degli aiuti e al DURC: "
        "l'aiuto non si può concedere."
    )
    assert no.value.args == ("no-registries", sentence, 409)
    assert (await gate.check(worker)).due is False


@pytest.mark.parametrize(
    ("day", "counted"), [("2023-12-31", 300), ("2023-01-01", 300), ("2024-01-01", 200)]
)
def test_before_2024_three_fiscal_years_count(day: str, counted: int):
    aids = [Aid(date(2021, 1, 1), 100), Aid(date(2022, 6, 1), 200)]
    on = date.fromisoformat(day)
    assert room(aids, 1_000, "three_fiscal_years", on).counted_cents == counted


def test_three_years_before_the_29th_of_february_is_the_28th():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


def test_the_law_of_each_day_is_its_own():
    law = packaged_aid()
    before, after = law.ceiling_on(date(2023, 12, 31)), law.ceiling_on(date(2024, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.cents, after.cents) == (20_000_000, 30_000_000)
    assert law.register_on(date(2017, 8, 11)) is None
    assert law.ceiling_on(date(2031, 1, 1)) is None
