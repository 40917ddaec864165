"""An application is no longer what it was: new answers, more documents, another version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationRevised
from contracts.intake import AttachedDocument, RegisterEntry
from kit.eventlog import announce
from kit.refusal import Refusal
from services.applications.queries import applications
from services.applications.rules import register
from services.applications.rules.employer import employer_key
from services.applications.rules.states import UNDECIDED
from services.applications.usecases.judging import Judging
from services.applications.usecases.likeness import remember_keys

# What was filed becomes the first row when it is revised for the first time. Who revises has looked
# at the revision that is named: if it is no longer the last, nothing is written.
_REVISE = text(
    """
    with first as (
        insert into declaration (application_id, revision, kind, call_id, call_version,
            amount_cents, answers, content_hash, body, year, number, at)
        select a.id, 1, 'application', a.call_id, a.call_version, a.amount_cents, p.answers,
            a.content_hash, a.body, a.register_year, a.register_number, a.registered_at
        from application a join applicant p on p.application_id = a.id
        where a.id = :id and a.revision = 1
        on conflict do nothing
    ), revised as (
        update application set revision = revision + 1, call_version = :call_version,
            amount_cents = :amount_cents
        where id = :id and revision = :revision and call_version = :before
            and state = any(:undecided) and stopped = ''
        returning id, revision, call_id
    ), answered as (
        update applicant set answers = :answers, employer_key = :employer_key
        where application_id in (select id from revised)
    ), attached as (
        insert into filed_document (attachment_id, application_id, document, at)
        select attachment_id, :id, document, :at
        from revised, unnest(cast(:attachments as uuid[]), cast(:documents as text[]))
            attached (attachment_id, document)
    )
    insert into declaration (application_id, revision, kind, call_id, call_version, amount_cents,
        answers, content_hash, body, year, number, official, act_number, act_on, reason, at)
    select id, revision, :kind, call_id, :call_version, :amount_cents, :answers,
        coalesce(
            cast(:content_hash as text),
            (select content_hash from declaration d where d.application_id = revised.id
                order by d.revision desc limit 1),
            (select content_hash from application where id = revised.id)
        ),
        cast(:body as text), cast(:year as integer), cast(:number as integer), :official,
        :act_number, cast(:act_on as date), :reason, :at
    from revised
    returning revision
    """
).bindparams(bindparam("answers", type_=JSONB))
_TAKEN = "filed_document_pkey"

RevisedBy = Literal["amendment", "supplement", "integration", "migration"]


@dataclass(frozen=True)
class MigrationAct:
    """The act by which an application is judged by another version."""

    official: str
    act_number: str
    act_on: date
    reason: str


@dataclass(frozen=True)
class Revision:
    """What becomes of an application: how it is judged now, what it asks for, by what it is so.

    `entry` is the register's, of what came in; `act` is of a migration, whose content is that of
    the revision before it.
    """

    case: Judging
    by: RevisedBy
    pseudonym_key: str
    amount_cents: int
    at: datetime
    content_hash: str | None = None
    entry: RegisterEntry | None = None
    act: MigrationAct | None = None
    documents: Sequence[AttachedDocument] = ()


async def write_revision(session: AsyncSession, revision: Revision) -> ApplicationRevised:
    """Write a revision beside those before it, and announce it.

    Refuses `attachment-taken`, `too-late-to-amend` when a decision or a withdrawal was quicker, and
    `revised-meanwhile` when another revision was; all 409.
    """
    application = revision.case.application
    number = await _write(session, revision)
    if number is None:
        raise await _overtaken(session, application.id)
    await remember_keys(session, application.id, revision.case.keys(revision.amount_cents))
    fact = ApplicationRevised(
        application_id=application.id,
        by=revision.by,
        revision=number,
        call_id=application.call_id,
        call_version=revision.case.version.version,
        line=application.line,
        amount_cents=revision.amount_cents,
        round=application.round,
    )
    why = revision.act.reason if revision.act else ""
    await announce(session, fact, alliance=application.alliance, why=why, at=revision.at)
    return fact


async def _write(session: AsyncSession, revision: Revision) -> int | None:
    try:
        found: int | None = (await session.execute(_REVISE, _values(revision))).scalar()
    except IntegrityError as error:
        if _TAKEN not in str(error.orig):
            raise
        raise Refusal("attachment-taken", "Un allegato è già di un'altra domanda.") from error
    return found


def _values(revision: Revision) -> dict[str, Any]:
    application: Row[Any] = revision.case.application
    act = revision.act or MigrationAct("", "", date.min, "")
    named = register.place(revision.entry) if revision.entry else None
    body, year, number = named or (None, None, None)
    return {
        "id": application.id,
        "revision": application.revision,
        "before": application.call_version,
        "undecided": list(UNDECIDED),
        "call_version": revision.case.version.version,
        "amount_cents": revision.amount_cents,
        "answers": revision.case.declared.answers,
        "employer_key": employer_key(
            revision.case.line, revision.case.facts, revision.pseudonym_key
        ),
        "kind": revision.by,
        "content_hash": revision.content_hash,
        "body": body,
        "year": year,
        "number": number,
        "official": act.official,
        "act_number": act.act_number,
        "act_on": act.act_on if revision.act else None,
        "reason": act.reason,
        "at": revision.at,
        "attachments": [each.attachment_id for each in revision.documents],
        "documents": [each.document for each in revision.documents],
    }


async def _overtaken(session: AsyncSession, application_id: UUID) -> Refusal:
    now = await applications.application(session, application_id)
    if now.stopped or now.state not in UNDECIDED:
        sentence = "La domanda è appena stata decisa o ritirata: non si può più modificare."
        return Refusal("too-late-to-amend", sentence)
    return Refusal("revised-meanwhile", "La domanda è cambiata in questo momento: riprovi.")
