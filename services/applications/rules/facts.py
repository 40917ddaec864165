"""What requirements and amounts read: the declared data, and what the house computes from them.

A datum that is absent is missing, never zero; an answer to a question that is not asked is absent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.calls import LineDraft
from contracts.questions import FILED_ON, DateQuestion, Group, Question
from services.applications.rules import day
from services.applications.rules.condition import Facts, applies
from services.applications.rules.counting import computed_of, counted

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Earlier:
    """What a limit's unit already asked and got: applications, cents.

    For a limit whose key is a field of a group, `units` holds the same for each value of the key
    that already had something; without it nothing is known of those units.
    """

    applications: int = 0
    cents: int = 0
    units: Mapping[str, "Earlier"] | None = None


@dataclass(frozen=True)
class Declared:
    """An application as the engine sees it; what is None is not known.

    `answers` as `answers.problems` found nothing against them, `municipality` an ISTAT code,
    `territory` ISTAT codes of municipalities or provinces (none are not known), `earlier` by limit
    id: who had nothing before has `Earlier()`.
    """

    applicant_kind: str
    municipality: str
    filed_on: date
    answers: Mapping[str, Any]
    birth_on: date | None = None
    member: bool | None = None
    in_territory: bool | None = None
    territory: Sequence[str] = ()
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    employer_joined: bool | None = None
    employer_confirmed: bool | None = None


def facts_of(line: LineDraft, declared: Declared) -> Facts:
    """Return the facts that the CEL of a line reads, by root.

    `applicant` (kind, municipality, in_territory; age_years of a person), `answers` (with what
    dates give: `birth_years`, `birth_months`, `return_until_on`; groups as lists of items),
    `network.member`, `employer.joined` and `employer.confirmed`, `territory`, `filing.on`,
    `computed` (`<group>_count`, `<group>_<question>_total` of the counted items),
    `earlier.<limit_id>.applications` and `.cents`. `counted` tells of each item of a group whether
    it counts: True, False, or None while a datum is missing.
    """
    facts = house_facts(declared)
    for _ in taken(line.questions, declared.answers, facts, facts["answers"]):
        pass
    for group in line.groups:
        take_group(line, group, declared.answers, facts)
    return facts


def taken(
    questions: Sequence[Question],
    given: Mapping[str, object],
    facts: dict[str, Any],
    own: dict[str, Any],
) -> Iterator[tuple[Question, bool | None]]:
    """Take the answers to the questions that are asked, in order, telling of each if it is asked.

    `own` is where they go, a part of `facts`: what a later question is asked for may read the
    earlier ones. A condition that cannot be answered is None and asks nothing.
    """
    for question in questions:
        asked = applies(question.asked_if, facts)
        value = given.get(question.name)
        if asked and _is_plain(value):
            own[question.name] = value
            _derive(question, facts, own)
        yield question, asked
    # A day on which an age is counted may be asked after the birth.
    for question in questions:
        _derive(question, facts, own)


def is_asked(group: Group, facts: Facts) -> bool:
    """Tell whether a group of questions is asked."""
    return applies(group.asked_if, facts) is True


def house_facts(declared: Declared | None) -> dict[str, Any]:
    """Return the facts without any answer; of nobody they are empty."""
    facts: dict[str, Any] = {"applicant": {}, "answers": {}, "network": {}, "filing": {}}
    facts |= {"counted": {}, "computed": {}, "earlier": {}}
    return facts if declared is None else facts | _house(declared)


def _house(declared: Declared) -> dict[str, Any]:
    return {
        "applicant": _without_none(
            kind=declared.applicant_kind,
            municipality=declared.municipality,
            in_territory=declared.in_territory,
            age_years=_age_years(declared),
        ),
        "network": _without_none(member=declared.member),
        "employer": _without_none(
            joined=declared.employer_joined, confirmed=declared.employer_confirmed
        ),
        **({"territory": list(declared.territory)} if declared.territory else {}),
        "filing": {"on": declared.filed_on.isoformat()},
        "earlier": {
            limit.replace("-", "_"): _earlier(earlier)
            for limit, earlier in declared.earlier.items()
        },
    }


def _age_years(declared: Declared) -> int | None:
    birth_on = declared.birth_on
    if declared.applicant_kind != "person" or birth_on is None or birth_on > declared.filed_on:
        return None
    return day.years_completed(birth_on, declared.filed_on)


def _earlier(earlier: Earlier) -> dict[str, Any]:
    units = earlier.units
    told = None if units is None else {value: _earlier(each) for value, each in units.items()}
    return _without_none(applications=earlier.applications, cents=earlier.cents, units=told)


def _without_none(**data: Any) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _is_plain(value: object) -> bool:
    if isinstance(value, int):
        return -LARGEST <= value <= LARGEST
    return isinstance(value, str)


def _derive(question: Question, facts: Facts, own: dict[str, Any]) -> None:
    if not isinstance(question, DateQuestion):
        return
    start = day.parsed(own.get(question.name))
    if start is None:
        return
    if question.age_at is not None:
        _derive_age(question.stem, start, _day_of(question.age_at, facts, own), own)
    if question.has_term:
        _derive_term(question, start, own)


def _derive_age(stem: str, start: date, on: date | None, own: dict[str, Any]) -> None:
    # Who is not yet born has no age: it is missing, and not below every limit.
    if on is not None and start <= on:
        months = day.months_completed(start, on)
        own[f"{stem}_years"] = months // day.MONTHS_OF_A_YEAR
        own[f"{stem}_months"] = months


def _derive_term(question: DateQuestion, start: date, own: dict[str, Any]) -> None:
    try:
        until = _term_ends(question, start)
    except ValueError:
        return
    last = day.working_day(until) if question.term_rolls else until
    own[f"{question.stem}_until_on"] = last.isoformat()


def _term_ends(question: DateQuestion, start: date) -> date:
    if question.term_days is not None:
        return day.days_later(start, question.term_days)
    return day.months_later(start, question.term_months or 0)


def _day_of(name: str, facts: Facts, own: Mapping[str, Any]) -> date | None:
    if name == FILED_ON:
        return day.parsed(facts["filing"].get("on"))
    return day.parsed(own.get(name) or facts["answers"].get(name))


def take_group(
    line: LineDraft, group: Group, given: Mapping[str, object], facts: dict[str, Any]
) -> None:
    """Take the items of a group, and compute which count and what they make together."""
    if not is_asked(group, facts):
        facts["computed"][f"{group.name}_count"] = 0
        return
    items = given_items(group, given)
    if items is None:
        return
    asked = [_item(group, item, facts) for item in items]
    facts["answers"][group.name] = [item for item, _ in asked]
    facts["counted"][group.name] = [counted(line, group, item, facts) for item, _ in asked]
    facts["computed"] |= computed_of(group, asked, facts["counted"][group.name])


def given_items(group: Group, given: Mapping[str, object]) -> list[object] | None:
    """Return the items of a group as they were given; a group that may be empty is never absent."""
    items = given.get(group.name)
    if items is None and group.minimum == 0:
        return []
    return items if isinstance(items, list) else None


def _item(group: Group, given: object, facts: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    own: dict[str, Any] = {}
    fields = given if isinstance(given, Mapping) else {}
    within = {**facts, "item": own}
    asked = {
        question.name for question, asked in taken(group.questions, fields, within, own) if asked
    }
    return own, asked
