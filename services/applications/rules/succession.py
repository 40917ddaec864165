"""What a later version of a call may not do to those who applied under the one before."""

from collections.abc import Mapping

from contracts.calls import Call
from kit.money import euro
from kit.refusal import Refusal


def check_succession(before: Call, after: Call, filed: Mapping[str, int]) -> None:
    """Refuse what would break the trust of those who applied; `filed` counts them by line.

    `opening-moved` when applications exist and the first instant changes, for the call or for a
    line of them, `line-removed`, `budget-moved` and `budget-lowered` for a line that has
    applications; all 409.
    """
    if any(filed.values()) and after.opens_at != before.opens_at:
        raise Refusal("opening-moved", "Ci sono già domande: l'apertura del bando non si sposta.")
    for line in before.lines:
        if filed.get(line.id):
            _check_line(before, after, line.id)


def _check_line(before: Call, after: Call, line_id: str) -> None:
    if line_id not in {line.id for line in after.lines}:
        raise Refusal("line-removed", f"La sezione {line_id} ha già domande: non si toglie.")
    if after.window(line_id)[0] != before.window(line_id)[0]:
        sentence = f"La sezione {line_id} ha già domande: la sua apertura non si sposta."
        raise Refusal("opening-moved", sentence)
    _check_budget(before, after, line_id)


def _check_budget(before: Call, after: Call, line_id: str) -> None:
    had, has = before.fund_of(line_id), after.fund_of(line_id)
    if has.id != had.id:
        sentence = f"La sezione {line_id} ha già domande: non passa ai fondi di un'altra."
        raise Refusal("budget-moved", sentence)
    least = had.budget_cents or 0
    if (has.budget_cents or 0) < least:
        sentence = f"La sezione {line_id} ha già domande: i fondi non scendono sotto {euro(least)}."
        raise Refusal("budget-lowered", sentence)


def refunded(before: Call, after: Call) -> frozenset[str]:
    """Return the lines to whose own budget a later version gives more money."""
    had, has = ceilings(before), ceilings(after)
    return frozenset(line for line, cents in has.items() if cents > had.get(line, 0))


def ceilings(call: Call) -> dict[str, int]:
    """Return the budgets of a call in cents, by the line that has each."""
    return {line.id: line.budget_cents or 0 for line in call.funds}
