"""A letter as an e-mail: built only by `EmailMessage`, which refuses a line end in a header."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cached_property, lru_cache
from typing import Any

from services.notifications.rules.composing import Words

MAX_NAME = 120
SHARED = frozenset(
    {"From", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type"}
    | {"Content-Transfer-Encoding"}
)


class _Post(EmailPolicy):
    """SMTP's policy; the headers that many letters share are parsed and folded once.

    The sender's line alone is a third of the cost of a mail. The reader's address and the subject
    are never kept.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return _parsed(name, value) if name in SHARED else SMTP.header_store_parse(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return _folded(name, value) if name in SHARED else SMTP.fold_binary(name, value)


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> tuple[str, Any]:
    return SMTP.header_store_parse(name, value)


@lru_cache(maxsize=256)
def _folded(name: str, value: str) -> bytes:
    return SMTP.fold_binary(name, _parsed(name, value)[1])


_POST = _Post(linesep=SMTP.linesep)


@dataclass(frozen=True)
class Mail:
    """One e-mail to one address; `words` were composed from cleaned data."""

    message_id: str
    sender: str
    body_name: str
    address: str
    words: Words
    at: datetime

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the text twin, in UTF-8 with line feeds."""
        return hashlib.sha256(self.words.text.encode()).digest()

    @cached_property
    def content(self) -> bytes:
        """The message as it goes over the wire: text with an HTML twin, readable as ASCII."""
        message = EmailMessage(policy=_POST)
        message["From"] = str(Address(self.body_name[:MAX_NAME], addr_spec=self.sender))
        message["To"] = Address(addr_spec=self.address)
        message["Subject"] = self.words.subject
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = self.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "it"
        message.set_content(self.words.text, cte="quoted-printable")
        message.add_alternative(self.words.html, subtype="html", cte="quoted-printable")
        return message.as_bytes()
