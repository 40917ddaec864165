"""Mailboxes on disk: a folder each, a file for each message, its UID in its name."""

import os
import re
import shutil
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capofila.servers.mailbox.accounts import Account

INBOX = "INBOX"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}")
_FILE = re.compile(r"(\d{10})\.([A-Z]*)\.eml")
# Quarters of a second since September 2020: it only grows, and fits the 32 bits of RFC 3501.
_FIRST = 1_600_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    """One message of a folder; its instant of arrival is that of its file."""

    uid: int
    flags: str
    path: Path

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.path.stat().st_size

    @property
    def arrived_at(self) -> datetime:
        """When it came, to the second."""
        return datetime.fromtimestamp(int(self.path.stat().st_mtime), UTC)


class Folder:
    """One folder of a mailbox; its UIDs are never given twice."""

    def __init__(self, path: Path, lock: threading.Lock) -> None:
        self._path = path
        self._lock = lock

    @property
    def exists(self) -> bool:
        """Whether it was made."""
        return self._path.is_dir()

    def make(self) -> None:
        """Make it, with a validity that no earlier folder of this name had."""
        if not self.exists:
            self._path.mkdir(mode=0o700, parents=True)
            self._note("validity", self._next_validity())
            self._note("next", 1)

    def _next_validity(self) -> int:
        """Return one above the last of this name, which outlives the folder; near the clock's."""
        last = self._path.with_name(f".{self._path.name}.validity")
        before = int(last.read_text()) if last.exists() else 0
        given = max(int(time.time() - _FIRST), before + 1)
        last.write_text(str(given))
        return given

    @property
    def validity(self) -> int:
        """The UIDVALIDITY of its UIDs."""
        return int((self._path / "validity").read_text())

    @property
    def next_uid(self) -> int:
        """The UID that the next message will have."""
        return int((self._path / "next").read_text())

    def messages(self) -> list[Stored]:
        """Return what is in it, by UID."""
        paths = sorted(self._path.iterdir()) if self.exists else []
        found = ((path, _FILE.fullmatch(path.name)) for path in paths)
        return [Stored(int(m[1]), m[2], path) for path, m in found if m]

    def add(self, content: bytes, at: datetime) -> int:
        """Keep a message, on disk before this returns, and return its UID."""
        with self._lock:
            self.make()
            uid = self.next_uid
            self._note("next", uid + 1)
            scratch = self._path / "incoming"
            with scratch.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.utime(scratch, (at.timestamp(), at.timestamp()))
            scratch.replace(self._path / f"{uid:010}..eml")
        return uid

    def take(self, message: Stored) -> int:
        """Take a message of another folder; return its UID here."""
        with self._lock:
            self.make()
            uid = self.next_uid
            self._note("next", uid + 1)
            message.path.replace(self._path / f"{uid:010}.{message.flags}.eml")
        return uid

    def flag(self, message: Stored, flags: str) -> None:
        """Give a message these flags and no others."""
        message.path.replace(self._path / f"{message.uid:010}.{''.join(sorted(flags))}.eml")

    def _note(self, name: str, value: int) -> None:
        scratch = self._path / f"{name}.new"
        scratch.write_text(str(value))
        scratch.replace(self._path / name)


class Boxes:
    """The mailboxes of a data folder; nobody has one who is not an account."""

    def __init__(self, root: Path, accounts: Iterable[Account]) -> None:
        self._root = root
        self._accounts = {account.address.lower(): account for account in accounts}
        self._lock = threading.Lock()

    @property
    def accounts(self) -> list[Account]:
        """Return every account."""
        return list(self._accounts.values())

    def account(self, address: str) -> Account | None:
        """Return whose mailbox an address is, None for an address of somebody else."""
        return self._accounts.get(address.lower())

    def folder(self, address: str, name: str = INBOX) -> Folder:
        """Return a folder of an account; the name was checked against NAME."""
        return Folder(self._root / address.lower() / name, self._lock)

    def deliver(self, address: str, content: bytes, at: datetime) -> int:
        """Put a message into the inbox of an account; return its UID."""
        return self.folder(address).add(content, at)

    def forget(self, address: str, name: str = INBOX) -> None:
        """Remove a folder with what is in it, as a provider that restores a mailbox does."""
        shutil.rmtree(self._root / address.lower() / name, ignore_errors=True)
