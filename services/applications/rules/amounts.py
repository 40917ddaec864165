"""How much a line awards, with the tree that explains it, and in which instalments."""

from collections.abc import Sequence
from typing import NamedTuple

from contracts.calls import Instalment, LineDraft
from kit.money import share
from services.applications.rules.computation import compute
from services.applications.rules.condition import Facts
from services.applications.rules.explanation import Node
from services.applications.rules.scope import Known, Scope
from services.applications.rules.tree import NOTHING_SAID, node


class Computed(NamedTuple):
    """An amount in cents and the tree of its computation; None while it cannot be computed."""

    cents: int | None
    node: Node


def award(line: LineDraft, facts: Facts) -> Computed:
    """Compute what a line awards for the facts of `facts_of`, before the limits per applicant.

    Cents are rounded down at each percentage and each stretch of days. A missing datum, a table
    without a row for the values, and a line that does not say how much make None, never a wrong
    number. What a limit leaves to a unit inside a group is taken into account; what it leaves to
    the applicant is `Outcome.ceiling_cents`.
    """
    if line.amount is None:
        return Computed(None, Node(label=line.title, sentence=NOTHING_SAID, cents=None))
    step = compute(line.amount, _scope(line, facts))
    return Computed(step.cents, node(step))


def award_cents(line: LineDraft, facts: Facts, known: Known | None = None) -> int | None:
    """Compute what a line awards without the words.

    Who computes many cases of one line hands over what was looked up for the others.
    """
    return None if line.amount is None else compute(line.amount, _scope(line, facts, known)).cents


def _scope(line: LineDraft, facts: Facts, known: Known | None = None) -> Scope:
    # Where nothing is limited there is nothing to keep count of.
    return Scope(line, facts, None, {} if line.limits else None, known or Known())


def missing(node: Node) -> tuple[str, ...]:
    """Return the paths of the data that an amount waits for."""
    below = (path for child in node.children for path in missing(child))
    return tuple(dict.fromkeys((*node.missing, *below)))


def instalments(amount: int, rules: Sequence[Instalment]) -> tuple[int, ...]:
    """Split an amount by the percentages of the call; the last takes what rounding leaves.

    Without rules the amount is paid in one piece. The parts add up to the amount exactly.
    """
    heads = [share(amount, rule.percent) for rule in rules[:-1]]
    return (*heads, amount - sum(heads))
