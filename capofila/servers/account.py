"""The system user that owns PostgreSQL's files, which can never be root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OWN_NAME = "capofila-pg"
OTHER_NAMES = ("postgres", "pgserver")


@dataclass(frozen=True, slots=True)
class Account:
    """A user that a process runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_current(self) -> bool:
        """Whether this process already runs as that user."""
        return self.uid == os.geteuid()

    def may_enter(self, path: Path) -> bool:
        """Tell by the permission bits whether the user can reach and read the path."""
        if self.is_current:
            return os.access(path, os.X_OK)
        ancestors = (path.resolve(), *path.resolve().parents)
        return all(self._may_search(each) for each in ancestors)

    def _may_search(self, path: Path) -> bool:
        facts = path.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & 0o100)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & 0o010)
        return bool(facts.st_mode & 0o001)


def of_uid(uid: int) -> Account | None:
    """Find the user with this number, which a container may run as without naming it."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def own() -> Account | None:
    """Give root's stand-in: our own system user, made when missing, else a PostgreSQL-like one."""
    return _named(OWN_NAME) or _created() or next(filter(None, map(_named, OTHER_NAMES)), None)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _created() -> Account | None:
    for command in _creations():
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)
    return _named(OWN_NAME)


def _creations() -> tuple[tuple[str, ...], ...]:
    useradd = ("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false")
    return ((*useradd, OWN_NAME), ("adduser", "-S", "-D", "-H", "-s", "/bin/false", OWN_NAME))
