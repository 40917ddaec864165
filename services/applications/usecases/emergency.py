"""When the system is down, documents are numbered on an emergency register, and recovered later."""

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.register import RegisterDocument
from contracts.documents import Particulars
from contracts.emergencies import (
    EmergencyCard,
    EmergencyClosing,
    EmergencyDay,
    EmergencyEntries,
    EmergencyForm,
    EmergencyLine,
)
from kit import clock
from kit.ids import new_id
from services.applications.models.documents import (
    EmergencyClosingRow,
    EmergencyEntryRow,
    EmergencyRegister,
)
from services.applications.queries import documents, emergencies
from services.applications.rules import emergency as rules
from services.applications.rules.emergency import NumberedEntry
from services.applications.rules.register import emergency_name, protocol
from services.applications.usecases.documents import (
    TAKEN,
    hold_document,
    keep_particulars,
    register_document,
)

MOST_RECOVERED = 100
TOLD = ("direction", "kind", "about", "channel", "content_hash", "arrived_at")
_TURN = text("select pg_advisory_xact_lock(hashtextextended('emergency:' || :body, 0))")


async def open_emergency(session: AsyncSession, form: EmergencyForm) -> EmergencyCard:
    """Open the emergency register of a body, since the instant at which the system went down.

    Refuses `unknown-body` 404, `emergency-in-the-future` 422, `emergency-open` and
    `emergency-overlap` 409.
    """
    at = clock.now()
    await documents.body_of(session, form.body)
    await session.execute(_TURN, {"body": form.body})
    if await emergencies.maybe(session, form.id) is None:
        rules.check_opening(form.opened_at, at, await emergencies.last(session, form.body))
        session.add(EmergencyRegister(at=at, **form.model_dump()))
        await session.flush()
    return await emergency_card(session, form.id)


async def write_entries(
    session: AsyncSession, register_id: UUID, written: EmergencyEntries
) -> EmergencyCard:
    """Write entries into an emergency register; those that stand in it already are left alone.

    Refuses `unknown-emergency` 404, `emergency-closed`, `emergency-number-taken`,
    `particulars-taken` and `document-id-taken` 409, `emergency-gap` and `emergency-outside` 422.
    """
    at, register = clock.now(), await _held(session, register_id)
    kept = await emergencies.kept(session, register)
    for entry in rules.numbered(written.entries, kept):
        if register.closed_at is not None:
            raise rules.CLOSED
        rules.check_written(entry, register.opened_at, at)
        await _write(session, register, entry, written.official)
    return await emergency_card(session, register_id)


async def close_emergency(
    session: AsyncSession, register_id: UUID, closing: EmergencyClosing
) -> EmergencyCard:
    """Close an emergency register, at the instant since which the system works again.

    Refuses `unknown-emergency` 404, `emergency-closed` 409, `emergency-in-the-future`,
    `emergency-closed-before-opening` and `emergency-closed-too-early` 422.
    """
    at, register = clock.now(), await _held(session, register_id)
    rules.check_closing(register, closing.closed_at, at)
    session.add(EmergencyClosingRow(register_id=register_id, at=at, **closing.model_dump()))
    await session.flush()
    return await emergency_card(session, register_id)


async def recover_entries(session: AsyncSession, register_id: UUID) -> EmergencyCard:
    """Give the next entries of a closed register their ordinary numbers, at most 100 at once.

    Both numbers stay (art. 63 c. 5). Call it until no line is without `protocol`: the ordinary
    register is not held longer than that. Refuses `unknown-emergency` 404 and
    `emergency-still-open` 409.
    """
    register = await _held(session, register_id)
    if register.closed_at is None:
        raise rules.STILL_OPEN
    waiting = [
        row
        for row in await emergencies.entries(session, register_id)
        if row.register_number is None
    ]
    # All documents are held before the register is: another order could end in a deadlock.
    for row in waiting[:MOST_RECOVERED]:
        await hold_document(session, row.document_id)
    for row in waiting[:MOST_RECOVERED]:
        said = {field: getattr(row, field) for field in TOLD}
        command = RegisterDocument(document_id=row.document_id, body=row.body, **said)
        await register_document(session, command)
    return await emergency_card(session, register_id)


async def emergency_card(session: AsyncSession, register_id: UUID) -> EmergencyCard:
    """Return an emergency register with its entries; refuses `unknown-emergency` 404."""
    row = await emergencies.register(session, register_id)
    rows = await emergencies.entries(session, register_id)
    days = Counter(clock.civil_day(each.written_at) for each in rows)
    return EmergencyCard(
        id=row.id, body=row.body, reason=row.reason, opened_at=row.opened_at,
        opened_by=row.official, closed_at=row.closed_at, closed_by=row.closed_by,
        days=[EmergencyDay(on=day, entries=days[day]) for day in sorted(days)],
        lines=[_line(each) for each in rows],
    )  # fmt: skip


async def _held(session: AsyncSession, register_id: UUID) -> Row[Any]:
    """Return a register of a body whose emergencies nobody else changes meanwhile."""
    register = await emergencies.register(session, register_id)
    await session.execute(_TURN, {"body": register.body})
    return await emergencies.register(session, register_id)


async def _write(
    session: AsyncSession, register: Row[Any], entry: NumberedEntry, official: str
) -> None:
    document_id = entry.entry.document_id or new_id()
    if await documents.maybe(session, document_id) is not None:
        raise TAKEN
    said = entry.entry.model_dump(include={*TOLD, "written_at"})
    row = EmergencyEntryRow(
        body=register.body, year=entry.year, number=entry.number, register_id=register.id,
        document_id=document_id, official=official, at=clock.now(),
        **(said | {"content_hash": entry.content_hash}),
    )  # fmt: skip
    session.add(row)
    if entry.entry.particulars != Particulars():
        await keep_particulars(session, document_id, entry.entry.particulars, official)
    await session.flush()


def _line(row: Row[Any]) -> EmergencyLine:
    return EmergencyLine(
        number=emergency_name(row.number, row.year), document_id=row.document_id,
        direction=row.direction, kind=row.kind, written_at=row.written_at,
        protocol=protocol(row.register_number, row.register_year) if row.register_number else "",
    )  # fmt: skip
