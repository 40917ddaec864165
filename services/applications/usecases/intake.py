"""Filing an application: the register number, the place in the line, the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NoReturn

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.filing import ApplicationRegistered
from contracts.calls import Line
from contracts.intake import PersonApplicant, Receipt
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.queries import attachments, calls, intake
from services.applications.queries.calls import InForce
from services.applications.queries.likeness import Case
from services.applications.rules import arrival, documents, recipient, register
from services.applications.rules.answers import problems, tidied
from services.applications.rules.condition import Facts
from services.applications.rules.eligibility import judge
from services.applications.rules.employer import employer_key
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.likeness import keys_of
from services.applications.rules.refusals import InvalidAnswers, InvalidForm
from services.applications.rules.territory import holds, within
from services.applications.usecases.filing import Filing, how_it_came, who_applies
from services.applications.usecases.likeness import columns, earlier_for
from services.applications.usecases.numbering import number
from services.applications.usecases.terms import last_day


@dataclass(frozen=True)
class _Case:
    """A filing with what was found out about it before it is written."""

    filing: Filing
    published: InForce
    line: Line
    answers: Mapping[str, Any]
    facts: Facts
    due_on: date
    uploaded: Mapping[Any, documents.Uploaded]


async def register_application(session: AsyncSession, filing: Filing) -> Receipt:
    """Register an application and give it its place, with a receipt (art. 18-bis L. 241/1990).

    What decides whether it is in time is the instant that the call's channel counts; it was taken
    at the door, before any waiting. After the window it is registered all the same, as late. No
    requirement is judged here: a person outside the territory has a right to a reasoned answer.
    What an official enters on somebody's behalf is registered also when answers or documents are
    missing, and also from a channel that the call does not offer.

    Refuses `unknown-call` 404, `unknown-line` 422, `not-open`, `call-suspended`, `call-revoked`
    and `application-id-taken` 409, `not-for-this-applicant` 422, `invalid-answers`,
    `invalid-documents` and `missing-documents` 422 naming each field, `invalid-request` 422 for
    instants that cannot be.
    """
    published = await calls.in_force(session, filing.form.call_id)
    line = _line(published, filing.form.line)
    late = _is_late(published, filing)
    _born_already(filing)
    case = await _case(session, filing, published, line)
    values = _values(case, late=late)
    given = await number(session, values) or await _stopped(session, filing)
    await announce(session, _fact(case, values, given), alliance=values["alliance"], at=given.at)
    return _receipt(case, values, given)


async def _stopped(session: AsyncSession, filing: Filing) -> NoReturn:
    """Refuse what an act of this very moment no longer admits, as the call stands now."""
    _is_late(await calls.in_force(session, filing.form.call_id), filing)
    raise Refusal("call-suspended", "Il bando è sospeso: per ora non si presentano domande.")


def _line(published: InForce, line: str) -> Line:
    try:
        return published.call.line(line)
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422) from None


def _is_late(published: InForce, filing: Filing) -> bool:
    if filing.arrival:
        arrival.check_arrival(filing.arrival, filing.at)
    counted = filing.counted_at(published.call)
    return arrival.is_late(published.call, published.standing, filing.form.line, counted)


def _born_already(filing: Filing) -> None:
    applicant, day = filing.form.applicant, clock.civil_day(filing.arrived_at)
    if isinstance(applicant, PersonApplicant) and applicant.birth_on > day:
        sentence = "La data di nascita è nel futuro."
        raise InvalidForm("applicant.birth_on", "birth-in-the-future", sentence)


async def _case(session: AsyncSession, filing: Filing, published: InForce, line: Line) -> _Case:
    form, today = filing.form, clock.civil_day(filing.at)
    found = await intake.known(session, form.application_id, filing.organisation_key, today)
    if found.taken:
        raise Refusal("application-id-taken", "Questa domanda è già stata presentata.")
    _check_recipient(filing, line)
    declared = within(line, _declared(filing, published, member=found.member))
    answers = _sound(line, declared, partial=filing.arrival is not None)
    facts = await _facts(session, replace(declared, answers=answers), filing, line)
    given = filing.attached
    uploaded = await attachments.uploaded(session, [each.attachment_id for each in given])
    documents.check_given(line, given, uploaded)
    if filing.arrival is None:
        documents.check_complete(line, facts, given)
    started_on, days = clock.civil_day(filing.arrived_at), published.call.review_days
    due_on = await last_day(session, published.version.body, started_on, days)
    return _Case(filing, published, line, answers, facts, due_on, uploaded)


def _check_recipient(filing: Filing, line: Line) -> None:
    """What arrives on paper or by PEC is registered, and the check answers it."""
    kind = filing.form.applicant.kind
    if filing.arrival is None and not recipient.is_for(line, kind):
        raise Refusal("not-for-this-applicant", recipient.not_for(line, kind), 422)


def _declared(filing: Filing, published: InForce, *, member: bool) -> Declared:
    applicant, territory = filing.form.applicant, published.version.territory
    return Declared(
        applicant_kind=applicant.kind,
        municipality=applicant.municipality,
        filed_on=clock.civil_day(filing.arrived_at),
        answers=filing.form.answers,
        birth_on=applicant.birth_on if isinstance(applicant, PersonApplicant) else None,
        member=member,
        in_territory=holds(territory, applicant.municipality),
        territory=territory,
    )


def _sound(line: Line, declared: Declared, *, partial: bool) -> Mapping[str, Any]:
    errors = problems(line, declared.answers, declared)
    if wrong := [each for each in errors if not (partial and each.rule == "missing")]:
        raise InvalidAnswers(wrong)
    return tidied(line, declared.answers)


async def _facts(session: AsyncSession, declared: Declared, filing: Filing, line: Line) -> Facts:
    facts = facts_of(line, declared)
    if not line.limits:
        return facts
    keys = keys_of(line, filing.identity, facts, 0)
    earlier = await earlier_for(session, line, Case(filing.form.call_id, line.id), keys)
    return facts_of(line, replace(declared, earlier=earlier))


def _values(case: _Case, *, late: bool) -> dict[str, Any]:
    filing, version = case.filing, case.published.version
    amount = judge(case.line, case.facts).amount_cents or 0
    keys = keys_of(case.line, filing.identity, case.facts, amount)
    return {
        "id": filing.form.application_id or new_id(),
        "call_id": version.call_id,
        "call_version": version.version,
        "line": case.line.id,
        "fund": case.line.fund,
        "alliance": version.alliance,
        "body": version.body,
        "year": clock.civil_day(filing.at).year,
        "at": filing.at,
        "late": late,
        "content_hash": filing.content_hash,
        "amount_cents": amount,
        "due_on": case.due_on,
        "answers": case.answers,
        **how_it_came(filing),
        **who_applies(filing),
        **columns(keys),
        "employer_key": employer_key(case.line, case.facts, filing.pseudonym_key),
        "attachments": [each.attachment_id for each in filing.attached],
        "documents": [each.document for each in filing.attached],
    }


def _fact(case: _Case, values: Mapping[str, Any], given: Row[Any]) -> ApplicationRegistered:
    return ApplicationRegistered(
        application_id=values["id"],
        call_id=values["call_id"],
        call_version=values["call_version"],
        line=case.line.id,
        fund=case.line.budget_of,
        support_form=case.line.support_form,
        place=given.place,
        amount_cents=values["amount_cents"],
        register_year=given.year,
        register_number=given.number,
        late=values["late"],
        ranked=case.published.call.is_ranked(case.line.id),
        applicant_key=case.filing.organisation_key,
    )


def _receipt(case: _Case, values: Mapping[str, Any], given: Row[Any]) -> Receipt:
    filed = ((each.document, case.uploaded[each.attachment_id]) for each in case.filing.attached)
    return Receipt(
        application_id=values["id"],
        protocol=register.protocol(given.number, given.year),
        registered_at=given.at,
        late=values["late"],
        content_hash=case.filing.content_hash,
        amount_cents=values["amount_cents"],
        answer_due_on=values["due_on"],
        place=given.place,
        entry=register.entry(given),
        documents=attachments.hashes(filed),
        arrived_at=case.filing.arrived_at,
    )
