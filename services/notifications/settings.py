"""What notifications is told by its environment."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kit.settings import ProcessSettings

MEBIBYTE = 1024 * 1024


class Mailbox(BaseModel):
    """A mailbox that is collected by IMAP; of a certified one (PEC) letters also leave.

    `user` is the address when it is not given. `body` is the slug of the body whose it is, empty
    for the one to which undelivered mail of the house returns. What was taken is moved to the
    folder `archive`. `smtp_url` is where certified mail is handed in: `smtps://` for TLS from the
    start, `smtp://` for STARTTLS where the server offers it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    kind: Literal["mail", "pec"]
    body: str = ""
    host: str
    port: int = 993
    tls: bool = True
    user: str = ""
    password_file: Path
    folder: str = "INBOX"
    archive: str = "Archivio"
    smtp_url: str = ""

    @property
    def login(self) -> tuple[str, str]:
        """The name and the password to log in with; the file is read anew each time."""
        return self.user or self.address, self.password_file.read_text().strip()


class Settings(ProcessSettings):
    """Settings of notifications; each is read from `CAPOFILA_<NAME>`.

    `notifications_sender` is the address that letters come from; its domain ends their
    Message-IDs. `notifications_mailboxes` is a JSON list of `Mailbox`; what comes in is kept under
    `notifications_mail_path`, a folder of this process alone that outlives it. Of a mail larger
    than `notifications_mail_bytes` only the header is kept.
    """

    smtp_url: str
    applications_url: str
    vouchers_url: str
    portal_url: str
    dashboard_url: str
    network_url: str
    notifications_sender: str = "noreply@capofila.example"
    notifications_mailboxes: tuple[Mailbox, ...] = ()
    notifications_mail_path: Path | None = None
    notifications_mail_bytes: int = Field(default=35 * MEBIBYTE, ge=1)
    notifications_poll_seconds: float = Field(default=30.0, gt=0)

    @model_validator(mode="after")
    def _keeps_what_it_collects(self) -> Self:
        if self.notifications_mailboxes and self.notifications_mail_path is None:
            raise ValueError("notifications_mailboxes needs notifications_mail_path")
        return self
