"""Personalised plans of organisations: milestones in order, and hours of consulting."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.intake import PlainName
from contracts.network import Milestone
from contracts.publishing import Official, Words
from contracts.values import Frozen

FORTY_HOURS = 2_400
Minutes = Annotated[int, Field(ge=0, le=60_000, strict=True)]
Consultant = Annotated[str, Field(pattern=r"^(staff|consultant):[0-9a-f-]{1,64}$")]
PlanState = Literal["open", "approved", "completed"]


class PlanOpening(Frozen):
    """A plan for an organisation that joined, with its hours and the length of its experiment."""

    title: PlainName
    granted_minutes: Minutes = FORTY_HOURS
    experiment_months: Annotated[int, Field(ge=1, le=36, strict=True)] = 6
    official: Official


class MilestoneFiling(Frozen):
    """A milestone that was reached on a civil day, with the document that proves it."""

    milestone: Milestone
    reached_on: date
    document_id: UUID
    official: Official


class PlanApproval(Frozen):
    """The approval of a plan by an act."""

    official: Official
    act_number: PlainName
    act_on: date


class HoursBooking(Frozen):
    """Consulting given on a civil day, in minutes; a negative number corrects an earlier row."""

    consultant: Consultant
    on: date
    minutes: Annotated[int, Field(ge=-60_000, le=60_000, strict=True)]
    topic: Words
    official: Official


class MilestoneEntry(Frozen):
    """A milestone of a plan as it was reached."""

    milestone: Milestone
    reached_on: date
    document_id: UUID
    official: str


class HoursEntry(Frozen):
    """A booking of a plan."""

    consultant: str
    on: date
    minutes: int
    topic: str
    at: datetime


class PlanCard(Frozen):
    """A plan as an official reads it; `next` is the milestone that may be reached now, if any."""

    plan_id: UUID
    adhesion_id: UUID
    title: str
    state: PlanState
    granted_minutes: int
    booked_minutes: int
    experiment_months: int
    milestones: tuple[MilestoneEntry, ...]
    hours: tuple[HoursEntry, ...]
    next: Milestone | None
