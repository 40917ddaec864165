"""What one beneficiary is granted in a solar year is added up (art. 26 c. 3 D.Lgs. 33/2013)."""

import pytest

from contracts.vouchers.awards import GrantAward
from kit.refusal import Refusal
from services.vouchers.usecases.awards import grant_award
from tests.vouchers.conftest import Time
from tests.vouchers.world_money import RUP, Treasury

ANNA, BRUNO = "key-of-anna", "key-of-bruno"


@pytest.fixture(autouse=True)
async def opened(treasury: Treasury, time: Time) -> None:
    time.stand_on("2026-03-01")
    await treasury.open(100_000_000)


async def owed(treasury: Treasury, cents: int, who: str = ANNA) -> str:
    """An award of somebody that is not published, owed whole."""
    fact = treasury.arrival(cents).model_copy(update={"applicant_key": who})
    application = await treasury.deliver(fact)
    command = GrantAward(application_id=application, instalments=[], official=RUP)
    await treasury.do(lambda session: grant_award(session, command))
    await treasury.liquidate(application, cents)
    return f"application:{application}"


async def refused(treasury: Treasury, *payees: str) -> str:
    with pytest.raises(Refusal) as no:
        await treasury.order(*payees)
    slug, sentence, status = no.value.args
    assert (slug, status) == ("not-published", 409)
    return str(sentence)


async def test_two_awards_of_a_thousand_euro_in_all_need_no_publication(treasury: Treasury):
    for cents in (60_000, 40_000):
        await owed(treasury, cents)
    assert (await treasury.order()).amount_cents == 100_000


async def test_a_cent_more_has_the_second_award_published_before_it_is_paid(treasury: Treasury):
    first, second = await owed(treasury, 60_000), await owed(treasury, 40_001)
    assert await refused(treasury) == (
        "Contributi ancora da pubblicare: 1. Con essi il beneficiario supera 1.000,00 euro "
        "nell'anno, e prima della pubblicazione non si pagano."
    )
    await refused(treasury, second)
    assert (await treasury.order(first)).amount_cents == 60_000
    (row,) = await treasury.rows("select application_id from award where amount_cents = 40001")
    await treasury.publish_award(row.application_id)
    assert (await treasury.order(second)).amount_cents == 40_001


async def test_an_award_that_was_paid_counts_still(treasury: Treasury):
    first = await owed(treasury, 100_000)
    await treasury.outcome(await treasury.sent(first), paid=True)
    await refused(treasury, await owed(treasury, 1))


async def test_two_beneficiaries_are_not_added_up(treasury: Treasury):
    for who in (ANNA, BRUNO, "", ""):
        await owed(treasury, 60_000, who)
    assert (await treasury.order()).amount_cents == 240_000


async def test_a_new_year_begins_at_nothing(treasury: Treasury, time: Time):
    time.stand_on("2026-12-31")
    await owed(treasury, 60_000)
    time.stand_on("2027-01-01")
    await owed(treasury, 60_000)
    assert (await treasury.order()).amount_cents == 120_000


async def test_the_year_begins_at_midnight_in_italy(treasury: Treasury, time: Time):
    time.stand_on("2026-12-31")
    await owed(treasury, 60_000)
    time.pass_hours(14)
    await owed(treasury, 60_000)
    assert (await treasury.order()).amount_cents == 120_000
