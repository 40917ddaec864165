"""What offices read of the network in lists: who joined, what waits, plans, agreements, surveys."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.agreements import AgreementCard
from contracts.applications.filing import Wait
from contracts.desks import PostedOperator
from contracts.network import AdhesionState
from contracts.partnership import PartnershipSheet
from contracts.places import Slug
from contracts.plans import PlanCard
from contracts.surveys import SurveyCard
from contracts.values import Frozen

MOST_ROWS = 200
Due = Literal["", "answer", "original", "renewal"]


class RollQuestion(Frozen):
    """Which adhesions are asked for, of an alliance, in a state, after a row that was the last.

    Who waits for nothing stands at the end, after the day that never comes.
    """

    alliance: Slug | None = None
    state: AdhesionState | None = None
    after_on: date = date.min
    after_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


class AdhesionRow(Frozen):
    """An adhesion in a list; `due` is what waits in it, `due_on` the last civil day for that."""

    adhesion_id: UUID
    organisation_key: str
    name: str
    alliance: str
    state: AdhesionState
    received_at: datetime
    due: Due
    due_on: date | None


class AdhesionRoll(Frozen):
    """A page of adhesions, what is due first coming first, and how many are in each state.

    `more` tells that others follow: they are asked for after the day and id of the last row.
    """

    items: tuple[AdhesionRow, ...]
    counts: dict[AdhesionState, int]
    more: bool


class SheetCard(Frozen):
    """What the last Scheda of an adhesion says; None for one that was taken over from paper.

    It is personal data of who signs it, and goes to officials only.
    """

    organisation_key: str
    municipality: str
    sheet: PartnershipSheet | None
    revision: int
    arrived_at: datetime | None


class PlanCards(Frozen):
    """The plans of an adhesion, the newest first."""

    items: tuple[PlanCard, ...]


class AgreementCards(Frozen):
    """The agreements that an adhesion is in, the newest first."""

    items: tuple[AgreementCard, ...]


class SurveyCards(Frozen):
    """The surveys of an alliance, the newest first."""

    items: tuple[SurveyCard, ...]


class PostedOperators(Frozen):
    """Who works at a desk, or did, by first day."""

    items: tuple[PostedOperator, ...]


class EmployerKeys(Frozen):
    """Employers that are asked about, by their keys."""

    organisation_keys: Annotated[tuple[str, ...], Field(max_length=MOST_ROWS)]


class AwaitedEmployer(Frozen):
    """An application that waits for a step of an employer."""

    organisation_key: str
    application_id: UUID
    waits_for: Wait


class AwaitedEmployers(Frozen):
    """The applications that wait for employers, in the order in which they were registered."""

    items: tuple[AwaitedEmployer, ...]
