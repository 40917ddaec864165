"""Money over HTTP: acts of officials on funds, reports, awards and recoveries.

Every body names the official who acts, and the act of the body where the law asks for one.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt, model_validator

from contracts.publishing import Official, Words
from contracts.values import Frozen
from kit.money import Cents

ActNumber = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z ./-]{0,40}$")]
LineName = Annotated[str, Field(min_length=1, max_length=40)]
Sum = Annotated[Cents, Field(gt=0)]
Traceable = Literal["transfer", "card", "cheque", "postal", "cash", "other"]


class ActRef(Frozen):
    """An act of the body: its number with the year (`210/2026`), and its day."""

    number: ActNumber
    on: date


class FundsMove(Frozen):
    """Move money between two lines of a call by an act (determina)."""

    from_line: LineName
    to_line: LineName
    amount_cents: Sum
    act: ActRef
    reason: Words
    official: Official


class OfferAnswer(Frozen):
    """Whether who applied takes the smaller sum."""

    answer: Literal["accepted", "declined"]


class ExpenseLine(Frozen):
    """One invoice of a report. `supplier` is its VAT number or tax code."""

    supplier: Annotated[str, Field(pattern=r"^[A-Z0-9]{11,16}$")]
    invoice: Annotated[str, Field(min_length=1, max_length=40)]
    invoiced_on: date
    paid_on: date | None = None
    paid_by: Traceable = "other"
    amount_cents: Sum


class ReportFiling(Frozen):
    """What a beneficiary accounts for."""

    application_id: UUID
    expenses: Annotated[list[ExpenseLine], Field(min_length=1, max_length=200)]


class Admitted(Frozen):
    """How much of an invoice counts, and why not all of it."""

    position: int = Field(ge=1)
    admitted_cents: Cents
    reason: Annotated[str, Field(max_length=1000)] = ""


class ReportExamination(Frozen):
    """What the reviewer of a report admits, invoice by invoice."""

    admitted: Annotated[list[Admitted], Field(min_length=1, max_length=200)]
    official: Official


class ReportReturn(Frozen):
    """Why a report goes back, and in how many days from today it is to be completed."""

    reason: Words
    days: Annotated[StrictInt, Field(ge=1, le=180)] = 10
    official: Official


class Liquidation(Frozen):
    """The act by which a part of an award is owed.

    `amount_cents` is gross. `cut_cents` are what the award loses for good, given back to its line.
    A balance names its report, and may be of nothing where the advance was enough: it closes the
    report all the same. Withheld is 4 % of a firm's grant that is not for capital goods.
    """

    kind: Literal["advance", "instalment", "balance"]
    application_id: UUID
    amount_cents: Cents
    cut_cents: Cents = 0
    report_id: UUID | None = None
    withholding: bool = False
    act: ActRef
    official: Official

    @model_validator(mode="after")
    def _owe_something_unless_it_closes(self) -> "Liquidation":
        if not self.amount_cents and self.kind != "balance":
            raise ValueError("Solo un saldo può essere di zero euro.")
        return self


class AwardPublication(Frozen):
    """Where an award is published (art. 26 and 27 D.Lgs. 33/2013); `named` says with its name."""

    reference: Words
    published_on: date
    named: bool
    official: Official


class DebtPart(Frozen):
    """A part of a recovery with its day."""

    due_on: date
    amount_cents: Sum


class RecoveryDemand(Frozen):
    """Ask money back that was paid and not due."""

    application_id: UUID
    parts: Annotated[list[DebtPart], Field(min_length=1, max_length=60)]
    reason: Words
    act: ActRef
    official: Official


class MoneyReturned(Frozen):
    """Money that a debtor gave back, with the treasurer's reference."""

    amount_cents: Sum
    received_on: date
    reference: Words
    official: Official


class RecoveryWaiver(Frozen):
    """Give up what is left of a recovery, by an act."""

    reason: Words
    act: ActRef
    official: Official
