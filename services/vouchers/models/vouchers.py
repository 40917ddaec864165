"""What vouchers keeps of the titles to spend: whose part they are, what is held, what is spent.

A voucher and a hold are accounts too, and bear the account's id. Acts are written as
`number/year`; officials are references, never names.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.vouchers.models.table import INSTANT, Table


class Voucher(Table, table=True):
    """A title to spend, in a state of `rules.voucher_states`. Of its code only a keyed hash is
    here.

    `root_id` is the first of its family: of its parts (`parent_id`) and of those that took its
    place (`replaces`). `terms` are those of the call under which it was given; `born_of` is the
    movement that filled it, `round` the round of its case in which its award was given.
    """

    __tablename__ = "voucher"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    amount_cents: int = Field(sa_type=BigInteger)
    issued_at: datetime = Field(sa_type=INSTANT)
    valid_until_on: date
    state: str
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    terms: dict[str, Any] = Field(sa_type=JSONB)
    situation: str | None = None
    activate_by_on: date | None = None
    activated_at: datetime | None = Field(default=None, sa_type=INSTANT)
    root_id: UUID
    parent_id: UUID | None = None
    replaces: UUID | None = None
    category: str | None = None
    born_of: UUID | None = None
    round: int = 1


class VoucherAct(Table, table=True):
    """Why an official moved a voucher, by which act. Append-only."""

    __tablename__ = "voucher_act"

    id: UUID = Field(primary_key=True)
    voucher_id: UUID
    move: str
    act: str
    reason: str
    official: str
    at: datetime = Field(sa_type=INSTANT)


class Hold(Table, table=True):
    """A part of a voucher that a provider holds: held, then captured, released or lapsed."""

    __tablename__ = "hold"

    id: UUID = Field(primary_key=True)
    voucher_id: UUID
    provider: str
    category: str
    amount_cents: int = Field(sa_type=BigInteger)
    captured_cents: int = Field(default=0, sa_type=BigInteger)
    state: str
    at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Redemption(Table, table=True):
    """A part of a voucher spent at a provider; bears the id of its transfer. Append-only."""

    __tablename__ = "redemption"

    id: UUID = Field(primary_key=True)
    voucher_id: UUID
    provider: str
    amount_cents: int = Field(sa_type=BigInteger)
    residual_cents: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=INSTANT)
    hold_id: UUID | None = None
    category: str


class Reversal(Table, table=True):
    """A redemption that was undone, once and whole; bears the id of its transfer. Append-only."""

    __tablename__ = "reversal"

    id: UUID = Field(primary_key=True)
    redemption_id: UUID
    amount_cents: int = Field(sa_type=BigInteger)
    reason: str
    at: datetime = Field(sa_type=INSTANT)
