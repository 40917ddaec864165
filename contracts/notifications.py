"""What may be asked of notifications, and what notifications announces."""

from datetime import date, datetime
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
    "employer_invited",
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


MailboxKind = Literal["mail", "pec"]
MailKind = Literal[
    "message", "accettazione", "consegna", "mancata-consegna", "bounce", "auto-reply", "anomalia"
]
MailState = Literal[
    "received", "repeated", "ignored", "matched", "unmatched", "unreadable", "too-large"
]
Undelivered = Literal[
    "not-accepted", "no-such-address", "no-such-domain", "virus", "undeliverable", "timed-out",
    "bounced",
]  # fmt: skip


class MailReceived(Event):
    """A mail came into a mailbox, and its original is kept as it came.

    `kind` is `message` for what people write; the others come from machines and are never answered.
    `state` tells whether somebody else's process goes on with it (`received`) or a person must
    look: `unreadable`, `too-large`, and `unmatched` for the receipt of a mail that we never sent.
    `repeats` is the mail of the same body that came before with the same Message-ID and the same
    content. `body` is the slug of the body, empty for the mailbox of the house. Who wrote what is
    read with `GET /v1/mail/{mail_id}`.
    """

    title: ClassVar[str] = "posta.ricevuta"

    mail_id: UUID
    body: str
    mailbox: MailboxKind
    kind: MailKind
    state: MailState
    received_at: datetime
    repeats: UUID | None
    attachments: int = Field(ge=0)


class LetterServed(Event):
    """The delivery of a letter is proved by its PEC receipt (avvenuta consegna, RFC 6109 §3.3.2).

    `served_at` is the instant that the receipt certifies: terms run from it. `mail_id` is the
    receipt, kept as it came. It also follows a `LetterUndelivered` that came too early.
    """

    title: ClassVar[str] = "notifica.consegnata"

    letter_id: UUID
    application_id: UUID
    letter: LetterName
    served_at: datetime
    mail_id: UUID


class LetterUndelivered(Event):
    """A letter left and did not reach its reader: it is not served, and no term has begun.

    A PEC failed (RFC 6109 §3.1.2 and §3.3) or an ordinary mail came back (`bounced`, RFC 3464).
    `mail_id` is the paper that says so.
    """

    title: ClassVar[str] = "notifica.non-consegnata"

    letter_id: UUID
    application_id: UUID
    letter: LetterName
    reason: Undelivered
    mail_id: UUID
