"""What lists know of a voucher, whatever comes: uses, reversals, parts, replacements, acts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from contracts.applications.decisions import ApplicationReopened
from contracts.vouchers.issue import VoucherIssued
from contracts.vouchers.life import (
    VoucherExpired,
    VoucherReadmitted,
    VoucherRevoked,
    VoucherSuspended,
)
from contracts.vouchers.spending import (
    HoldReleased,
    RedemptionReversed,
    VoucherHeld,
    VoucherRedeemed,
)
from kit.database import Cause, Database
from kit.ids import new_id
from kit.messages import Event
from services.dashboard.streams import doors
from tests.dashboard.conftest import CALL, T0, checked, decided, registered, tell
from tests.dashboard.test_projection import row_of


def issued(case: UUID, voucher: UUID, cents: int = 800, **changed: Any) -> VoucherIssued:
    facts = {"voucher_id": voucher, "application_id": case, "amount_cents": cents}
    until = {"issued_at": T0, "valid_until_on": date(2016, 12, 31)}
    return VoucherIssued.model_validate({**facts, **until, **changed})


async def voucher_case(database: Database) -> tuple[UUID, UUID]:
    fact, voucher = registered(support_form="worker_voucher"), new_id()
    await tell(database, fact, issued(fact.application_id, voucher))
    return fact.application_id, voucher


async def in_turn(database: Database, *facts: Event) -> None:
    """Tell facts as they happened, an hour after each other."""
    for hours, fact in enumerate(facts, start=1):
        await tell(database, fact, at=T0 + timedelta(hours=hours))


async def test_the_latest_residual_told_holds_and_a_reversal_raises_it(database: Database):
    case, voucher = await voucher_case(database)
    of = {"voucher_id": voucher, "application_id": case}
    spent = VoucherRedeemed(**of, amount_cents=300, residual_cents=500)
    back = RedemptionReversed(**of, redemption_id=new_id(), amount_cents=300, residual_cents=800)
    await in_turn(database, spent, back)
    await tell(database, spent, at=T0)
    assert (await row_of(database, case)).voucher_residual_cents == 800


async def test_what_was_held_and_not_taken_comes_back_once(database: Database):
    case, voucher = await voucher_case(database)
    of = {"voucher_id": voucher, "application_id": case, "hold_id": new_id(), "amount_cents": 300}
    await tell(database, VoucherHeld(**of, residual_cents=500, expires_at=T0), at=T0)
    fact = HoldReleased(**of, lapsed=True)
    for _ in range(2):
        async with database.transaction(Cause(actor="vouchers", causation="e1")) as session:
            await doors.events[fact.type()][1](session, fact)
    assert (await row_of(database, case)).voucher_residual_cents == 800


async def test_a_part_of_a_voucher_does_not_stand_for_the_whole(database: Database):
    case, voucher = await voucher_case(database)
    part = new_id()
    of = {"voucher_id": part, "application_id": case}
    spent = VoucherRedeemed(**of, amount_cents=100, residual_cents=0)
    ended = VoucherExpired(**of, returned_cents=0)
    await in_turn(database, issued(case, part, 100, parent_id=voucher), spent, ended)
    row = await row_of(database, case)
    assert (row.voucher_id, row.voucher_face_cents, row.voucher_expired) == (voucher, 800, False)


async def test_a_voucher_that_takes_the_place_of_another_begins_afresh(database: Database):
    case, first = await voucher_case(database)
    second, of = new_id(), {"voucher_id": first, "application_id": case}
    spent = VoucherRedeemed(**of, amount_cents=300, residual_cents=500)
    await in_turn(database, spent, issued(case, second, 500, replaces=first))
    await tell(database, spent, issued(case, first))
    row = await row_of(database, case)
    assert (row.voucher_id, row.voucher_face_cents, row.voucher_residual_cents) == (
        second,
        500,
        None,
    )


async def test_a_suspended_voucher_is_known_as_such_until_it_is_readmitted(database: Database):
    case, voucher = await voucher_case(database)
    of = {"voucher_id": voucher, "application_id": case}
    await in_turn(database, VoucherSuspended(**of))
    assert (await row_of(database, case)).voucher_state == "suspended"
    await tell(database, VoucherReadmitted(**of))
    assert (await row_of(database, case)).voucher_state == ""
    await tell(database, VoucherRevoked(**of, returned_cents=800))
    assert (await row_of(database, case)).voucher_state == "revoked"


async def test_a_refusal_that_is_taken_back_waits_for_a_decision_again(database: Database):
    fact = registered()
    case = fact.application_id
    await tell(database, fact, checked(case), decided(case, "refused"))
    told = {"call_id": CALL, "call_version": 1, "line": "A", "act_year": 2016, "act_number": 20}
    again = ApplicationReopened(application_id=case, **told)
    for _ in range(2):
        async with database.transaction(Cause(actor="applications", causation="e2")) as session:
            await doors.events[again.type()][1](session, again)
    assert (await row_of(database, case)).state == "to_decide"
