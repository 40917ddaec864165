"""Values and amount rules of a call, told in Italian."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, get_args

from contracts.amounts import AmountRule, Match, TableRow, Window
from contracts.calls import VoucherCap
from contracts.places import Entry
from kit.days import ROME
from kit.money import euro
from programmes.choices import VALUES, WORDED
from programmes.wording import DAY_COUNTS, bare, label

RULE = get_args(get_args(AmountRule)[0])

WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto"),
    *("settembre", "ottobre", "novembre", "dicembre"),
)
BORDERS = {
    "at_least": "almeno {}",
    "more_than": "più di {}",
    "at_most": "al più {}",
    "less_than": "meno di {}",
    "from": "dal {}",
    "to": "al {}",
}


def written_day(day: date) -> str:
    """Write a day as letters do: `venerdì 8 luglio 2016`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def written_instant(instant: datetime) -> str:
    """Write an instant as it is in Italy: `venerdì 8 luglio 2016 alle 23:59`."""
    local = instant.astimezone(ROME)
    return f"{written_day(local.date())} alle {local:%H:%M}"


def told(name: str, value: object) -> str:
    """Tell the value of a field."""
    for kind, teller in TELLERS:
        if isinstance(value, kind):
            return teller(name, value)
    return _words(name, value)


def _number(name: str, value: int) -> str:
    if name.endswith("_cents"):
        return euro(value)
    if name in DAY_COUNTS:
        return "un giorno" if value == 1 else f"{value} giorni"
    return f"{value} per cento" if name == "percent" else str(value)


def _words(name: str, value: object) -> str:
    if name in WORDED and str(value) in VALUES:
        return VALUES[str(value)]
    return f"«{value}»"


def told_entry(entry: Entry) -> str:
    """Tell what an entry says beyond what is usual."""
    said = [name for name in type(entry).model_fields if _is_said(entry, name)]
    return ", ".join(f"{bare(label(name))} {told(name, getattr(entry, name))}" for name in said)


def _is_said(entry: Entry, name: str) -> bool:
    field = type(entry).model_fields[name]
    usual = None if field.is_required() else field.get_default(call_default_factory=True)
    return name not in ("id", "label", "name") and getattr(entry, name) != usual


def told_row(row: TableRow) -> str:
    """Tell the values that a row of a table is for."""
    return (
        ", ".join(f"«{name}» {told_match(match)}" for name, match in row.where.items()) or "tutti"
    )


def told_cap(cap: VoucherCap) -> str:
    """Tell what a cap of a voucher is for: the period and, when it is of one, the service."""
    period = VALUES[cap.period]
    return f"{period} per «{cap.category}»" if cap.category else period


def told_match(match: Match) -> str:
    """Tell which values of a variable a row is for."""
    parts = [_told_border(name, getattr(match, name)) for name in _written(match)]
    return " e ".join(parts)


def _written(match: Match) -> list[str]:
    return [name for name in type(match).model_fields if getattr(match, name) not in (None, ())]


def _told_border(name: str, value: Any) -> str:
    if name == "one_of":
        return " o ".join(f"«{choice}»" for choice in value)
    if name == "yes":
        return "sì" if value else "no"
    border = BORDERS[name.removesuffix("_cents").removesuffix("_on")]
    return border.format(told(name, value))


def told_window(window: Window) -> str:
    """Tell a period."""
    return f"da {written_day(window.from_on)} a {written_day(window.to_on)}"


def told_rule(rule: AmountRule) -> str:
    """Tell an amount rule with the rules inside it."""
    words = RULES[rule.kind](rule)
    if rule.cap_cents is not None:
        words += f", al più {euro(rule.cap_cents)}"
    return f"{words}, solo se {rule.when}" if rule.when else words


def _operand(operand: str | AmountRule) -> str:
    return f"«{operand}»" if isinstance(operand, str) else f"({told_rule(operand)})"


def _most(rule: Any) -> str:
    return f", al più {rule.at_most}" if rule.at_most else ""


def _table(rule: Any) -> str:
    rows = [f"{told_row(row)}: {_given(row)}" for row in rule.rows]
    return f"una tabella ({'; '.join(rows)})"


def _given(row: TableRow) -> str:
    if row.rule:
        return told_rule(row.rule)
    return euro(row.amount_cents or 0)


def _each(rule: Any) -> str:
    unit = f", al più {euro(rule.cap_unit_cents)} per «{rule.unit}»" if rule.unit else ""
    return f"per ogni voce di «{rule.of}» {told_rule(rule.rule)}{_most(rule)}{unit}"


def _growing(rule: Any) -> str:
    first, further = euro(rule.first_cents), euro(rule.each_further_cents)
    return f"{first} per il primo di «{rule.count}» e {further} per ognuno dei successivi"


def _days(rule: Any) -> str:
    periods = [f"«{value}» {told_window(window)}" for value, window in rule.windows.items()]
    return f"la parte di {_operand(rule.of)} nei periodi ({'; '.join(periods)})"


RULES: Mapping[str, Callable[[Any], str]] = {
    "fixed": lambda rule: euro(rule.amount_cents),
    "declared": lambda rule: f"quanto dichiarato in «{rule.of}»",
    "percent": lambda rule: f"il {rule.percent} per cento di {_operand(rule.of)}",
    "growing": _growing,
    "times": lambda rule: f"{_operand(rule.of)} per «{rule.count}»{_most(rule)}",
    "table": _table,
    "each": _each,
    "sum": lambda rule: " più ".join(map(_operand, rule.rules)),
    "lowest": lambda rule: f"il minore tra {' e '.join(map(_operand, rule.rules))}",
    "excess": lambda rule: f"quanto {_operand(rule.of)} supera {_operand(rule.above)}",
    "days_within": _days,
}

TELLERS: tuple[tuple[type | tuple[type, ...], Callable[[str, Any], str]], ...] = (
    (bool, lambda _, value: "sì" if value else "no"),
    (int, _number),
    (datetime, lambda _, value: written_instant(value)),
    (date, lambda _, value: written_day(value)),
    (Match, lambda _, value: told_match(value)),
    (Window, lambda _, value: told_window(value)),
    (RULE, lambda _, value: told_rule(value)),
    (Entry, lambda _, value: told_entry(value)),
    (tuple, lambda name, value: "; ".join(told(name, each) for each in value) or "nulla"),
)
