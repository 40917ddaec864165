"""What stands in the registers, as officials and other bodies read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.documents import Annulment, DocumentCard, DocumentCards, OtherNumber
from kit import clock
from services.applications.queries import documents
from services.applications.queries.documents import Found
from services.applications.rules import daily_register as daily
from services.applications.rules import segnatura
from services.applications.rules.register import emergency_number, protocol

Others = Mapping[UUID, list[OtherNumber]]


async def document_card(session: AsyncSession, document_id: UUID) -> DocumentCard:
    """Return a document with all that is known of it; refuses `unknown-document` 404."""
    (card,) = await _cards(session, [await documents.document(session, document_id)])
    return card


async def documents_of_case(session: AsyncSession, about: UUID) -> DocumentCards:
    """Return what was registered about a case, in and out, by whichever body, in order."""
    return DocumentCards(items=await _cards(session, await documents.of_case(session, about)))


async def found_documents(session: AsyncSession, place: tuple[str, int, int]) -> DocumentCards:
    """Return a page of a body's register of a year, from a number on; `next` begins the next."""
    rows = await documents.numbered(session, place)
    following = rows[-1].number + 1 if len(rows) == documents.PAGE else None
    return DocumentCards(items=await _cards(session, rows), next=following)


async def segnatura_of(session: AsyncSession, document_id: UUID) -> bytes:
    """Return the segnatura of a document (art. 55); refuses `unknown-document` 404."""
    row = await documents.document(session, document_id)
    rule = await documents.body_of(session, row.body)
    aoo_code = documents.counted_by(rule).aoo_code
    return segnatura.segnatura(row, segnatura.Office(rule.name, rule.ipa_code, aoo_code))


async def daily_register(session: AsyncSession, body: str, day: date) -> bytes:
    """Return the register of a day; refuses `unknown-body` 404 and `day-not-over` 409."""
    await documents.body_of(session, body)
    daily.check_over(day, clock.now())
    entries = await documents.of_day(session, body, day)
    return daily.daily_register(day, entries, await documents.annulled_on(session, body, day))


async def _cards(session: AsyncSession, rows: Found) -> list[DocumentCard]:
    others = await documents.others(session, rows)
    return [_card(row, others) for row in rows]


def _card(row: Any, others: Others) -> DocumentCard:
    numbers = [each for about in (row.document_id, row.about) for each in others.get(about, ())]
    return DocumentCard(
        document_id=row.document_id, body=row.body, protocol=protocol(row.number, row.year),
        direction=row.direction, kind=row.kind, about=row.about, channel=row.channel,
        content_hash=row.content_hash, arrived_at=row.arrived_at, registered_on=row.registered_on,
        registered_at=row.at, link=row.link, sender=row.sender, recipient=row.recipient,
        subject=row.subject, attachments=row.attachments, emergency=emergency_number(row),
        annulled=_annulment(row), other_numbers=numbers,
    )  # fmt: skip


def _annulment(row: Any) -> Annulment | None:
    if row.annulled_at is None:
        return None
    return Annulment(
        reason=row.reason, act=row.act, act_on=row.act_on, official=row.official,
        at=row.annulled_at,
    )  # fmt: skip
