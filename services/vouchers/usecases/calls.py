"""The ceilings of a call become money that can be set aside."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import BudgetLine, CallChanged, CallPublished
from kit.database import CAUSE
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.journal import Movement, post

FUNDER = UUID("00000000-0000-7000-8000-000000000001")

_OPEN_FUNDER = text(
    "insert into account (id, kind, owner) values (:id, 'external', 'funder') "
    "on conflict do nothing"
)
_OPEN = text(
    """
    with known as (
        select from budget_line where call_id = :call_id and line = :line
    ), opened as (
        insert into account (id, kind, owner, line)
        select cast(:id as uuid), 'line', :owner, cast(:id as uuid)
        where not exists (select from known)
        on conflict on constraint one_account_per_owner do nothing returning id
    )
    insert into budget_line (call_id, line, account, call_version, budget_cents, alliance)
    select :call_id, :line, id, 0, 0, :alliance from opened
    """
)
_UPDATE = text(
    "update budget_line set call_version = :version, budget_cents = :cents, "
    "movable = :movable, partial_funding = :partial_funding, "
    "exhausted = exhausted and :cents <= budget_cents "
    "where call_id = :call_id and line = :line and call_version < :version "
    "returning account, exhausted, old.budget_cents as before, "
    "(select credits_cents - debits_cents from account where id = account) as available"
)


async def open_call(session: AsyncSession, call: CallPublished) -> None:
    """Allocate each line of a call once."""
    await _allocate_all(session, call)


async def change_call(session: AsyncSession, call: CallChanged) -> None:
    """Move the difference between the ceilings of a line, and serve those that wait.

    An earlier version that comes late changes nothing. A line that has more money than before may
    run out, and be told as LineExhausted, again. Refuses `budget-already-used` when a later version
    takes away more than is still available.
    """
    await _allocate_all(session, call)


async def _allocate_all(session: AsyncSession, call: CallPublished | CallChanged) -> None:
    await session.execute(_OPEN_FUNDER, {"id": FUNDER})
    for line in sorted(call.lines, key=lambda each: each.line):
        await _allocate(session, call, line)


async def _allocate(
    session: AsyncSession, call: CallPublished | CallChanged, line: BudgetLine
) -> None:
    key = {"call_id": call.call_id, "line": line.line}
    owner = f"{call.call_id}/{line.line}"
    opened = {**key, "id": new_id(), "owner": owner, "alliance": session.info[CAUSE].alliance}
    await session.execute(_OPEN, opened)
    held = await lines.hold(session, **key)
    values = {
        **key,
        "version": call.call_version,
        "cents": line.budget_cents,
        "movable": call.movable,
        "partial_funding": call.partial_funding,
    }
    row = (await session.execute(_UPDATE, values)).one_or_none()
    if row is None:
        return
    difference = line.budget_cents - row.before
    if difference < -row.available:
        used = euro(row.before - row.available)
        raise Refusal("budget-already-used", f"Sono già impegnati {used} della linea.")
    await post(session, _difference(f"{owner}:v{call.call_version}", held.account, difference))
    held.exhausted = row.exhausted
    await offers.serve(session, held)
    await lines.tell_exhausted(session, held)


def _difference(about: str, account: UUID, difference_cents: int) -> Movement:
    if difference_cents < 0:
        return Movement("reduce", about, account, FUNDER, -difference_cents)
    return Movement("allocate", about, FUNDER, account, difference_cents)
