"""Which data a condition hangs on, and the borders that it names."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from contracts.calls import CallDraft, LineDraft
from contracts.questions import FILED_ON, DateQuestion, Group, Question
from programmes.expressions import compiled
from services.applications.rules import day
from services.applications.rules.condition import reads
from services.applications.rules.counting import is_whole
from services.applications.rules.datum import (
    Datum,
    answer_datum,
    birth_datum,
    filing_datum,
    kind_datum,
    member_datum,
    place_datum,
)
from services.applications.rules.facts import Declared
from services.applications.rules.roster import roster_datum
from services.applications.rules.vocabulary import KINDS, Place
from services.applications.rules.windows import of_line

MOST_ITEMS = 10
MOST_COUNT = 2_400
TEXTS = re.compile(r""""((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'""")
NUMBERS = re.compile(r"(?<![\w.])\d+(?![\w.])")
ITEM_PATH = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
OF_HOUSE: Mapping[str, Callable[[Declared], Datum]] = {
    "network.member": member_datum,
    "applicant.age_years": birth_datum,
    "applicant.in_territory": place_datum,
    "applicant.municipality": place_datum,
    "territory": place_datum,
}


def data(
    call: CallDraft,
    line: LineDraft,
    declared: Declared,
    paths: Iterable[str],
    place: Place | None = None,
) -> tuple[Datum, ...]:
    """Return the data behind some paths, each once, in the order in which they are read.

    A path may be that of an expression (`item.birth_years` of the item at a place) or that of a
    reading (`children[1].birth_on`). What earlier applications had cannot be otherwise.
    """
    seen = of_line(call, line.id)
    found = (each for path in paths for each in _behind(seen, line, declared, path, place))
    return tuple({each.path: each for each in found}.values())


def literals(expressions: Iterable[str]) -> tuple[int | str, ...]:
    """Return the whole numbers (euro as cents) and the texts that expressions name."""
    found: list[int | str] = []
    for each in expressions:
        written = compiled(each).source
        found += [text[1] or text[2] or "" for text in TEXTS.finditer(written)]
        found += [int(number[0]) for number in NUMBERS.finditer(TEXTS.sub("''", written))]
    return tuple(dict.fromkeys(found))


def borders(rule: object) -> Iterator[int | str]:
    """Return the whole numbers and the days that a rule of an amount names, in tables too."""
    if isinstance(rule, Mapping | list | tuple):
        for each in rule.values() if isinstance(rule, Mapping) else rule:
            yield from borders(each)
    elif isinstance(rule, date):
        yield rule.isoformat()
    elif is_whole(rule):
        yield rule


def hints(datum: Datum, named: Iterable[Any]) -> list[int | str]:
    """Return the values of a datum to try for the values that a condition names and reads.

    A number with its neighbours; for a day the days named, and those on which the ages and terms
    named are completed.
    """
    values = list(named)
    numbers = [each for each in values if is_whole(each)]
    texts = [each for each in values if isinstance(each, str)]
    if datum.form in ("day", "filing"):
        days = [on for each in texts if (on := day.parsed(each)) is not None]
        days += _completed(datum, numbers, days)
        return [each.toordinal() + step for each in days for step in (-1, 0, 1)]
    return [*(each + step for each in numbers for step in (-1, 0, 1)), *texts]


def _behind(
    call: CallDraft, line: LineDraft, declared: Declared, path: str, place: Place | None
) -> Iterator[Datum]:
    root, _, name = path.partition(".")
    if item := ITEM_PATH.fullmatch(path):
        place, root, name = _place(line, item[1], int(item[2])), "item", item[3]
    asked = place.group.questions if place and root == "item" else line.questions
    groups = [] if root == "item" else [each for each in line.groups if _is_of(each, path)]
    for group in groups:
        yield from _of_group(call, group, declared, path)
    if root in ("answers", "item") and not groups:
        yield from _answer(call, asked, name, declared, place if root == "item" else None)
    yield from _of_house(call, line, declared, path)


def _is_of(group: Group, path: str) -> bool:
    return path == f"answers.{group.name}" or path.startswith(f"computed.{group.name}_")


def _place(line: LineDraft, name: str, index: int) -> Place | None:
    group = line.group(name)
    return None if group is None else Place(group, index)


def _answer(
    call: CallDraft,
    questions: Sequence[Question],
    name: str,
    declared: Declared,
    place: Place | None,
) -> Iterator[Datum]:
    for question in questions:
        if name == question.name:
            yield answer_datum(question, declared, place)
        elif isinstance(question, DateQuestion) and name.startswith(f"{question.stem}_"):
            if question.age_at == FILED_ON:
                yield filing_datum(call, declared)
            yield answer_datum(question, declared, place)


def _of_group(call: CallDraft, group: Group, declared: Declared, path: str) -> Iterator[Datum]:
    yield roster_datum(group, declared)
    items = declared.answers.get(group.name)
    many = len(items) if isinstance(items, list) else 0
    for index in range(min(many, MOST_ITEMS)):
        for name in _fields(group, path):
            yield from _answer(call, group.questions, name, declared, Place(group, index))


def _fields(group: Group, path: str) -> tuple[str, ...]:
    """Return what an item's part in a path hangs on: whether it counts, and what is summed."""
    names = [question.name for question in group.questions]
    if path == f"answers.{group.name}":
        return tuple(names)
    read = (each for requirement in group.item_requirements for each in reads(requirement.cel))
    summed = (name for name in names if path == f"computed.{group.name}_{name}_total")
    return tuple(dict.fromkeys((*(each.removeprefix("item.") for each in read), *summed)))


def _of_house(call: CallDraft, line: LineDraft, declared: Declared, path: str) -> Iterator[Datum]:
    if path in ("filing.on", "applicant.age_years"):
        yield filing_datum(call, declared)
    if path == "applicant.kind":
        yield kind_datum(tuple(dict.fromkeys((*line.who, *KINDS))), declared)
    make = OF_HOUSE.get(path)
    if make is not None:
        yield make(declared)


def _completed(datum: Datum, numbers: Iterable[int], days: Iterable[date]) -> list[date]:
    """Return the days that lie whole years, months or a term before or after those named."""
    days = list(days)
    counts = {each + more for each in numbers if each <= MOST_COUNT for more in (0, 1)}
    term = getattr(datum.question, "term_months", None)
    counts |= set() if term is None else {term}
    months = {sign * count * unit for count in counts for unit in (1, 12) for sign in (-1, 1)}
    found = _apart(days, getattr(datum.question, "term_days", None))
    for on in days:
        found += [day.months_later(on, each) for each in sorted(months) if _is_near(on, each)]
    return found


def _apart(days: Iterable[date], term_days: int | None) -> list[date]:
    if term_days is None:
        return []
    return [day.days_later(on, count) for on in days for count in (-term_days, term_days)]


def _is_near(on: date, months: int) -> bool:
    return 1 < on.year + months // day.MONTHS_OF_A_YEAR < date.max.year - 1
