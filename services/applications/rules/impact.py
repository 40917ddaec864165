"""What a changed version of a call does to those who applied, as pages show it."""

from typing import Literal, get_args

from services.applications.rules.explanation import Frozen, Verdict

Group = Literal["newly_eligible", "no_longer_eligible", "amount_up", "amount_down", "unchanged"]
GROUPS: tuple[Group, ...] = get_args(Group)


class Side(Frozen):
    """What becomes of a case under one version; `reached` by the money of the line, in order of
    place, is None while the call does not say how much money there is."""

    answer: Verdict
    cents: int | None
    reached: bool | None


class Move(Frozen):
    """A case that moves: its group, both sides, and a sentence that says why."""

    id: str
    line: str
    group: Group
    before: Side
    after: Side
    sentence: str


class Money(Frozen):
    """The money of a line in cents under one version: what those with a yes would get, and what the
    budget that it spends reaches of it. None while an amount or the budget is not known."""

    budget_cents: int | None
    eligible: int
    awarded_cents: int | None
    reached: int | None
    reached_cents: int | None


class LineComparison(Frozen):
    """One line before and after; the line of a version that does not have it is empty.

    `fund` names the line whose budget it spends, when that is another.
    """

    line: str
    title: str
    fund: str | None
    cases: int
    groups: dict[Group, int]
    before: Money
    after: Money


class Comparison(Frozen):
    """Two versions of a call over the same applications.

    `moves` holds the cases of which the answer, the amount or whether the money reaches them
    changes, in the order of lines and places; `groups` counts all of them.
    """

    call: str
    before_version: int
    after_version: int
    cases: int
    groups: dict[Group, int]
    awarded_before_cents: int | None
    awarded_after_cents: int | None
    lines: tuple[LineComparison, ...]
    moves: tuple[Move, ...]
