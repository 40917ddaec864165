"""What applications tells the two services that write and show: names and facts of cases."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import (
    ApplicationCard,
    Instalment,
    LetterFacts,
    Recipient,
    RequirementLine,
)
from contracts.programmes import Body, Call, Line
from kit import clock
from programmes.files import Programmes
from services.applications import queries
from services.applications.models import Application, Check, DecisionAct
from services.applications.rules.amounts import instalments
from services.applications.rules.register import act, protocol
from services.applications.rules.windows import list_until


async def application_cards(session: AsyncSession, ids: Sequence[UUID]) -> list[ApplicationCard]:
    """Return what an official reads of each application."""
    cards = []
    for application, applicant, check, decision in await queries.cases(session, ids):
        call = queries.definition(await queries.version_of(session, application))
        card = ApplicationCard(
            application_id=application.id,
            applicant=applicant.name,
            applicant_kind=applicant.kind,
            municipality=applicant.municipality,
            protocol=protocol(application.register_number, application.register_year),
            call_title=call.title,
            line_title=call.line(application.line).title,
            answer_due_on=application.answer_due_on,
            requirements=_requirements(check),
            reason=decision.reason if decision else "",
            act=_act(decision),
        )
        cards.append(card)
    return cards


async def letter_facts(
    session: AsyncSession, programmes: Programmes, ids: Sequence[UUID]
) -> list[LetterFacts]:
    """Return what a letter about each application says, in the name of the body of today."""
    facts = []
    for application, applicant, check, decision in await queries.cases(session, ids):
        call = queries.definition(await queries.version_of(session, application))
        body = _body(programmes, application)
        fact = LetterFacts(
            recipient=Recipient(
                application_id=application.id, name=applicant.name, email=applicant.email
            ),
            protocol=protocol(application.register_number, application.register_year),
            registered_on=clock.civil_day(application.registered_at),
            call_title=call.title,
            body_name=body.name,
            body_office=body.office or "",
            body_pec=body.pec or "",
            amount_cents=application.amount_cents,
            due_on=application.answer_due_on,
            act=_act(decision),
            decided_on=_decided_on(decision),
            reason=decision.reason if decision else "",
            unmet=[line for line in _requirements(check) if line.outcome != "yes"],
            instalments=_instalments(application, call.line(application.line)),
            place=application.place,
            list_until=_list_until(application, call),
        )
        facts.append(fact)
    return facts


def _body(programmes: Programmes, application: Application) -> Body:
    body = programmes.body_on(application.alliance, clock.today())
    return body or programmes.bodies[application.body]


def _act(decision: DecisionAct | None) -> str:
    return act(decision.act_number, decision.act_year) if decision else ""


def _decided_on(decision: DecisionAct | None) -> date | None:
    return clock.civil_day(decision.at) if decision else None


def _list_until(application: Application, call: Call) -> date | None:
    until = list_until(call, application.registered_at)
    return clock.civil_day(until) if until else None


def _requirements(check: Check | None) -> list[RequirementLine]:
    return [
        RequirementLine(
            article=finding["article"], sentence=finding["sentence"], outcome=finding["answer"]
        )
        for finding in (check.findings if check else [])
    ]


def _instalments(application: Application, line: Line) -> list[Instalment]:
    parts = instalments(application.amount_cents, line.instalments)
    return [
        Instalment(label=rule.label, amount_cents=part, condition=rule.condition or "")
        for rule, part in zip(line.instalments, parts, strict=False)
    ]
