"""What vouchers keeps of money that goes out, and of what comes back.

A payment order and a recovery are accounts too, and bear the account's id. Acts are written as
`number/year`; officials are references, never names.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from services.vouchers.models.table import INSTANT, Table


class Offer(Table, table=True):
    """A part of what an application asks for, offered because its line has no more."""

    __tablename__ = "offer"

    application_id: UUID = Field(primary_key=True)
    amount_cents: int = Field(sa_type=BigInteger)
    wanted_cents: int = Field(sa_type=BigInteger)
    state: str
    offered_at: datetime = Field(sa_type=INSTANT)
    answer_by_on: date
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)


class FundMove(Table, table=True):
    """Money that an act moved between two lines of a call. Append-only."""

    __tablename__ = "fund_move"

    id: UUID = Field(primary_key=True)
    call_id: str
    from_line: str
    to_line: str
    amount_cents: int = Field(sa_type=BigInteger)
    act: str
    act_on: date
    reason: str
    official: str
    at: datetime = Field(sa_type=INSTANT)


class Report(Table, table=True):
    """What a beneficiary accounts for: filed, examined, closed by an act, or returned."""

    __tablename__ = "report"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    state: str
    filed_at: datetime = Field(sa_type=INSTANT)
    examined_by: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    returned_why: str = ""
    answer_by_on: date | None = None
    completes: UUID | None = None


class Expense(Table, table=True):
    """One invoice of a report, with what is admitted of it and why the rest is not."""

    __tablename__ = "expense"

    report_id: UUID = Field(primary_key=True)
    position: int = Field(primary_key=True)
    supplier: str
    invoice: str
    invoiced_on: date
    paid_on: date | None = None
    paid_by: str
    amount_cents: int = Field(sa_type=BigInteger)
    admitted_cents: int | None = Field(default=None, sa_type=BigInteger)
    cut_reason: str = ""


class Liquidation(Table, table=True):
    """The act by which a part of an award is owed: what is withheld, what is cut. Append-only."""

    __tablename__ = "liquidation"

    id: UUID = Field(primary_key=True)
    award_id: UUID
    kind: str
    report_id: UUID | None = None
    amount_cents: int = Field(sa_type=BigInteger)
    withheld_cents: int = Field(sa_type=BigInteger)
    cut_cents: int = Field(sa_type=BigInteger)
    act: str
    act_on: date
    official: str
    at: datetime = Field(sa_type=INSTANT)


class Signature(Table, table=True):
    """Who signed an award: whoever signs does not pay. Append-only."""

    __tablename__ = "signature"

    award_id: UUID = Field(primary_key=True)
    official: str = Field(primary_key=True)


class Publication(Table, table=True):
    """Where an award was published (art. 26 D.Lgs. 33/2013), by name or without. Append-only."""

    __tablename__ = "publication"

    award_id: UUID = Field(primary_key=True)
    reference: str
    published_on: date
    named: bool
    official: str
    at: datetime = Field(sa_type=INSTANT)


class TaxCheck(Table, table=True):
    """What the collector answered about a payee (art. 48-bis DPR 602/1973). Append-only."""

    __tablename__ = "tax_check"

    id: UUID = Field(primary_key=True)
    payee: str
    checked_on: date
    clear: bool
    reference: str
    official: str
    at: datetime = Field(sa_type=INSTANT)
