"""Who else stands in a form besides who applies: the employer, and who supplies a cost."""

from collections.abc import Iterator, Sequence

from contracts.calls import LineDraft
from contracts.questions import PlainQuestion, Question
from programmes.refusals import Path, Wrong
from programmes.scope import Scope

VAT_NUMBER = "vat_number"
NO_PERSON = "il datore di lavoro si chiede solo dove una persona può fare domanda"
NO_NUMBER = "una spesa si riconosce da un testo: il numero del contratto o della fattura"
NO_SUPPLIER = "per riconoscere una spesa serve accanto una sola partita IVA, quella di chi fornisce"


def check_parties(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    """Refuse an employer whom no VAT number names, and a cost whose supplier is not asked."""
    yield from _check_employer(line, scope, path)
    yield from _check_costs(line.questions, scope, "", path)
    for group in line.groups:
        at = (*path, "groups", group.name)
        yield from _check_costs(group.questions, scope, f"{group.name}.", at)


def _check_employer(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    if line.employer is None:
        return
    scope.note(line.employer)
    question = line.question(line.employer)
    if question is None or question.kind != VAT_NUMBER:
        yield Wrong(
            (*path, "employer"),
            f"«{line.employer}» non è una domanda di questa sezione che chiede una partita IVA",
        )
    if "person" not in line.who:
        yield Wrong((*path, "employer"), NO_PERSON)


def _check_costs(
    questions: Sequence[Question], scope: Scope, prefix: str, path: Path
) -> Iterator[Wrong]:
    suppliers = [each.name for each in questions if each.kind == VAT_NUMBER]
    costs = [each for each in questions if isinstance(each, PlainQuestion) and each.identifies]
    for name in suppliers if costs else ():
        scope.note(f"{prefix}{name}")
    for cost in costs:
        at = (*path, "questions", cost.name, "identifies")
        if cost.kind != "text":
            yield Wrong(at, NO_NUMBER)
        if len(suppliers) != 1:
            yield Wrong(at, NO_SUPPLIER)
