"""A part of what an application asks for is offered when its list ends with less than that."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.calls import CallMoved
from contracts.money import OfferAnswer
from contracts.vouchers.offers import BudgetOffered, LapseOffer, OfferAnswered
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.vouchers.rules.turns import Turn
from services.vouchers.usecases import lines
from services.vouchers.usecases.journal import Movement, post

ANSWER_DAYS = 10

_LINES = text(
    "select line from budget_line where call_id = :call_id and partial_funding order by line"
)
# One offer at a time: behind it everybody waits.
_NEXT = text(
    "select r.application_id, r.place, r.amount_cents, a.credits_cents - a.debits_cents as left "
    "from reservation r, account a where r.call_id = :call_id and r.line = :line "
    "and a.id = :account and r.state = 'waiting' and not exists (select from reservation o "
    "where o.call_id = :call_id and o.line = :line and o.state = 'offered') "
    "and not exists (select from offer d where d.application_id = r.application_id) "
    "order by r.place limit 1"
)
_OFFER = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        select :id, 'reservation', cast(:id as uuid), :account
        on conflict on constraint one_account_per_owner do nothing
    ), offered as (
        insert into offer (application_id, amount_cents, wanted_cents, state, offered_at,
                           answer_by_on)
        values (:id, :cents, :wanted, 'offered', :at, :by_on)
    )
    update reservation set state = 'offered', since_at = :at where application_id = :id
    """
)
_FIND = text("select call_id, line from reservation where application_id = :id")
_HELD = text(
    "select o.*, r.place, r.round, r.ranked, r.state as held from offer o "
    "join reservation r using (application_id) "
    "where o.application_id = :id for no key update"
)
_ANSWER = text("update offer set state = :state, answered_at = :at where application_id = :id")
_SETTLE = text(
    """
    with asked as (
        update claim set amount_cents = :cents where application_id = :id
    )
    update reservation set state = :state, amount_cents = :cents, since_at = :at
    where application_id = :id
    """
)
_WAIT = text("update reservation set state = 'waiting', since_at = :at where application_id = :id")
# Who took the smaller sum and was not granted it yet gets the rest too when it comes.
_SHORT = text(
    "select o.*, r.place, r.round, r.ranked, r.state as held, "
    "a.credits_cents - a.debits_cents as left "
    "from offer o join reservation r using (application_id), account a "
    "where r.call_id = :call_id and r.line = :line and a.id = :account "
    "and ((o.state, r.state) = ('offered', 'offered') or ((o.state, r.state) = "
    "('accepted', 'reserved') and r.amount_cents = o.amount_cents)) "
    "order by r.place"
)


async def offer_what_is_left(session: AsyncSession, call: CallMoved) -> None:
    """When a list ends, offer what is left of each line to the first who waits.

    Only if the call says so. Told as BudgetOffered; the sum is set aside until the last day of the
    answer.
    """
    if call.state != "closed":
        return
    rows = await session.execute(_LINES, {"call_id": call.call_id})
    for row in rows.all():
        line = await lines.hold(session, call.call_id, row.line)
        await _offer_next(session, line)


async def answer_offer(
    session: AsyncSession, application_id: UUID, answer: OfferAnswer
) -> OfferAnswered:
    """Take or leave a smaller sum; the same answer again is no new one.

    Refuses `no-offer` (404) and `offer-closed` (409).
    """
    return await _close(session, application_id, answer.answer)


async def lapse_offer(session: AsyncSession, command: LapseOffer) -> OfferAnswered:
    """End an offer whose day went by: who did not answer waits again, without a part of it.

    One that was answered keeps its answer. Refuses `no-offer` (404) and `offer-still-open`.
    """
    return await _close(session, command.application_id, "lapsed")


async def serve(session: AsyncSession, line: lines.HeldLine) -> None:
    """Give what is available to who has only a part, then to those that wait, in order."""
    for short in (await session.execute(_SHORT, line.key)).all():
        more = short.wanted_cents - short.amount_cents
        if more <= await _left(session, line):
            await _top_up(session, line, short, more)
    await lines.serve(session, line)


async def withdraw(session: AsyncSession, line: lines.HeldLine, application_id: UUID) -> None:
    """End the offer of an application that asks for something else now, or for nothing."""
    held = (await session.execute(_HELD, {"id": application_id})).one_or_none()
    if held is not None and held.state == "offered":
        await _give_back(session, line, held, "lapsed")


async def _offer_next(session: AsyncSession, line: lines.HeldLine) -> None:
    first = (await session.execute(_NEXT, line.key)).one_or_none()
    if first is None or not 0 < first.left < first.amount_cents:
        return
    now = clock.now()
    by_on = clock.civil_day(now) + timedelta(days=ANSWER_DAYS)
    values = {"id": first.application_id, "account": line.account, "cents": first.left,
              "wanted": first.amount_cents, "at": now, "by_on": by_on}  # fmt: skip
    await session.execute(_OFFER, values)
    about = f"{first.application_id}:offer"
    movement = Movement("reserve", about, line.account, first.application_id, first.left)
    await post(session, movement)
    fact = BudgetOffered(
        application_id=first.application_id,
        call_id=line.call_id,
        line=line.line,
        amount_cents=first.left,
        wanted_cents=first.amount_cents,
        answer_by_on=by_on,
        at=clock.now(),
    )
    await announce(session, fact, alliance=line.alliance)


async def _close(session: AsyncSession, application_id: UUID, outcome: str) -> OfferAnswered:
    found = (await session.execute(_FIND, {"id": application_id})).one_or_none()
    if found is None:
        raise Refusal("no-offer", "A questa domanda non è stato offerto nulla.", 404)
    line = await lines.hold(session, found.call_id, found.line)
    held = (await session.execute(_HELD, {"id": application_id})).one_or_none()
    if held is None:
        raise Refusal("no-offer", "A questa domanda non è stato offerto nulla.", 404)
    if held.state != "offered":
        return _as_before(held, outcome)
    _check_day(held, outcome)
    if outcome == "accepted":
        return await _accept(session, line, held)
    return await _decline(session, line, held, outcome)


def _as_before(held: Row[Any], outcome: str) -> OfferAnswered:
    """An answer given before stands; what was topped up is the whole sum."""
    before = "accepted" if held.state == "topped_up" else held.state
    if outcome not in ("lapsed", before):
        raise Refusal("offer-closed", "All'offerta è già stata data una risposta.")
    return _told(held, before)


def _check_day(held: Row[Any], outcome: str) -> None:
    over = clock.today() > held.answer_by_on
    until = f"{held.answer_by_on:%d/%m/%Y}"
    if outcome == "lapsed" and not over:
        raise Refusal("offer-still-open", f"All'offerta si può rispondere fino al {until}.")
    if outcome != "lapsed" and over:
        raise Refusal("offer-closed", f"All'offerta si poteva rispondere fino al {until}.")


async def _accept(session: AsyncSession, line: lines.HeldLine, held: Row[Any]) -> OfferAnswered:
    values = {"id": held.application_id, "at": clock.now()}
    await session.execute(_ANSWER, {**values, "state": "accepted"})
    settled = {**values, "state": "reserved", "cents": held.amount_cents}
    await session.execute(_SETTLE, settled)
    fact = _told(held, "accepted")
    await announce(session, fact, alliance=line.alliance)
    turn = Turn(
        held.application_id, held.place, held.amount_cents, round=held.round, ranked=held.ranked
    )
    await lines.tell_reserved(session, line, turn, recovered=True)
    await lines.serve(session, line)
    return fact


async def _decline(
    session: AsyncSession, line: lines.HeldLine, held: Row[Any], outcome: str
) -> OfferAnswered:
    await _give_back(session, line, held, outcome)
    fact = _told(held, outcome)
    await announce(session, fact, alliance=line.alliance)
    await _offer_next(session, line)
    return fact


async def _give_back(
    session: AsyncSession, line: lines.HeldLine, held: Row[Any], outcome: str
) -> None:
    id_, values = held.application_id, {"id": held.application_id, "at": clock.now()}
    await session.execute(_ANSWER, {**values, "state": outcome})
    await session.execute(_WAIT, values)
    await post(session, Movement("release", f"{id_}:offer", id_, line.account, held.amount_cents))


async def _top_up(
    session: AsyncSession, line: lines.HeldLine, short: Row[Any], more_cents: int
) -> None:
    id_, values = short.application_id, {"id": short.application_id, "at": clock.now()}
    await session.execute(_ANSWER, {**values, "state": "topped_up"})
    settled = {**values, "state": "reserved", "cents": short.wanted_cents}
    await session.execute(_SETTLE, settled)
    await post(session, Movement("reserve", f"{id_}:rest", line.account, id_, more_cents))
    turn = Turn(id_, short.place, short.wanted_cents, round=short.round, ranked=short.ranked)
    await lines.tell_reserved(session, line, turn, recovered=True)


async def _left(session: AsyncSession, line: lines.HeldLine) -> int:
    query = text("select credits_cents - debits_cents from account where id = :account")
    left: int = (await session.execute(query, {"account": line.account})).scalar_one()
    return left


def _told(held: Row[Any], outcome: Any) -> OfferAnswered:
    return OfferAnswered(
        application_id=held.application_id, outcome=outcome, amount_cents=held.amount_cents
    )
