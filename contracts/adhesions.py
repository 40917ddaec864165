"""An adhesion as officials read it and move it, and the target that it counts toward."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.network import AdhesionState
from contracts.partnership import Channel, SizeClass
from contracts.publishing import Official
from contracts.values import Frozen

AdhesionStep = Literal["confirm", "refuse", "suspend", "resume", "renew", "withdraw"]
SheetWarning = Literal[
    "channel_not_offered", "not_an_original", "size_differs", "not_sme", "commitment_missing"
]


class AdhesionReceipt(Frozen):
    """What is answered when a Scheda is registered.

    `protocol` is the number of the first document, whatever came after; `again` tells that the
    Scheda was known. Warnings decide nothing: a person does.
    """

    adhesion_id: UUID
    state: AdhesionState
    protocol: str
    again: bool
    answer_due_on: date
    original_due_on: date | None
    size_class: SizeClass | None
    warnings: tuple[SheetWarning, ...]


class AdhesionStepRequest(Frozen):
    """What an official does with an adhesion.

    `on` is the civil day from which a suspension counts, its last day when it is lifted, the day by
    which a renewed adhesion is asked again; it is not read for a confirmation and a refusal. Every
    step but a confirmation and a renewal needs a reason.
    """

    step: AdhesionStep
    official: Official
    on: date | None = None
    reason: Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")] = ""


class StepEntry(Frozen):
    """A line of the history of an adhesion."""

    step: str
    state: AdhesionState
    official: str
    reason: str
    at: datetime


class DocumentEntry(Frozen):
    """A registered document of an adhesion."""

    kind: Literal["copy", "original"]
    channel: Channel
    protocol: str
    arrived_at: datetime
    document_id: UUID | None


class AdhesionCard(Frozen):
    """An adhesion as an official reads it; `allowed` are the steps that may be taken now."""

    adhesion_id: UUID
    organisation_id: UUID
    name: str
    alliance: str
    state: AdhesionState
    received_at: datetime
    answer_due_on: date
    original_due_on: date | None
    since_on: date | None
    until_on: date | None
    renewal_due_on: date | None
    size_class: SizeClass | None
    size_reasons: tuple[str, ...]
    counts_toward_target: bool
    documents: tuple[DocumentEntry, ...]
    history: tuple[StepEntry, ...]
    allowed: tuple[str, ...]


class AdhesionCards(Frozen):
    """The adhesions to an alliance, in the order in which their first document arrived."""

    items: tuple[AdhesionCard, ...]


class TargetStanding(Frozen):
    """How many organisations joined an alliance against its target; it never refuses anybody."""

    joined: int
    minimum: int | None
    maximum: int | None
    sentence: str


class AdhesionLetterFacts(Frozen):
    """What a letter about an adhesion says, and to whom; asked when it is composed, never kept.

    `protocol` is the number of the first document, `reason` that of the last step that had one.
    """

    adhesion_id: UUID
    name: str
    email: str | None
    pec: str | None
    alliance_name: str
    body_name: str
    body_office: str
    body_pec: str
    protocol: str
    state: AdhesionState
    since_on: date | None
    until_on: date | None
    answer_due_on: date
    original_due_on: date | None
    reason: str


class AdhesionIds(Frozen):
    """The adhesions that are asked about."""

    adhesion_ids: Annotated[tuple[UUID, ...], Field(max_length=500)]


class AdhesionLetterFactsList(Frozen):
    """The facts of letters, in the order in which they were asked for."""

    items: tuple[AdhesionLetterFacts, ...]
