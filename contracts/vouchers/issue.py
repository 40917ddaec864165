"""Vouchers issued, one or many at once, and taken into use."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.calls import VoucherTerms
from contracts.places import Slug
from contracts.values import Frozen
from contracts.vouchers.life import ReminderOf
from kit.messages import Command, Event
from kit.money import Cents


class VoucherReminder(Frozen):
    """A day on which the holder may have to be reminded of a last day."""

    of: ReminderOf
    days: int = Field(ge=1)
    on: date


class VoucherIssued(Event):
    """A worker holds a voucher; its code is derived, and only its keyed hash is stored.

    One that must be activated ends after `activate_by_on` if it is not; `reminders` come in the
    order of their days. `parent_id` names the voucher of which it is a part, `replaces` the one
    whose place it takes.
    """

    title: ClassVar[str] = "voucher.emesso"

    voucher_id: UUID
    application_id: UUID
    amount_cents: Cents
    issued_at: datetime
    valid_until_on: date
    activate_by_on: date | None = None
    reminders: list[VoucherReminder] = Field(default_factory=list)
    parent_id: UUID | None = None
    replaces: UUID | None = None


class IssueVoucher(Command[VoucherIssued]):
    """Issue the voucher of an award, valid until the end of the same day `months` later.

    `terms` are those of the call version of the application, `situation` the care situation for
    which it is given, when the call tells them apart. Refuses `no-award` when the application has
    no commitment.
    """

    application_id: UUID
    months: int = Field(ge=1, le=60)
    terms: VoucherTerms | None = None
    situation: Slug | None = None


class VouchersIssued(Event):
    """The vouchers of a part of a list were issued; each is told by its own fact too."""

    title: ClassVar[str] = "voucher.emessi-insieme"

    batch_id: UUID
    application_ids: list[UUID]


class IssueVouchers(Command[VouchersIssued]):
    """Issue the vouchers of many awards of one line at once; those that have theirs keep it.

    Refuses `no-award` when one of the applications has no commitment: then none is issued.
    """

    batch_id: UUID
    application_ids: list[UUID] = Field(min_length=1, max_length=1000)
    months: int = Field(ge=1, le=60)
    terms: VoucherTerms | None = None


class VoucherActivated(Event):
    """A voucher that had to be activated in time was."""

    title: ClassVar[str] = "voucher.attivato"

    voucher_id: UUID
    application_id: UUID
