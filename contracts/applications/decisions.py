"""Decisions as acts, and a case that is opened again."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.calls import SupportForm
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents

DecisionOutcome = Literal["granted", "refused"]
ReopeningGround = Literal["annulment", "false_declaration", "revocation"]


class Decision(Frozen):
    """What an official decided (art. 2 and 3 L. 241/1990): outcome, who, on what, and why.

    The reason is free text about a person: applications keeps it, and only its id travels.
    `checked` is the number of the check that the official had before them; a decision on an
    older one is refused as `stale-decision`.
    """

    outcome: DecisionOutcome
    official: str = Field(pattern=r"^[a-z]+:[0-9a-f-]{1,64}$")
    reason_id: UUID | None = None
    checked: int = Field(ge=1)


class ApplicationDecided(Event):
    """An official's decision stands as a numbered act, of its own or of a batch.

    `waited` tells that the case had been checked before and waits to hear of the batch act. `round`
    counts how often the case was led, from 1: it is one more each time it is opened again.
    `by_list` tells that it has its voucher together with the others of its final list.
    """

    title: ClassVar[str] = "domanda.esitata"

    application_id: UUID
    outcome: DecisionOutcome
    act_number: int
    act_year: int
    batch: bool
    waited: bool
    round: int = Field(default=1, ge=1)
    by_list: bool = False


class RecordDecision(Command[ApplicationDecided]):
    """Write the decision as an act with the next number of the body's year.

    A refusal is declined as `notice-first`, `notice-running` or `observations-unanswered` while who
    applied has not been heard (art. 10-bis L. 241/1990), a grant as `employer-awaited` while the
    application waits for what the employer of who applied has still to do; the case then waits as
    before.
    """

    application_id: UUID
    decision: Decision


class ApplicationReopened(Event):
    """An act took a decision back: in self-protection, or for what came to light afterwards.

    The procedure goes on from its review as round `round`, and this bears what a registration does.
    An annulment (art. 21-nonies L. 241/1990) takes what it annuls back from its beginning, a
    revocation (art. 21-quinquies) from now on: of a grant that was revoked, what is paid stays
    paid. `place` is where it stands for money now, behind all others or where it stood before; None
    when the final list of its line will tell it. `official` signed the act.
    """

    title: ClassVar[str] = "domanda.riaperta"

    application_id: UUID
    call_id: str
    call_version: int
    line: str
    act_year: int
    act_number: int = Field(ge=1)
    round: int = Field(default=2, ge=2)
    took_back: DecisionOutcome = "refused"
    ground: ReopeningGround = "annulment"
    official: str = Field(default="", pattern=r"^(staff:[0-9a-f-]{1,64})?$")
    fund: str | None = None
    support_form: SupportForm | None = None
    place: int | None = Field(default=None, ge=1)
    amount_cents: Cents = 0
    register_year: int = 0
    register_number: int = Field(default=0, ge=0)
    late: bool = False
    ranked: bool = False
