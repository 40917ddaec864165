"""What is set aside for an application follows what it asks for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.checks import ApplicationChecked
from contracts.applications.filing import ApplicationRevised
from kit import clock
from services.vouchers.rules.turns import Held, Resize, Turn, resized
from services.vouchers.usecases import lines, offers
from services.vouchers.usecases.journal import Movement, post

# A check is of a revision, so that the two numbers order the amounts whatever comes first.
_CLAIM = text(
    "insert into claim (application_id, revision, checked, amount_cents) "
    "values (:id, :revision, :checked, :cents) on conflict (application_id) do update "
    "set revision = excluded.revision, checked = excluded.checked, "
    "amount_cents = excluded.amount_cents "
    "where (excluded.revision, excluded.checked) > (claim.revision, claim.checked) "
    "returning old.amount_cents as before"
)
_LINE = text("select call_id, line from reservation where application_id = :id")
_HELD = text(
    "select r.place, r.amount_cents, r.state, r.round, r.ranked, "
    "(select credits_cents - debits_cents from account where id = :account) as available, "
    "exists (select from reservation w where w.call_id = r.call_id and w.line = r.line "
    "and w.state = 'waiting' and w.place < r.place) as somebody_before_waits "
    "from reservation r where r.application_id = :id "
    "and r.state in ('queued', 'reserved', 'waiting') for no key update of r"
)
_RESIZE = text(
    """
    with opened as (
        insert into account (id, kind, owner, line)
        select :id, 'reservation', cast(:id as uuid), :account where :state = 'reserved'
        on conflict on constraint one_account_per_owner do nothing
    )
    update reservation set amount_cents = :cents, state = :state, since_at = :at
    where application_id = :id
    """
)


@dataclass(frozen=True)
class Claim:
    """What an application asks for since a check of a revision; check 0 is the revision itself."""

    application_id: UUID
    revision: int
    checked: int
    amount_cents: int


async def follow_revision(session: AsyncSession, fact: ApplicationRevised) -> None:
    """Set aside what a revised application asks for, as far as its line has it."""
    await _follow(session, Claim(fact.application_id, fact.revision, 0, fact.amount_cents))


async def follow_check(session: AsyncSession, fact: ApplicationChecked) -> None:
    """Set aside what the last check of an application awards; mostly it is so already."""
    claim = Claim(fact.application_id, fact.revision, fact.checked, fact.amount_cents)
    await _follow(session, claim)


async def _follow(session: AsyncSession, claim: Claim) -> None:
    """Take the newest amount; one that comes before the registration is found there by it."""
    values = {
        "id": claim.application_id, "revision": claim.revision, "checked": claim.checked,
        "cents": claim.amount_cents,
    }  # fmt: skip
    known = (await session.execute(_CLAIM, values)).one_or_none()
    if known is None or known.before in (None, claim.amount_cents):
        return
    found = (await session.execute(_LINE, {"id": claim.application_id})).one_or_none()
    if found is not None:
        line = await lines.hold(session, found.call_id, found.line)
        await _resize(session, line, claim)


async def _resize(session: AsyncSession, line: lines.HeldLine, claim: Claim) -> None:
    """Give back or add the difference, then serve the others; an award stays what it is."""
    await offers.withdraw(session, line, claim.application_id)
    key = {"id": claim.application_id, "account": line.account}
    held = (await session.execute(_HELD, key)).one_or_none()
    if held is None:
        return
    state = _state_under(claim, held)
    values = {**key, "cents": claim.amount_cents, "state": state, "at": clock.now()}
    await session.execute(_RESIZE, values)
    more = _aside(state, claim.amount_cents) - _aside(held.state, held.amount_cents)
    await post(session, _movement(line, claim, more))
    turn = Turn(
        claim.application_id, held.place, claim.amount_cents, round=held.round, ranked=held.ranked
    )
    if state == "reserved":
        await lines.tell_reserved(session, line, turn, recovered=False)
    elif held.state == "reserved":
        await lines.tell_waiting(session, line, turn)
    await offers.serve(session, line)


def _state_under(claim: Claim, held: Row[Any]) -> Held:
    return resized(
        Resize(
            state=held.state,
            before_cents=held.amount_cents,
            after_cents=claim.amount_cents,
            available_cents=held.available,
            somebody_before_waits=held.somebody_before_waits,
        )
    )


def _aside(state: str, cents: int) -> int:
    return cents if state == "reserved" else 0


def _movement(line: lines.HeldLine, claim: Claim, more_cents: int) -> Movement:
    id_ = claim.application_id
    about = f"{id_}:{claim.revision}.{claim.checked}"
    if more_cents < 0:
        return Movement("release", about, id_, line.account, -more_cents)
    return Movement("reserve", about, line.account, id_, more_cents)
