"""Value of a voucher held, spent, and given back."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from kit.messages import Event
from kit.money import Cents


class VoucherHeld(Event):
    """A provider holds a part of a voucher for a service that is about to be given."""

    title: ClassVar[str] = "voucher.somma-bloccata"

    voucher_id: UUID
    application_id: UUID
    hold_id: UUID
    amount_cents: Cents
    residual_cents: Cents
    expires_at: datetime


class HoldReleased(Event):
    """What a provider held and did not take is in the voucher again; `lapsed` by its date."""

    title: ClassVar[str] = "voucher.somma-sbloccata"

    voucher_id: UUID
    application_id: UUID
    hold_id: UUID
    amount_cents: Cents
    lapsed: bool


class VoucherRedeemed(Event):
    """A part of a voucher was spent at a provider."""

    title: ClassVar[str] = "voucher.utilizzato"

    voucher_id: UUID
    application_id: UUID
    amount_cents: Cents
    residual_cents: Cents


class RedemptionReversed(Event):
    """What a provider had taken by mistake is in the voucher again, or in its line if it ended."""

    title: ClassVar[str] = "voucher.utilizzo-stornato"

    voucher_id: UUID
    application_id: UUID
    redemption_id: UUID
    amount_cents: Cents
    residual_cents: Cents
