"""Every document of a body has its number, whoever brings it and whichever way it goes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.register import DocumentRegistered, RegisterDocument
from contracts.documents import DocumentForm, Particulars, RegisteredDocument
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.models.documents import DocumentParticulars
from services.applications.queries import documents
from services.applications.queries.terms import calendar_of
from services.applications.rules.office_hours import registered_on
from services.applications.rules.register import protocol
from services.applications.usecases.register import ENTRY, NEXT

# Of two that register one document at once the later one reads what the first one wrote.
_TURN = text("select pg_advisory_xact_lock(hashtextextended('document:' || :id, 0))")
_ENTER = text(
    f"""
    with numbered as ({NEXT}), entered as (
        insert into register_entry ({ENTRY})
        select :body, :year, last, last_at, 'document', null, :content_hash, previous_link,
            last_link
        from numbered
        returning {ENTRY}
    ), described as (
        insert into register_document (document_id, body, year, number, direction, kind, about,
            channel, content_hash, arrived_at, registered_on, at)
        select :document_id, body, year, number, :direction, :document_kind, :about, :channel,
            content_hash, :arrived_at, :registered_on, at
        from entered
    )
    select number, at from entered
    """
)
SAME = ("body", "direction", "kind", "about", "content_hash")
TAKEN = Refusal("document-id-taken", "Con questo identificativo c'è già un altro documento.")
TOLD = Refusal("particulars-taken", "Mittente, destinatario e oggetto sono già scritti.")
IN_THE_FUTURE = Refusal(
    "document-in-the-future", "La data e l'ora del documento sono nel futuro.", 422
)


async def hold_document(session: AsyncSession, document_id: UUID) -> None:
    """Let nobody else register or describe a document until the commit; before any register."""
    await session.execute(_TURN, {"id": str(document_id)})


async def register_document(session: AsyncSession, command: RegisterDocument) -> DocumentRegistered:
    """Give a document the next number of its body's register, once.

    The entry is of the day that the body's office hours say, and its number of that day's year.
    The register stays locked until the commit. Refuses `unknown-body` 404, `document-id-taken` 409
    and `document-in-the-future` 422.
    """
    at = clock.now()
    await hold_document(session, command.document_id)
    before = await documents.maybe(session, command.document_id)
    if before is not None:
        return _repeated(command, before)
    if command.arrived_at > at:
        raise IN_THE_FUTURE
    fact = await _enter(session, command, at)
    await announce(session, fact, at=fact.at)
    return fact


async def register_form(session: AsyncSession, form: DocumentForm) -> RegisteredDocument:
    """Register a document that an official brings, with who sent it, to whom and about what.

    Refuses `particulars-taken` 409, and what `register_document` refuses.
    """
    said = form.model_dump(exclude={"particulars", "official"})
    if form.particulars != Particulars():
        await keep_particulars(session, form.document_id, form.particulars, form.official)
    await register_document(session, RegisterDocument.model_validate(said))
    return receipt(await documents.document(session, form.document_id))


async def keep_particulars(
    session: AsyncSession, document_id: UUID, told: Particulars, official: str
) -> None:
    """Keep who sent a document, to whom and about what: once, before or after its number.

    Refuses `particulars-taken` 409 for other ones than those that are kept.
    """
    await hold_document(session, document_id)
    kept = await session.get(DocumentParticulars, document_id)
    said = told.model_dump(mode="json")
    if kept is None:
        row = DocumentParticulars(
            document_id=document_id, official=official, at=clock.now(), **said
        )
        session.add(row)
        await session.flush()
    elif said != kept.model_dump(mode="json", include=set(said)):
        raise TOLD


def receipt(row: Row[Any]) -> RegisteredDocument:
    """Write what who brought a document is given."""
    return RegisteredDocument(
        document_id=row.document_id, body=row.body, protocol=protocol(row.number, row.year),
        registered_on=row.registered_on, registered_at=row.at, content_hash=row.content_hash,
        link=row.link,
    )  # fmt: skip


async def _enter(
    session: AsyncSession, command: RegisterDocument, at: datetime
) -> DocumentRegistered:
    rules = documents.counted_by(await documents.body_of(session, command.body))
    day = registered_on(rules, await calendar_of(session, command.body), at)
    values = command.model_dump(exclude={"kind"}) | {
        "document_kind": command.kind, "year": day.year, "registered_on": day, "at": at,
    }  # fmt: skip
    row = (await session.execute(_ENTER, values)).one()
    return DocumentRegistered(
        document_id=command.document_id, body=command.body, direction=command.direction,
        kind=command.kind, about=command.about, year=day.year, number=row.number,
        registered_on=day, at=row.at,
    )  # fmt: skip


def _repeated(command: RegisterDocument, row: Row[Any]) -> DocumentRegistered:
    """Return what was told when the document was registered."""
    if any(getattr(row, field) != getattr(command, field) for field in SAME):
        raise TAKEN
    return DocumentRegistered(
        document_id=command.document_id, body=row.body, direction=row.direction, kind=row.kind,
        about=row.about, year=row.year, number=row.number, registered_on=row.registered_on,
        at=row.at,
    )  # fmt: skip
