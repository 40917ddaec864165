"""The servers and the processes of one data folder."""

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from capofila.house import DOORS, HOUSE, SECRETS, Room
from capofila.servers import mail, ports, postgres, registries, temporal, valkey
from capofila.servers.mailbox.told import mailboxes
from capofila.servers.process import Place, Process, Served, url_answers
from capofila.settings import ServerSettings
from capofila.supervisor.access import as_role, passwords
from capofila.supervisor.keeper import Keeper, StartError, answers
from capofila.supervisor.runfile import RunFile, life_of, lock, secrets_of

SERVERS: dict[str, Callable[[Place], Served]] = {
    "postgres": postgres.serve,
    "valkey": valkey.serve,
    "temporal": temporal.serve,
    "mail": mail.serve,
    "registries": registries.serve,
}
T = TypeVar("T")
ROLE_SEED = "role_passwords"
SERVER_PORTS = ("valkey", "temporal", "temporal_ui", "smtp", "mail", "imap", "pec", "registries")
PORTS = (*SERVER_PORTS, *DOORS)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the servers answer; the two pages for people are absent with servers of others."""

    admin_database_url: str
    redis_url: str
    temporal_address: str
    smtp_url: str
    temporal_ui_url: str | None = None
    mail_url: str | None = None
    registries_url: str = ""
    imap_url: str = ""
    pec_url: str = ""


class Stack:
    """Starts the servers on entry and stops everything, last started first, on exit.

    It must live in the main thread: the kernel ties a child's parent-death signal to the thread
    that forked it. With `keep=False` the data folder is removed on exit, with what lies elsewhere.
    """

    addresses: Addresses
    secrets: Mapping[str, str]

    def __init__(
        self,
        data: Path,
        *,
        in_memory_temporal: bool = False,
        keep: bool = True,
        preferred_ports: Mapping[str, int] | None = None,
        settings: ServerSettings | None = None,
    ) -> None:
        self.data = data.resolve()
        self._in_memory_temporal = in_memory_temporal
        self._keep = keep
        self._elsewhere: tuple[Path, ...] = ()
        self._preferred_ports = preferred_ports or {}
        self._settings = settings or ServerSettings()
        self._keepers: dict[str, Keeper] = {}
        self._lock: IO[str] | None = None

    async def __aenter__(self) -> Self:
        """Take the data folder, end what a killed supervisor left on it, start the servers."""
        self._lock = lock(self.data)
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything and leave the data folder."""
        await self.close()

    @property
    def ports(self) -> Mapping[str, int]:
        """Every port of this data folder, by server or process name."""
        return self._run.ports

    @property
    def identity(self) -> str:
        """The name of this data folder's files that must live elsewhere."""
        return self._run.identity

    def pid(self, name: str) -> int | None:
        """Return the number of a running server or process."""
        return self._keepers[name].pid

    def url(self, name: str) -> str:
        """Return the address of a process's HTTP door."""
        return f"http://127.0.0.1:{self.ports[name]}"

    @property
    def role_passwords(self) -> dict[str, str]:
        """Return each service's database password: none behind the private socket of ours."""
        if self._settings.admin_database_url is None:
            return {}
        return passwords(self._kept_secrets[ROLE_SEED])

    def database_url(self, service: str) -> str:
        """Say how a service reaches the database, under its own role."""
        password = self.role_passwords.get(service)
        return as_role(self.addresses.admin_database_url, service, password)

    def environment(self, service: str) -> dict[str, str]:
        """Return what a process of the house must be told."""
        peers = {f"CAPOFILA_{door.upper()}_URL": self.url(door) for door in DOORS}
        return {
            **peers,
            **self.secrets,
            "CAPOFILA_DATABASE_URL": self.database_url(service),
            "CAPOFILA_REDIS_URL": self.addresses.redis_url,
            "CAPOFILA_TEMPORAL_ADDRESS": self.addresses.temporal_address,
            "CAPOFILA_SMTP_URL": self.addresses.smtp_url,
            "CAPOFILA_REGISTRIES_URL": self.addresses.registries_url,
            "CAPOFILA_TEMPORAL_UI_URL": self.addresses.temporal_ui_url or "",
            "CAPOFILA_HTTP_PORT": str(self.ports[service]),
            "CAPOFILA_CLOCK_FILE": str(self.data / "clock"),
            "CAPOFILA_APPLICATIONS_ATTACHMENTS_PATH": str(self.data / "attachments"),
            "CAPOFILA_NOTIFICATIONS_MAIL_PATH": str(self.data / "received"),
            "CAPOFILA_NOTIFICATIONS_POLL_SECONDS": "2",
            "CAPOFILA_NOTIFICATIONS_MAILBOXES": mailboxes(
                self.data, self.addresses.imap_url, self.addresses.pec_url
            ),
        }

    async def start_house(self, names: Iterable[str] = ()) -> None:
        """Start the processes of the house, all or those named, and wait until they answer."""
        chosen = set(names) or {room.name for room in HOUSE}
        rooms = [room for room in HOUSE if room.name in chosen]
        await _all(self.start_process(self.house_process(room)) for room in rooms)

    def house_process(self, room: Room) -> Process:
        """Describe one process of the house."""
        return Process(
            room.name,
            (sys.executable, "-m", room.module),
            env=self.environment(room.name),
            ready=url_answers(f"{self.url(room.name)}/status"),
            nice=room.nice,
        )

    async def start_process(self, process: Process) -> None:
        """Start a process, keep it running, and return when it answers."""
        log = self.data / "logs" / f"{process.name}.log"
        keeper = self._keepers[process.name] = Keeper(process, log, self._remember)
        await keeper.start()

    async def answering(self, name: str) -> None:
        """Wait until a server or process answers, for instance after it was killed."""
        await self._keepers[name].answering()

    async def kill(self, name: str) -> None:
        """End a server or process with SIGKILL; it starts again by itself."""
        await self._keepers[name].kill()

    async def stop_process(self, name: str) -> None:
        """Stop a process for good."""
        await self._keepers.pop(name).stop()
        self._remember()

    async def restart_server(self, name: str, *, wipe: bool = False) -> None:
        """Stop a server of ours and start it again, if asked with nothing that it had stored."""
        await self._keepers[name].stop()
        if wipe:
            for path in self._stores[name]:
                await asyncio.to_thread(_remove, path)
            await asyncio.to_thread(SERVERS[name], self._place)
        await self._keepers[name].start()

    async def close(self) -> None:
        """Stop the processes together, then the servers one by one, last started first."""
        keepers = {name: self._keepers[name] for name in reversed(self._keepers)}
        await asyncio.gather(*(keepers[name].stop() for name in keepers if name not in SERVERS))
        for name in reversed(SERVERS):
            if name in keepers:
                await keepers[name].stop()
        self._keepers.clear()
        if self._lock is not None:
            self._leave(self._lock)
            self._lock = None

    def _leave(self, lock_file: IO[str]) -> None:
        if hasattr(self, "_run"):
            self._run.pid = None
            self._remember()
        if not self._keep:
            for path in (self.data, *self._elsewhere):
                _remove(path)
        lock_file.close()

    async def _open(self) -> None:
        self._run = RunFile.read(self.data)
        await asyncio.to_thread(self._run.reap)
        self._run.ports = ports.pick(PORTS, self._run.ports, self._preferred_ports)
        self._run.pid = os.getpid()
        self._run.write()
        self._kept_secrets = secrets_of(self.data, (*SECRETS, ROLE_SEED))
        self.secrets = {name: self._kept_secrets[name] for name in SECRETS}
        (self.data / "logs").mkdir(mode=0o700, exist_ok=True)
        self._place = Place(
            self.data,
            self._run.identity,
            self._run.ports,
            self._settings,
            self._in_memory_temporal,
        )
        served = await _all(asyncio.to_thread(serve, self._place) for serve in SERVERS.values())
        await self._start_servers(served)

    async def _start_servers(self, served: list[Served]) -> None:
        self._stores = {server.name: server.store for server in served}
        self._elsewhere = tuple(path for server in served for path in server.elsewhere)
        self._run.addresses = {k: v for server in served for k, v in server.addresses.items()}
        self.addresses = Addresses(**self._run.addresses)
        self._run.write()
        await _all(self._start_server(server) for server in served)

    async def _start_server(self, server: Served) -> None:
        if server.process is not None:
            await self.start_process(server.process)
        elif not await answers(server.ready):
            where = ", ".join(server.addresses.values())
            raise StartError(f"{server.name} does not answer at {where}: see the settings.")

    def _remember(self) -> None:
        lives = {
            name: life_of(keeper.pid, keeper.process.stop_signal)
            for name, keeper in self._keepers.items()
            if keeper.pid is not None
        }
        self._run.processes = {name: life for name, life in lives.items() if life}
        self._run.write()


async def _all(work: Iterable[Awaitable[T]]) -> list[T]:
    """Wait for everything, so that nothing is still starting when the first error is raised."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
