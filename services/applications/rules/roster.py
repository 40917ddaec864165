"""The items of a group as one datum: one more of a kind, or fewer."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contracts.questions import ChoiceQuestion, Group, IntegerQuestion, MoneyQuestion, Question
from services.applications.rules.datum import Datum, with_answer
from services.applications.rules.facts import Declared, given_items

MOST_MORE = 20
Item = Mapping[str, Any]


class Roster(NamedTuple):
    """A list of items with so many more or fewer; `like` is the item that was repeated, from 0, and
    `field` what the new ones have otherwise."""

    items: list[Any]
    more: int
    like: int | None = None
    field: Question | None = None


def roster_datum(group: Group, declared: Declared) -> Datum:
    """Return the list of a group's items, with what may be added to it or taken from it."""
    items = given_items(group, declared.answers) or []
    return Datum(
        path=group.name,
        label=group.label,
        form="items",
        now=Roster(items, 0),
        put=lambda other, value: with_answer(other, group.name, value.items),
        options=tuple(_options(group, items)),
    )


def _options(group: Group, items: list[Any]) -> Iterator[Roster]:
    room = min(group.maximum - len(items), MOST_MORE)
    for more in range(1, room + 1):
        yield from _longer(group, items, more)
    for fewer in range(1, len(items) - group.minimum + 1):
        yield Roster(items[:-fewer], -fewer)


def _longer(group: Group, items: list[Any], more: int) -> Iterator[Roster]:
    known = [(index, item) for index, item in enumerate(items) if isinstance(item, Mapping)]
    for index, item in known:
        yield Roster([*items, *[item] * more], more, index)
    model = known[0][1] if known else _invented(group)
    if not known:
        yield Roster([*items, *[model] * more], more)
    for question, other in _variants(group, model):
        yield Roster([*items, *[other] * more], more, None, question)


def _variants(group: Group, item: Item) -> Iterator[tuple[Question, Item]]:
    for question in group.questions:
        if isinstance(question, ChoiceQuestion):
            for choice in question.choices:
                yield question, {**item, question.name: choice.id}
        elif question.kind == "boolean":
            yield question, {**item, question.name: not item.get(question.name)}


def _invented(group: Group) -> Item:
    """Return an item of an empty list: it shows whether having one would do."""
    return {question.name: value for question in group.questions if (value := _some(question))}


def _some(question: Question) -> Any:
    if isinstance(question, ChoiceQuestion):
        return question.choices[0].id
    if isinstance(question, MoneyQuestion):
        return question.maximum_cents
    if isinstance(question, IntegerQuestion):
        return question.maximum
    return True if question.kind == "boolean" else None
