"""An application examined against the rules of its call."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.decisions import Decision
from contracts.applications.filing import Wait
from contracts.calls import VoucherTerms
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents

Verdict = Literal["yes", "no", "to_complete"]


class Instalment(Frozen):
    """One part of an incentive; the parts of an award add up to it."""

    label: str
    amount_cents: Cents
    condition: str = ""


class RequirementOutcome(Frozen):
    """One requirement of the call, answered."""

    requirement: str
    outcome: Verdict


class ApplicationChecked(Event):
    """The requirements of the call version were applied to what the application declares.

    `revision` is what it declared then: 1 as filed. `amount_cents` is what the call awards for it,
    and what is set aside follows it. A workflow waits for `review_due_on`, for `term_wake_at`, when
    the term is to be looked at, and for `list_until` from `checked_at` on: business time may be
    moved, the clock of Temporal is not. `act` is that of the `decision`, `aid_due` says that the
    grant is aid to an undertaking that is registered before its act (DM 115/2017), `voucher` what
    is issued for it. `waits_for` says what the employer has still to do, join the network or
    confirm who works there: it is checked again when that is done, or when the call ends.
    `employer_key` is the keyed hash by which the network knows the employer, told with it. Who is
    granted money and `must_accept` is asked before it is committed.
    """

    title: ClassVar[str] = "domanda.esaminata"

    application_id: UUID
    checked: int
    checked_at: datetime
    outcome: Verdict
    requirements: list[RequirementOutcome]
    amount_cents: Cents
    instalments: list[Instalment]
    voucher_months: int
    review_due_on: date
    list_until: datetime | None
    decision: Decision | None
    act: str = ""
    revision: int = Field(default=1, ge=1)
    aid_due: bool = False
    voucher: VoucherTerms | None = None
    term_wake_at: datetime | None = None
    waits_for: Wait = ""
    employer_key: str = ""
    must_accept: bool = False


class CheckApplication(Command[ApplicationChecked]):
    """Apply the requirements of the application's call version (CEL, each with its article).

    The reply carries the decision when a batch act already took it for this application.
    """

    application_id: UUID
