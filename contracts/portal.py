"""What may be asked of the portal, and what it announces: drafts of those who apply."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.calls import LineId
from contracts.cases import Recipient
from contracts.intake import Arrival, Filed, PlainName
from contracts.places import CallId, Instant
from contracts.values import Frozen
from kit.messages import Command, Event


class DraftSaved(Event):
    """A draft was saved for the first time with an address to write to.

    Its id is the one that the application will bear. A workflow waits until `wake_at`.
    """

    title: ClassVar[str] = "bozza.salvata"

    application_id: UUID
    call_id: str
    at: datetime
    wake_at: datetime


class DraftTended(Event):
    """What was done with a draft when its time came, and when to look at it again.

    `remind` asks for the letter of the closing window, `wait` for another look at `wake_at` (the
    call was extended), `end` says that nothing is left to look after.
    """

    title: ClassVar[str] = "bozza.seguita"

    application_id: UUID
    step: Literal["remind", "wait", "end"]
    at: datetime
    wake_at: datetime | None


class TendDraft(Command[DraftTended]):
    """Look after a draft: remind once before the window closes, delete it when it has no use.

    A draft that was not sent is deleted 30 days after the call closed; of one that was sent only
    the receipt is kept from 30 days after the sending on.
    """

    application_id: UUID


class DraftEntry(Filed):
    """A draft that an official opens on somebody's behalf: the paper at hand, and how it came in.

    `operator_name` is shown on the pages of the draft and travels nowhere else; `arrival.operator`
    is who the register will name.
    """

    call_id: CallId
    line: LineId
    arrival: Arrival
    operator_name: PlainName


class OpenedDraft(Frozen):
    """The answer of `POST /v1/drafts`: an address that opens the draft once, for a short while."""

    draft_id: UUID
    url: str
    expires_at: datetime


class DraftLetterFacts(Frozen):
    """Everything that the reminder of an unsent draft says; answered to `notifications` only.

    `resume_url` is the page that asks for the code: it holds no secret and no datum. `closes_at`
    is the last second in time.
    """

    recipient: Recipient
    call_title: str
    line_title: str
    closes_at: Instant
    resume_url: str
    body_name: str
    body_office: str
    body_pec: str


class DraftLetterFactsList(Frozen):
    """The answer of the portal's `POST /v1/queries/letter-facts`: drafts that were not sent, of a
    call that has a last day; all others are left out."""

    items: list[DraftLetterFacts]
