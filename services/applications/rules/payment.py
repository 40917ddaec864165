"""In which parts an award is paid, as the words of the call have it."""

from contracts.applications.checks import Instalment
from contracts.calls import Instalment as Rule
from contracts.calls import Line
from services.applications.rules.amounts import instalments

WHOLE = "Unica soluzione"
ON_REQUEST = "Solo a chi la chiede"


def parts(line: Line, amount_cents: int) -> list[Instalment]:
    """Return the instalments of an award, none when the call names none; they add up to it."""
    rules = line.payment.instalments
    cents = instalments(amount_cents, rules)
    return [
        Instalment(label=rule.label, amount_cents=part, condition=_condition(rule))
        for rule, part in zip(rules, cents, strict=False)
    ]


def _condition(rule: Rule) -> str:
    return rule.condition or (ON_REQUEST if rule.on_request else "")


def parts_or_whole(line: Line, amount_cents: int) -> list[Instalment]:
    """Return the instalments of an award, one when the call names none."""
    return parts(line, amount_cents) or [Instalment(label=WHOLE, amount_cents=amount_cents)]
