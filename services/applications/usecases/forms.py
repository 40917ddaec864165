"""What a form says before anybody files it: what is wrong, how the requirements would answer."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call, Line
from contracts.intake import (
    AnswersToCheck,
    Asking,
    CheckedAnswers,
    FieldError,
    Precheck,
    Prechecked,
)
from kit import clock
from kit.refusal import Refusal
from services.applications.queries import calls
from services.applications.rules.answers import AnswerError, problems, tidied
from services.applications.rules.eligibility import evaluate
from services.applications.rules.facts import Declared, facts_of
from services.applications.rules.flips import smallest_changes
from services.applications.rules.likeness import nothing_before
from services.applications.rules.refusals import InvalidAnswers
from services.applications.rules.territory import holds, of_line

# Every change is tried on the whole form: with many items nobody else would be served meanwhile.
MOST_ITEMS = 6
TOO_LONG = "Per una domanda con tante voci non si cercano i cambiamenti più piccoli."
_turn = asyncio.Semaphore(1)


@dataclass(frozen=True)
class Form:
    """A line of a published version of a call, with its territory."""

    call: Call
    line: Line
    territory: Sequence[str]


async def form_of(
    session: AsyncSession, call_id: str, line_id: str, number: int | None = None
) -> Form:
    """Return the form of a line in the version in force, or in the one of that number.

    Refuses `unknown-call`, `unknown-version` and `unknown-line`, all 404.
    """
    version = (await calls.in_force(session, call_id)).version
    if number is not None:
        version = await calls.version_numbered(session, call_id, number)
    call = calls.definition(version)
    try:
        line = call.line(line_id)
    except LookupError:
        raise Refusal("unknown-line", "Il bando non ha questa sezione.", 404) from None
    return Form(call, line, of_line(line, version.territory))


def check_answers(form: Form, asked: AnswersToCheck) -> CheckedAnswers:
    """Return what is wrong with answers, of all questions or of those that are named.

    What hangs on who applies is told as far as that is.
    """
    declared = _asking(form, asked.applicant, asked.answers) if asked.applicant else None
    wrong = problems(form.line, asked.answers, declared, partial=True)
    found = [each for each in wrong if _is_named(each, asked.only)]
    errors = [FieldError(field=each.field, rule=each.rule, detail=each.sentence) for each in found]
    return CheckedAnswers(errors=errors)


async def precheck(form: Form, asked: Precheck) -> Prechecked:
    """Return how the requirements would answer, the amount, and what would turn a no into a yes.

    As if nobody had asked for anything before, for nobody says who asks. What is missing makes
    `to_complete`. Nothing is kept, and it binds nobody. Refuses `invalid-answers` 422 for answers
    that cannot be.
    """
    declared = _declared(form, asked)
    if wrong := [e for e in problems(form.line, asked.answers, declared) if e.rule != "missing"]:
        raise InvalidAnswers(wrong)
    declared = replace(declared, answers=tidied(form.line, asked.answers))
    outcome = evaluate(form.call, form.line.id, facts_of(form.line, declared))
    return Prechecked(
        answer=outcome.answer,
        amount_cents=outcome.amount_cents,
        outcome=outcome.model_dump(mode="json"),
        changes=await _changes(form, declared),
    )


def _is_named(error: AnswerError, only: tuple[str, ...] | None) -> bool:
    return only is None or error.field.partition("[")[0] in only


def _asking(form: Form, applicant: Asking, answers: Mapping[str, Any]) -> Declared:
    return Declared(
        applicant_kind=applicant.kind,
        municipality=applicant.municipality,
        filed_on=applicant.filed_on or clock.today(),
        answers=answers,
        birth_on=applicant.birth_on,
        in_territory=holds(form.territory, applicant.municipality),
        territory=form.territory,
    )


def _declared(form: Form, asked: Precheck) -> Declared:
    return Declared(
        applicant_kind=asked.kind,
        municipality=asked.municipality,
        filed_on=clock.today(),
        answers=asked.answers,
        birth_on=asked.birth_on,
        member=asked.member,
        in_territory=holds(form.territory, asked.municipality),
        territory=form.territory,
        earlier=nothing_before(form.line),
    )


async def _changes(form: Form, declared: Declared) -> list[str]:
    items = [len(declared.answers.get(group.name) or ()) for group in form.line.groups]
    if sum(items) > MOST_ITEMS:
        return [TOO_LONG]
    async with _turn:
        changes = await asyncio.to_thread(smallest_changes, form.call, form.line.id, declared)
    return [change.sentence for change in changes]
