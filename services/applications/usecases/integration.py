"""Asking who applied for what is missing, once, and what becomes of the clock meanwhile."""

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.procedure import IntegrationRequested, RequestIntegration
from contracts.intake import RegisterEntry
from contracts.terms import IntegrationDraft, KeptIntegration
from kit import clock
from kit.days import end_of_day
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.laws import packaged_laws
from services.applications.models.applications import Check
from services.applications.models.terms import Integration
from services.applications.queries import applications, calls, terms
from services.applications.rules import register
from services.applications.rules.completion import check_items, days_to_answer
from services.applications.rules.revision import Chance
from services.applications.rules.terms import is_over
from services.applications.usecases.filing import PUBLIC
from services.applications.usecases.register import Entering, enter_register
from services.applications.usecases.terms import Happening, answer_by, happened


async def draft_integration(
    session: AsyncSession, application_id: UUID, draft: IntegrationDraft
) -> KeptIntegration:
    """Keep what an official is about to ask for, so that only its id travels.

    Refuses `unknown-application` 404, `already-decided` and `unmet-requirement` 409,
    `unknown-requirement` and `too-many-days` 422.
    """
    application, at = await open_case(session, application_id), clock.now()
    call = calls.definition(await calls.version_of(session, application))
    check = await session.get(Check, (application.id, application.checked))
    check_items(call.line(application.line), check.findings if check else None, draft.items)
    law = packaged_laws().suspension_on(clock.civil_day(at))
    kept = Integration(
        id=new_id(), application_id=application.id, days=days_to_answer(
            law, draft.days, call.regularisation_days
        ),
        items=[each.model_dump() for each in draft.items], drafted_by=draft.official, drafted_at=at,
        case_round=application.round,
    )  # fmt: skip
    session.add(kept)
    return KeptIntegration(integration_id=kept.id, days=kept.days)


async def request_integration(
    session: AsyncSession, command: RequestIntegration
) -> IntegrationRequested:
    """Register a kept request as a document that leaves, and stop the clock.

    Refuses `already-suspended`, `already-decided` and `already-asked` 409, `unknown-integration`
    and `unknown-application` 404.
    """
    at = clock.now()
    application = await open_case(session, command.application_id, locked=False)
    asked = await _drafted(session, command)
    entry = await _registered(session, application, asked, at)
    # Whoever locks the register and an application locks the register first, as intake does.
    application = await open_case(session, command.application_id)
    asked = await _drafted(session, command)
    happening = Happening(
        "integration_asked", clock.civil_day(at), command.official, at, asked.days, asked.id,
        entry.protocol,
    )  # fmt: skip
    moved = await happened(session, application, happening)
    until = await answer_by(session, application, "integration")
    asked.body, asked.year, asked.number = register.place(entry) or (None, None, None)
    asked.state, asked.asked_by, asked.asked_on = "asked", command.official, happening.on
    asked.answer_by_on = until
    session.add(asked)
    fact = IntegrationRequested(
        application_id=application.id, integration_id=asked.id, due_on=moved.due_on,
        answer_by_on=until, at=at,
    )  # fmt: skip
    await announce(session, fact, alliance=application.alliance, at=at)
    return fact


async def chance_to_complete(
    session: AsyncSession, application: Row[Any], at: datetime
) -> Chance | None:
    """Return how an application may be completed on request, None when nothing waits for it."""
    asked = await terms.unanswered(session, application)
    if (
        asked is None
        or asked.answer_by_on is None
        or is_over(application.state, application.stopped)
    ):
        return None
    until = end_of_day(asked.answer_by_on)
    return Chance("integration", application.call_version, until) if at < until else None


async def complete(
    session: AsyncSession, application: Row[Any], entry: RegisterEntry, at: datetime
) -> date:
    """Let the clock go on, for what was asked for has come, and return the last day of the term.

    It came at an instant, and has its number in the register; the application is locked.
    """
    asked = await terms.unanswered(session, application)
    if asked is None:
        raise Refusal("revised-meanwhile", "La domanda è cambiata in questo momento: riprovi.")
    asked.state = "answered"
    session.add(asked)
    happening = Happening(
        "integration_answered", clock.civil_day(at), PUBLIC, entry.registered_at, about=asked.id,
        reference=entry.protocol,
    )  # fmt: skip
    return (await happened(session, application, happening)).due_on


async def open_case(
    session: AsyncSession, application_id: UUID, *, locked: bool = True
) -> Row[Any]:
    """Return an application that nobody has decided yet.

    Refuses `unknown-application` 404 and `already-decided` 409.
    """
    if locked:
        application = await applications.application(session, application_id)
    else:
        application = await applications.declared(
            session, application_id, clock.today(), locked=False
        )
    if is_over(application.state, application.stopped):
        raise Refusal("already-decided", "La domanda è già stata decisa, o non va più avanti.")
    return application


async def _drafted(session: AsyncSession, command: RequestIntegration) -> Integration:
    found = await terms.integration(session, command.application_id, command.integration_id)
    if found.state != "drafted":
        raise Refusal("already-asked", "Questa integrazione è già stata chiesta.")
    return found


async def _registered(
    session: AsyncSession, application: Row[Any], asked: Integration, at: datetime
) -> RegisterEntry:
    words = "\n".join(f"{each['article']}\n{each['missing']}" for each in asked.items)
    content = f"{asked.id}\n{words}\n{asked.days}"
    content_hash = hashlib.sha256(content.encode()).hexdigest()
    entering = Entering(application.body, "integration_request", application.id, content_hash, at)
    return await enter_register(session, entering)
