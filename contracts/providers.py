"""Providers over HTTP: how they apply, what officials do, who may see them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt, model_validator

from contracts.cases import Recipient
from contracts.identifiers import Iban, MunicipalityCode
from contracts.intake import Email, Filed, PlainName
from contracts.places import Sentence, Slug
from contracts.publishing import Official, Words
from contracts.values import Frozen
from contracts.vouchers.providers import ChangeState, ProviderState

Period = Literal["week", "month", "year"]
Nature = Literal["public", "third_sector", "cooperative", "private", "individual"]
ProviderMove = Literal["examine", "accredit", "suspend", "readmit", "remove"]
Places = Annotated[StrictInt, Field(ge=1, le=100_000)]
Served = Annotated[list[MunicipalityCode], Field(min_length=1, max_length=400)]
ActReference = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}/[0-9]{4}$")]


class ProviderApplication(Filed):
    """Who asks to be in the list: what it offers, where, and for how many.

    `handle` is the short name under which calls name it; `categories` are the services for which it
    asks accreditation, in the words of the calls. It has `capacity` places in each `period`: a week
    begins on Monday, a month and a year are those of the calendar.
    """

    handle: Slug
    name: PlainName
    nature: Nature
    municipality: MunicipalityCode
    contact_email: Email
    categories: Annotated[list[Sentence], Field(min_length=1, max_length=50)]
    municipalities: Served
    capacity: Places
    period: Period = "month"


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


class ProviderAccount(Filed):
    """Where a provider is paid, in whose name; the digits of control are verified."""

    holder: PlainName
    iban: Iban


class ProviderChange(Filed):
    """An official proposes what a provider offers from a day on, or where it is paid.

    What is not named stays as it is. `period` belongs to `capacity`.
    """

    from_on: date
    capacity: Places | None = None
    period: Period | None = None
    municipalities: Served | None = None
    account: ProviderAccount | None = None
    reason: Words
    official: Official

    @model_validator(mode="after")
    def _change_something(self) -> "ProviderChange":
        if not (self.capacity or self.municipalities or self.account):
            raise ValueError("Indichi che cosa cambia.")
        if self.period and not self.capacity:
            raise ValueError("Il periodo va con i posti.")
        return self


class ChangeAnswer(Filed):
    """Another official confirms a change, or somebody declines it; a no has its reason."""

    outcome: Literal["confirmed", "declined"]
    reason: Annotated[str, Field(max_length=1000)] = ""
    official: Official


class AccountShown(Frozen):
    """A bank account as officials see it: the holder, and the last four characters."""

    holder: str
    iban_end: str


class ProviderChangeCard(Frozen):
    """A change of a provider with who proposed it and who answered; None is what it leaves."""

    change_id: UUID
    state: ChangeState
    from_on: date
    capacity: int | None
    period: Period | None
    municipalities: list[str] | None
    account: AccountShown | None
    reason: str
    proposed_by: str
    proposed_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    answer: str = ""


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
    """A provider as officials see it, with its history.

    `capacity`, `period`, `municipalities` and `account` are those of today; without an account of
    its own it is paid where the accountant says. The newest of `changes` stands first.
    """

    provider_id: UUID
    handle: str
    name: str
    nature: Nature
    municipality: str
    contact_email: str
    categories: list[str]
    municipalities: list[str]
    capacity: int
    period: Period = "month"
    account: AccountShown | None = None
    state: ProviderState
    valid_from_on: date | None
    valid_until_on: date | None
    has_key: bool
    history: list[ProviderStepTaken]
    changes: list[ProviderChangeCard] = Field(default_factory=list)


class ProviderQuery(Filed):
    """Which providers officials look for, by what holds today; a page of them, by name.

    `alliance` is where one of the municipalities that they serve lies. `after` is the id of the
    last one of the page before.
    """

    alliance: Slug | None = None
    state: ProviderState | None = None
    municipality: MunicipalityCode | None = None
    category: Sentence | None = None
    after: UUID | None = None
    limit: int = Field(default=25, ge=1, le=100)


class ProviderEntry(Frozen):
    """A provider in the list of officials; `act` moved it there at `since`.

    `change_waits` tells that a change was proposed to which nobody answered.
    """

    provider_id: UUID
    handle: str
    name: str
    municipality: str
    categories: list[str]
    municipalities: list[str]
    capacity: int
    period: Period
    state: ProviderState
    valid_from_on: date | None
    valid_until_on: date | None
    act: str
    since: datetime
    change_waits: bool


class ProviderEntries(Frozen):
    """A page of providers; `next` is the `after` of the following one, None on the last."""

    items: list[ProviderEntry]
    next: UUID | None


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
