"""A provider has so many places in a period: one for each family of vouchers that is used there."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit import clock
from kit.refusal import Refusal
from services.vouchers.rules.periods import Period, first_of
from services.vouchers.usecases.titles import Title

# Two that want the last place wait for each other.
_TURN = text("select pg_advisory_xact_lock(hashtextextended('places:' || :provider, 0))")
_USES = """
    select v.root_id from redemption d join voucher v on v.id = d.voucher_id
    left join hold h on h.id = d.hold_id
    where d.provider = :provider and d.at >= :since and coalesce(h.at, d.at) >= :since
      and not exists (select from reversal s where s.redemption_id = d.id)
    union
    select v.root_id from hold h join voucher v on v.id = h.voucher_id
    where h.provider = :provider and h.state = 'held' and h.expires_at > :now and h.at >= :since
"""
_OURS = text(f"select exists (select from ({_USES}) u where root_id = :root_id)")
_TAKEN = text(f"select count(*) from ({_USES}) u where root_id <> :root_id")
_WORDS: dict[Period, str] = {
    "week": "questa settimana", "month": "questo mese", "year": "quest'anno",
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """How many places a provider has in each period."""

    provider: str
    capacity: int
    period: Period


async def refuse_when_full(session: AsyncSession, room: Room, title: Title, now: datetime) -> None:
    """Refuse `provider-full` to a voucher that has no place yet where none is left.

    A voucher takes one place for its whole family, with what is held too, from the first day of the
    period on; what was reversed or lapsed takes none.
    """
    first = first_of(room.period, clock.civil_day(now))
    since = datetime.combine(first, time.min, clock.ROME)
    values: dict[str, Any] = {
        "provider": room.provider, "since": since, "now": now, "root_id": title.root_id,
    }  # fmt: skip
    if (await session.execute(_OURS, values)).scalar_one():
        return
    await session.execute(_TURN, {"provider": room.provider})
    if (await session.execute(_TAKEN, values)).scalar_one() >= room.capacity:
        places = "1 posto" if room.capacity == 1 else f"{room.capacity} posti"
        sentence = f"Il fornitore ha {places} per {_WORDS[room.period]}, e nessuno è libero."
        raise Refusal("provider-full", sentence)
