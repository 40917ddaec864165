"""Uploaded files: taken in, looked into, held until they may be read, dropped when nobody files
them."""

from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import AttachmentReceipt
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.rules.file_content import MediaType
from services.applications.rules.file_name import clean_name
from services.applications.rules.register import protocol
from services.applications.usecases.inspection import inspect, mark
from services.applications.usecases.scanner import Finding, scan
from services.applications.usecases.store import Incoming, Store

State = Literal["quarantined", "accepted", "infected"]

KEPT_UNFILED = timedelta(days=30)
AT_A_TIME = 100
STATES: dict[Finding, State] = {
    "clean": "accepted",
    "infected": "infected",
    "unknown": "quarantined",
}

# Who writes or removes a content holds this until the commit: so none is removed that comes again.
_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:sha256, 1))")
_KEEP = text(
    "insert into attachment (id, sha256, size, media_type, name, state, uploaded_at, settled_at) "
    "values (:id, :sha256, :size, :media_type, :name, :state, :at, :settled_at)"
)
_FIND = text(
    "select a.*, p.register_number, p.register_year from attachment a "
    "left join filed_document f on f.attachment_id = a.id "
    "left join application p on p.id = f.application_id where a.id = :id"
)
_WAITING = text(
    "select id, sha256 from attachment where state = 'quarantined' and id > :after "
    "order by id limit :limit"
)
_SETTLE = text(
    "update attachment set state = :state, settled_at = :at "
    "where id = :id and state = 'quarantined'"
)
_ORPHANS = text(
    "select id, sha256 from attachment a where uploaded_at < :before "
    "and not exists (select from filed_document f where f.attachment_id = a.id) "
    "order by uploaded_at limit :limit"
)
_DROP = text(
    "delete from attachment a where id = :id "
    "and not exists (select from filed_document f where f.attachment_id = a.id) returning id"
)
_OTHERS = text("select exists (select from attachment where sha256 = :sha256 and state <> :gone)")


@dataclass(frozen=True)
class Taken:
    """A file that came in whole and was looked into."""

    incoming: Incoming
    media_type: MediaType
    finding: Finding


@dataclass(frozen=True)
class Readable:
    """An accepted file: where it is, what it is, what it is called, which case it is of."""

    path: Path
    media_type: MediaType
    name: str
    protocol: str | None


async def take_in(
    store: Store, path: Path, chunks: AsyncIterable[bytes], scanner: str = ""
) -> Taken:
    """Write a file on a path of the store's desk and look into it; it has no place yet.

    Refuses `too-large` 413, `no-room` 507, and what the inspection refuses.
    """
    incoming = await store.receive(path, chunks)
    media_type = await inspect(path)
    return Taken(incoming, media_type, await scan(scanner, path) if scanner else "clean")


async def keep(session: AsyncSession, store: Store, taken: Taken, name: str) -> AttachmentReceipt:
    """Give a file its place and an id under which it may be filed; an infected one has no place."""
    incoming, state, at = taken.incoming, STATES[taken.finding], clock.now()
    receipt = AttachmentReceipt(
        attachment_id=new_id(), sha256=incoming.sha256, size=incoming.size,
        media_type=taken.media_type, state=state,
    )  # fmt: skip
    await session.execute(_HOLD, {"sha256": incoming.sha256})
    await session.execute(_KEEP, {
        "id": receipt.attachment_id, "sha256": receipt.sha256, "size": receipt.size,
        "media_type": receipt.media_type, "name": clean_name(name, taken.media_type),
        "state": state, "at": at, "settled_at": None if state == "quarantined" else at,
    })  # fmt: skip
    if state != "infected":
        store.keep(incoming)
    return receipt


async def readable(session: AsyncSession, store: Store, attachment_id: UUID) -> Readable:
    """Return an accepted file.

    Refuses `unknown-attachment` 404, `quarantined-attachment` and `infected-attachment` 409, and
    `lost-attachment` 410 when the folder was not restored with the database.
    """
    found = (await session.execute(_FIND, {"id": attachment_id})).one_or_none()
    if found is None:
        raise Refusal("unknown-attachment", "L'allegato non esiste.", 404)
    if found.state == "quarantined":
        raise Refusal("quarantined-attachment", "L'allegato aspetta il controllo antivirus.")
    if found.state == "infected":
        raise Refusal("infected-attachment", "L'allegato contiene un virus e non si può aprire.")
    if not store.has(found.sha256):
        raise Refusal("lost-attachment", "Il file non è più nell'archivio.", 410)
    return Readable(store.place(found.sha256), found.media_type, found.name, _protocol(found))


def _protocol(found: Row[tuple[object, ...]]) -> str | None:
    number, year = found.register_number, found.register_year
    return protocol(number, year) if number else None


async def marked(store: Store, file: Readable) -> Readable:
    """Write a copy of a file of a case that says of which case it is, across every page.

    Whoever asked removes it. Refuses `unfiled-attachment` 409 for a file that nobody filed.
    """
    if file.protocol is None:
        raise Refusal("unfiled-attachment", "L'allegato non è di nessuna domanda.")
    text = f"Copia per la pratica {file.protocol} \N{EN DASH} Capofila"
    path = store.scratch()
    try:
        kind = await mark(file.path, file.media_type, path, text)
    except Refusal:
        path.unlink(missing_ok=True)
        raise
    return replace(file, path=path, media_type=kind, name=clean_name(file.name, kind))


async def settle_quarantined(
    session: AsyncSession, store: Store, scanner: str, after: UUID
) -> UUID | None:
    """Ask the scanner again about the next files that wait; return the last, None at the end."""
    values = {"after": after, "limit": AT_A_TIME}
    waiting = (await session.execute(_WAITING, values)).all()
    for each in waiting:
        state = STATES[await scan(scanner, store.place(each.sha256))]
        if state != "quarantined":
            settled = {"id": each.id, "state": state, "at": clock.now()}
            await session.execute(_SETTLE, settled)
        if state == "infected":
            await _drop_content(session, store, each.sha256)
    return waiting[-1].id if waiting else None


async def drop_orphans(session: AsyncSession, store: Store) -> int:
    """Remove files that nobody filed within 30 days, at most a hundred; return how many."""
    values = {"before": clock.now() - KEPT_UNFILED, "limit": AT_A_TIME}
    orphans: Sequence[Row[tuple[UUID, str]]] = (await session.execute(_ORPHANS, values)).all()
    dropped = 0
    for each in orphans:
        await session.execute(_HOLD, {"sha256": each.sha256})
        if (await session.execute(_DROP, {"id": each.id})).one_or_none():
            await _drop_content(session, store, each.sha256)
            dropped += 1
    return dropped


async def _drop_content(session: AsyncSession, store: Store, sha256: str) -> None:
    values = {"sha256": sha256, "gone": "infected"}
    if not (await session.execute(_OTHERS, values)).scalar_one():
        store.drop(sha256)
