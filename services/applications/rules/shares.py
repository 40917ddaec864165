"""What one child, or one household, gets of an amount that is for several."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contracts.amounts import EachItem, LowestOf
from contracts.calls import LineDraft
from services.applications.rules.computation import Step, compute
from services.applications.rules.condition import Facts
from services.applications.rules.scope import Scope


def shares(line: LineDraft, facts: Facts, path: str, amount_cents: int) -> Mapping[str, int]:
    """Part an amount among those that a group's field (`children.tax_code`) identifies.

    By what the amount gives to each item, lowered in proportion when the whole was capped; in equal
    parts when it does not go item by item. Nothing when no limit counts their cents.
    """
    if not any(limit.key == path and limit.at_most_cents is not None for limit in line.limits):
        return {}
    group, _, field = path.partition(".")
    given = _given(line, facts, group, field)
    if given and given.total() <= amount_cents:
        return given
    weights = given or _counted(facts, group, field)
    return {value: amount_cents * each // weights.total() for value, each in weights.items()}


def values(items: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    """Return what the items say in a field, those that say something."""
    return [value for item in items if isinstance(value := item.get(name), str)]


def _given(line: LineDraft, facts: Facts, group: str, field: str) -> Counter[str]:
    given: Counter[str] = Counter()
    step = compute(line.amount, Scope(line, facts)) if line.amount else None
    for part in _items(step, group) if step else ():
        for value in values([part.scope.facts["item"]], field) if part.cents else ():
            given[value] += part.cents or 0
    return given


def _items(step: Step, group: str) -> Iterator[Step]:
    if isinstance(step.rule, EachItem) and step.rule.of == group:
        yield from step.parts
        return
    parts = step.parts
    if isinstance(step.rule, LowestOf):
        parts = tuple(part for part in parts if part.cents == step.full_cents)[:1]
    for part in parts:
        yield from _items(part, group)


def _counted(facts: Facts, group: str, field: str) -> Counter[str]:
    flags, items = facts["counted"].get(group, ()), facts["answers"].get(group, ())
    counted = [item for item, flag in zip(items, flags, strict=True) if flag]
    return Counter(values(counted, field))
