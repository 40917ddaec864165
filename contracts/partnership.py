"""The Scheda Partnership as it is written and registered, and the figures of who joins.

All of it is said at the HTTP door of network. The sheet holds personal data (the legal
representative, a contact) and goes nowhere else.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from contracts.identifiers import BodyTaxCode, MunicipalityCode, PersonTaxCode, VatNumber
from contracts.intake import Email, PlainName
from contracts.places import Slug, refuse
from contracts.publishing import Official
from contracts.values import Frozen
from kit.money import Cents

Protocol = Annotated[str, Field(pattern=r"^[0-9]{7,12}/[0-9]{4}$")]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Ateco = Annotated[str, Field(pattern=r"^[0-9]{2}(\.[0-9]{1,2}(\.[0-9]{1,2})?)?$")]
Headcount = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
WorkUnits = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)]
SizeClass = Literal["micro", "small", "medium", "large", "not_sme"]
Channel = Literal["email", "pec", "counter", "post", "web"]
Interest = Literal["consulting", "incentive", "staff_voucher", "firm_agreement", "needs_survey"]


class Seat(Frozen):
    """An operational seat, by the municipality in which it stands."""

    municipality: MunicipalityCode
    address: PlainName
    employees: Headcount


class Representative(Frozen):
    """Who signs for the organisation."""

    name: PlainName
    tax_code: PersonTaxCode
    birth_on: date
    role: PlainName


class Contact(Frozen):
    """Whom to write to and ring."""

    name: PlainName
    email: Email
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ]{5,20}$")]


class YearFigures(Frozen):
    """Annual work units (ULA), turnover and balance sheet total of one accounting year."""

    year: Annotated[int, Field(ge=1990, le=2100, strict=True)]
    staff: WorkUnits
    turnover_cents: Cents
    balance_cents: Cents


class GroupLink(Frozen):
    """Another enterprise or body that holds a share of this one, or in which it holds one.

    From 25 to 50 per cent it is a partner, above 50 it is linked (Annex I Reg. (UE) 651/2014, art.
    3). `holder` tells whether it holds the share; a public body that does counts from 25 per cent
    on, but for a small local authority (art. 3 par. 2 d, 3 par. 4). An enterprise above 50 that is
    named by its VAT number is one undertaking with who joins.
    """

    name: PlainName
    percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
    holder: bool = True
    kind: Literal["enterprise", "public_body", "local_authority"] = "enterprise"
    staff: WorkUnits = Decimal(0)
    turnover_cents: Cents = 0
    balance_cents: Cents = 0
    inhabitants: Headcount | None = None
    budget_cents: Cents | None = None
    vat_number: VatNumber | None = None


class SizeDeclaration(Frozen):
    """What the size class is computed from: accounting years, the oldest first, and the group."""

    years: Annotated[tuple[YearFigures, ...], Field(min_length=1, max_length=5)]
    links: Annotated[tuple[GroupLink, ...], Field(max_length=50)] = ()
    declared_class: SizeClass | None = None


class Workforce(Frozen):
    """Who works there, in numbers only."""

    total: Headcount
    women: Headcount = 0
    part_time: Headcount = 0
    parents: Headcount = 0
    carers_of_minors: Headcount = 0
    carers_of_elders: Headcount = 0
    carers_of_disabled: Headcount = 0


class Commitments(Frozen):
    """What the organisation promises: to monitor needs, to put carers first, to share practice."""

    monitoring: bool
    priority_to_carers: bool
    sharing: bool = False


class AidReceived(Frozen):
    """A de minimis aid that was received, as it is declared."""

    granted_on: date
    amount_cents: Cents
    grantor: PlainName
    regulation: PlainName


class PartnershipSheet(Frozen):
    """The Scheda Partnership with which an organisation joins an alliance.

    A tax code of its own is needed only where it differs from the VAT number; without a VAT number
    (a public body) it is the tax code that tells the organisation from others.
    """

    alliance: Slug
    name: PlainName
    legal_form: PlainName
    vat_number: VatNumber | None = None
    tax_code: BodyTaxCode | None = None
    ateco: Ateco | None = None
    municipality: MunicipalityCode
    seats: Annotated[tuple[Seat, ...], Field(max_length=100)] = ()
    pec: Email | None = None
    email: Email
    representative: Representative
    contact: Contact
    size: SizeDeclaration | None = None
    workforce: Workforce | None = None
    union_presence: bool = False
    second_level_agreement: bool = False
    measures: Annotated[tuple[PlainName, ...], Field(max_length=50)] = ()
    interests: tuple[Interest, ...] = ()
    commitments: Commitments
    aids: Annotated[tuple[AidReceived, ...], Field(max_length=100)] = ()
    privacy_notice: PlainName
    newsletter: bool = False

    @property
    def identifier(self) -> str:
        """What tells this organisation from all others."""
        return self.vat_number or self.tax_code or ""

    @model_validator(mode="after")
    def _has_a_code(self) -> Self:
        if not self.identifier:
            raise refuse("organisation-code", "Serve la partita IVA o il codice fiscale.")
        return self


class SheetDocument(Frozen):
    """A document of the Scheda as it came in and was registered (DPR 445/2000 art. 53).

    `protocol` is the number of the lead body's register; `kind` what the sender says it is. Only
    what comes by a channel that carries originals, or is signed digitally, counts as the original.
    """

    kind: Literal["copy", "original"]
    channel: Channel
    signature: Literal["none", "handwritten", "digital"] = "handwritten"
    protocol: Protocol
    arrived_at: AwareDatetime
    document_id: UUID | None = None
    content_hash: Fingerprint | None = None


class SheetFiling(Frozen):
    """A Scheda Partnership with the document on which it was written, and who registered it."""

    sheet: PartnershipSheet
    document: SheetDocument
    official: Official


class OriginalFiling(Frozen):
    """The signed original of a Scheda that is known already."""

    document: SheetDocument
    official: Official
