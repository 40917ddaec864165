"""What may be asked of notifications, and what notifications announces."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from kit.messages import Command, Event

# An id, a day, a number of a round: nothing that says who.
Matter = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[0-9A-Za-z:/ ._-]+$")]

LetterName = Literal[
    "received",
    "amended",
    "granted",
    "voucher",
    "refused",
    "not_funded",
    "funded_later",
    "withdrawn",
    "call_revoked",
    "call_changed",
    "draft_reminder",
    "integration",
    "integration_reminder",
    "employer_awaited",
    "refusal_notice",
    "observations_received",
    "ranking_provisional",
    "ranking_final",
    "acceptance",
    "acceptance_reminder",
    "acceptance_lapsed",
    "reopened",
    "voucher_activation",
    "voucher_expiry",
    "voucher_used",
    "voucher_suspended",
    "voucher_readmitted",
    "voucher_replaced",
    "voucher_revoked",
    "employer_left",
    "provider_told",
    "provider_moved",
    "offer",
    "report_due",
    "report_examined",
    "payment_ordered",
    "payment_bounced",
    "revocation_started",
    "recovery",
    "recovery_reminder",
    "digest",
]


class LetterQueued(Event):
    """A letter will be sent: the intent stands before the act."""

    title: ClassVar[str] = "notifica.accodata"

    letter_id: UUID
    application_id: UUID
    letter: LetterName


class SendLetter(Command[LetterQueued]):
    """Send one letter about an application, once; its words are composed when it leaves.

    `about` is what the letter is about when there may be several of its name: the request that it
    reminds of, the round of a case that was opened again. It is a part of what makes the letter the
    same one. A reminder that no longer matters when it would leave is dropped.
    """

    application_id: UUID
    letter: LetterName
    about: Matter | None = None


class LetterAccepted(Event):
    """The mail server took the letter in charge."""

    title: ClassVar[str] = "notifica.inviata"

    letter_id: UUID
    application_id: UUID
    letter: LetterName


class LetterFailed(Event):
    """The letter could not be sent; the reason is a class of failure, without addresses."""

    title: ClassVar[str] = "notifica.fallita"

    letter_id: UUID
    application_id: UUID
    letter: LetterName
    reason: str


class LetterUnresolved(Event):
    """The mail server's answer was lost: the letter may have left, and is not blindly resent."""

    title: ClassVar[str] = "notifica.esito-ignoto"

    letter_id: UUID
    application_id: UUID
    letter: LetterName


class LetterDropped(Event):
    """The letter no longer mattered when it would have left: what it reminds of was done."""

    title: ClassVar[str] = "notifica.superata"

    letter_id: UUID
    application_id: UUID
    letter: LetterName


class DigestOrdered(Event):
    """Each official for whom something falls due, or came in, will be written to for a day."""

    title: ClassVar[str] = "riepilogo.ordinato"

    day: date


class SendDigest(Command[DigestOrdered]):
    """Write to each official what falls due and what came in, once for each civil day.

    Who has nothing to hear is not written to; nobody is before eight or after twenty.
    """

    day: date
