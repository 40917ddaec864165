"""A case that is opened again stands for money once more."""

from typing import Any

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import ApplicationReopened
from kit import clock
from kit.doors import TryAgain
from services.vouchers.rules.turns import Turn
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.annulments import end_award

_FIND = text(
    "select application_id, place, state, round from reservation where application_id = :id "
    "for no key update"
)
_STAND = text(
    """
    with past as (
        update offer set state = 'lapsed', answered_at = coalesce(answered_at, :at)
        where application_id = :id
    )
    update reservation r set round = :round, place = cast(:place as integer), state = :state,
        amount_cents = c.amount_cents, since_at = :at
    from claim c where r.application_id = :id and c.application_id = :id
    returning r.amount_cents
    """
)


async def follow_reopening(session: AsyncSession, fact: ApplicationReopened) -> None:
    """Put an application at the place that the act gives it; what was granted goes back first.

    Behind all others it is served as one that has just arrived, at its old place before all that
    wait; without a place it waits for its list. What it asks for is what it asked for last.
    """
    line = await lines.hold(session, fact.call_id, fact.fund or fact.line)
    found = (await session.execute(_FIND, {"id": fact.application_id})).one_or_none()
    if found is None:
        raise TryAgain("the application is not registered here yet")
    if found.round >= fact.round:
        return
    _check_ended(found, line, fact)
    if found.state == "committed":
        await end_award(session, line, fact)
    await _stand(session, line, fact)
    await offers.serve(session, line)


def _check_ended(found: Row[Any], line: lines.HeldLine, fact: ApplicationReopened) -> None:
    """Wait for what is on its way: the end of the round before, and the places before its own."""
    ended = "committed" if fact.took_back == "granted" else "released"
    if found.state != ended:
        raise TryAgain("the round before has not ended here yet")
    if found.place is not None and found.place >= line.next_place:
        raise TryAgain("the places before its own have not been served yet")


async def _stand(session: AsyncSession, line: lines.HeldLine, fact: ApplicationReopened) -> None:
    """Write where it stands: unranked, waiting at a place of before, or queued behind all."""
    behind = fact.place is not None and fact.place >= line.next_place
    state = "queued" if behind else ("unranked" if fact.place is None else "waiting")
    values = {
        "id": fact.application_id, "round": fact.round, "place": fact.place, "state": state,
        "at": clock.now(),
    }  # fmt: skip
    cents = (await session.execute(_STAND, values)).scalar_one()
    if state == "waiting" and fact.place is not None:
        turn = Turn(fact.application_id, fact.place, cents, round=fact.round, ranked=fact.ranked)
        await lines.tell_waiting(session, line, turn)
