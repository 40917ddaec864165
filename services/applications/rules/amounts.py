"""How much a call awards and in which instalments: integer cents throughout."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from contracts.programmes import (
    AmountRule,
    Call,
    CountRow,
    FixedAmount,
    Instalment,
    PercentWithCap,
    TableByCount,
)
from kit.money import share

Answers = Mapping[str, Any]


def amount_cents(call: Call, line: str, answers: Answers) -> int:
    """Return what the line awards for answers that `problems` found nothing against.

    The answers that the rule reads are required questions of the call: without one of them the
    amount does not exist and KeyError is raised.
    """
    return _amount(call.line(line).amount, answers)


def _amount(rule: AmountRule, answers: Answers) -> int:
    match rule:
        case FixedAmount():
            return rule.amount_cents
        case PercentWithCap():
            return min(share(answers[rule.of], rule.percent), rule.cap_cents)
        case TableByCount():
            return _from_row(_row(rule, answers[rule.rows_by]), answers[rule.count])
        case _:
            assert_never(rule)


def _row(table: TableByCount, count: int) -> CountRow:
    return next(row for row in table.rows if row.last is None or count <= row.last)


def _from_row(row: CountRow, count: int) -> int:
    return min(row.base_cents + (count - 1) * row.each_further_cents, row.cap_cents)


def instalments(amount: int, rules: Sequence[Instalment]) -> tuple[int, ...]:
    """Split an amount by the percentages of the call; the last takes what rounding leaves.

    Without rules the amount is paid in one piece. The parts add up to the amount exactly.
    """
    heads = [share(amount, rule.percent) for rule in rules[:-1]]
    return (*heads, amount - sum(heads))
