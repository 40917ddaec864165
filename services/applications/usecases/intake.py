"""Filing an application: the register number, the place in the line, the receipt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications import ApplicationRegistered
from contracts.intake import ApplicationForm, PersonApplicant, Receipt
from contracts.programmes import Call
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications import queries
from services.applications.models import CallVersion
from services.applications.rules.amounts import amount_cents
from services.applications.rules.answers import AnswerError, problems
from services.applications.rules.register import answer_due_on, protocol, search_name
from services.applications.rules.windows import admission

# The register and the line are locked only here, at the end of the transaction, and both numbers
# are given by the statement that uses them: they are given in commit order, and none is lost.
_REGISTER = text(
    """
    with numbered as (
        insert into counter (body, kind, year, last) values (:body, 'register', :year, 1)
        on conflict (body, kind, year) do update set last = counter.last + 1
        returning last
    ), placed as (
        update call_line set last_place = last_place + 1
        where call_id = :call_id and line = :line and exists (select from numbered)
        returning last_place
    ), filed as (
        insert into application (id, call_id, call_version, line, alliance, body, register_year,
            register_number, place, registered_at, late, content_hash, amount_cents, answer_due_on)
        select :id, :call_id, :call_version, :line, :alliance, :body, :year,
            numbered.last, placed.last_place, :at, :late, :content_hash, :amount_cents, :due_on
        from numbered, placed
        returning register_number, place
    ), declared as (
        insert into applicant (application_id, kind, name, search_name, identifier,
            organisation_key, birth_on, municipality, email, iban, answers)
        values (:id, :kind, :name, :search_name, :identifier,
            :organisation_key, :birth_on, :municipality, :email, :iban, :answers)
    )
    select register_number, place from filed
    """
).bindparams(bindparam("answers", type_=JSONB))


class InvalidAnswers(Refusal):
    """The answers break the call's form: each error names its field and its rule."""

    def __init__(self, errors: list[AnswerError]) -> None:
        super().__init__("invalid-answers", "Alcune risposte non sono valide.", 422)
        self.errors = [
            {"field": f"answers.{each.field}", "rule": each.rule, "detail": each.sentence}
            for each in errors
        ]


class InvalidForm(Refusal):
    """One datum of the form cannot be, on the day on which it is filed."""

    def __init__(self, field: str, rule: str, sentence: str) -> None:
        super().__init__("invalid-request", sentence, 422)
        self.errors = [{"field": field, "rule": rule, "detail": sentence}]


@dataclass(frozen=True)
class Filing:
    """A form as it arrived: `content_hash` is the SHA-256 of its bytes."""

    form: ApplicationForm
    content_hash: str
    organisation_key: str


async def register_application(session: AsyncSession, filing: Filing) -> Receipt:
    """Register an application and give it its place, with a receipt (art. 18-bis L. 241/1990).

    Refuses `unknown-call` 404, `unknown-line` 422, `not-open` before the window, `invalid-answers`
    422 naming each field. After the window it is registered all the same, as late. No requirement
    is judged here: a person outside the territory has a right to a reasoned answer.
    """
    form, at = filing.form, clock.now()
    version = await queries.current_version(session, form.call_id)
    call = queries.definition(version)
    late = _admitted_late(call, form, at)
    _born_already(form, at)
    due_on = answer_due_on(clock.civil_day(at), call.review_days)
    values = _values(filing, version, call)
    values |= {"at": at, "year": clock.civil_day(at).year, "late": late, "due_on": due_on}
    given = (await session.execute(_REGISTER, values)).one()
    fact = _fact(values, call, given.register_number, given.place)
    await announce(session, fact, alliance=version.alliance, at=at)
    return Receipt(
        application_id=fact.application_id,
        protocol=protocol(fact.register_number, fact.register_year),
        registered_at=at,
        late=late,
        content_hash=filing.content_hash,
        amount_cents=fact.amount_cents,
        answer_due_on=due_on,
    )


def _admitted_late(call: Call, form: ApplicationForm, at: datetime) -> bool:
    if form.line not in {line.id for line in call.lines}:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 422)
    when = admission(call, at)
    if when == "not_open":
        opening = call.opens_at.astimezone(clock.ROME)
        raise Refusal("not-open", f"Il bando apre il {opening:%d/%m/%Y} alle {opening:%H:%M}.")
    if errors := problems(call, form.line, form.answers):
        raise InvalidAnswers(errors)
    return when == "late"


def _born_already(form: ApplicationForm, at: datetime) -> None:
    applicant = form.applicant
    if isinstance(applicant, PersonApplicant) and applicant.birth_on > clock.civil_day(at):
        raise InvalidForm(
            "applicant.birth_on", "birth-in-the-future", "La data di nascita è nel futuro."
        )


def _values(filing: Filing, version: CallVersion, call: Call) -> dict[str, Any]:
    form, applicant = filing.form, filing.form.applicant
    return {
        "id": new_id(),
        "call_id": call.id,
        "call_version": call.version,
        "line": form.line,
        "alliance": version.alliance,
        "body": version.body,
        "content_hash": filing.content_hash,
        "amount_cents": amount_cents(call, form.line, form.answers),
        "kind": applicant.kind,
        "name": applicant.name,
        "search_name": search_name(applicant.name),
        "identifier": applicant.identifier,
        "organisation_key": filing.organisation_key,
        "birth_on": applicant.birth_on if isinstance(applicant, PersonApplicant) else None,
        "municipality": applicant.municipality,
        "email": applicant.email,
        "iban": form.iban,
        "answers": form.answers,
    }


def _fact(
    values: dict[str, Any], call: Call, register_number: int, place: int
) -> ApplicationRegistered:
    return ApplicationRegistered(
        application_id=values["id"],
        call_id=call.id,
        call_version=call.version,
        line=values["line"],
        support_form=call.line(values["line"]).support_form,
        place=place,
        amount_cents=values["amount_cents"],
        register_year=values["year"],
        register_number=register_number,
        late=values["late"],
    )
