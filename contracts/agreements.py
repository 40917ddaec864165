"""Agreements between organisations: places that they share, who waits, what each pays."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.employments import Actor
from contracts.identifiers import PersonTaxCode
from contracts.intake import PlainName
from contracts.places import Slug
from contracts.publishing import Official
from contracts.values import Frozen
from kit.money import Cents

CostSplit = Literal["equal", "share", "use"]
PlaceState = Literal["waiting", "placed", "left"]
Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Share = Annotated[int, Field(ge=0, le=10_000, strict=True)]


class MemberSigning(Frozen):
    """An organisation that signs, with its share of the cost as a whole number."""

    adhesion_id: UUID
    share: Share = 1


class AgreementSigning(Frozen):
    """An agreement on the places of a service.

    The cost of a month is split in equal parts, by `share`, or by `use` of that month; a month
    without any use is split by share.
    """

    alliance: Slug
    title: PlainName
    service: PlainName
    places: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    split: CostSplit
    starts_on: date
    ends_on: date | None = None
    members: Annotated[tuple[MemberSigning, ...], Field(min_length=2, max_length=100)]
    document_id: UUID
    official: Official


class PlaceAsking(Frozen):
    """Somebody who works for a member asks for a place from a civil day on.

    The tax code is hashed and not kept.
    """

    adhesion_id: UUID
    worker_tax_code: PersonTaxCode
    from_on: date
    asked_by: Actor


class PlaceLeaving(Frozen):
    """The last civil day of a place, or the day on which somebody leaves the list."""

    to_on: date
    left_by: Actor


class PlaceCard(Frozen):
    """A place or a turn in the list; `position` counts from one among those who wait."""

    place_id: UUID
    adhesion_id: UUID
    state: PlaceState
    position: int | None
    from_on: date
    to_on: date | None


class UseFiling(Frozen):
    """How much a member used the places in a month, in days of presence; negative corrects."""

    adhesion_id: UUID
    month: Month
    uses: Annotated[int, Field(ge=-100_000, le=100_000, strict=True)]
    official: Official


class CostFiling(Frozen):
    """What the service cost in a month, by its invoice."""

    month: Month
    amount_cents: Cents
    document_id: UUID
    official: Official


class MemberMonth(Frozen):
    """What a member used and owes for a month."""

    adhesion_id: UUID
    share: int
    uses: int
    amount_cents: Cents


class MonthStatement(Frozen):
    """The cost of a month and its parts, which add up to the cent."""

    agreement_id: UUID
    month: str
    split: CostSplit
    cost_cents: Cents
    items: tuple[MemberMonth, ...]


class AgreementCard(Frozen):
    """An agreement as it stands: its places in order, those who have one and those who wait."""

    agreement_id: UUID
    alliance: str
    title: str
    service: str
    places: int
    taken: int
    waiting: int
    split: CostSplit
    starts_on: date
    ends_on: date | None
    members: tuple[MemberSigning, ...]
    items: tuple[PlaceCard, ...]
