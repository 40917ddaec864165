"""An application registered, revised, stopped, or left by an employer."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.calls import SupportForm
from kit.messages import Event
from kit.money import Cents

Stop = Literal["withdrawn", "call_revoked"]
Wait = Literal["", "adhesion", "employment"]


class ApplicationRegistered(Event):
    """An application has its register number (DPR 445/2000 art. 53) and its place in the line.

    `place` counts the applications that spend one budget of one call from 1, without gaps, in
    register order: money is set aside in that order whatever the order of delivery. `fund` names
    the line whose budget it is, when that is another than `line`. One that is `ranked` has its
    place for money only by the final list: `ApplicationRanked` tells it. `applicant_key` is the
    keyed hash under which every service knows who applied.
    """

    title: ClassVar[str] = "domanda.protocollata"

    application_id: UUID
    call_id: str
    call_version: int
    line: str
    fund: str | None = None
    support_form: SupportForm
    place: int = Field(ge=1)
    amount_cents: Cents
    register_year: int
    register_number: int = Field(ge=1)
    late: bool
    ranked: bool = False
    applicant_key: str = ""


class ApplicationRevised(Event):
    """What an application declares, or the call version it is judged by, changed.

    An amendment and a supplement come from who applied, and so does what completes an application
    on request (`integration`); a migration comes from an act. What was filed is revision 1. By
    `employer` nothing that was declared changes, and neither does the revision: what is known of
    the employer does, or the call ended in which it was waited for. The case is checked again, and
    what is set aside for it follows `amount_cents`.
    """

    title: ClassVar[str] = "domanda.modificata"

    application_id: UUID
    by: Literal["amendment", "supplement", "integration", "migration", "employer"]
    revision: int
    call_id: str
    call_version: int
    line: str
    amount_cents: Cents
    round: int = Field(default=1, ge=1)


class ApplicationStopped(Event):
    """An application goes no further: who filed it withdrew it, or its call was revoked."""

    title: ClassVar[str] = "domanda.interrotta"

    application_id: UUID
    by: Stop
    round: int = Field(default=1, ge=1)


class EmployerLeft(Event):
    """The employer of who applied leaves the network after `until_on`; the application was granted.

    `state` says how far it was: what is given already follows the call, nothing more is given.
    """

    title: ClassVar[str] = "domanda.datore-recesso"

    application_id: UUID
    adhesion_id: UUID
    until_on: date
    state: Literal["granted", "waitlisted", "awarded"]
