"""Who works for whom, as employers confirm it, and what is answered about it by keys alone."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.identifiers import PersonTaxCode
from contracts.network import AdhesionState
from contracts.values import Frozen

Actor = Annotated[str, Field(pattern=r"^(staff|desk|firm):[0-9a-f-]{1,64}$")]


class EmploymentFiling(Frozen):
    """An employer's word that a person works there; the code is hashed and not kept."""

    worker_tax_code: PersonTaxCode
    from_on: date
    to_on: date | None = None
    confirmed_by: Actor


class EmploymentEnding(Frozen):
    """The last civil day of a relation, as the employer tells it."""

    to_on: date
    ended_by: Actor


class EmploymentQuestion(Frozen):
    """Whether somebody, by the keys that applications keep, works for whom on a civil day."""

    organisation_key: str
    worker_key: str
    on: date


class EmploymentAnswer(Frozen):
    """What is known on a civil day of an employer and of a relation with a worker.

    `entitled` is both: the employer's adhesion counts that day, and the relation runs.
    """

    adhesion_id: UUID | None
    adhesion_state: AdhesionState | None
    alliance: str | None
    employment_id: UUID | None
    from_on: date | None
    to_on: date | None
    entitled: bool


class Employed(Frozen):
    """A confirmed relation, by ids and keys."""

    employment_id: UUID
    worker_key: str
    from_on: date
    to_on: date | None


class EmployedList(Frozen):
    """The relations of an employer that run on a civil day."""

    organisation_key: str
    items: tuple[Employed, ...]
