"""What is left of a line, offered to the first who waits."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from kit.messages import Command, Event
from kit.money import Cents


class BudgetOffered(Event):
    """The list ended and the line has less than `wanted_cents`: what is left is offered.

    It is set aside until `answer_by_on`, that day included; waits are counted from `at`.
    """

    title: ClassVar[str] = "fondi.offerti"

    application_id: UUID
    call_id: str
    line: str
    amount_cents: Cents
    wanted_cents: Cents
    answer_by_on: date
    at: datetime


class OfferAnswered(Event):
    """A smaller sum was accepted, declined, or not answered in time; declined, one waits again."""

    title: ClassVar[str] = "offerta.conclusa"

    application_id: UUID
    outcome: Literal["accepted", "declined", "lapsed"]
    amount_cents: Cents


class LapseOffer(Command[OfferAnswered]):
    """End an offer that was not answered by its day; one answered before keeps its answer.

    Refuses `no-offer` (404) and `offer-still-open`.
    """

    application_id: UUID
