"""A voucher is activated, suspended, revoked, replaced: each move in its states only."""

from datetime import timedelta

import pytest

from kit import clock
from kit.refusal import Refusal
from tests.vouchers.conftest import Time
from tests.vouchers.world import CODES
from tests.vouchers.world_vouchers import OFFICIAL, Shop, terms

SUSPENDED = (
    "voucher-state", "Il voucher è sospeso. Si può solo riammetterlo o revocarlo.", 409,
)  # fmt: skip
REVOKED = ("voucher-state", "Il voucher è revocato. Non ammette altri passaggi.", 409)


async def refused(verb) -> tuple:
    with pytest.raises(Refusal) as no:
        await verb
    return no.value.args


async def test_a_suspended_voucher_is_not_spent_until_it_is_readmitted(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.buy(voucher, 1_000)
    await shop.order("suspend", voucher)
    assert await shop.buy(voucher, 1_000) == SUSPENDED
    await shop.order("readmit", voucher)
    assert await shop.state_of(voucher) == ("partly_spent", 29_000)
    assert (await shop.buy(voucher, 1_000)).residual_cents == 28_000


async def test_what_is_held_of_a_suspended_voucher_is_not_taken(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    held = await shop.hold(voucher, 10_000)
    await shop.order("suspend", voucher)
    assert await shop.capture(held, key="c1") == SUSPENDED
    await shop.order("readmit", voucher)
    assert (await shop.capture(held, key="c2")).amount_cents == 10_000
    assert await shop.faults() == []


async def test_a_revoked_voucher_gives_back_its_residual_and_what_is_held(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.buy(voucher, 5_000)
    held = await shop.hold(voucher, 10_000)
    assert (await shop.order("revoke", voucher)).returned_cents == 25_000
    assert await shop.state_of(voucher) == ("revoked", 0)
    sentence = "Quanto era bloccato è già stato sbloccato."
    assert await shop.capture(held) == ("hold-ended", sentence, 409)
    assert (await shop.figures()).available_cents == 995_000
    assert await shop.faults() == []


async def test_what_a_revoked_voucher_gives_back_serves_the_next(shop: Shop):
    voucher = (await shop.given(1_000_000)).voucher_id
    waiting = await shop.register(400_000)
    assert await shop.state(waiting) == "waiting"
    await shop.order("revoke", voucher)
    assert await shop.state(waiting) == "reserved"


async def test_an_act_and_its_reason_are_kept(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.order("revoke", voucher, "45/2026")
    (row,) = await shop.rows("select move, act, reason, official from voucher_act")
    assert tuple(row) == ("revoke", "45/2026", "Controllo in corso.", OFFICIAL)
    (row,) = await shop.rows("select act from transfer where code = 'revoke'")
    assert row.act == "45/2026"


@pytest.mark.parametrize("move", ["suspend", "readmit", "revoke"])
async def test_an_illegal_move_is_refused_and_names_the_allowed_ones(shop: Shop, move: str):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.order("revoke", voucher)
    assert await refused(shop.order(move, voucher)) == REVOKED


async def test_only_a_suspended_voucher_is_readmitted(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    moves = "attivarlo o spenderlo o dividerlo o sospenderlo o revocarlo o sostituirlo"
    sentence = f"Il voucher è emesso. Si può solo {moves}."
    assert await refused(shop.order("readmit", voucher)) == ("voucher-state", sentence, 409)


async def test_a_lost_code_is_dead_at_once_and_its_residual_moves(shop: Shop):
    voucher = await shop.given(30_000, terms())
    await shop.buy(voucher.voucher_id, 12_000)
    held = await shop.hold(voucher.voucher_id, 3_000)
    second = await shop.replace(voucher.voucher_id)
    assert (second.amount_cents, second.valid_until_on) == (18_000, voucher.valid_until_on)
    sentence = "Il voucher è sostituito. Non ammette altri passaggi."
    assert await shop.buy(voucher.voucher_id, 1) == ("voucher-state", sentence, 409)
    assert (await shop.capture(held))[0] == "hold-ended"
    assert (await shop.buy(second.voucher_id, 18_000)).residual_cents == 0
    assert CODES.code(second.voucher_id) != CODES.code(voucher.voucher_id)
    assert await shop.faults() == []


async def test_a_voucher_has_one_successor(shop: Shop):
    voucher = (await shop.given(30_000)).voucher_id
    await shop.replace(voucher)
    sentence = "Il voucher è sostituito. Non ammette altri passaggi."
    assert await refused(shop.replace(voucher)) == ("voucher-state", sentence, 409)


async def test_a_voucher_that_is_not_activated_in_time_ends(shop: Shop, time: Time):
    voucher = await shop.given(30_000, terms(activate_within_days=30))
    assert voucher.activate_by_on == clock.today() + timedelta(days=30)
    time.pass_days(31)
    sentence = f"Il voucher andava attivato entro il {voucher.activate_by_on:%d/%m/%Y}."
    assert await shop.buy(voucher.voucher_id, 1) == ("activation-term-passed", sentence, 409)
    assert (await shop.expire(voucher.voucher_id)).returned_cents == 30_000
    assert await shop.faults() == []


async def test_a_voucher_that_is_activated_lives_to_its_last_day(shop: Shop, time: Time):
    voucher = await shop.given(30_000, terms(activate_within_days=30))
    await shop.activate(voucher.voucher_id)
    await shop.activate(voucher.voucher_id)
    time.pass_days(31)
    until = f"{voucher.valid_until_on:%d/%m/%Y}"
    sentence = f"Il voucher è valido fino al {until} compreso."
    assert await refused(shop.expire(voucher.voucher_id)) == ("not-yet-expired", sentence, 409)
    assert (await shop.buy(voucher.voucher_id, 1_000)).residual_cents == 29_000
    told = await shop.told_of(voucher.application_id)
    assert told.count("voucher.activated") == 1


async def test_holders_are_reminded_thirty_and_seven_days_before(shop: Shop):
    voucher = await shop.given(30_000, terms(activate_within_days=40))
    last, first = voucher.valid_until_on, voucher.activate_by_on
    assert first is not None
    assert [(each.of, each.days, each.on) for each in voucher.reminders] == [
        ("activation", 30, first - timedelta(days=30)),
        ("activation", 7, first - timedelta(days=7)),
        ("expiry", 30, last - timedelta(days=30)),
        ("expiry", 7, last - timedelta(days=7)),
    ]


async def test_a_reminder_is_due_as_long_as_it_matters(shop: Shop):
    voucher = await shop.given(30_000, terms(activate_within_days=40))
    id_ = voucher.voucher_id
    assert (await shop.remind(id_, "activation", 30)).due
    await shop.buy(id_, 10_000)
    assert not (await shop.remind(id_, "activation", 7)).due
    assert (await shop.remind(id_, "expiry", 30)).due
    await shop.buy(id_, 20_000)
    assert not (await shop.remind(id_, "expiry", 7)).due
    assert (await shop.told_of(voucher.application_id)).count("voucher.reminded") == 2


@pytest.mark.parametrize(
    ("rule", "state"),
    [("keep_to_expiry", "issued"), ("suspend", "suspended"), ("revoke", "revoked")],
)
async def test_when_the_employer_leaves_the_call_says_what_becomes_of_a_voucher(
    shop: Shop, rule: str, state: str
):
    """Scenario S3-2."""
    voucher = await shop.given(30_000, terms(on_withdrawal=rule))
    followed = await shop.withdraw(voucher.application_id)
    assert followed.effect == rule
    assert followed.voucher_ids == ([] if rule == "keep_to_expiry" else [voucher.voucher_id])
    assert (await shop.state_of(voucher.voucher_id))[0] == state
    assert (await shop.withdraw(voucher.application_id)).voucher_ids == []
    assert await shop.faults() == []


async def test_an_application_without_a_voucher_has_nothing_to_follow(shop: Shop):
    application = await shop.register(1_000)
    assert await refused(shop.withdraw(application)) == (
        "no-voucher", "La domanda non ha voucher.", 404,
    )  # fmt: skip
