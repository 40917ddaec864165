"""Which items of a group count, and what the counted ones make together."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Literal, TypeGuard

from contracts.calls import Limit, LineDraft
from contracts.questions import Group, IntegerQuestion, MoneyQuestion, Requirement
from services.applications.rules.condition import Facts, applies, at, holds

Answer = Literal["yes", "no", "to_complete", "not_applicable"]
Item = Mapping[str, Any]


def answer(requirement: Requirement, facts: Facts) -> Answer:
    """Answer one requirement; a missing datum that can change the answer makes `to_complete`."""
    concerned = applies(requirement.when, facts)
    if concerned is False:
        return "not_applicable"
    met = None if concerned is None else holds(requirement.cel, facts)
    return told(met)


def told(met: bool | None) -> Answer:
    """Say a condition's truth as an answer."""
    if met is None:
        return "to_complete"
    return "yes" if met else "no"


def counted(line: LineDraft, group: Group, item: Item, facts: Facts) -> bool | None:
    """Tell whether an item meets the group's requirements and the limits on what identifies it.

    None while a datum is missing: the item may count or not.
    """
    within = {**facts, "item": item}
    answers = {answer(requirement, within) for requirement in group.item_requirements}
    answers |= {limit_answer(limit, item, facts) for limit in limits_of(line, group)}
    if "no" in answers:
        return False
    return None if "to_complete" in answers else True


def limits_of(line: LineDraft, group: Group) -> tuple[Limit, ...]:
    """Return the limits whose unit is identified by a field of the group."""
    return tuple(limit for limit in line.limits if _group_of(limit) == group.name)


def limit_answer(limit: Limit, item: Item, facts: Facts) -> Answer:
    """Tell whether the unit of an item may have one more application and one more euro."""
    had = earlier_of(limit, item, facts)
    if had is None:
        return "to_complete"
    applications, cents = had
    most, most_cents = limit.at_most_applications, limit.at_most_cents
    room = most is None or applications < most
    return told(room and (most_cents is None or cents < most_cents))


def earlier_of(limit: Limit, item: Item, facts: Facts) -> tuple[int, int] | None:
    """Return the applications and cents that the unit of an item had; None when not known."""
    units = at(facts, f"earlier.{limit.id.replace('-', '_')}.units")
    identity = item.get((limit.key or "").rpartition(".")[2])
    if not isinstance(units, Mapping) or not isinstance(identity, str):
        return None
    had = units.get(identity, {})
    return had.get("applications", 0), had.get("cents", 0)


def computed_of(
    group: Group,
    items: Sequence[tuple[Item, AbstractSet[str]]],
    flags: Sequence[bool | None],
) -> dict[str, int]:
    """Return `<group>_count` and the `<group>_<question>_total` of the counted items.

    `items` come with the questions that they were asked. While it is not known whether an item
    counts, nothing is computed; an amount that was asked and not told has no total.
    """
    if None in flags:
        return {}
    kept = [pair for pair, flag in zip(items, flags, strict=True) if flag]
    found = {f"{group.name}_count": len(kept)}
    for question in group.questions:
        if isinstance(question, IntegerQuestion | MoneyQuestion):
            total = _total(question.name, kept)
            found |= {} if total is None else {f"{group.name}_{question.name}_total": total}
    return found


def _total(name: str, items: Sequence[tuple[Item, AbstractSet[str]]]) -> int | None:
    values = [item.get(name) for item, asked in items if name in asked]
    whole = [value for value in values if is_whole(value)]
    return sum(whole) if len(whole) == len(values) else None


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether a value is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _group_of(limit: Limit) -> str:
    return (limit.key or "").partition(".")[0] if "." in (limit.key or "") else ""
