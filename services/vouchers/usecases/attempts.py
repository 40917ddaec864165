"""Wrong codes: who tries too many of them in a minute has to wait."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.ids import new_id
from kit.refusal import Refusal

MOST = 10
WINDOW = timedelta(minutes=1)
KEPT = timedelta(days=1)

_TRIED = text(
    "select count(*) as tried, min(at) as first from wrong_code "
    "where provider = :provider and at > :since"
)
_TURN = text("select pg_advisory_xact_lock(hashtextextended('wrong-code:' || :provider, 0))")
_NOTE = text(
    "with tidied as (delete from wrong_code where provider = :provider and at < :before) "
    "insert into wrong_code (id, provider, at) values (:id, :provider, :at)"
)


class TooManyAttempts(Refusal):
    """Ten wrong codes in a minute; no answer of a key, because it passes by itself."""

    def __init__(self, retry_after: int) -> None:
        sentence = f"Troppi codici sbagliati: riprovi fra {retry_after} secondi."
        super().__init__("too-many-attempts", sentence, 429)
        self.retry_after = retry_after


async def refuse_when_locked(session: AsyncSession, provider: str, now: datetime) -> None:
    """Refuse `too-many-attempts` (429) after ten wrong codes in the last minute."""
    values = {"provider": provider, "since": now - WINDOW}
    tried = (await session.execute(_TRIED, values)).one()
    if tried.tried >= MOST:
        raise TooManyAttempts(max(1, ceil((tried.first + WINDOW - now).total_seconds())))


async def note_wrong_code(session: AsyncSession, provider: str, now: datetime) -> None:
    """Count a wrong code; of many at once no more than ten are answered."""
    await session.execute(_TURN, {"provider": provider})
    await refuse_when_locked(session, provider, now)
    values = {"id": new_id(), "provider": provider, "at": now, "before": now - KEPT}
    await session.execute(_NOTE, values)
