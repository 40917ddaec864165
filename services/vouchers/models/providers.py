"""What vouchers keeps of those where vouchers are spent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Text
from sqlmodel import Field

from services.vouchers.models.table import INSTANT, Table


class Provider(Table, table=True):
    """Who gives services for vouchers, in a state of `rules.provider_states`.

    `municipalities` are ISTAT codes where it serves, `capacity` the places it has in each `period`,
    as it applied: what holds today is in its changes. Of its key only a keyed hash is here.
    """

    __tablename__ = "provider"

    id: UUID = Field(primary_key=True)
    handle: str
    name: str
    nature: str
    municipality: str
    contact_email: str
    categories: list[str] = Field(sa_type=ARRAY(Text))
    municipalities: list[str] = Field(sa_type=ARRAY(Text))
    capacity: int
    period: str
    state: str
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    applied_at: datetime = Field(sa_type=INSTANT)
    key_hash: bytes | None = Field(default=None, sa_type=LargeBinary)


class ProviderAct(Table, table=True):
    """A step of an accreditation: by which act, of which day, and who signed it. Append-only."""

    __tablename__ = "provider_act"

    id: UUID = Field(primary_key=True)
    provider_id: UUID
    move: str
    state: str
    act: str
    on: date
    reason: str
    official: str
    at: datetime = Field(sa_type=INSTANT)


class ProviderChange(Table, table=True):
    """What a provider offers from a day on, or where it is paid, once another official confirmed.

    Columns that are None leave what was before.
    """

    __tablename__ = "provider_change"

    id: UUID = Field(primary_key=True)
    provider_id: UUID
    state: str
    from_on: date
    capacity: int | None = None
    period: str | None = None
    municipalities: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    holder: str | None = None
    iban: str | None = None
    reason: str
    proposed_by: str
    proposed_at: datetime = Field(sa_type=INSTANT)
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    answer: str = ""


class WrongCode(Table, table=True):
    """A code of no voucher that a provider tried."""

    __tablename__ = "wrong_code"

    id: UUID = Field(primary_key=True)
    provider: str
    at: datetime = Field(sa_type=INSTANT)
