"""The reasons against an application, told before any refusal (art. 10-bis L. 241/1990)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.procedure import GiveNotice, NoticeGiven, TermMoved
from contracts.terms import Delivery, KeptNotice, NoticeDraft, NoticeReason
from kit import clock
from kit.days import civil_day
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.laws import packaged_laws
from services.applications.models.applications import Check
from services.applications.models.terms import RefusalNotice
from services.applications.queries import calls, terms
from services.applications.rules import register
from services.applications.rules.completion import reasons_in
from services.applications.rules.refusals import InvalidForm
from services.applications.usecases.integration import open_case
from services.applications.usecases.register import Entering, enter_register
from services.applications.usecases.terms import Happening, happened

Cause = Literal["official", "integration_expired", "employer_did_not_come"]


async def draft_notice(
    session: AsyncSession, application_id: UUID, draft: NoticeDraft
) -> KeptNotice:
    """Draft a notice: a reason for each requirement that the last check did not answer with a yes.

    Refuses `unknown-application` 404, `already-decided` and `notice-not-due` 409, and `no-reason`
    422 when there is nothing against the application.
    """
    application = await open_case(session, application_id)
    await _check_due(session, application, clock.now())
    found = [*await unmet(session, application), *draft.more]
    if not found:
        raise Refusal("no-reason", "Un preavviso di rigetto ha bisogno di almeno un motivo.", 422)
    notice_id = await keep_draft(session, application, found, "official", draft.official)
    return KeptNotice(notice_id=notice_id, reasons=found)


async def keep_draft(
    session: AsyncSession,
    application: Row[Any],
    reasons: Sequence[NoticeReason],
    cause: Cause,
    drafted_by: str,
) -> UUID:
    """Keep a notice that nobody has told yet, and return its id."""
    kept = RefusalNotice(
        id=new_id(), application_id=application.id, round=application.checked, cause=cause,
        reasons=[each.model_dump() for each in reasons], drafted_by=drafted_by,
        drafted_at=clock.now(), case_round=application.round,
    )  # fmt: skip
    session.add(kept)
    await session.flush()
    return kept.id


async def unmet(session: AsyncSession, application: Row[Any]) -> list[NoticeReason]:
    """Return the reasons that the last check of an application gives."""
    check = await session.get(Check, (application.id, application.checked))
    return reasons_in(check.findings) if check else []


async def give_notice(session: AsyncSession, command: GiveNotice) -> NoticeGiven:
    """Register a drafted notice as a document that leaves; the clock stops when it is delivered.

    Refuses `notice-not-due`, `already-decided` and `already-given` 409, `unknown-notice` and
    `unknown-application` 404.
    """
    at = clock.now()
    application = await open_case(session, command.application_id, locked=False)
    await _check_due(session, application, at)
    notice = await _drafted(session, command)
    words = "\n".join(f"{each['article']}\n{each['sentence']}" for each in notice.reasons)
    content_hash = hashlib.sha256(f"{notice.id}\n{words}".encode()).hexdigest()
    entering = Entering(application.body, "refusal_notice", application.id, content_hash, at)
    entry = await enter_register(session, entering)
    # Whoever locks the register and an application locks the register first, as intake does.
    application = await open_case(session, command.application_id)
    notice = await _drafted(session, command)
    notice.body, notice.year, notice.number = register.place(entry) or (None, None, None)
    notice.state, notice.given_by, notice.given_at = "given", command.official, at
    session.add(notice)
    fact = NoticeGiven(
        application_id=application.id, notice_id=notice.id, register_year=notice.year or 0,
        register_number=notice.number or 0,
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def _drafted(session: AsyncSession, command: GiveNotice) -> RefusalNotice:
    found = await terms.notice(session, command.application_id, command.notice_id)
    if found.state != "drafted":
        raise Refusal("already-given", "Questo preavviso è già stato inviato.")
    return found


async def prove_delivery(
    session: AsyncSession, application_id: UUID, notice_id: UUID, delivery: Delivery
) -> TermMoved:
    """Take the proof that a notice reached who applied: from that day its ten days run.

    Refuses `unknown-application` and `unknown-notice` 404, `already-decided`, `notice-not-given`
    and `already-served` 409, `invalid-request` 422 for a day that cannot be.
    """
    application, at = await open_case(session, application_id), clock.now()
    notice = await terms.notice(session, application.id, notice_id)
    if notice.state == "drafted":
        raise Refusal("notice-not-given", "Il preavviso non è ancora stato inviato.")
    if notice.state == "served":
        raise Refusal("already-served", "La consegna del preavviso è già provata.")
    _check_day(notice, delivery, at)
    notice.state, notice.served_on = "served", delivery.served_on
    notice.evidence = delivery.evidence
    session.add(notice)
    happening = Happening(
        "notice_served", delivery.served_on, delivery.official, at, about=notice.id,
        reference=delivery.evidence,
    )  # fmt: skip
    return await happened(session, application, happening)


def _check_day(notice: RefusalNotice, delivery: Delivery, at: datetime) -> None:
    if delivery.served_on > civil_day(at):
        raise InvalidForm("served_on", "served-in-the-future", "La consegna è nel futuro.")
    if notice.given_at and delivery.served_on < civil_day(notice.given_at):
        sentence = "La consegna viene prima dell'invio."
        raise InvalidForm("served_on", "served-before-given", sentence)


async def _check_due(session: AsyncSession, application: Row[Any], at: datetime) -> None:
    if not await is_due(session, application, at):
        sentence = "In una procedura concorsuale il preavviso di rigetto non è dovuto."
        raise Refusal("notice-not-due", sentence)


async def is_due(session: AsyncSession, application: Row[Any], at: datetime) -> bool:
    """Tell whether a refusal of an application needs the notice before, at an instant."""
    call = calls.definition(await calls.version_of(session, application))
    return packaged_laws().notice_is_due(call.procedure, civil_day(at))
