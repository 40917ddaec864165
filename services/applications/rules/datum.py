"""A datum that could be otherwise, and the same application with it changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from contracts.calls import CallDraft
from contracts.questions import (
    ChoiceQuestion,
    DateQuestion,
    IntegerQuestion,
    MoneyQuestion,
    Question,
)
from kit.days import civil_day
from services.applications.rules import day
from services.applications.rules.counting import is_whole
from services.applications.rules.facts import Declared
from services.applications.rules.vocabulary import Place

Form = Literal[
    "number",
    "money",
    "day",
    "filing",
    "yes_no",
    "choice",
    "town",
    "text",
    "kind",
    "member",
    "place",
    "items",
]
FORMS: Mapping[str, Form] = {
    "money": "money",
    "integer": "number",
    "date": "day",
    "boolean": "yes_no",
    "choice": "choice",
    "municipality": "town",
}
PROVINCE = 3
AXES = frozenset({"number", "money", "day", "filing"})
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
FAR = timedelta(days=3660)


@dataclass(frozen=True)
class Datum:
    """One datum: what it is now, what it may be, and how to change it.

    Numbers, amounts and days lie on an axis from `low` to `high` (a day as its ordinal); anything
    else has `options`. `put` returns the application with another value.
    """

    path: str
    label: str
    form: Form
    now: Any
    put: Callable[[Declared, Any], Declared]
    low: int = 0
    high: int = 0
    options: tuple[Any, ...] = ()
    question: Question | None = None
    place: Place | None = None

    @property
    def position(self) -> int | None:
        """Where the datum is on its axis; None when it is missing."""
        if self.form == "filing":
            return int(self.now.toordinal())
        if self.form == "day":
            on = day.parsed(self.now)
            return None if on is None else on.toordinal()
        return self.now if is_whole(self.now) else None

    def value(self, position: int) -> Any:
        """Return the value at a place of the axis."""
        if self.form in ("day", "filing"):
            on = date.fromordinal(position)
            return on if self.form == "filing" else on.isoformat()
        return position


def answer_datum(question: Question, declared: Declared, place: Place | None) -> Datum:
    """Return the answer to a question, in the form or in an item."""
    given = item_of(declared, place) if place else declared.answers
    group = f"{place.group.name}[{place.index}]" if place else "answers"
    low, high = _limits(question)
    now = given.get(question.name)
    return Datum(
        path=f"{group}.{question.name}",
        label=question.label,
        form=FORMS.get(question.kind, "text"),
        now=now,
        put=lambda other, value: _answered(other, question.name, value, place),
        low=low,
        high=high,
        options=tuple(each for each in _options(question, declared) if each != now),
        question=question,
        place=place,
    )


def filing_datum(call: CallDraft, declared: Declared) -> Datum:
    """Return the day on which the application came, within the window of a call or its line."""
    opens = civil_day(call.opens_at) if call.opens_at else declared.filed_on - FAR
    closes = civil_day(call.closes_at) if call.closes_at else declared.filed_on + FAR
    return Datum(
        path="filing.on",
        label="Giorno della domanda",
        form="filing",
        now=declared.filed_on,
        put=lambda other, value: replace(other, filed_on=value),
        low=opens.toordinal(),
        high=closes.toordinal(),
    )


def birth_datum(declared: Declared) -> Datum:
    """Return the birth of the person who applies."""
    return Datum(
        path="applicant.birth_on",
        label="Data di nascita di chi presenta la domanda",
        form="day",
        now=None if declared.birth_on is None else declared.birth_on.isoformat(),
        put=lambda other, value: replace(other, birth_on=day.parsed(value)),
        low=FIRST_DAY.toordinal(),
        high=LAST_DAY.toordinal(),
    )


def member_datum(declared: Declared) -> Datum:
    """Return whether who applies is in the network."""
    return Datum(
        path="network.member",
        label="Adesione alla rete",
        form="member",
        now=declared.member,
        put=lambda other, value: replace(other, member=value),
        options=(not declared.member,),
    )


def kind_datum(kinds: Sequence[str], declared: Declared) -> Datum:
    """Return what kind of applicant it is."""
    now = declared.applicant_kind
    return Datum(
        path="applicant.kind",
        label="Chi presenta la domanda",
        form="kind",
        now=now,
        put=lambda other, value: replace(other, applicant_kind=value),
        options=tuple(kind for kind in kinds if kind != now),
    )


def place_datum(declared: Declared) -> Datum:
    """Return the municipality, which may be inside the territory or outside it."""
    inside = [(True, code) for code in (_towns(declared) or [declared.municipality])]
    return Datum(
        path="applicant.municipality",
        label="Comune",
        form="place",
        now=(declared.in_territory, declared.municipality),
        put=lambda other, value: replace(other, in_territory=value[0], municipality=value[1]),
        options=(*inside, (False, declared.municipality), (False, "000000")),
    )


def item_of(declared: Declared, place: Place) -> Mapping[str, Any]:
    """Return the answers of an item as they were given."""
    items = declared.answers.get(place.group.name)
    item = items[place.index] if isinstance(items, list) and place.index < len(items) else {}
    return item if isinstance(item, Mapping) else {}


def with_answer(declared: Declared, name: str, value: object) -> Declared:
    """Return the application with one answer changed."""
    return replace(declared, answers={**declared.answers, name: value})


def _answered(declared: Declared, name: str, value: object, place: Place | None) -> Declared:
    if place is None:
        return with_answer(declared, name, value)
    items = list(declared.answers[place.group.name])
    items[place.index] = {**item_of(declared, place), name: value}
    return with_answer(declared, place.group.name, items)


def _limits(question: Question) -> tuple[int, int]:
    match question:
        case MoneyQuestion():
            return question.minimum_cents, question.maximum_cents
        case IntegerQuestion():
            return question.minimum, question.maximum
        case DateQuestion():
            low, high = question.minimum_on or FIRST_DAY, question.maximum_on or LAST_DAY
            return low.toordinal(), high.toordinal()
    return 0, 0


def _options(question: Question, declared: Declared) -> tuple[Any, ...]:
    if isinstance(question, ChoiceQuestion):
        return tuple(choice.id for choice in question.choices)
    if question.kind == "municipality":
        return tuple(_towns(declared))
    return (True, False) if question.kind == "boolean" else ()


def _towns(declared: Declared) -> list[str]:
    # A province stands for its municipalities: its first code is as good as any other.
    return [code if len(code) > PROVINCE else f"{code}001" for code in declared.territory]
