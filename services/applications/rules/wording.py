"""The words of a computed amount: what each rule did."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.amounts import (
    AmountRule,
    DaysWithin,
    EachItem,
    FixedAmount,
    GrowingAmount,
    PercentOf,
    TableOf,
    TimesCount,
)
from kit.money import euro
from services.applications.rules import day
from services.applications.rules.computation import Step, counted_items, times_counted
from services.applications.rules.condition import at
from services.applications.rules.explanation import Reading
from services.applications.rules.scope import Scope
from services.applications.rules.stretch import days_counted
from services.applications.rules.table import has_gap
from services.applications.rules.vocabulary import full_path, reading


def sentence(step: Step, rule: AmountRule) -> str:
    """Tell what a rule gave and why."""
    if step.applied is None:
        return "Non si sa ancora se spetta: manca un dato della condizione."
    if not step.applied:
        return "Non spetta: la condizione non è soddisfatta."
    if step.full_cents is None:
        return _unknown(step, rule)
    told = SENTENCES[rule.kind](rule, step)
    if rule.cap_cents is not None and step.full_cents > rule.cap_cents:
        told = f"{told}; massimo {euro(rule.cap_cents)}"
    capped = min(step.full_cents, step.full_cents if rule.cap_cents is None else rule.cap_cents)
    left = step.cents is not None and step.cents < capped
    return f"{told}; ne restano {euro(step.cents or 0)}" if left else told


def _unknown(step: Step, rule: AmountRule) -> str:
    if isinstance(rule, TableOf) and has_gap(rule, _row_values(rule, step.scope)):
        return f"La tabella non dice quanto spetta per {_told_row(rule, step)}."
    return "Manca un dato per calcolare l'importo."


def _row_values(rule: TableOf, scope: Scope) -> dict[str, Any]:
    return {name: scope.value(name) for name in rule.by}


def _told_row(rule: TableOf, step: Step) -> str:
    scope = step.scope
    read, _ = readings(scope, tuple(scope.path(name) for name in rule.by))
    return ", ".join(f"«{each.label}» = {each.shown}" for each in read)


def readings(scope: Scope, paths: tuple[str, ...]) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Return what was read of some paths, and the paths of what is missing."""
    known = [path for path in paths if at(scope.facts, path) is not None]
    read = tuple(reading(scope.line, path, scope.facts, scope.place) for path in known)
    return read, tuple(full_path(path, scope.place) for path in paths if path not in known)


def _plain(cents: int | None) -> str:
    return euro(cents or 0).removesuffix(" euro")


def _result(step: Step) -> str:
    return euro(step.full_cents or 0)


def _fixed(rule: FixedAmount, _: Step) -> str:
    return f"Importo fisso: {euro(rule.amount_cents)}"


def _declared(_: AmountRule, step: Step) -> str:
    return f"Importo dichiarato: {_result(step)}"


def _percent(rule: PercentOf, step: Step) -> str:
    return f"{rule.percent}% di {euro(step.parts[0].cents or 0)} = {_result(step)}"


def _growing(rule: GrowingAmount, step: Step) -> str:
    count = step.scope.whole(rule.count) or 0
    if count < 1:
        return f"Nessuno da contare: {_result(step)}"
    further = f" + {count - 1} volte {_plain(rule.each_further_cents)}" if count > 1 else ""
    return f"{_plain(rule.first_cents)}{further} = {_result(step)}"


def _times(rule: TimesCount, step: Step) -> str:
    count = times_counted(rule, step.scope)
    most = f" (al massimo {rule.at_most} volte)" if rule.at_most else ""
    return f"{count} volte {euro(step.parts[0].cents or 0)}{most} = {_result(step)}"


def _table(rule: TableOf, step: Step) -> str:
    told = _told_row(rule, step)
    return f"Secondo la tabella{f', con {told}' if told else ''}: {_result(step)}"


def _each(rule: EachItem, step: Step) -> str:
    items = counted_items(rule, step.scope) or []
    group = step.scope.line.group(rule.of)
    most = f" (contano i primi {rule.at_most})" if rule.at_most else ""
    unit = rule.cap_unit_cents
    each = f", al massimo {euro(unit)} per ognuno" if unit is not None else ""
    noun = group.item_label if group else rule.of
    return f"Somma per ogni {noun} che conta: {len(items)}{most}{each} = {_result(step)}"


def _added(_: AmountRule, step: Step) -> str:
    return f"{' + '.join(_plain(part.cents) for part in step.parts)} = {_result(step)}"


def _lowest(_: AmountRule, step: Step) -> str:
    parts = [_plain(part.cents) for part in step.parts]
    return f"Il minore tra {', '.join(parts[:-1])} e {parts[-1]} = {_result(step)}"


def _excess(_: AmountRule, step: Step) -> str:
    of, above = step.parts
    if (of.cents or 0) <= (above.cents or 0):
        return f"{_plain(of.cents)} non supera {_plain(above.cents)}: {_result(step)}"
    return f"{_plain(of.cents)} - {_plain(above.cents)} = {_result(step)}"


def _days_within(rule: DaysWithin, step: Step) -> str:
    within, whole = days_counted(rule, step.scope) or (0, 0)
    window = rule.windows.get(step.scope.value(rule.by))
    stretch = f" dal {day.written(window.from_on)} al {day.written(window.to_on)}" if window else ""
    part = euro(step.parts[0].cents or 0)
    return f"{within} giorni su {whole}{stretch}: {within}/{whole} di {part} = {_result(step)}"


SENTENCES: Mapping[str, Callable[[Any, Step], str]] = {
    "fixed": _fixed,
    "declared": _declared,
    "percent": _percent,
    "growing": _growing,
    "times": _times,
    "table": _table,
    "each": _each,
    "sum": _added,
    "lowest": _lowest,
    "excess": _excess,
    "days_within": _days_within,
}
LABELS: Mapping[str, str] = {
    "fixed": "Importo fisso",
    "declared": "Importo dichiarato",
    "percent": "Percentuale",
    "growing": "Importo che cresce con il numero",
    "times": "Importo per ogni volta",
    "table": "Tabella degli importi",
    "each": "Somma delle voci",
    "sum": "Somma",
    "lowest": "Il minore degli importi",
    "excess": "Parte che supera un altro importo",
    "days_within": "Parte che cade nel periodo ammesso",
}
