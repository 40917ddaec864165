"""What a later version of a call may not do to those who applied under the one before."""

from collections.abc import Mapping

from contracts.calls import Call
from kit.money import euro
from kit.refusal import Refusal


def check_succession(before: Call, after: Call, filed: Mapping[str, int]) -> None:
    """Refuse what would break the trust of those who applied; `filed` counts them by line.

    `opening-moved` when applications exist and the first instant changes, `line-removed` and
    `budget-lowered` for a line that has applications; all 409.
    """
    if any(filed.values()) and after.opens_at != before.opens_at:
        raise Refusal("opening-moved", "Ci sono già domande: l'apertura del bando non si sposta.")
    for line in before.lines:
        if filed.get(line.id):
            _check_line(before, after, line.id)


def _check_line(before: Call, after: Call, line_id: str) -> None:
    if line_id not in {line.id for line in after.lines}:
        raise Refusal("line-removed", f"La sezione {line_id} ha già domande: non si toglie.")
    had, has = before.line(line_id).budget_cents, after.line(line_id).budget_cents
    if has < had:
        sentence = f"La sezione {line_id} ha già domande: i fondi non scendono sotto {euro(had)}."
        raise Refusal("budget-lowered", sentence)


def refunded(before: Call, after: Call) -> frozenset[str]:
    """Return the lines to which a later version gives more money."""
    had = {line.id: line.budget_cents for line in before.lines}
    return frozenset(line.id for line in after.lines if line.budget_cents > had.get(line.id, 0))
