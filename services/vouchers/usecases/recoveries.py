"""Money that was paid and not due is asked back, and returns to its line."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.money import MoneyReturned, RecoveryDemand, RecoveryWaiver
from contracts.vouchers.recoveries import (
    RecoveryDemanded,
    RecoveryForgiven,
    RecoveryReminded,
    RecoveryReturned,
    RemindRecovery,
)
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.rules.debts import Part, overdue, sound_parts
from services.vouchers.rules.moves import RECOVERY
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.calls import FUNDER
from services.vouchers.usecases.funds import check_act
from services.vouchers.usecases.journal import Movement, post, post_as

# What was paid to whom was awarded, less what was asked back already.
_PAID = text(
    "select r.call_id, r.line, cast(greatest(0, coalesce((select sum(amount_cents) "
    "from payment_order o where o.payee = 'application:' || r.application_id "
    "and o.state = 'paid'), 0) - coalesce((select sum(amount_cents) from recovery d "
    "where d.application_id = r.application_id), 0)) as bigint) as paid from reservation r "
    "where r.application_id = :id for no key update of r"
)
_DEMAND = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        values (:id, 'recovery', cast(:id as uuid), :line)
    )
    insert into recovery (id, application_id, amount_cents, reason, act, act_on, official, state,
                          demanded_at)
    values (:id, :application_id, :cents, :reason, :act, :act_on, :official, 'demanded', :at)
    """
)
_PART = text(
    "insert into recovery_instalment (recovery_id, position, due_on, amount_cents) "
    "values (:id, :position, :due_on, :cents)"
)
_FIND = text(
    "select d.id, r.call_id, r.line from recovery d join reservation r using (application_id) "
    "where d.id = :id"
)
_HELD = text(
    "select d.*, a.credits_cents - a.debits_cents as left_cents from recovery d "
    "join account a on a.id = d.id where d.id = :id for no key update of d"
)
_RECEIPT = text(
    "insert into recovery_receipt (id, recovery_id, amount_cents, received_on, reference, "
    "official) values (:id, :recovery_id, :cents, :on, :reference, :official)"
)
_BEFORE = text(
    "select amount_cents from recovery_receipt where recovery_id = :id and reference = :reference"
)
_STATE = text("update recovery set state = :state where id = :id")
_PARTS = text(
    "select due_on, amount_cents from recovery_instalment where recovery_id = :id order by position"
)
_REMIND = text(
    "update recovery_instalment set reminded_at = :at where recovery_id = :id "
    "and due_on < :today and reminded_at is null"
)


async def demand_recovery(session: AsyncSession, demand: RecoveryDemand) -> RecoveryDemanded:
    """Ask back, by an act, what was paid for an application and not due, without interest.

    Refuses `act-in-the-future`, `parts-out-of-order` and `day-gone` (422), `application-unknown`
    (404), and `more-than-paid` with what can be asked back.
    """
    check_act(demand.act)
    parts = [Part(each.due_on, each.amount_cents) for each in demand.parts]
    sound_parts(parts, clock.today())
    paid = (await session.execute(_PAID, {"id": demand.application_id})).one_or_none()
    if paid is None:
        raise Refusal("application-unknown", "La domanda non esiste.", 404)
    cents = sum(each.cents for each in parts)
    if cents > paid.paid:
        raise Refusal("more-than-paid", f"Si possono chiedere indietro al più {euro(paid.paid)}.")
    line = await lines.hold(session, paid.call_id, paid.line)
    fact = RecoveryDemanded(
        recovery_id=new_id(),
        application_id=demand.application_id,
        amount_cents=cents,
        due_on=[each.due_on for each in parts],
        at=clock.now(),
    )
    await write_demand(session, demand, fact, line)
    await announce(session, fact, alliance=line.alliance, why=demand.reason)
    return fact


async def take_money_back(
    session: AsyncSession, recovery_id: UUID, returned: MoneyReturned
) -> RecoveryReturned:
    """Register money that came back: it is available in its line again, and serves who waits.

    The same reference again is no new money. Refuses `recovery-unknown` (404),
    `move-not-allowed`, `reference-reused` (422), and `more-than-asked` with what is left.
    """
    line = await _line(session, recovery_id)
    debt = (await session.execute(_HELD, {"id": recovery_id})).one()
    key = {"id": recovery_id, "reference": returned.reference}
    before = (await session.execute(_BEFORE, key)).scalar_one_or_none()
    if before is not None:
        return _again(debt, returned, before)
    state = RECOVERY.after(debt.state, "receive")
    if returned.amount_cents > debt.left_cents:
        raise Refusal("more-than-asked", f"Da restituire restano {euro(debt.left_cents)}.")
    await _receive(session, debt, returned, line.account)
    left = debt.left_cents - returned.amount_cents
    await session.execute(_STATE, {"id": debt.id, "state": state if left else "returned"})
    fact = _returned(debt, returned.amount_cents, left)
    await announce(session, fact, alliance=line.alliance)
    await offers.serve(session, line)
    return fact


async def forgive_recovery(
    session: AsyncSession, recovery_id: UUID, waiver: RecoveryWaiver
) -> RecoveryForgiven:
    """Give up, by an act, what is left of a recovery.

    Refuses `act-in-the-future` (422), `recovery-unknown` (404) and `move-not-allowed`.
    """
    check_act(waiver.act)
    line = await _line(session, recovery_id)
    debt = (await session.execute(_HELD, {"id": recovery_id})).one()
    state = RECOVERY.after(debt.state, "forgive")
    movement = Movement(
        "forgive", str(debt.id), debt.id, FUNDER, debt.left_cents, waiver.act.number
    )
    await post(session, movement)
    await session.execute(_STATE, {"id": debt.id, "state": state})
    fact = RecoveryForgiven(
        recovery_id=debt.id, application_id=debt.application_id, amount_cents=debt.left_cents
    )
    await announce(session, fact, alliance=line.alliance, why=waiver.reason)
    return fact


async def remind_recovery(session: AsyncSession, command: RemindRecovery) -> RecoveryReminded:
    """Tell what of a recovery is past its day; days that were told before are not told again.

    Refuses `recovery-unknown` (404).
    """
    line = await _line(session, command.recovery_id)
    key = {"id": command.recovery_id}
    debt = (await session.execute(_HELD, key)).one()
    rows = (await session.execute(_PARTS, key)).all()
    parts = [Part(row.due_on, row.amount_cents) for row in rows]
    today = clock.today()
    late = overdue(parts, debt.amount_cents - debt.left_cents, today) if debt.left_cents else 0
    coming = [each.due_on for each in parts if each.due_on >= today and debt.left_cents]
    fact = RecoveryReminded(
        recovery_id=debt.id,
        application_id=debt.application_id,
        overdue_cents=late,
        next_due_on=min(coming, default=None),
        at=clock.now(),
    )
    await session.execute(_REMIND, {**key, "at": clock.now(), "today": today})
    await announce(session, fact, alliance=line.alliance)
    return fact


async def write_demand(
    session: AsyncSession, demand: RecoveryDemand, fact: RecoveryDemanded, line: lines.HeldLine
) -> None:
    """Write what an act asks back, with its parts, and move it into the account of its own."""
    values = {
        "id": fact.recovery_id, "application_id": fact.application_id, "line": line.account,
        "cents": fact.amount_cents, "reason": demand.reason, "act": demand.act.number,
        "act_on": demand.act.on, "official": demand.official, "at": clock.now(),
    }  # fmt: skip
    await session.execute(_DEMAND, values)
    rows = [
        {"id": fact.recovery_id, "position": position, "due_on": each.due_on,
         "cents": each.amount_cents}
        for position, each in enumerate(demand.parts, 1)
    ]  # fmt: skip
    await session.execute(_PART, rows)
    id_, number = fact.recovery_id, demand.act.number
    await post(session, Movement("demand", str(id_), FUNDER, id_, fact.amount_cents, number))


async def _line(session: AsyncSession, recovery_id: UUID) -> lines.HeldLine:
    found = (await session.execute(_FIND, {"id": recovery_id})).one_or_none()
    if found is None:
        raise Refusal("recovery-unknown", "Il recupero non esiste.", 404)
    return await lines.hold(session, found.call_id, found.line)


def _again(debt: Row[Any], returned: MoneyReturned, before: int) -> RecoveryReturned:
    if before != returned.amount_cents:
        sentence = f"Con questo riferimento sono già stati registrati {euro(before)}."
        raise Refusal("reference-reused", sentence, 422)
    return _returned(debt, before, debt.left_cents)


async def _receive(
    session: AsyncSession, debt: Row[Any], returned: MoneyReturned, line: UUID
) -> None:
    about = f"{debt.id}:{returned.reference}"
    movement = Movement("recover", about, debt.id, line, returned.amount_cents)
    transfer_id = await post_as(session, movement, new_id())
    values = {
        "id": transfer_id, "recovery_id": debt.id, "cents": returned.amount_cents,
        "on": returned.received_on, "reference": returned.reference,
        "official": returned.official,
    }  # fmt: skip
    await session.execute(_RECEIPT, values)


def _returned(debt: Row[Any], cents: int, left_cents: int) -> RecoveryReturned:
    return RecoveryReturned(
        recovery_id=debt.id,
        application_id=debt.application_id,
        amount_cents=cents,
        left_cents=left_cents,
    )
