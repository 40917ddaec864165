"""The messages caught: one .eml file each, on disk before the sender hears so."""

import itertools
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Caught:
    """What the list shows of a message; `recipients` are those of the envelope."""

    id: str
    message_id: str
    sender: str
    to: str
    recipients: tuple[str, ...]
    subject: str
    received_at: datetime


class Store:
    """The folder of messages, with the list of them kept in memory."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._numbers = itertools.count()
        files = sorted(folder.glob("*.eml"))
        self.messages = [summary(path.stem, path.read_bytes()) for path in files]

    def add(self, sender: str | None, recipients: Iterable[str], content: bytes) -> Caught:
        """Keep a message with its envelope in the two headers that name it in every mailbox."""
        envelope = [f"Return-Path: <{sender or ''}>", *(f"Delivered-To: {r}" for r in recipients)]
        text = "\r\n".join(envelope).encode() + b"\r\n" + content
        name = f"{time.time_ns():020}-{os.getpid()}-{next(self._numbers)}"
        self._write(f"{name}.eml", text)
        caught = summary(name, text)
        self.messages.append(caught)
        return caught

    def read(self, name: str) -> EmailMessage | None:
        """Return one message of the list."""
        if all(name != message.id for message in self.messages):
            return None
        return parse((self._folder / f"{name}.eml").read_bytes())

    def _write(self, name: str, text: bytes) -> None:
        draft = self._folder / f"{name}.new"
        with draft.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / name)
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def parse(text: bytes) -> EmailMessage:
    """Read the bytes of a message, however odd."""
    return message_from_bytes(text, policy=policy.default)


def summary(name: str, text: bytes) -> Caught:
    """Read what the list shows."""
    message = parse(text)
    return Caught(
        id=name,
        message_id=header(message, "Message-ID"),
        sender=header(message, "From"),
        to=header(message, "To"),
        recipients=tuple(str(each) for each in message.get_all("Delivered-To", [])),
        subject=header(message, "Subject"),
        received_at=datetime.fromtimestamp(int(name.partition("-")[0]) / 1e9, UTC),
    )


def header(message: EmailMessage, name: str) -> str:
    """Return one header; broken ones make the library raise all sorts of errors."""
    try:
        return str(message.get(name, "")).strip()
    except Exception:  # noqa: BLE001
        return ""


def body(message: EmailMessage, kind: str) -> str | None:
    """Return the text of the first part of this kind, `plain` or `html`."""
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        content = payload.decode("latin-1") if isinstance(payload, bytes) else None
    return content if isinstance(content, str) else None
