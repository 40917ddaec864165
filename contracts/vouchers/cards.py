"""A voucher and its uses, as its service shows them."""

from datetime import date, datetime
from uuid import UUID

from contracts.values import Frozen
from kit.money import Cents


class VoucherUse(Frozen):
    """What was spent of a voucher at a provider, by its name, and was not undone."""

    at: datetime
    provider: str
    amount_cents: Cents


class VoucherCard(Frozen):
    """A voucher as its holder reads it; answered to `notifications` and `dashboard` only.

    `parent_id` names the voucher of which it is a part, for one `category` if it says so. `act` and
    `reason` are those of the last step that was taken with it; a step that follows an employer's
    withdrawal has no act of its own.
    """

    voucher_id: UUID
    application_id: UUID
    code: str
    amount_cents: Cents
    residual_cents: Cents
    valid_until_on: date
    state: str
    activate_by_on: date | None = None
    parent_id: UUID | None = None
    category: str | None = None
    last_use: VoucherUse | None = None
    act: str = ""
    reason: str = ""
