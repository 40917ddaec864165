"""What network announces: who joins an alliance, who works there, and what is done together.

`organisation_key` and `worker_key` are keyed hashes of a VAT number or tax code, the same in every
service; no name and no code travels.
"""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.values import Frozen
from kit.messages import Command, Event

AdhesionState = Literal[
    "received", "provisional", "confirmed", "suspended", "withdrawn", "late", "refused"
]
AdhesionCare = Literal["remind", "overdue", "renew", "wait", "end"]
Milestone = Literal["survey", "plan", "union_agreement", "experiment", "evaluation"]


class AdhesionReceived(Event):
    """A Scheda Partnership was registered.

    `provisional` waits for the signed original until `original_due_on`, with a reminder on
    `remind_on`; `late` arrived after the project and is answered all the same by `answer_due_on`.
    """

    title: ClassVar[str] = "adesione.ricevuta"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    state: AdhesionState
    answer_due_on: date
    remind_on: date | None
    original_due_on: date | None


class AdhesionRepeated(Event):
    """A Scheda that is known arrived again: its document was registered beside the first."""

    title: ClassVar[str] = "adesione.gia-ricevuta"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    documents: int


class AdhesionTended(Event):
    """What was done with an adhesion when a day of it came, and when to look at it again.

    `remind` asks the firm for the original, `overdue` tells the office that the original or an
    answer is late, `renew` that the adhesion is to be asked again; none of them moves it. `wait`
    is nothing yet, `end` that nothing is left to look after.
    """

    title: ClassVar[str] = "adesione.seguita"

    adhesion_id: UUID
    step: AdhesionCare
    at: datetime
    wake_on: date | None


class TendAdhesion(Command[AdhesionTended]):
    """Look after an adhesion: each of its days is told once, and nothing is decided by a day."""

    adhesion_id: UUID


class AdhesionCompleted(Event):
    """The signed original of a Scheda arrived: it waits for its countersignature."""

    title: ClassVar[str] = "adesione.originale-arrivato"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    original_on: date


class AdhesionConfirmed(Event):
    """An organisation joined an alliance by its Scheda Partnership."""

    title: ClassVar[str] = "adesione.confermata"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    since_on: date


class AdhesionRefused(Event):
    """An official declined a Scheda, with a reason that does not travel."""

    title: ClassVar[str] = "adesione.respinta"

    adhesion_id: UUID
    organisation_key: str
    alliance: str


class AdhesionSuspended(Event):
    """An organisation is not counted in from a civil day on, until it is again."""

    title: ClassVar[str] = "adesione.sospesa"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    from_on: date


class AdhesionResumed(Event):
    """The suspension of an adhesion ended: `to_on` was its last civil day."""

    title: ClassVar[str] = "adesione.ripresa"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    to_on: date


class AdhesionRenewed(Event):
    """An organisation said again that it stays; it is asked again by `renewal_due_on`."""

    title: ClassVar[str] = "adesione.rinnovata"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    renewal_due_on: date


class AdhesionWithdrawn(Event):
    """An organisation left an alliance."""

    title: ClassVar[str] = "adesione.recessa"

    adhesion_id: UUID
    organisation_key: str
    alliance: str
    until_on: date


class EmploymentConfirmed(Event):
    """An employer confirmed that a person works there from a civil day on, or between two."""

    title: ClassVar[str] = "rapporto.confermato"

    employment_id: UUID
    organisation_key: str
    worker_key: str
    from_on: date
    to_on: date | None


class EmploymentEnded(Event):
    """An employer told the last civil day of a confirmed relation."""

    title: ClassVar[str] = "rapporto.concluso"

    employment_id: UUID
    organisation_key: str
    worker_key: str
    to_on: date


class UndertakingLinked(Event):
    """Two firms are one undertaking from a civil day on, or between two (impresa unica).

    What they are granted counts against one ceiling (art. 2 par. 2 Reg. (UE) 2023/2831).
    """

    title: ClassVar[str] = "impresa.collegata"

    link_id: UUID
    controller_key: str
    controlled_key: str
    from_on: date
    to_on: date | None


class UndertakingParted(Event):
    """A link between two firms has its last civil day."""

    title: ClassVar[str] = "impresa.scollegata"

    link_id: UUID
    controller_key: str
    controlled_key: str
    to_on: date


class AidDeclared(Event):
    """What a firm says that it was granted was written down, from a paper of the firm."""

    title: ClassVar[str] = "aiuto.dichiarato"

    declaration_id: UUID
    organisation_key: str
    aids: int


class AidDeclarationWithdrawn(Event):
    """A declaration of aid does not count any more."""

    title: ClassVar[str] = "aiuto.dichiarazione-ritirata"

    declaration_id: UUID
    organisation_key: str


class PlanOpened(Event):
    """A personalised plan of an organisation was opened, with its hours of consulting."""

    title: ClassVar[str] = "piano.aperto"

    plan_id: UUID
    adhesion_id: UUID
    granted_minutes: int


class PlanAdvanced(Event):
    """A milestone of a plan was reached, with its document."""

    title: ClassVar[str] = "piano.avanzato"

    plan_id: UUID
    milestone: Milestone
    reached_on: date


class PlanApproved(Event):
    """A plan was approved by an official who did not write it."""

    title: ClassVar[str] = "piano.approvato"

    plan_id: UUID
    adhesion_id: UUID


class PlanHoursBooked(Event):
    """Hours of consulting were booked against those of a plan, or a booking was corrected."""

    title: ClassVar[str] = "piano.ore-registrate"

    plan_id: UUID
    minutes: int
    booked_minutes: int
    granted_minutes: int


class AgreementSigned(Event):
    """Organisations agreed to share the places of a service and its cost."""

    title: ClassVar[str] = "convenzione.firmata"

    agreement_id: UUID
    alliance: str
    places: int
    members: int


class PlaceGiven(Event):
    """Somebody of a member has a place from a civil day on."""

    title: ClassVar[str] = "posto.assegnato"

    place_id: UUID
    agreement_id: UUID
    organisation_key: str
    from_on: date


class PlaceAwaited(Event):
    """Somebody of a member asked when no place was free, and waits in order of asking."""

    title: ClassVar[str] = "posto.in-attesa"

    place_id: UUID
    agreement_id: UUID
    organisation_key: str


class PlaceLeft(Event):
    """A place, or a turn in the list, was given back."""

    title: ClassVar[str] = "posto.lasciato"

    place_id: UUID
    agreement_id: UUID
    organisation_key: str
    to_on: date


class DeskActRecorded(Event):
    """An operator of a desk acted for somebody: the log names the operator and the principal.

    `principal_key` is the keyed hash of the tax code of who gave the delegation.
    """

    title: ClassVar[str] = "sportello.atto"

    act_id: UUID
    desk_id: UUID
    application_id: UUID
    operator: str
    principal_key: str
    act: Literal["filed", "amended", "withdrawn", "read"]


class SurveyReleased(Event):
    """A version of the figures of a survey was released, with its small numbers suppressed."""

    title: ClassVar[str] = "indagine.pubblicata"

    survey_id: UUID
    release: int
    threshold: int


class OrganisationCard(Frozen):
    """An organisation that joined an alliance; answered to our own services only.

    Of several adhesions that run, the oldest is told.
    """

    name: str
    municipality: str
    alliance: str
    since_on: date
