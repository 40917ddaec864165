"""The computation of an amount as the tree that people read."""

from contracts.amounts import AmountRule, DaysWithin, EachItem, GrowingAmount, TableOf, TimesCount
from services.applications.rules.computation import Step
from services.applications.rules.condition import at, reads
from services.applications.rules.explanation import Node
from services.applications.rules.scope import Scope
from services.applications.rules.vocabulary import UNKNOWN, Place, full_path, subject
from services.applications.rules.wording import LABELS, readings, sentence

NOTHING_SAID = "Il bando non dice ancora quanto spetta."


def node(step: Step) -> Node:
    """Write a computed rule as a node of the explanation."""
    if isinstance(step.rule, str):
        return _named(step, step.rule)
    paths = _paths(step, step.rule)
    read, missing = readings(step.scope, paths)
    items = isinstance(step.rule, EachItem) and step.applied
    return Node(
        label=step.rule.label or LABELS[step.rule.kind],
        sentence=sentence(step, step.rule),
        cents=step.cents,
        article=step.rule.article,
        read=read,
        missing=missing,
        children=_items(step, step.rule) if items else tuple(node(part) for part in step.parts),
    )


def _items(step: Step, rule: AmountRule) -> tuple[Node, ...]:
    """Write every item of a group, those that are not paid too: each is looked for."""
    group = step.scope.line.group(rule.of) if isinstance(rule, EachItem) else None
    if group is None:
        return ()
    flags = at(step.scope.facts, f"counted.{group.name}")
    if flags is None:
        unknown = Node(label=group.label, sentence=f"{group.label}: {UNKNOWN}", cents=None)
        absent = at(step.scope.facts, f"computed.{group.name}_count") is None
        missing = (f"answers.{group.name}",)
        return (unknown.model_copy(update={"missing": missing}),) if absent else ()
    paid = {part.scope.place.index: part for part in step.parts if part.scope.place}
    return tuple(
        _item(Place(group, index), paid.get(index), flag, step.scope)
        for index, flag in enumerate(flags)
    )


def _item(place: Place, part: Step | None, flag: bool | None, scope: Scope) -> Node:
    if part is not None:
        written = node(part)
        named = f"{place.label}: {written.label}" if _is_named(part) else place.label
        return written.model_copy(update={"label": named})
    if flag is None:
        missing = _missing_of(place, scope)
        sentence = "Non si sa ancora se conta: manca un dato."
        return Node(label=place.label, sentence=sentence, cents=None, missing=missing)
    told = "Non conta: non ha i requisiti." if flag is False else "Non conta: è oltre il massimo."
    return Node(label=place.label, sentence=told, cents=0)


def _is_named(part: Step) -> bool:
    return not isinstance(part.rule, str) and part.rule.label is not None


def _missing_of(place: Place, scope: Scope) -> tuple[str, ...]:
    within = {**scope.facts, "item": scope.facts["answers"][place.group.name][place.index]}
    paths = (path for each in place.group.item_requirements for path in reads(each.cel))
    missing = (path for path in paths if "." in path and at(within, path) is None)
    return tuple(dict.fromkeys(full_path(path, place) for path in missing))


def _named(step: Step, name: str) -> Node:
    path = step.scope.path(name)
    label = subject(step.scope.line, path, step.scope.place).label
    read, missing = readings(step.scope, (path,))
    told = read[0].shown if read else UNKNOWN
    return Node(
        label=label, sentence=f"{label}: {told}", cents=step.cents, read=read, missing=missing
    )


def _paths(step: Step, rule: AmountRule) -> tuple[str, ...]:
    when = reads(rule.when) if rule.when else ()
    names = _names(rule) if step.applied else ()
    known = (path for path in when if at(step.scope.facts, path.split(".")[0]) is not None)
    return tuple(dict.fromkeys([*known, *(step.scope.path(name) for name in names)]))


def _names(rule: AmountRule) -> tuple[str, ...]:
    match rule:
        case GrowingAmount() | TimesCount():
            return (rule.count,)
        case TableOf():
            return rule.by
        case DaysWithin():
            return (rule.by, rule.from_on, rule.to_on)
        case _:
            return ()
