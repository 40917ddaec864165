"""Whether the questions of a line can be asked: names, borders, days, and what is asked before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from contracts.calls import LineDraft
from contracts.questions import (
    FILED_ON,
    DateQuestion,
    IntegerQuestion,
    MoneyQuestion,
    Question,
)
from programmes.conditions import problem
from programmes.data import computed_of, data_of, derived_names
from programmes.expressions import paths
from programmes.fields import written_key
from programmes.refusals import Path, Wrong
from programmes.scope import Scope

HIGHEST = ("maximum", "maximum_cents", "maximum_on")

Dates = Mapping[str, DateQuestion]


def check_form(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    """Refuse a form that cannot be asked: the line's questions, then its groups."""
    yield from _check_names(line, path)
    days = _days(line.questions)
    yield from _check_questions(line.questions, scope, days, path)
    for group in line.groups:
        place = (*path, "groups", group.name)
        if group.asked_if:
            yield from _asked(group.asked_if, _without_groups(scope), place)
        yield from _check_questions(
            group.questions, scope.inside(group), days | _days(group.questions), place
        )


def _check_names(line: LineDraft, path: Path) -> Iterator[Wrong]:
    taken = set(data_of(line.questions))
    computed = set(computed_of(line.groups))
    for question in line.questions:
        if question.name in computed:
            yield _twice((*path, "questions", question.name), question.name)
    for group in line.groups:
        if group.name in taken | computed:
            yield _twice((*path, "groups", group.name), group.name)


def _check_questions(
    questions: Sequence[Question], scope: Scope, days: Dates, path: Path
) -> Iterator[Wrong]:
    derived = {name for day in _days(questions).values() for name in derived_names(day)}
    for place, question in enumerate(questions):
        at = (*path, "questions", question.name)
        if question.name in derived or question.name == FILED_ON:
            yield _twice(at, question.name)
        yield from _check_borders(question, at)
        if isinstance(question, DateQuestion):
            yield from _check_age(question, days, scope, at)
        if question.asked_if:
            later = [other.name for other in questions[place:]]
            yield from _asked(question.asked_if, _before(scope, later), at, later)


def _check_borders(question: Question, path: Path) -> Iterator[Wrong]:
    if not isinstance(question, IntegerQuestion | MoneyQuestion | DateQuestion):
        return
    datum = data_of([question])[question.name]
    if datum.maximum < datum.minimum:
        key = next(key for key in HIGHEST if key in type(question).model_fields)
        yield Wrong((*path, key), f"«{written_key(key)}» è sotto il valore più basso ammesso")


def _check_age(question: DateQuestion, days: Dates, scope: Scope, path: Path) -> Iterator[Wrong]:
    day = question.age_at
    if day is None or day == FILED_ON:
        return
    if day not in days or day == question.name:
        yield Wrong(
            (*path, "age_at"),
            f"«age_at» vuole un'altra data chiesta qui, o «{FILED_ON}»: «{day}» non lo è",
        )
    scope.named(day)


def _asked(condition: str, scope: Scope, path: Path, later: Sequence[str] = ()) -> Iterator[Wrong]:
    for read in paths(condition):
        name = read.split(".")[-1]
        if name in later and scope.path(read) is None:
            yield Wrong((*path, "asked_if"), f"«asked_if» legge «{name}», che è chiesta più avanti")
            return
    if reason := problem(condition, scope):
        yield Wrong((*path, "asked_if"), reason)


def _before(scope: Scope, later: Sequence[str]) -> Scope:
    """Return what is known when a question is asked: the applicant and the answers before it."""
    root = "item" if scope.in_group else "answers"
    paths = {
        path: datum
        for path, datum in _without_groups(scope).paths.items()
        if not (path.startswith(f"{root}.") and _asker(datum.question) in later)
    }
    return replace(scope, paths=paths)


def _without_groups(scope: Scope) -> Scope:
    roots = ("applicant", "answers", "item")
    known = {
        path: datum
        for path, datum in scope.paths.items()
        if path.split(".")[0] in roots and datum.fields is None
    }
    return replace(scope, paths=known)


def _asker(question: str | None) -> str:
    return (question or "").split(".")[-1]


def _days(questions: Sequence[Question]) -> dict[str, DateQuestion]:
    return {each.name: each for each in questions if isinstance(each, DateQuestion)}


def _twice(path: Path, name: str) -> Wrong:
    return Wrong(path, f"«{name}» è già il nome di un altro dato")
