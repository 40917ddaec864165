"""What a letter about an application says: asked when it is composed, and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call
from contracts.cases import LetterFacts, Recipient
from contracts.intake import RegisterEntry
from contracts.places import Body
from contracts.terms import Hearing
from kit import clock
from programmes.differences import differences
from programmes.files import Programmes
from programmes.laws import packaged_laws
from services.applications.models.applications import Applicant, Application, DecisionAct
from services.applications.queries import acts, applications, calls, letters, listings, register
from services.applications.queries.applications import CaseRow
from services.applications.rules import checked
from services.applications.rules.payment import parts
from services.applications.rules.register import protocol
from services.applications.rules.reporting import report_by
from services.applications.rules.windows import list_until
from services.applications.usecases.reading import decided_by, said_by
from services.applications.usecases.term_card import hearings


@dataclass(frozen=True)
class _Around:
    """What was looked up beside one application: who writes, its version and the one in force."""

    body: Body
    call: Call
    in_force: Call
    last: RegisterEntry | None
    hearing: Hearing


async def letter_facts(
    session: AsyncSession, programmes: Programmes, ids: Sequence[UUID]
) -> list[LetterFacts]:
    """Return what a letter about each application says, in the name of the body of today."""
    rows = await applications.cases(session, ids)
    known = [row[0].id for row in rows]
    entries = await register.entries_of(session, known)
    heard = await hearings(session, known)
    texts = await acts.texts(session, known)
    placed = await listings.standings(session, known)
    beside = await letters.around(session, known)
    facts = []
    for row in rows:
        application = row[0]
        around = _Around(
            body=_body(programmes, application),
            call=calls.definition(await calls.version_of(session, application)),
            in_force=(await calls.in_force(session, application.call_id)).call,
            last=_last([entry for _, entry in entries[application.id][1:]]),
            hearing=heard[application.id],
        )
        said = {
            **said_by(texts.get(application.id), row[3]),
            **beside[application.id],
            "standing": placed.get(application.id),
        }
        facts.append(_facts(row, around).model_copy(update=said))
    return facts


def _facts(row: CaseRow, around: _Around) -> LetterFacts:
    application, applicant, check, decision = row
    requirements = checked.requirements(check.findings if check else None)
    return LetterFacts(
        recipient=_recipient(application, applicant),
        protocol=protocol(application.register_number, application.register_year),
        registered_on=clock.civil_day(application.registered_at),
        call_title=around.call.title,
        body_name=around.body.name,
        body_office=around.body.office or "",
        body_pec=around.body.pec or "",
        amount_cents=application.amount_cents,
        due_on=application.answer_due_on,
        act=decided_by(decision),
        decided_on=_decided_on(decision),
        reason=decision.reason if decision else "",
        unmet=[line for line in requirements if line.outcome != "yes"],
        instalments=parts(around.call.line(application.line), application.amount_cents),
        place=application.place,
        list_until=_list_until(application, around.call),
        registered_at=application.registered_at,
        late=application.late,
        content_hash=application.content_hash,
        hearing=around.hearing,
        **_since_then(application, around),
        **_ahead(around.call, decision),
    )


def _since_then(application: Application, around: _Around) -> dict[str, Any]:
    """Return what came after the application: the last document, and what the call changed."""
    newer = around.in_force.version > application.call_version
    return {
        "revision_protocol": around.last.protocol if around.last else "",
        "revision_on": clock.civil_day(around.last.registered_at) if around.last else None,
        "differences": list(differences(around.call, around.in_force)) if newer else [],
        "supplement_until": _supplement_until(around.in_force) if newer else None,
    }


def _ahead(call: Call, decision: DecisionAct | None) -> dict[str, Any]:
    """Return what the law of today says of a notice, and by when what is spent is accounted for."""
    is_granted = decision is not None and decision.outcome == "granted"
    notice = packaged_laws().notice_on(clock.today())
    return {
        "notice_days": notice.days,
        "notice_effect": notice.effect,
        "notice_resume_days": notice.resume_days,
        "expenses_from_on": call.expenses_from_on,
        "expenses_to_on": call.expenses_to_on,
        "report_by_on": report_by(call, _decided_on(decision)) if is_granted else None,
    }


def _recipient(application: Application, applicant: Applicant) -> Recipient:
    return Recipient(application_id=application.id, name=applicant.name, email=applicant.email)


def _body(programmes: Programmes, application: Application) -> Body:
    body = programmes.body_on(application.alliance, clock.today())
    return body or programmes.bodies[application.body]


def _decided_on(decision: DecisionAct | None) -> date | None:
    return clock.civil_day(decision.at) if decision else None


def _list_until(application: Application, call: Call) -> date | None:
    until = list_until(call, application.registered_at)
    return clock.civil_day(until) if until else None


def _supplement_until(call: Call) -> datetime | None:
    return call.act.supplement_until if call.act else None


def _last(entries: Sequence[RegisterEntry]) -> RegisterEntry | None:
    return entries[-1] if entries else None
