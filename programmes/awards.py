"""Whether the rules of an amount find the data that they read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from contracts.amounts import (
    AmountRule,
    DaysWithin,
    DeclaredAmount,
    EachItem,
    ExcessOver,
    FixedAmount,
    GrowingAmount,
    LowestOf,
    PercentOf,
    SumOf,
    TableOf,
    TimesCount,
)
from contracts.calls import LineDraft
from contracts.questions import Group
from programmes.conditions import problem
from programmes.coverage import WRITES, check_table
from programmes.data import KINDS, Datum
from programmes.refusals import Path, Wrong
from programmes.scope import Scope

ANY = tuple(KINDS)
ORDERED = tuple(WRITES)


@dataclass(frozen=True)
class Place:
    """Where a rule stands: its path, what it sees, and the conditions under which it is asked."""

    line: LineDraft
    scope: Scope
    path: Path
    guards: frozenset[str] = frozenset()

    def at(self, *keys: str | int) -> "Place":
        """Return the place of a part of the rule."""
        return replace(self, path=(*self.path, *keys))

    def when(self, *conditions: str) -> "Place":
        """Return the same place where these conditions are true."""
        return replace(self, guards=self.guards | {_flat(each) for each in conditions})

    def needs(self, key: str, name: str, *kinds: str) -> Iterator[Wrong]:
        """Refuse a name that is no datum of these kinds, or that may be missing."""
        reason = self._misfit(name, kinds)
        if reason:
            yield Wrong((*self.path, key), reason, name)

    def _misfit(self, name: str, kinds: tuple[str, ...]) -> str | None:
        datum = self.scope.named(name)
        if datum is None:
            near = get_close_matches(name, self.scope.names, n=1)
            return f"«{name}» non è un dato di questa sezione" + (
                f"; forse «{near[0]}»" if near else ""
            )
        if datum.kind not in kinds:
            return f"«{name}» è {KINDS[datum.kind]}: qui serve {_either(kinds)}"
        return self._may_miss(name, datum)

    def _may_miss(self, name: str, datum: Datum) -> str | None:
        if not datum.sure:
            return f"l'importo legge «{name}»: la domanda deve essere obbligatoria"
        if datum.guard and _flat(datum.guard) not in self.guards:
            return (
                f"l'importo legge «{name}», che è chiesta solo se {datum.guard}: "
                "la regola deve dire lo stesso in «when»"
            )
        return None


def check_amount(line: LineDraft, scope: Scope, path: Path) -> Iterator[Wrong]:
    """Refuse an amount that reads what nobody provides, or what may be missing."""
    if line.amount:
        yield from _check(line.amount, Place(line, scope, path))


def _check(rule: AmountRule, place: Place) -> Iterator[Wrong]:
    if rule.when:
        yield from _check_when(rule.when, place)
        place = place.when(rule.when, *rule.when.split("&&"))
    match rule:
        case FixedAmount():
            return
        case DeclaredAmount() | PercentOf() | TimesCount() | GrowingAmount() | ExcessOver():
            yield from _check_plain(rule, place)
        case _:
            yield from _check_holder(rule, place)


def _check_when(condition: str, place: Place) -> Iterator[Wrong]:
    if reason := problem(condition, place.scope):
        yield Wrong((*place.path, "when"), reason)


def _check_plain(
    rule: DeclaredAmount | PercentOf | TimesCount | GrowingAmount | ExcessOver, place: Place
) -> Iterator[Wrong]:
    if isinstance(rule, TimesCount | GrowingAmount):
        yield from _check_count(rule.count, place)
    if not isinstance(rule, GrowingAmount):
        yield from _check_operand("of", rule.of, place)
    if isinstance(rule, ExcessOver):
        yield from _check_operand("above", rule.above, place)


def _check_count(name: str, place: Place) -> Iterator[Wrong]:
    yield from place.needs("count", name, "integer")
    datum = place.scope.named(name)
    if datum and datum.kind == "integer" and datum.minimum < 0:
        yield Wrong((*place.path, "count"), f"«{name}» conta: non può essere sotto zero", name)


def _check_operand(key: str, operand: str | AmountRule, place: Place) -> Iterator[Wrong]:
    if isinstance(operand, str):
        yield from place.needs(key, operand, "money")
    else:
        yield from _check(operand, place.at(key))


def _check_holder(
    rule: TableOf | EachItem | SumOf | LowestOf | DaysWithin, place: Place
) -> Iterator[Wrong]:
    match rule:
        case TableOf():
            yield from _check_table(rule, place)
        case EachItem():
            yield from _check_each(rule, place)
        case DaysWithin():
            yield from _check_days(rule, place)
        case SumOf() | LowestOf():
            yield from _check_parts(rule.rules, place)


def _check_parts(rules: Sequence[AmountRule], place: Place) -> Iterator[Wrong]:
    for number, rule in enumerate(rules):
        yield from _check(rule, place.at("rules", number))


def _check_table(table: TableOf, place: Place) -> Iterator[Wrong]:
    wrong = [each for name in table.by for each in place.needs("by", name, *ORDERED)]
    if len(set(table.by)) < len(table.by):
        wrong.append(Wrong((*place.path, "by"), "la tabella nomina due volte la stessa variabile"))
    yield from wrong
    if not wrong:
        data = {name: place.scope.names[name] for name in table.by}
        yield from check_table(table, data, place.path)
    for number, row in enumerate(table.rows):
        if row.rule:
            conditions = [text for name in row.where for text in _implied(name, table, number)]
            yield from _check(row.rule, place.at("rows", number, "rule").when(*conditions))


def _implied(name: str, table: TableOf, number: int) -> Iterator[str]:
    """Write what a row says of a variable as the conditions of a question would."""
    match = table.rows[number].where[name]
    for path in (f"answers.{name}", f"item.{name}"):
        if match.yes is not None:
            yield path if match.yes else f"!{path}"
        if len(match.one_of) == 1:
            yield f"{path} == '{match.one_of[0]}'"
        if match.one_of:
            yield f"{path} in [{', '.join(repr(value) for value in match.one_of)}]"


def _check_each(rule: EachItem, place: Place) -> Iterator[Wrong]:
    group = place.line.group(rule.of)
    if group is None or place.scope.in_group:
        reason = (
            f"«{rule.of}» non è un gruppo di questa sezione"
            if group is None
            else "una regola «each» non sta dentro un'altra"
        )
        yield Wrong((*place.path, "of"), reason, rule.of)
        return
    place.scope.note(group.name)
    yield from _check_unit(rule, group, place)
    yield from _check(rule.rule, replace(place.at("rule"), scope=place.scope.inside(group)))


def _check_unit(rule: EachItem, group: Group, place: Place) -> Iterator[Wrong]:
    if rule.unit is None:
        return
    if group.question(rule.unit) is None:
        yield Wrong((*place.path, "unit"), f"«{rule.unit}» non è un campo di «{rule.of}»")
        return
    inside = replace(place, scope=place.scope.inside(group))
    yield from inside.needs("unit", rule.unit, *ANY)


def _check_days(rule: DaysWithin, place: Place) -> Iterator[Wrong]:
    yield from _check_operand("of", rule.of, place)
    yield from place.needs("from_on", rule.from_on, "date")
    yield from place.needs("to_on", rule.to_on, "date")
    yield from place.needs("by", rule.by, "choice")
    datum = place.scope.named(rule.by)
    for value in rule.windows:
        if datum and datum.kind == "choice" and value not in datum.values:
            yield Wrong(
                (*place.path, "windows", value),
                f"il valore «{value}» non è tra le scelte di «{rule.by}»",
            )


def _either(kinds: tuple[str, ...]) -> str:
    words = [KINDS[kind] for kind in kinds]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} o {words[-1]}"


def _flat(condition: str) -> str:
    return re.sub(r"\s+", "", condition).replace('"', "'")
