"""Providers over HTTP: how they apply, what officials do, what they ask with their key."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from contracts.cases import Recipient
from contracts.identifiers import MunicipalityCode
from contracts.intake import Email, Filed, PlainName
from contracts.places import Sentence, Slug
from contracts.publishing import Official, Words
from contracts.values import Frozen
from contracts.vouchers.providers import ProviderState
from kit.money import Cents

MOST_CENTS = 10**9

Nature = Literal["public", "third_sector", "cooperative", "private", "individual"]
ProviderMove = Literal["examine", "accredit", "suspend", "readmit", "remove"]
VoucherMove = Literal["suspend", "readmit", "revoke", "replace"]
Sum = Annotated[StrictInt, Field(gt=0, le=MOST_CENTS)]
Code = Annotated[str, Field(max_length=60)]
ActReference = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}/[0-9]{4}$")]


class ProviderApplication(Filed):
    """Who asks to be in the list: what it offers, where, and for how many.

    `handle` is the short name under which calls name it; `categories` are the services for which it
    asks accreditation, in the words of the calls.
    """

    handle: Slug
    name: PlainName
    nature: Nature
    municipality: MunicipalityCode
    contact_email: Email
    categories: Annotated[list[Sentence], Field(min_length=1, max_length=50)]
    municipalities: Annotated[list[MunicipalityCode], Field(min_length=1, max_length=400)]
    capacity: Annotated[StrictInt, Field(ge=1, le=100_000)]


class ProviderStep(Filed):
    """An official moves an accreditation by an act (`12/2026`) of a day, with the reason.

    To accredit one, `valid_from_on` and perhaps `valid_until_on` say when it holds; `categories`
    may narrow what was asked for.
    """

    move: ProviderMove
    act: ActReference
    on: date
    reason: Words
    official: Official
    valid_from_on: date | None = None
    valid_until_on: date | None = None
    categories: Annotated[list[Sentence], Field(min_length=1, max_length=50)] | None = None


class ProviderStepTaken(Frozen):
    """One step of an accreditation, as it stands in its history."""

    move: str
    state: ProviderState
    act: str
    on: date
    reason: str
    official: str
    at: datetime


class ProviderCard(Frozen):
    """A provider as officials see it, with its history."""

    provider_id: UUID
    handle: str
    name: str
    nature: Nature
    municipality: str
    contact_email: str
    categories: list[str]
    municipalities: list[str]
    capacity: int
    state: ProviderState
    valid_from_on: date | None
    valid_until_on: date | None
    has_key: bool
    history: list[ProviderStepTaken]


class ProviderLetterFacts(Frozen):
    """Everything that a letter to a provider says; answered to `notifications` only.

    The recipient's id is the provider's. `act`, `act_on` and `reason` are those of the last step of
    its accreditation, empty before the first. It is written by the lead body of an alliance in
    whose territory the provider is.
    """

    recipient: Recipient
    state: ProviderState
    act: str
    act_on: date | None
    reason: str
    valid_from_on: date | None
    valid_until_on: date | None
    categories: list[str]
    body_name: str
    body_office: str
    body_pec: str


class ProviderLetterFactsList(Frozen):
    """The answer of `POST /v1/queries/provider-letter-facts`; unknown ids are left out."""

    items: list[ProviderLetterFacts]


class PublicProvider(Frozen):
    """A provider as anybody may see it: where a voucher can be spent today."""

    handle: str
    name: str
    municipality: str
    municipalities: list[str]
    categories: list[str]
    valid_until_on: date | None


class PublicProviders(Frozen):
    """The answer of `GET /v1/providers`: those accredited today, by name."""

    items: list[PublicProvider]


class ProviderKey(Frozen):
    """The key of a provider, told once: only its keyed hash is kept."""

    provider_id: UUID
    key: str


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
