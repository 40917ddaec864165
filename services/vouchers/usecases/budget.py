"""Money is set aside in register order, and given back for the next."""

from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationRegistered
from contracts.vouchers.budget import BudgetReleased, FindMoney, MoneyFound, ReleaseBudget
from kit import clock
from kit.doors import TryAgain
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.journal import Movement, of_round, post

TO_COME = ("unranked", "queued")
_QUEUE = text(
    """
    with claimed as (
        insert into claim (application_id, revision, checked, amount_cents)
        values (:application_id, 1, 0, :amount_cents)
        on conflict (application_id) do update set revision = claim.revision
        returning amount_cents
    ), held as (
        select call_id, line, account, next_place, alliance, exhausted from budget_line
        where call_id = :call_id and line = :line and exists (select from claimed)
        for no key update
    ), queued as (
        insert into reservation
            (application_id, call_id, line, place, amount_cents, state, since_at, support_form,
             applicant_key, ranked)
        select :application_id, call_id, line, cast(:place as integer), claimed.amount_cents,
               case when cast(:place as integer) is null then 'unranked' else 'queued' end, :at,
               :support_form, :applicant_key, cast(:place as integer) is null
        from held, claimed
        on conflict (application_id) do nothing
    )
    select call_id, line, account, next_place, alliance, exhausted from held
    """
)
_FIND = text(
    "select call_id, line, amount_cents, state, round from reservation where application_id = :id"
)
_RELEASE = text(
    "update reservation set state = 'released', since_at = :at where application_id = :id "
    "and state in ('unranked', 'queued', 'reserved', 'waiting') "
    "returning old.state, amount_cents, round"
)


async def set_budget_aside(session: AsyncSession, fact: ApplicationRegistered) -> None:
    """Put an application at its place of the line, and serve the places that come next.

    A place is served after all before it, and an amount that was told before the registration is
    the one that counts: the order of delivery changes nothing. Each one served is told as
    BudgetReserved, or as BudgetExhausted when the money or the turn of one before it is still
    awaited. One that is ranked has no place before the final list of its line.
    """
    values = {
        "application_id": fact.application_id,
        "call_id": fact.call_id,
        "line": fact.fund or fact.line,
        "place": None if fact.ranked else fact.place,
        "amount_cents": fact.amount_cents,
        "support_form": fact.support_form,
        "applicant_key": fact.applicant_key,
        "at": clock.now(),
    }
    row = (await session.execute(_QUEUE, values)).one_or_none()
    if row is None:
        raise TryAgain("the call is not open here yet")
    line = lines.HeldLine(*row)
    if not fact.ranked and fact.place == line.next_place:
        await lines.serve_arrived(session, line)


async def release_budget(session: AsyncSession, command: ReleaseBudget) -> BudgetReleased:
    """Free what is set aside or awaited for an application, and serve the next, in order.

    Refuses `already-committed` when it became an award.
    """
    found = await _find(session, command)
    if found.state == "released":
        return _released(command, found)
    line = await lines.hold(session, found.call_id, found.line)
    await offers.withdraw(session, line, command.application_id)
    before = await _release(session, command)
    released = _released(command, before)
    if before.state == "reserved":
        await _give_back(session, line, released, before.round)
    await announce(session, released, alliance=line.alliance)
    await offers.serve(session, line)
    return released


async def find_money(session: AsyncSession, command: FindMoney) -> MoneyFound:
    """Tell whether money is set aside for an application; nothing is announced.

    Refuses `budget-released` (409) when it was given back.
    """
    found = await _find(session, command)
    if found.state in TO_COME:
        raise TryAgain("the turn of the application has not come yet")
    if found.state == "released":
        raise Refusal("budget-released", "I fondi di questa domanda sono già stati liberati.")
    return MoneyFound(
        application_id=command.application_id, is_reserved=found.state in ("reserved", "committed")
    )


async def _find(session: AsyncSession, command: FindMoney | ReleaseBudget) -> Row[Any]:
    found = (await session.execute(_FIND, {"id": command.application_id})).one_or_none()
    if found is None:
        raise TryAgain("the application is not registered here yet")
    return found


async def _release(session: AsyncSession, command: ReleaseBudget) -> Row[Any]:
    """Leave the state and the amount it had; only an award or a release can have come first."""
    values = {"id": command.application_id, "at": clock.now()}
    before = (await session.execute(_RELEASE, values)).one_or_none()
    if before is not None:
        return before
    if (await _find(session, command)).state == "released":
        raise TryAgain("released at this very moment: the next look finds it done")
    raise Refusal("already-committed", "I fondi sono già impegnati per questa domanda.")


def _released(command: ReleaseBudget, reservation: Row[Any]) -> BudgetReleased:
    return BudgetReleased(
        application_id=command.application_id, amount_cents=reservation.amount_cents
    )


async def _give_back(
    session: AsyncSession, line: lines.HeldLine, released: BudgetReleased, round_: int
) -> None:
    id_ = released.application_id
    about = of_round(id_, round_)
    await post(session, Movement("release", about, id_, line.account, released.amount_cents))
