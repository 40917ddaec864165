"""What may be asked of vouchers (budget, awards, vouchers), and what vouchers announces."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.applications import Instalment
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents


class BudgetReserved(Event):
    """Money of a line is set aside for an application, in register order.

    `recovered` tells that it had to wait for money that others gave back (scorrimento).
    """

    title: ClassVar[str] = "fondi.accantonati"

    application_id: UUID
    call_id: str
    line: str
    place: int
    amount_cents: Cents
    recovered: bool


class BudgetExhausted(Event):
    """The line had no money left when the application's turn came: it waits in its place."""

    title: ClassVar[str] = "fondi.esauriti"

    application_id: UUID
    call_id: str
    line: str
    place: int
    amount_cents: Cents


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


class AwardGranted(Event):
    """What was set aside became a commitment towards the applicant (impegno)."""

    title: ClassVar[str] = "contributo.concesso"

    application_id: UUID
    award_id: UUID
    amount_cents: Cents
    instalments: list[Instalment]


class GrantAward(Command[AwardGranted]):
    """Turn the money set aside for an application into a commitment.

    `checked` is the check that the parts were computed on: what is set aside follows it first.
    Refuses `budget-exhausted` when the line has no money for its place.
    """

    application_id: UUID
    instalments: list[Instalment]
    checked: int = Field(default=0, ge=0)


class VoucherIssued(Event):
    """A worker holds a voucher; its code is derived, and only its keyed hash is stored."""

    title: ClassVar[str] = "voucher.emesso"

    voucher_id: UUID
    application_id: UUID
    amount_cents: Cents
    issued_at: datetime
    valid_until_on: date


class IssueVoucher(Command[VoucherIssued]):
    """Issue the voucher of an award, valid until the end of the same day `months` later.

    Refuses `no-award` when the application has no commitment.
    """

    application_id: UUID
    months: int = Field(ge=1, le=60)


class VoucherRedeemed(Event):
    """A part of a voucher was spent at a provider."""

    title: ClassVar[str] = "voucher.utilizzato"

    voucher_id: UUID
    application_id: UUID
    amount_cents: Cents
    residual_cents: Cents


class VoucherExpired(Event):
    """The last day of a voucher went by; its residual returned to the line it came from."""

    title: ClassVar[str] = "voucher.scaduto"

    voucher_id: UUID
    application_id: UUID
    returned_cents: Cents


class ExpireVoucher(Command[VoucherExpired]):
    """End a voucher at its date, and return what was not spent to its budget line.

    Refuses `not-yet-expired` before the day after its last.
    """

    voucher_id: UUID


class VoucherCard(Frozen):
    """A voucher as its holder reads it; answered to `notifications` and `dashboard` only."""

    voucher_id: UUID
    application_id: UUID
    code: str
    amount_cents: Cents
    residual_cents: Cents
    valid_until_on: date
    state: str
