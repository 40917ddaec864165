"""New answers to a filed application: an amendment, a supplement, what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import Amendment, AttachedDocument, FieldError, Receipt
from kit import clock, logs
from kit.refusal import Refusal
from services.applications.models.calls import CallVersion
from services.applications.queries import (
    applications,
    attachments,
    calls,
    declarations,
)
from services.applications.rules import documents
from services.applications.rules.answers import problems, tidied
from services.applications.rules.completion import check_completion
from services.applications.rules.documents import Uploaded
from services.applications.rules.refusals import InvalidAnswers, InvalidDocuments
from services.applications.rules.revision import Chance, Filed, Moment, chance
from services.applications.rules.territory import within
from services.applications.rules.windows import of_line
from services.applications.usecases.integration import chance_to_complete, complete
from services.applications.usecases.judging import Judging, declared_by, judging, line_of
from services.applications.usecases.register import Entering, enter_register
from services.applications.usecases.revision import Revision, write_revision

LOG = logs.logger("applications")


@dataclass(frozen=True)
class Amending:
    """An amendment as it came to our door at an instant: the hash is of its bytes."""

    application_id: UUID
    amendment: Amendment
    content_hash: str
    at: datetime
    pseudonym_key: str


async def amend(session: AsyncSession, amending: Amending) -> Receipt:
    """Register new answers to an application, in whole, with the documents that are added.

    Under a version that admits a supplement the application moves to it. What an official entered
    on somebody's behalf may still miss answers and documents. Refuses `unknown-application` 404;
    `too-late-to-amend`, `call-suspended`, `call-revoked`, `attachment-taken`, `revised-meanwhile`
    409; `invalid-answers`, `invalid-documents`, `missing-documents` 422 naming each field. What
    completes an application on request may not do more: `requirement-cured`, `score-raised` 409.
    """
    today = clock.civil_day(amending.at)
    application = await applications.declared(session, amending.application_id, today, locked=False)
    found = await _chance(session, application, amending.at)
    version = await calls.version_numbered(session, application.call_id, found.version)
    case = await _answered(session, application, version, amending.amendment)
    if found.by == "integration":
        await _check_completion(session, case)
    uploaded = await _attached(session, case, amending.amendment.documents)
    return await _register(session, amending, found, case, uploaded)


async def _chance(session: AsyncSession, application: Row[Any], at: datetime) -> Chance:
    """Return how an application may be amended; who tries when nobody may is seen in the log."""
    try:
        return await chance_of(session, application, at)
    except Refusal as refusal:
        LOG.warning("change-refused", slug=refusal.slug, type="amendment")
        raise


async def chance_of(session: AsyncSession, application: Row[Any], at: datetime) -> Chance:
    """Return how an application may be amended at an instant; refuses as `rules.revision` does."""
    if completing := await chance_to_complete(session, application, at):
        return completing
    filed = await declarations.filed_version(session, application.id)
    found = await calls.in_force(session, application.call_id)
    numbers = range(1, found.version.version + 1)
    history = [await calls.version_numbered(session, application.call_id, each) for each in numbers]
    return chance(
        Filed(
            state=application.state,
            stopped=application.stopped,
            filed_version=filed or application.call_version,
            call_version=application.call_version,
        ),
        Moment(
            of_line(found.call, application.line),
            found.standing,
            [calls.definition(each) for each in history],
            at,
        ),
    )


async def _check_completion(session: AsyncSession, case: Judging) -> None:
    before = await judging(session, case.application, case.version)
    check_completion(case.line, (before.outcome(), before.facts), (case.outcome(), case.facts))


async def _answered(
    session: AsyncSession, application: Row[Any], version: CallVersion, amendment: Amendment
) -> Judging:
    line = line_of(version, application.line)
    declared = within(line, declared_by(application, version, {}))
    errors = problems(line, amendment.answers, declared)
    partial = application.channel != "web"
    if wrong := [each for each in errors if not (partial and each.rule == "missing")]:
        raise InvalidAnswers(wrong)
    return await judging(session, application, version, tidied(line, amendment.answers))


async def _attached(
    session: AsyncSession, case: Judging, given: Sequence[AttachedDocument]
) -> dict[UUID, Uploaded]:
    """Check what is added, and that with what was there already nothing is missing or too much."""
    application = case.application
    before = (await attachments.documents_of(session, [application.id]))[application.id]
    there = [
        AttachedDocument(document=card.document, attachment_id=card.attachment_id)
        for _, card in before
    ]
    uploaded = await attachments.uploaded(session, [each.attachment_id for each in given])
    documents.check_given(case.line, given, uploaded)
    _check_number(case, [*there, *given], given)
    if application.channel == "web":
        documents.check_complete(case.line, case.facts, [*there, *given])
    return uploaded


def _check_number(
    case: Judging, there: Sequence[AttachedDocument], given: Sequence[AttachedDocument]
) -> None:
    most = {each.id: each.at_most for each in case.line.documents}
    names = [each.document for each in there]
    errors = [
        FieldError(
            field=f"documents[{index}]",
            rule="too-many",
            detail=f"Con quelli già inviati, di questo documento i file sono più di {most[name]}.",
        )
        for index, name in enumerate(each.document for each in given)
        if names.count(name) > most.get(name, len(names))
    ]
    if errors:
        raise InvalidDocuments(errors)


async def _register(
    session: AsyncSession,
    amending: Amending,
    found: Chance,
    case: Judging,
    uploaded: dict[UUID, Uploaded],
) -> Receipt:
    application, given = case.application, amending.amendment.documents
    amount = case.judged().amount_cents or 0
    entering = Entering(
        application.body, found.by, application.id, amending.content_hash, amending.at
    )
    entry = await enter_register(session, entering)
    revision = Revision(
        case=case, by=found.by, pseudonym_key=amending.pseudonym_key, amount_cents=amount,
        content_hash=amending.content_hash, at=entry.registered_at, entry=entry, documents=given,
    )  # fmt: skip
    await write_revision(session, revision)
    due_on = application.answer_due_on
    if found.by == "integration":
        due_on = await complete(session, application, entry, amending.at)
    return Receipt(
        application_id=application.id,
        protocol=entry.protocol,
        registered_at=entry.registered_at,
        late=application.late,
        content_hash=amending.content_hash,
        amount_cents=amount,
        answer_due_on=due_on,
        place=application.place,
        entry=entry,
        documents=attachments.hashes(
            (each.document, uploaded[each.attachment_id]) for each in given
        ),
        arrived_at=amending.at,
    )
