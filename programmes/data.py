"""Which data a line's rules may read, of which kind, and between which values they lie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from contracts.questions import (
    ChoiceQuestion,
    DateQuestion,
    Group,
    IntegerQuestion,
    MoneyQuestion,
    PlainQuestion,
    Question,
)

KINDS = {
    "text": "un testo",
    "boolean": "un sì o no",
    "integer": "un numero intero",
    "money": "un importo",
    "date": "una data",
    "choice": "una scelta",
    "municipality": "un comune",
    "tax_code": "un codice fiscale",
    "vat_number": "una partita IVA",
    "group": "un gruppo",
    "places": "un elenco di comuni",
}
LONGEST_LIFE_YEARS = 150
YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum: its kind, its borders (both included; days as ordinals), the values of a choice.

    `question` is the question that gives it, `guard` the condition under which it is asked;
    a datum that is not `sure` may be missing from a complete application.
    """

    kind: str
    minimum: int = 0
    maximum: int = 0
    values: tuple[str, ...] = ()
    question: str | None = None
    sure: bool = True
    guard: str | None = None
    fields: Mapping[str, "Datum"] | None = None


def data_of(questions: Iterable[Question]) -> dict[str, Datum]:
    """Return what the answers to questions give, with the data that come from dates."""
    found: dict[str, Datum] = {}
    for question in questions:
        datum = replace(
            _datum(question),
            question=question.name,
            sure=question.required,
            guard=question.asked_if,
        )
        found[question.name] = datum
        if isinstance(question, DateQuestion):
            found |= {name: _derived(datum, name) for name in derived_names(question)}
    return found


def derived_names(question: DateQuestion) -> tuple[str, ...]:
    """Return the names of the data that come from a date question besides its answer."""
    ages = (f"{question.stem}_years", f"{question.stem}_months") if question.age_at else ()
    return (*ages, f"{question.stem}_until_on") if question.has_term else ages


def _derived(datum: Datum, name: str) -> Datum:
    if name.endswith("_years"):
        return replace(datum, kind="integer", minimum=0, maximum=LONGEST_LIFE_YEARS)
    if name.endswith("_months"):
        months = LONGEST_LIFE_YEARS * YEAR_MONTHS
        return replace(datum, kind="integer", minimum=0, maximum=months)
    return replace(datum, minimum=date.min.toordinal(), maximum=date.max.toordinal())


def _datum(question: Question) -> Datum:
    match question:
        case IntegerQuestion():
            return Datum("integer", question.minimum, question.maximum)
        case MoneyQuestion():
            return Datum("money", question.minimum_cents, question.maximum_cents)
        case DateQuestion():
            first, last = question.minimum_on or date.min, question.maximum_on or date.max
            return Datum("date", first.toordinal(), last.toordinal())
        case ChoiceQuestion() | PlainQuestion():
            choices = question.choices if isinstance(question, ChoiceQuestion) else ()
            return Datum(question.kind, values=tuple(choice.id for choice in choices))


def computed_of(groups: Iterable[Group]) -> dict[str, Datum]:
    """Return what the house computes from groups: items counted, sums of numbers and amounts."""
    found: dict[str, Datum] = {}
    for group in groups:
        found[f"{group.name}_count"] = Datum(
            "integer", 0, group.maximum, question=group.name, guard=None
        )
        for name, datum in data_of(group.questions).items():
            if datum.kind in ("integer", "money"):
                found[f"{group.name}_{name}_total"] = _total(datum, group)
    return found


def _total(datum: Datum, group: Group) -> Datum:
    lowest = min(0, datum.minimum) * group.maximum
    highest = max(0, datum.maximum) * group.maximum
    return Datum(datum.kind, lowest, highest, question=f"{group.name}.{datum.question}")


def group_datum(group: Group) -> Datum:
    """Return a group as a datum: a list of items, each with its fields."""
    return Datum("group", 0, group.maximum, question=group.name, fields=data_of(group.questions))
