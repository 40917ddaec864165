"""The rules of an amount, computed: integer cents, rounded down at each percentage and each stretch
of days; None while a datum is missing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.amounts import (
    AmountRule,
    DaysWithin,
    DeclaredAmount,
    EachItem,
    ExcessOver,
    FixedAmount,
    GrowingAmount,
    LowestOf,
    Operand,
    PercentOf,
    SumOf,
    TableOf,
    TimesCount,
)
from kit.money import share
from services.applications.rules.condition import at, holds
from services.applications.rules.counting import earlier_of, limits_of
from services.applications.rules.scope import Allowance, Scope
from services.applications.rules.stretch import days_counted
from services.applications.rules.vocabulary import Place

PLENTY = 10**18


class Step(NamedTuple):
    """A rule, or the name of an amount, as it was computed.

    `applied` tells what its condition said, `full_cents` is what it gave before its cap, `parts`
    are the rules that it holds, as they were computed.
    """

    rule: AmountRule | str
    scope: Scope
    cents: int | None
    full_cents: int | None
    applied: bool | None = True
    parts: tuple["Step", ...] = ()


# What a rule gives before its cap, and the rules that it holds; a plain pair, for there are many.
_Raw = tuple[int | None, tuple[Step, ...]]


def compute(rule: Operand, scope: Scope) -> Step:
    """Compute a rule with its condition and its cap, or look a name up."""
    if isinstance(rule, str):
        cents = scope.whole(rule)
        return Step(rule, scope, cents, cents)
    applied = rule.when is None or holds(rule.when, scope.facts)
    if not applied:
        return Step(rule, scope, None if applied is None else 0, None, applied)
    cents, parts = KINDS[rule.kind](rule, scope)
    return Step(rule, scope, _capped(rule, cents), cents, applied, parts)


def _capped(rule: AmountRule, cents: int | None) -> int | None:
    return cents if cents is None or rule.cap_cents is None else min(cents, rule.cap_cents)


def _lowest(amounts: Sequence[int | None]) -> int | None:
    known = [each for each in amounts if each is not None]
    return min(known) if len(known) == len(amounts) else None


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [each for each in amounts if each is not None]
    return sum(known) if len(known) == len(amounts) else None


def _operand(rule: Operand, scope: Scope) -> Step:
    return compute(rule, scope.allowing(None))


def _fixed(rule: FixedAmount, _: Scope) -> _Raw:
    return rule.amount_cents, ()


def _declared(rule: DeclaredAmount, scope: Scope) -> _Raw:
    part = compute(rule.of, scope)
    return part.cents, (part,)


def _percent(rule: PercentOf, scope: Scope) -> _Raw:
    part = _operand(rule.of, scope)
    cents = None if part.cents is None else share(part.cents, rule.percent)
    return cents, (part,)


def _growing(rule: GrowingAmount, scope: Scope) -> _Raw:
    count = scope.whole(rule.count)
    if count is None:
        return None, ()
    cents = 0 if count < 1 else rule.first_cents + (count - 1) * rule.each_further_cents
    return cents, ()


def _times(rule: TimesCount, scope: Scope) -> _Raw:
    part, count = _operand(rule.of, scope), times_counted(rule, scope)
    if part.cents is None or count is None:
        return None, (part,)
    return part.cents * count, (part,)


def times_counted(rule: TimesCount, scope: Scope) -> int | None:
    """Return how many times an amount counts."""
    count = scope.whole(rule.count)
    if count is None:
        return None
    return max(0, count if rule.at_most is None else min(count, rule.at_most))


def _table(rule: TableOf, scope: Scope) -> _Raw:
    row = scope.row(rule)
    if row is None:
        return None, ()
    if row.rule is None:
        return row.amount_cents, ()
    part = compute(row.rule, scope)
    return part.cents, (part,)


def _each(rule: EachItem, scope: Scope) -> _Raw:
    items = counted_items(rule, scope)
    if items is None:
        return None, ()
    room: dict[str, int] = {}
    group, given = scope.line.group(rule.of), scope.facts["answers"].get(rule.of, ())
    if group is None:
        raise LookupError(f"{scope.line.id} has no group {rule.of}")
    within = (scope.of_item(Place(group, index), given[index]) for index in items)
    parts = tuple(_item(rule, each, room) for each in within)
    return _sum([part.cents for part in parts]), parts


def counted_items(rule: EachItem, scope: Scope) -> list[int] | None:
    """Return the places of the items that are paid; None while it is not known which count."""
    flags = at(scope.facts, f"counted.{rule.of}")
    if flags is None:
        # A group that is not asked has no items; one that is not answered is missing.
        return [] if at(scope.facts, f"computed.{rule.of}_count") == 0 else None
    if None in flags:
        return None
    return [index for index, flag in enumerate(flags) if flag][: rule.at_most]


def _item(rule: EachItem, scope: Scope, room: dict[str, int]) -> Step:
    step = compute(rule.rule, scope.allowing(None))
    if rule.unit is None and scope.allowance is None:
        return step
    cents = _lowest((step.cents, _room(rule, scope, room), _allowed(scope)))
    if cents is not None:
        _use(rule, scope, room, cents)
    return step._replace(cents=cents)


def _room(rule: EachItem, scope: Scope, room: dict[str, int]) -> int | None:
    if rule.unit is None or rule.cap_unit_cents is None:
        return PLENTY
    unit = scope.value(rule.unit)
    return None if unit is None else room.setdefault(str(unit), rule.cap_unit_cents)


def _allowed(scope: Scope) -> int | None:
    """Return what the limits on the item's unit leave; without a limit it is a lot."""
    used = {} if scope.allowance is None else scope.allowance
    return min([PLENTY, *(used.get(key, most) for key, most in _limits(scope))])


def _limits(scope: Scope) -> list[tuple[tuple[str, str], int]]:
    if scope.place is None or scope.allowance is None or not scope.line.limits:
        return []
    item = scope.facts["item"]
    found = []
    for limit in limits_of(scope.line, scope.place.group):
        had = earlier_of(limit, item, scope.facts)
        if limit.at_most_cents is not None and had is not None:
            identity = str(item[(limit.key or "").rpartition(".")[2]])
            found.append(((limit.id, identity), max(0, limit.at_most_cents - had[1])))
    return found


def _use(rule: EachItem, scope: Scope, room: dict[str, int], cents: int) -> None:
    if rule.unit is not None:
        room[str(scope.value(rule.unit))] -= cents
    for key, most in _limits(scope):
        if scope.allowance is not None:
            scope.allowance[key] = scope.allowance.get(key, most) - cents


def _added(rule: SumOf, scope: Scope) -> _Raw:
    parts = tuple(compute(each, scope) for each in rule.rules)
    return _sum([part.cents for part in parts]), parts


def _lowest_of(rule: LowestOf, scope: Scope) -> _Raw:
    # Each rule sees what limits leave as if it were alone: only one of them is awarded.
    parts = tuple(compute(each, scope.allowing(_copy(scope))) for each in rule.rules)
    cents = _lowest([part.cents for part in parts])
    if scope.allowance is not None:
        chosen = next((part for part in parts if part.cents == cents), parts[0])
        scope.allowance.update(chosen.scope.allowance or {})
    return cents, parts


def _copy(scope: Scope) -> Allowance | None:
    return None if scope.allowance is None else dict(scope.allowance)


def _excess(rule: ExcessOver, scope: Scope) -> _Raw:
    of, above = _operand(rule.of, scope), _operand(rule.above, scope)
    if of.cents is None or above.cents is None:
        return None, (of, above)
    return max(0, of.cents - above.cents), (of, above)


def _days_within(rule: DaysWithin, scope: Scope) -> _Raw:
    part, days = _operand(rule.of, scope), days_counted(rule, scope)
    if part.cents is None or days is None:
        return None, (part,)
    within, whole = days
    cents = part.cents * within // whole if whole else 0
    return cents, (part,)


KINDS: Mapping[str, Callable[[Any, Scope], _Raw]] = {
    "fixed": _fixed,
    "declared": _declared,
    "percent": _percent,
    "growing": _growing,
    "times": _times,
    "table": _table,
    "each": _each,
    "sum": _added,
    "lowest": _lowest_of,
    "excess": _excess,
    "days_within": _days_within,
}
