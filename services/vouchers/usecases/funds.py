"""An act moves money between two lines of a call."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.money import ActRef, FundsMove
from contracts.vouchers.budget import FundsMoved
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.money import euro
from kit.refusal import Refusal
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.journal import Movement, post

_KNOWN = text("select line, movable from budget_line where call_id = :call_id")
_AVAILABLE = text("select credits_cents - debits_cents from account where id = :account")
_MOVE = text(
    """
    with moved as (
        insert into fund_move
            (id, call_id, from_line, to_line, amount_cents, act, act_on, reason, official, at)
        values (:id, :call_id, :from_line, :to_line, :cents, :act, :act_on, :reason, :official, :at)
    )
    update budget_line set
        moved_cents = moved_cents + case line when :to_line then :cents else -:cents end,
        exhausted = exhausted and line <> :to_line
    where call_id = :call_id and line in (:from_line, :to_line)
    """
)


async def move_funds(session: AsyncSession, call_id: str, move: FundsMove) -> FundsMoved:
    """Move money to another line of the call, and serve who waits there, in order.

    Refuses `line-unknown` (404), `same-line` and `act-in-the-future` (422), `split-binding` when
    the call does not let money move, and `not-available` with what the line has left.
    """
    check_act(move.act)
    await _check_lines(session, call_id, move)
    first, second = sorted((move.from_line, move.to_line))
    held = {name: await lines.hold(session, call_id, name) for name in (first, second)}
    giving, taking = held[move.from_line], held[move.to_line]
    await _check_money(session, giving, move)
    fact = FundsMoved(
        move_id=new_id(), call_id=call_id, from_line=move.from_line, to_line=move.to_line,
        amount_cents=move.amount_cents,
    )  # fmt: skip
    await session.execute(_MOVE, _values(fact, move))
    between = (giving.account, taking.account)
    await post(session, _movement(fact, between, move.act))
    await announce(session, fact, alliance=taking.alliance, why=move.reason)
    taking.exhausted = False
    await offers.serve(session, taking)
    await lines.tell_exhausted(session, taking)
    return fact


def check_act(act: ActRef) -> None:
    """Refuse an act of a day to come: `act-in-the-future` (422)."""
    if act.on > clock.today():
        raise Refusal("act-in-the-future", "Il giorno dell'atto è nel futuro.", 422)


async def _check_lines(session: AsyncSession, call_id: str, move: FundsMove) -> None:
    if move.from_line == move.to_line:
        raise Refusal("same-line", "Le due sezioni sono la stessa.", 422)
    rows = (await session.execute(_KNOWN, {"call_id": call_id})).all()
    known = {row.line: row.movable for row in rows}
    for line in (move.from_line, move.to_line):
        if line not in known:
            raise Refusal("line-unknown", f"Il bando non ha la sezione «{line}».", 404)
    if not all(known.values()):
        raise Refusal("split-binding", "Il bando non consente di spostare fondi tra le sezioni.")


async def _check_money(session: AsyncSession, line: lines.HeldLine, move: FundsMove) -> None:
    key = {"account": line.account}
    available = (await session.execute(_AVAILABLE, key)).scalar_one()
    if move.amount_cents > available:
        sentence = f"Nella sezione {line.line} sono disponibili {euro(available)}."
        raise Refusal("not-available", sentence)


def _values(fact: FundsMoved, move: FundsMove) -> dict[str, Any]:
    return {
        "id": fact.move_id,
        "call_id": fact.call_id,
        "from_line": move.from_line,
        "to_line": move.to_line,
        "cents": move.amount_cents,
        "act": move.act.number,
        "act_on": move.act.on,
        "reason": move.reason,
        "official": move.official,
        "at": clock.now(),
    }


def _movement(fact: FundsMoved, between: tuple[UUID, UUID], act: ActRef) -> Movement:
    giving, taking = between
    return Movement("transfer", str(fact.move_id), giving, taking, fact.amount_cents, act.number)
