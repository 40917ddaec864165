"""Papers of machines about a mail that we sent: PEC receipts (RFC 6109), reports (RFC 3464)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from types import MappingProxyType
from typing import Literal

from contracts.notifications import MailKind, Undelivered
from services.notifications.rules.mime import content, header, headers_of, leaves, parts_of

Outcome = Literal["accepted", "served", "delayed", "other"] | Undelivered
MOST_OF_THE_DATA = 64 * 1024
_RECEIPTS: Mapping[str, tuple[MailKind, Outcome]] = MappingProxyType(
    {
        "accettazione": ("accettazione", "accepted"),
        "avvenuta-consegna": ("consegna", "served"),
        "non-accettazione": ("mancata-consegna", "not-accepted"),
        "errore-consegna": ("mancata-consegna", "undeliverable"),
        # Twelve hours went by: it may still arrive, until the notice of the twenty-fourth.
        "preavviso-errore-consegna": ("mancata-consegna", "delayed"),
        "rilevazione-virus": ("mancata-consegna", "virus"),
        "presa-in-carico": ("anomalia", "other"),
    }
)
_ERRORS: Mapping[str, Undelivered] = MappingProxyType(
    {"no-dest": "no-such-address", "no-dominio": "no-such-domain", "virus": "virus"}
)
_ERROR = re.compile(r'<postacert\b[^>]*\berrore="([a-z-]{1,20})"')
_INSTANT = re.compile(
    r'<data\s+zona="([+-]\d{4})"\s*>\s*<giorno>(\d{2}/\d{2}/\d{4})</giorno>'
    r"\s*<ora>(\d{2}:\d{2}:\d{2})</ora>"
)


@dataclass(frozen=True)
class Paper:
    """What a machine says of a mail: its Message-ID, what became of it, and when, if it says so."""

    kind: MailKind
    about: str
    outcome: Outcome
    at: datetime | None = None


def receipt_of(message: Message) -> Paper | None:
    """Read a PEC receipt by its headers and its `daticert.xml`; None for anything else.

    The data are looked for by pattern, not parsed: what somebody else's XML could do to a parser
    cannot happen.
    """
    name = header(message, "X-Ricevuta").lower()
    if not name:
        return None
    kind, outcome = _RECEIPTS.get(name, ("anomalia", "other"))
    data = _certified(message)
    if outcome == "undeliverable" and (error := _ERROR.search(data)):
        outcome = _ERRORS.get(error[1], "undeliverable")
    return Paper(kind, header(message, "X-Riferimento-Message-ID"), outcome, _instant(data))


def report_of(message: Message) -> Paper | None:
    """Read a report about a delivery (RFC 3464); None for anything else."""
    if message.get_content_type() != "multipart/report":
        return None
    blocks = [each for each in message.walk() if each.get("Action") is not None]
    if not blocks:
        return None
    actions = {header(each, "Action").lower() for each in blocks}
    outcome: Outcome = "bounced" if "failed" in actions else "other"
    outcome = "delayed" if actions == {"delayed"} else outcome
    return Paper("bounce", _original_id(message), outcome)


def _original_id(report: Message) -> str:
    for part in report.walk():
        if part.get_content_type() == "text/rfc822-headers":
            return header(headers_of(content(part)), "Message-ID")
        if part.get_content_type() == "message/rfc822" and parts_of(part):
            return header(parts_of(part)[0], "Message-ID")
    return ""


def _certified(message: Message) -> str:
    for part, nested in leaves(message):
        if not nested and part.get_content_subtype() == "xml":
            return content(part)[:MOST_OF_THE_DATA].decode("utf-8", "replace")
    return ""


def _instant(data: str) -> datetime | None:
    if not (found := _INSTANT.search(data)):
        return None
    try:
        written = datetime.strptime(" ".join(found.groups()), "%z %d/%m/%Y %H:%M:%S")
    except ValueError:
        return None
    return written.astimezone(UTC)
