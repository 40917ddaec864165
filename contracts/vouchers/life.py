"""What happens to a voucher between its issue and its end."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from kit.messages import Command, Event
from kit.money import Cents

ReminderOf = Literal["expiry", "activation"]
OnWithdrawal = Literal["keep_to_expiry", "suspend", "revoke"]


class VoucherSuspended(Event):
    """Nothing can be spent of a voucher for the time being; its last day stays what it is."""

    title: ClassVar[str] = "voucher.sospeso"

    voucher_id: UUID
    application_id: UUID


class VoucherReadmitted(Event):
    """A voucher that was suspended can be spent again."""

    title: ClassVar[str] = "voucher.riammesso"

    voucher_id: UUID
    application_id: UUID


class VoucherRevoked(Event):
    """A voucher ended by an act; what was not spent returned to the line it came from."""

    title: ClassVar[str] = "voucher.revocato"

    voucher_id: UUID
    application_id: UUID
    returned_cents: Cents


class VoucherReplaced(Event):
    """The code of a voucher is dead; what was left of it is in the one that takes its place."""

    title: ClassVar[str] = "voucher.sostituito"

    voucher_id: UUID
    application_id: UUID
    by_voucher_id: UUID
    residual_cents: Cents


class VoucherReminded(Event):
    """The holder has to be reminded of a last day that comes; not `due` when it no longer matters.

    Announced only when it is due; the reply tells it always.
    """

    title: ClassVar[str] = "voucher.promemoria"

    voucher_id: UUID
    application_id: UUID
    of: ReminderOf
    days: int
    due: bool


class RemindVoucher(Command[VoucherReminded]):
    """Tell whether the holder has to be reminded, so many days before a last day of a voucher.

    Refuses `voucher-unknown`.
    """

    voucher_id: UUID
    of: ReminderOf
    days: int = Field(ge=1)


class WithdrawalFollowed(Event):
    """What became of the vouchers of an application when the employer left the alliance.

    `provider_ids` are those who hold a part of one, or else those where one was spent.
    """

    title: ClassVar[str] = "voucher.recesso-applicato"

    application_id: UUID
    effect: OnWithdrawal
    voucher_ids: list[UUID]
    adhesion_id: UUID | None = None
    provider_ids: list[UUID] = Field(default_factory=list)


class FollowWithdrawal(Command[WithdrawalFollowed]):
    """Apply what the call says of vouchers when the employer leaves: keep, suspend or revoke.

    `adhesion_id` names the adhesion that ended: it stands as the cause of each movement.
    """

    application_id: UUID
    adhesion_id: UUID


class VoucherExpired(Event):
    """The last day of a voucher went by; its residual returned to the line it came from."""

    title: ClassVar[str] = "voucher.scaduto"

    voucher_id: UUID
    application_id: UUID
    returned_cents: Cents


class ExpireVoucher(Command[VoucherExpired]):
    """End a voucher at its date, and return what was not spent to its budget line.

    One that was to be activated ends after that day too, if it was not. Refuses `not-yet-expired`
    before the day after its last.
    """

    voucher_id: UUID
