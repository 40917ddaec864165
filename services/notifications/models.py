"""The tables of notifications."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

INSTANT: Any = DateTime(timezone=True)


class Table(SQLModel, registry=registry(metadata=MetaData())):
    """Base of the tables of notifications."""


class Letter(Table, table=True):
    """One letter about an application: its way to the mail server, none of its words.

    `handed_over_at` is written just before its content is given to the mail server: a letter
    without it has certainly not left. `body_sha256` is the digest of the text that was given.
    `sent_from` is the address that it left from, of the body when it went as certified mail, and
    `address_key` the keyed hash of the one that it went to. `served_at` is the delivery that a
    receipt proves; `undelivered` says why it did not arrive.
    """

    __tablename__ = "letter"

    id: UUID = Field(primary_key=True)
    application_id: UUID
    name: str
    about: str = ""
    state: str
    attempts: int = 0
    correlation: str = ""
    message_id: str = ""
    body_sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    reason: str = ""
    queued_at: datetime = Field(sa_type=INSTANT)
    next_attempt_at: datetime = Field(sa_type=INSTANT)
    handed_over_at: datetime | None = Field(default=None, sa_type=INSTANT)
    settled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    sent_from: str = ""
    address_key: str = ""
    served_at: datetime | None = Field(default=None, sa_type=INSTANT)
    undelivered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    undelivered: str = ""


class Mailing(Table, table=True):
    """A letter that many hear of one thing; `after` is the last application served.

    `about` names the thing: a call and its version, a published list, a payment batch.
    """

    __tablename__ = "mailing"

    name: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    ordered_at: datetime = Field(sa_type=INSTANT)
    after: UUID | None = None
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Mail(Table, table=True):
    """A mail that came in: what it is, and under which hash its original is kept.

    `uidvalidity` and `uid` are its number in its mailbox (RFC 3501 §2.3.1.1): one row for each.
    `sender` and `subject` are what the register of the body says of it. `about_message_id` is the
    mail of ours that a receipt or a report speaks of, `letter_id` the letter that this is.
    """

    __tablename__ = "mail"

    id: UUID = Field(primary_key=True)
    body: str
    mailbox: str
    address: str
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    kind: str
    state: str
    reason: str = ""
    received_at: datetime = Field(sa_type=INSTANT)
    taken_at: datetime = Field(sa_type=INSTANT)
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    size: int = Field(sa_type=BigInteger)
    sha256: str
    content_sha256: str
    repeats: UUID | None = None
    about_message_id: str = ""
    outcome: str = ""
    letter_id: UUID | None = None


class MailFile(Table, table=True):
    """A file that came with a mail, numbered from 1; its bytes are kept under their hash."""

    __tablename__ = "mail_file"

    mail_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str
    media_type: str
    size: int = Field(sa_type=BigInteger)
    sha256: str


class Suppression(Table, table=True):
    """An address to which nothing is sent any more; `address_key` is its keyed hash.

    `letter_id` is the letter whose return was the last straw.
    """

    __tablename__ = "suppression"

    address_key: str = Field(primary_key=True)
    since: datetime = Field(sa_type=INSTANT)
    letter_id: UUID
