"""The money of the lines of a call: set aside, exhausted, given back, moved by an act."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from kit.messages import Command, Event
from kit.money import Cents


class BudgetReserved(Event):
    """Money of a line is set aside for an application, in register order.

    `recovered` tells that it had to wait for money that others gave back (scorrimento), `ranked`
    that the final list of its line gave it its place. `round` counts how often the case was led,
    from 1.
    """

    title: ClassVar[str] = "fondi.accantonati"

    application_id: UUID
    call_id: str
    line: str
    place: int
    amount_cents: Cents
    recovered: bool
    ranked: bool = False
    round: int = Field(default=1, ge=1)


class BudgetExhausted(Event):
    """The line had no money left when the application's turn came: it waits in its place.

    It is `ranked` when the final list of its line gave it.
    """

    title: ClassVar[str] = "fondi.esauriti"

    application_id: UUID
    call_id: str
    line: str
    place: int
    amount_cents: Cents
    ranked: bool = False
    round: int = Field(default=1, ge=1)


class MoneyFound(Event):
    """Whether money is set aside for an application whose turn came; announced to nobody."""

    title: ClassVar[str] = "fondi.verificati"

    application_id: UUID
    is_reserved: bool


class FindMoney(Command[MoneyFound]):
    """Tell whether money is set aside for an application, or it waits for some in its place."""

    application_id: UUID


class LineExhausted(Event):
    """The money of a line is all spoken for: the first application of it waits."""

    title: ClassVar[str] = "fondi.sezione-esaurita"

    call_id: str
    line: str


class BudgetReleased(Event):
    """What was set aside or awaited for an application is free for the next in the line."""

    title: ClassVar[str] = "fondi.liberati"

    application_id: UUID
    amount_cents: Cents


class ReleaseBudget(Command[BudgetReleased]):
    """Give back what is set aside for an application, and serve the next that wait, in order."""

    application_id: UUID


class FundsMoved(Event):
    """An act moved money between two lines of a call; who waits in the richer one is served."""

    title: ClassVar[str] = "fondi.spostati"

    move_id: UUID
    call_id: str
    from_line: str
    to_line: str
    amount_cents: Cents
