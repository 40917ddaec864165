"""What the supervisor must know of a process, and of a server that may be one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

import httpx2

from capofila.servers.account import Account
from capofila.settings import ServerSettings

Probe = Callable[[], Awaitable[None]]


class ServerError(Exception):
    """A sentence for the person at the terminal: what does not work and what to do."""


@dataclass(frozen=True, slots=True)
class Process:
    """A program to keep running; `ready` raises until it answers.

    `nice` is how far it stands back, from 0 to 19, when the processors are busy.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Probe | None = None
    restart: bool = True
    account: Account | None = None
    stop_signal: Signals = SIGTERM
    death_signal: Signals = SIGKILL
    nice: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """The one data folder, with the ports and the identity that its run file keeps."""

    data: Path
    identity: str
    ports: Mapping[str, int]
    settings: ServerSettings
    in_memory_temporal: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """A server: its addresses by name, how to know that it answers, and what to run, if ours.

    `store` is what a wipe removes; `elsewhere` is what could not lie in the data folder.
    """

    name: str
    addresses: Mapping[str, str]
    ready: Probe
    process: Process | None = None
    store: tuple[Path, ...] = ()
    elsewhere: tuple[Path, ...] = ()


def url_answers(url: str) -> Probe:
    """Build a probe that passes when a GET of the URL is answered with success."""

    async def probe() -> None:
        async with httpx2.AsyncClient(timeout=2) as client:
            (await client.get(url)).raise_for_status()

    return probe


def port_answers(host: str, port: int) -> Probe:
    """Build a probe that passes when the port takes a connection."""

    async def probe() -> None:
        _, writer = await asyncio.open_connection(host, port)
        writer.close()
        await writer.wait_closed()

    return probe
