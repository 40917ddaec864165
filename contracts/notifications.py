"""What may be asked of notifications, and what notifications announces."""

from typing import ClassVar, Literal
from uuid import UUID

from kit.messages import Command, Event

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
    "voucher_activation",
    "voucher_expiry",
    "voucher_used",
    "voucher_suspended",
    "voucher_readmitted",
    "voucher_replaced",
    "voucher_revoked",
    "employer_left",
    "provider_moved",
    "offer",
    "report_due",
    "report_examined",
    "payment_ordered",
    "payment_bounced",
    "revocation_started",
    "recovery",
    "recovery_reminder",
]


class LetterQueued(Event):
    """A letter will be sent: the intent stands before the act."""

    title: ClassVar[str] = "notifica.accodata"

    letter_id: UUID
    application_id: UUID
    letter: LetterName


class SendLetter(Command[LetterQueued]):
    """Send one letter about an application, once; its words are composed when it leaves."""

    application_id: UUID
    letter: LetterName


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
