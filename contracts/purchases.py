"""Vouchers over HTTP: spent at a provider with its key, moved by officials, divided, printed."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from contracts.intake import Filed, PlainName
from contracts.places import Sentence
from contracts.providers import ActReference
from contracts.publishing import Official, Words
from contracts.values import Frozen
from kit.money import Cents

MOST_CENTS = 10**9

VoucherMove = Literal["suspend", "readmit", "revoke", "replace"]
Sum = Annotated[StrictInt, Field(gt=0, le=MOST_CENTS)]
Code = Annotated[str, Field(max_length=60)]


class PurchaseForm(Filed):
    """So much of the voucher with this code; the category may be left out if there is only one."""

    code: Code
    amount_cents: Sum
    category: Sentence | None = None


class CaptureForm(Filed):
    """How much of what is held is taken; all of it when nothing is said."""

    amount_cents: Sum | None = None


class ReversalForm(Filed):
    """Why a redemption is undone."""

    reason: Words


class Redeemed(Frozen):
    """What was spent and what is left; `redemption_id` names it for a reversal."""

    voucher_id: UUID
    amount_cents: Cents
    residual_cents: Cents
    redemption_id: UUID | None = None


class Held(Frozen):
    """What is held, what is left beside it, and when it lapses."""

    hold_id: UUID
    amount_cents: Cents
    residual_cents: Cents
    expires_at: datetime


class Released(Frozen):
    """What is in the voucher again."""

    hold_id: UUID
    amount_cents: Cents


class Reversed(Frozen):
    """What was given back, and what can be spent now."""

    redemption_id: UUID
    amount_cents: Cents
    residual_cents: Cents


class VoucherStep(Filed):
    """An official suspends, readmits, revokes or replaces a voucher by an act, with the reason."""

    move: VoucherMove
    act: ActReference
    reason: Words
    official: Official


class VoucherMoved(Frozen):
    """Where the voucher is now; `replaced_by` names the one that took its place."""

    voucher_id: UUID
    state: str
    replaced_by: UUID | None = None


class PartForm(Filed):
    """A part of a voucher: for one service, until a day of its own; as the whole without them."""

    amount_cents: Sum
    category: Sentence | None = None
    valid_until_on: date | None = None


class PartIssued(Frozen):
    """The part is a voucher of its own."""

    voucher_id: UUID
    parent_id: UUID
    amount_cents: Cents
    valid_until_on: date


class PaperForm(Filed):
    """What the paper of a voucher says beside what vouchers knows of it."""

    voucher_id: UUID
    body_name: Sentence
    call_title: Sentence
    protocol: Sentence
    holder: PlainName | None = None
    contacts: Annotated[list[Sentence], Field(max_length=5)] = Field(default_factory=list)
