"""Rankings, and what the winners answer."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.calls import VoucherTerms
from kit.messages import Command, Event
from kit.money import Cents

RankingKind = Literal["provisional", "final"]
AcceptanceAnswer = Literal["accepted", "waived", "lapsed"]


class RankingPublished(Event):
    """A list was published: a provisional one, which may be answered, or the final one as an act.

    `excluded` do not meet the requirements, `below` have less than the least points. It is taken
    off the public pages after `public_until_on`. Where `voucher_months` is not zero the vouchers of
    a final list are issued together, by these terms; else each case is led to its money by itself.
    """

    title: ClassVar[str] = "graduatoria.pubblicata"

    ranking_id: UUID
    call_id: str
    line: str
    kind: RankingKind
    placed: int = Field(ge=0)
    below: int = Field(ge=0)
    excluded: int = Field(ge=0)
    observations_until_on: date | None
    public_until_on: date
    voucher_months: int = Field(default=0, ge=0, le=60)
    voucher: VoucherTerms | None = None
    official: str | None = None


class ApplicationRanked(Event):
    """An application has its place in a final list: money is set aside in that order.

    `place` counts from 1 without gaps those of one line that the list admits.
    """

    title: ClassVar[str] = "domanda.in-graduatoria"

    application_id: UUID
    ranking_id: UUID
    call_id: str
    line: str
    place: int = Field(ge=1)
    amount_cents: Cents


class AcceptanceRequested(Event):
    """Who was granted money is asked to accept it by a day; waits are counted from `at`."""

    title: ClassVar[str] = "accettazione.chiesta"

    application_id: UUID
    accept_by_on: date
    at: datetime


class RequestAcceptance(Command[AcceptanceRequested]):
    """Ask who was granted money to accept it, where the call wants that.

    Refuses `no-acceptance` 409 where it does not, or the application was not granted.
    """

    application_id: UUID


class AcceptanceAnswered(Event):
    """Who was granted money accepted it, gave it up, or let the day go by.

    What was given up or lapsed goes no further, and its money serves the next.
    """

    title: ClassVar[str] = "accettazione.data"

    application_id: UUID
    answer: AcceptanceAnswer
    round: int = Field(default=1, ge=1)


class LapseAcceptance(Command[AcceptanceAnswered]):
    """End the wait for an acceptance whose day went by; one that was answered keeps its answer.

    Refuses `no-acceptance` 409 and `acceptance-open` 409 before that day is over.
    """

    application_id: UUID
