"""Mail that came in, as the services that go on with it and the officials' desk read it."""

from datetime import datetime
from uuid import UUID

from contracts.notifications import MailboxKind, MailKind, MailState
from contracts.values import Frozen


class MailAttachment(Frozen):
    """A file that came with a mail; `media_type` is what its bytes say, not its name.

    `number` counts from 1, in the order of the mail. The name is safe to show and to save under.
    One of no bytes is `application/x-empty`.
    """

    number: int
    name: str
    media_type: str
    size: int
    sha256: str


class MailSummary(Frozen):
    """One mail of a list; answered to our own processes, for officials.

    `sender` is the one address that it came from, empty when there is not exactly one; of a
    certified mail it is who wrote it, not the provider. `reason` says what is odd about it, empty
    when nothing is: `broken-mime`, `several-senders`, `no-sender`, `empty-attachment`, …
    """

    mail_id: UUID
    body: str
    mailbox: MailboxKind
    address: str
    kind: MailKind
    state: MailState
    reason: str
    received_at: datetime
    sender: str
    subject: str
    size: int
    repeats: UUID | None
    letter_id: UUID | None
    attachments: int


class MailOut(MailSummary):
    """One mail with its text and its files: `GET /v1/mail/{mail_id}`.

    `text` is the plain text that somebody wrote, cut at 20,000 characters, empty when there is
    none or it cannot be read. `sha256` is that of the original. `answerable` is false for
    everything that a machine sent: an answer could go round for ever (RFC 3834 §2).
    """

    message_id: str
    sha256: str
    text: str
    answerable: bool
    files: list[MailAttachment]


class MailPage(Frozen):
    """The answer of `GET /v1/mail`, newest first; `next` is the id to go on after."""

    items: list[MailSummary]
    next: UUID | None
