"""Budget lines: whoever holds the lock of a line serves those whose turn came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.vouchers.budget import BudgetExhausted, BudgetReserved, LineExhausted
from kit import clock
from kit.database import CAUSE
from kit.eventlog import announce, announce_all
from kit.ids import new_id
from services.vouchers.rules.turns import Service, Turn, admit, scroll
from services.vouchers.usecases.journal import cause_of

BATCH = 200

# Not "for update": a new reservation refers to its line, and that check must not wait here.
_LOCK = text(
    "select call_id, line, account, next_place, alliance, exhausted from budget_line "
    "where call_id = :call_id and line = :line for no key update"
)
_AVAILABLE = "(select credits_cents - debits_cents from account where id = :account)"
_WAITING = text(
    f"select {_AVAILABLE} as available, application_id, place, amount_cents, round, "
    "ranked from reservation "
    "where call_id = :call_id and line = :line and state = 'waiting' and not exists (select "
    "from reservation o where o.call_id = :call_id and o.line = :line and o.state = 'offered') "
    "order by place limit :batch"
)
_ARRIVED = text(
    f"select {_AVAILABLE} as available, exists (select 1 from reservation w where "
    "w.call_id = :call_id and w.line = :line and w.state in ('waiting', 'offered')) "
    "as somebody_waits, "
    "application_id, place, amount_cents, state = 'released' as released, round, ranked "
    "from reservation "
    "where call_id = :call_id and line = :line and place >= :next_place order by place limit :batch"
)
_SETTLE = text(
    """
    with served as (
        select * from unnest(cast(:ids as uuid[]), cast(:amounts as bigint[]),
                             cast(:states as text[]), cast(:transfers as uuid[]),
                             cast(:rounds as integer[]))
            as s (id, cents, state, transfer_id, round)
    ), opened as (
        insert into account (id, kind, owner, line)
        select id, 'reservation', id, :account from served where state = 'reserved'
        on conflict on constraint one_account_per_owner do nothing
    ), moved as (
        insert into transfer
            (id, operation_key, debit_account, credit_account, amount_cents, code, at, actor,
             cause)
        select transfer_id, concat('reserve:', id, ':', c.revision, '.', c.checked,
                                   case when round > 1 then '\\:r' || round end),
               :account, id, cents, 'reserve', :at, :actor, :cause
        from served join claim c on c.application_id = id where state = 'reserved' and cents > 0
    ), advanced as (
        update budget_line set next_place = :next_place
        where call_id = :call_id and line = :line and next_place <> :next_place
    )
    update reservation r set state = s.state, since_at = :at
    from served s where r.application_id = s.id
    """
)
_EXHAUST = text(
    "update budget_line set exhausted = true where call_id = :call_id and line = :line and exists ("
    "select from reservation r where r.call_id = :call_id and r.line = :line "
    "and r.state = 'waiting') returning line"
)


@dataclass
class HeldLine:
    """A budget line whose row this transaction has locked."""

    call_id: str
    line: str
    account: UUID
    next_place: int
    alliance: str
    exhausted: bool

    @property
    def key(self) -> dict[str, Any]:
        """The parameters that name it."""
        return {"call_id": self.call_id, "line": self.line, "account": self.account}


async def hold(session: AsyncSession, call_id: str, line: str) -> HeldLine:
    """Lock a line that is there; what is read after this is not changed by others."""
    key = {"call_id": call_id, "line": line}
    return HeldLine(*(await session.execute(_LOCK, key)).one())


async def serve(session: AsyncSession, line: HeldLine) -> None:
    """Give what is available to those that wait, in order, then to the places that come next."""
    await serve_waiting(session, line)
    await serve_arrived(session, line)


async def serve_waiting(session: AsyncSession, line: HeldLine) -> None:
    """Scroll: those that wait are served in order until the money cannot serve the next."""
    while rows := (await session.execute(_WAITING, {**line.key, "batch": BATCH})).all():
        turns = scroll(_turns(rows), rows[0].available)
        await _settle(session, line, Service(turns, [], line.next_place), recovered=True)
        if len(turns) < BATCH:
            return


async def serve_arrived(session: AsyncSession, line: HeldLine) -> None:
    """Serve the places that arrived and follow the last one served, without a gap."""
    while rows := await _arrived(session, line):
        first = rows[0]
        outcome = admit(
            _turns(rows), line.next_place, first.available, somebody_waits=first.somebody_waits
        )
        await _settle(session, line, outcome, recovered=False)
        if rows[-1].place >= line.next_place or len(rows) < BATCH:
            return


async def _arrived(session: AsyncSession, line: HeldLine) -> Sequence[Row[Any]]:
    values = {**line.key, "next_place": line.next_place, "batch": BATCH}
    return (await session.execute(_ARRIVED, values)).all()


def _turns(rows: Sequence[Row[Any]]) -> list[Turn]:
    return [
        Turn(
            row.application_id, row.place, row.amount_cents, getattr(row, "released", False),
            row.round, row.ranked,
        )
        for row in rows
    ]  # fmt: skip


async def _settle(
    session: AsyncSession, line: HeldLine, outcome: Service, *, recovered: bool
) -> None:
    turns = [*outcome.reserved, *outcome.waiting]
    if not turns and outcome.next_place == line.next_place:
        return
    line.next_place = outcome.next_place
    values = {
        **line.key,
        "next_place": outcome.next_place,
        "ids": [turn.application_id for turn in turns],
        "amounts": [turn.amount_cents for turn in turns],
        "states": ["reserved"] * len(outcome.reserved) + ["waiting"] * len(outcome.waiting),
        "transfers": [new_id() for _ in turns],
        "rounds": [turn.round for turn in turns],
        "at": clock.now(),
        "actor": session.info[CAUSE].actor,
        "cause": cause_of(session),
    }
    await session.execute(_SETTLE, values)
    reserved = [
        BudgetReserved(**_told(line, each), recovered=recovered) for each in outcome.reserved
    ]
    await announce_all(session, reserved, alliance=line.alliance)
    waiting = [BudgetExhausted(**_told(line, each)) for each in outcome.waiting]
    await announce_all(session, waiting, alliance=line.alliance)
    if waiting:
        await tell_exhausted(session, line)


async def tell_reserved(
    session: AsyncSession, line: HeldLine, turn: Turn, *, recovered: bool
) -> None:
    """Tell how much is set aside for an application."""
    fact = BudgetReserved(**_told(line, turn), recovered=recovered)
    await announce(session, fact, alliance=line.alliance)


async def tell_waiting(session: AsyncSession, line: HeldLine, turn: Turn) -> None:
    """Tell that an application waits for money; the first of a line ends the line's money."""
    await announce(session, BudgetExhausted(**_told(line, turn)), alliance=line.alliance)
    await tell_exhausted(session, line)


async def tell_exhausted(session: AsyncSession, line: HeldLine) -> None:
    """Tell once that the money of a line is all spoken for: somebody waits for it."""
    if line.exhausted:
        return
    waits = (await session.execute(_EXHAUST, line.key)).one_or_none()
    line.exhausted = waits is not None
    if line.exhausted:
        fact = LineExhausted(call_id=line.call_id, line=line.line)
        await announce(session, fact, alliance=line.alliance)


def _told(line: HeldLine, turn: Turn) -> dict[str, Any]:
    return {
        "application_id": turn.application_id,
        "call_id": line.call_id,
        "line": line.line,
        "place": turn.place,
        "amount_cents": turn.amount_cents,
        "round": turn.round,
        "ranked": turn.ranked,
    }
