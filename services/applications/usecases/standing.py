"""Where a filed application is, for who filed it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.cases import DocumentCard
from contracts.intake import AttachmentHash, Receipt, RegisterEntry, Standing
from kit import clock
from kit.refusal import Refusal
from services.applications.queries import applications, attachments, declarations, register
from services.applications.rules.register import protocol
from services.applications.rules.revision import Chance, check_withdrawable, words
from services.applications.usecases.amendment import chance_of


async def standing(session: AsyncSession, application_id: UUID) -> Standing:
    """Return the state of an application in words, what may still be done with it, its receipts.

    Refuses `unknown-application` (404).
    """
    at = clock.now()
    application = await applications.declared(
        session, application_id, clock.civil_day(at), locked=False
    )
    found = await _chance(session, application, at)
    return Standing(
        application_id=application.id,
        call_id=application.call_id,
        line=application.line,
        protocol=protocol(application.register_number, application.register_year),
        registered_at=application.registered_at,
        state=words(application.state, application.stopped, application.waits_for),
        answer_due_on=application.answer_due_on,
        place=application.place,
        amount_cents=application.amount_cents,
        may_withdraw=_may_withdraw(application),
        may_amend=found is not None,
        amend_until=found.until if found else None,
        receipts=await _receipts(session, application),
        answers=application.answers,
        form_version=found.version if found else application.call_version,
    )


async def _chance(session: AsyncSession, application: Row[Any], at: datetime) -> Chance | None:
    try:
        return await chance_of(session, application, at)
    except Refusal:
        return None


def _may_withdraw(application: Row[Any]) -> bool:
    try:
        check_withdrawable(application.state, application.stopped)
    except Refusal:
        return False
    return True


async def _receipts(session: AsyncSession, application: Row[Any]) -> list[Receipt]:
    """Return a receipt for each thing that came in, in the order of the register."""
    entries = (await register.entries_of(session, [application.id]))[application.id]
    revisions = (await declarations.declarations_of(session, [application.id]))[application.id]
    amounts = {
        protocol(each.number, each.year): each.amount_cents
        for each in revisions
        if each.number and each.year
    }
    filed = (await attachments.documents_of(session, [application.id]))[application.id]
    return [
        _receipt(application, entry, amounts, _filed_with(entry, filed)) for _, entry in entries
    ]


def _receipt(
    application: Row[Any],
    entry: RegisterEntry,
    amounts: Mapping[str, int],
    documents: list[AttachmentHash],
) -> Receipt:
    return Receipt(
        application_id=application.id,
        protocol=entry.protocol,
        registered_at=entry.registered_at,
        late=application.late,
        content_hash=entry.content_hash,
        amount_cents=amounts.get(entry.protocol, application.amount_cents),
        answer_due_on=application.answer_due_on,
        place=application.place,
        entry=entry,
        documents=documents,
    )


def _filed_with(
    entry: RegisterEntry, filed: Iterable[tuple[datetime, DocumentCard]]
) -> list[AttachmentHash]:
    return [
        AttachmentHash(document=card.document, name=card.name, sha256=card.sha256)
        for at, card in filed
        if at == entry.registered_at
    ]
