"""What is wrong with a draft: what we can tell, and what the owner of the calls tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from contracts.intake import AnswersToCheck, Asking, FieldError
from kit.refusal import Refusal
from services.portal.api.front import Front
from services.portal.api.sheet import Sheet
from services.portal.queries.peer import AWAY
from services.portal.rules import faults
from services.portal.rules.applicant import birth_of
from services.portal.rules.faults import Fault
from services.portal.rules.steps import Step, StepKind

MOST_ASKED = 100
Look = Callable[[Sheet], Iterable[Fault]]
OURS: Mapping[StepKind, Look] = {
    "applicant": lambda sheet: faults.applicant_faults(sheet.data, sheet.line, sheet.reader),
    "documents": lambda sheet: faults.document_faults(sheet.data, sheet.line, sheet.understood),
    "payment": lambda sheet: faults.payment_faults(sheet.data),
    "declarations": lambda sheet: faults.declaration_faults(sheet.data),
}


async def step_faults(front: Front, sheet: Sheet, step: Step) -> list[Fault]:
    """Return what is wrong on one page.

    When the owner of the calls does not answer, only what we know is told: the check of all answers
    comes before the sending.
    """
    if ours := OURS.get(step.kind):
        return is_kept_from(sheet, ours(sheet))
    try:
        told = await _asked(front, sheet, step.paths)
    except Refusal as refusal:
        if refusal.slug != AWAY[0]:
            raise
        told = []
    found = faults.answer_faults(sheet.line, sheet.understood, told)
    return is_kept_from(sheet, (each for each in found if each.step == step.name))


async def all_faults(front: Front, sheet: Sheet) -> list[Fault]:
    """Return all that keeps a draft from being sent, page by page."""
    told = await _asked(front, sheet, None)
    kinds = {step.kind for step in sheet.steps}
    found = [each for kind, look in OURS.items() if kind in kinds for each in look(sheet)]
    found += faults.answer_faults(sheet.line, sheet.understood, told)
    order = [step.name for step in sheet.steps]
    return sorted(found, key=lambda each: order.index(each.step) if each.step in order else 0)


def is_kept_from(sheet: Sheet, found: Iterable[Fault]) -> list[Fault]:
    """Return the faults that keep a draft from being sent.

    A paper that an official enters is registered as it came: what it lacks is asked for later.
    """
    return [each for each in found if not (sheet.draft.arrival and each.missing)]


async def _asked(front: Front, sheet: Sheet, paths: Sequence[str] | None) -> list[FieldError]:
    only = None if paths is None else tuple(paths)[:MOST_ASKED]
    asked = AnswersToCheck(answers=sheet.understood.answers, applicant=_asking(sheet), only=only)
    return await front.applications.check(sheet.call, sheet.line.id, asked)


def _asking(sheet: Sheet) -> Asking | None:
    """Tell who applies, once their page says it: the kind and the municipality are asked of all."""
    said = sheet.said
    if not said.kind or not said.municipality:
        return None
    return Asking.model_validate(
        {
            "kind": said.kind,
            "municipality": said.municipality,
            "birth_on": birth_of(sheet.data.get("applicant", {})),
            "filed_on": sheet.reader.today,
        }
    )
