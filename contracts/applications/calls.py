"""A call published, changed, and moved through its life."""

from datetime import datetime
from typing import ClassVar, Literal

from contracts.calls import ActKind
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents

CallState = Literal["published", "open", "suspended", "closed", "revoked"]


class BudgetLine(Frozen):
    """One section of a call, with its own ceiling; zero for one that has it no more."""

    line: str
    budget_cents: Cents


class CallPublished(Event):
    """The first version of a call was published with its ceilings: the ledger opens accounts.

    `movable` says that an act may move money between its lines, `partial_funding` that what is left
    of a line when the list ends is offered to the first who waits.
    """

    title: ClassVar[str] = "bando.pubblicato"

    call_id: str
    call_version: int
    lines: list[BudgetLine]
    movable: bool = True
    partial_funding: bool = False


class CallChanged(Event):
    """A later version of a call was published by an act; its ceilings are the new ones.

    Filed applications stay with their version; until `supplement_until` those who filed may add to
    theirs.
    """

    title: ClassVar[str] = "bando.modificato"

    call_id: str
    call_version: int
    act: ActKind
    lines: list[BudgetLine]
    supplement_until: datetime | None
    movable: bool = True
    partial_funding: bool = False


class CallMoved(Event):
    """Where a call is at an instant; it moves by itself at `wake_at`, if nobody moves it before.

    `by` says what moved it: its window, the end of its funds, or an act of the body.
    """

    title: ClassVar[str] = "bando.passato"

    call_id: str
    state: CallState
    by: Literal["window", "funds", "act"]
    at: datetime
    wake_at: datetime | None


class AdvanceCall(Command[CallMoved]):
    """Open a published call at its first instant, close an open one after its last.

    Announced only when the state changes; the reply says always where the call is.
    """

    call_id: str
