"""What a mail that came in is, and what is odd about it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from email.message import Message
from typing import Literal

from contracts.notifications import MailboxKind, MailKind, MailState
from services.notifications.rules.files import File, files_of
from services.notifications.rules.mime import (
    Unreadable,
    content,
    header,
    is_broken,
    leaves,
    only_sender,
    parsed,
    text,
    within,
)
from services.notifications.rules.papers import Paper, receipt_of, report_of

MOST_OF_A_SUBJECT = 500
MOST_OF_AN_ID = 500
_REPLIED = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
_BULK = {"bulk", "junk", "list", "auto_reply"}


@dataclass(frozen=True)
class Reading:
    """A mail as it was read; `content_sha256` is the digest of its body, whatever its envelope."""

    kind: MailKind
    state: MailState
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    reason: str = ""
    content_sha256: str = ""
    files: tuple[File, ...] = ()
    paper: Paper | None = None


def read(raw: bytes, mailbox: MailboxKind, own: Collection[str]) -> Reading:
    """Read a mail of a mailbox; `own` are the addresses of the house, in lower case.

    A receipt is believed in a certified mailbox alone: its provider lets no header of others
    through. Nothing raises: what cannot be read is `unreadable`, with its reason.
    """
    try:
        message = parsed(raw)
        paper = receipt_of(message) if mailbox == "pec" else None
        paper = paper or report_of(message)
        found = _of_paper(paper, message) if paper else _of_mail(message, mailbox, own)
    except Unreadable as odd:
        found = Reading("message", "unreadable", reason=str(odd))
    except Exception:  # noqa: BLE001
        # A mistake of ours must not lose what somebody wrote: a person looks at the original.
        found = Reading("message", "unreadable", reason="reader-failed")
    body = raw.partition(b"\r\n\r\n")[2] or raw
    return replace(found, content_sha256=found.content_sha256 or _digest(body))


def too_large(head: bytes) -> Reading:
    """Read the header of a mail of which no more was taken."""
    found = Reading("message", "too-large", reason="too-large", content_sha256=_digest(head))
    try:
        message = parsed(head)
        return replace(_named(found, message), sender=only_sender(message))
    except Unreadable:
        return found


def written(raw: bytes, mailbox: str) -> str:
    """Return the text that somebody wrote, "" when there is none or it cannot be read."""
    try:
        message = parsed(raw)
        return text(within(message) if mailbox == "pec" else message)
    except Unreadable:
        return ""


def is_automatic(message: Message, sender: str, own: Collection[str]) -> bool:
    """Tell whether a machine sent a mail: an answer could go round for ever (RFC 3834 §2)."""
    return (
        header(message, "Auto-Submitted").lower() not in ("", "no")
        or header(message, "Precedence").lower() in _BULK
        or any(header(message, name) for name in (*_REPLIED, "X-Auto-Response-Suppress"))
        or header(message, "Return-Path") == "<>"
        or sender.lower() in own
    )


def _of_paper(paper: Paper, message: Message) -> Reading:
    return _named(Reading(paper.kind, "unmatched", paper=paper), message)


def _of_mail(envelope: Message, mailbox: MailboxKind, own: Collection[str]) -> Reading:
    certified = mailbox == "pec"
    message = within(envelope) if certified else envelope
    kind: MailKind = "message"
    if certified and header(envelope, "X-Trasporto") != "posta-certificata":
        kind = "anomalia"
    found = _named(Reading(kind, "received", content_sha256=_written_digest(message)), message)
    try:
        found = replace(found, sender=only_sender(message))
        found = replace(found, files=files_of(message))
    except Unreadable as odd:
        return replace(found, state="unreadable", reason=str(odd))
    return _judged(found, envelope, message, own)


def _judged(found: Reading, envelope: Message, message: Message, own: Collection[str]) -> Reading:
    automatic = is_automatic(message, found.sender, own)
    kind: MailKind = "auto-reply" if automatic else found.kind
    if is_broken(envelope):
        return replace(found, kind=kind, state="unreadable", reason="broken-mime")
    if any(not file.content for file in found.files):
        return replace(found, kind=kind, state="unreadable", reason="empty-attachment")
    state: Literal["received", "ignored"] = "received"
    if automatic and _is_reply(message) and not found.files:
        state = "ignored"
    return replace(found, kind=kind, state=state)


def _is_reply(message: Message) -> bool:
    """An answer of a machine to something: nobody waits for anybody to read it."""
    return (
        header(message, "Auto-Submitted").lower().startswith("auto-replied")
        or header(message, "Precedence").lower() == "auto_reply"
        or any(header(message, name) for name in _REPLIED)
    )


def _named(found: Reading, message: Message) -> Reading:
    return replace(
        found,
        message_id=header(message, "Message-ID")[:MOST_OF_AN_ID],
        subject=header(message, "Subject")[:MOST_OF_A_SUBJECT],
    )


def _written_digest(message: Message) -> str:
    """The digest of what was written, whatever envelope it came in; "" when it has too many parts.

    The headers are left out: each way writes its own.
    """
    try:
        parts = [hashlib.sha256(content(part)).digest() for part, _ in leaves(message)]
    except Unreadable:
        return ""
    return _digest(b"".join(parts))


def _digest(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()
