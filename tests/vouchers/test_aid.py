"""State aid: no euro beyond the ceiling, no act without the code of the register."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from contracts.aid import AidFirm, GrantedAid
from contracts.vouchers.aid import (
    AidChecked,
    AidConfirmed,
    AidRegistered,
    AidUnconfirmed,
    CheckAid,
    ConfirmAid,
    RaiseAidAlarm,
    RegisterAid,
)
from kit import clock
from kit.doors import TryAgain
from kit.refusal import Refusal
from programmes.aid import packaged_aid
from services.vouchers.queries.registries import Registries
from services.vouchers.rules.aid import Aid, room, years_before
from services.vouchers.usecases import aid, confirmations
from tests.vouchers.conftest import Time
from tests.vouchers.world_money import CUP, Treasury
from tests.world.registries import Register, open_register

DELTA, SISTER = "99000040156", "99000050155"


@dataclass
class Gate:
    """The gate of aid between the ledger and the registries."""

    treasury: Treasury
    register: Register
    registries: Registries

    async def applies(self, cents: int, form: str = "firm_incentive", **firm: object) -> UUID:
        fact = self.treasury.arrival(cents)
        await self.treasury.deliver(fact.model_copy(update={"support_form": form}))
        told = {"vat_number": DELTA, "cup": CUP, **firm}
        id_ = fact.application_id
        self.register.firms[id_] = AidFirm.model_validate({"application_id": id_, **told})
        return id_

    async def check(self, application: UUID) -> AidChecked:
        command = CheckAid(application_id=application)
        return await self.treasury.do(lambda s: aid.check_aid(s, command, self.registries))

    async def enter(self, application: UUID) -> AidRegistered:
        command = RegisterAid(application_id=application)
        return await self.treasury.do(lambda s: aid.register_aid(s, command, self.registries))

    async def confirm(self, application: UUID) -> AidConfirmed:
        command = ConfirmAid(application_id=application, act="7/2026", act_on=clock.today())
        return await self.treasury.do(
            lambda s: confirmations.confirm_aid(s, command, self.registries)
        )

    async def alarm(self, application: UUID) -> AidUnconfirmed:
        command = RaiseAidAlarm(application_id=application)
        return await self.treasury.do(lambda s: confirmations.raise_aid_alarm(s, command))


@pytest.fixture
async def gate(treasury: Treasury, time: Time) -> AsyncIterator[Gate]:
    """DELTA was granted 150,000 on 10 May 2024 and 148,500 on 1 February 2025."""
    time.stand_on("2026-03-01")
    register = Register()
    register.granted(DELTA, 15_000_000, date(2024, 5, 10))
    register.granted(DELTA, 14_850_000, date(2025, 2, 1))
    await treasury.open(100_000_000)
    async with open_register(register) as url:
        registries = Registries(url, url, "serve")
        yield Gate(treasury, register, registries)
        await registries.close()


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
    application = await gate.applies(200_000, vat_number=SISTER, linked=[DELTA])
    with pytest.raises(Refusal) as no:
        await gate.check(application)
    assert no.value.slug == "de-minimis-exceeded"
    assert (await gate.check(await gate.applies(200_000, vat_number=SISTER))).counted_cents == 0


async def test_what_was_declared_counts_and_what_the_register_knows_counts_once(gate: Gate):
    known = GrantedAid(on=date(2025, 2, 1), cents=14_850_000)
    other = GrantedAid(on=date(2025, 3, 1), cents=100_000)
    application = await gate.applies(50_000, declared=[known, other])
    assert (await gate.check(application)).counted_cents == 29_950_000


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
    assert (await gate.alarm(application)).late == late
    assert (await gate.confirm(application)).late == late


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
    gate.registries = Registries("http://127.0.0.1:1", "http://127.0.0.1:1", "serve")
    with pytest.raises(TryAgain):
        await gate.check(application)


async def test_where_no_registry_was_told_an_aid_is_refused_and_other_support_passes(gate: Gate):
    firm, worker = await gate.applies(100_000), await gate.applies(100_000, "worker_voucher")
    gate.registries = Registries("", "", "serve")
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
