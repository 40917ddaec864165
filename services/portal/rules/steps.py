"""The steps in which a draft is filled in, one page each, up to the check of all answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from contracts.calls import LineDraft
from contracts.questions import Group, Question
from services.portal.rules.asked import Understood, documents

QUESTIONS_A_PAGE = 7
StepKind = Literal[
    "applicant", "questions", "group", "documents", "payment", "declarations", "check"
]
APPLICANT, DOCUMENTS, PAYMENT = "chi", "documenti", "pagamento"
DECLARATIONS, CHECK = "dichiarazioni", "controllo"


@dataclass(frozen=True)
class Step:
    """One page: its name in the address, its title, and the questions or the group on it."""

    name: str
    kind: StepKind
    title: str
    questions: tuple[Question, ...] = ()
    group: Group | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The questions and the group of the page, as answer checks name them."""
        return (self.group.name,) if self.group else tuple(each.name for each in self.questions)


def steps(line: LineDraft, understood: Understood, *, amends: bool = False) -> list[Step]:
    """Return the steps that are asked of a draft, in order.

    An amendment is about the answers and documents alone: who applied, and the rest, stay.
    """
    middle = [*_question_pages(line, understood), *_group_pages(line, understood)]
    papers = [Step(DOCUMENTS, "documents", "Documenti")] if _asks_papers(line, understood) else []
    last = Step(CHECK, "check", "Controllo delle risposte")
    if amends:
        return [*middle, *papers, last]
    return [
        Step(APPLICANT, "applicant", "Chi fa domanda"),
        *middle,
        *papers,
        Step(PAYMENT, "payment", "Dove ricevere il contributo"),
        Step(DECLARATIONS, "declarations", "Dichiarazioni"),
        last,
    ]


def page_of(line: LineDraft, name: str) -> Step | None:
    """Return the page on which a question, or a field of a group, is asked."""
    stem = name.partition("[")[0]
    pages = (*_pages(line), *(_group_page(group) for group in line.groups))
    return next((page for page in pages if stem in page.paths), None)


def _question_pages(line: LineDraft, understood: Understood) -> Iterator[Step]:
    for page in _pages(line):
        if any(understood.is_asked(each.name) for each in page.questions):
            yield page


def _pages(line: LineDraft) -> Iterator[Step]:
    starts = range(0, len(line.questions), QUESTIONS_A_PAGE)
    for number, start in enumerate(starts, 1):
        title = "Le domande del bando" + (f", {number} di {len(starts)}" if len(starts) > 1 else "")
        page = line.questions[start : start + QUESTIONS_A_PAGE]
        yield Step(f"domande-{number}", "questions", title, questions=page)


def _group_pages(line: LineDraft, understood: Understood) -> Iterator[Step]:
    return (_group_page(group) for group in line.groups if understood.is_asked(group.name))


def _group_page(group: Group) -> Step:
    return Step(f"gruppo-{group.name}", "group", group.label, group=group)


def _asks_papers(line: LineDraft, understood: Understood) -> bool:
    return bool(documents(line, understood))
