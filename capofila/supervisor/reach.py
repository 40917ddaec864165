"""The servers of a data folder, for a look that leaves everything as it is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from capofila.house import SECRETS
from capofila.supervisor.access import as_role
from capofila.supervisor.runfile import BusyError, RunFile, secrets_of
from capofila.supervisor.stack import Addresses, Stack


class Reached(Protocol):
    """Where the servers answer, and the keys of the house."""

    @property
    def addresses(self) -> Addresses:
        """Where the servers answer."""

    @property
    def secrets(self) -> Mapping[str, str]:
        """The keys of the house."""

    def database_url(self, service: str) -> str:
        """Say how a service reaches the database, under its own role."""


@dataclass(frozen=True)
class Running:
    """What the run file of a running house says."""

    addresses: Addresses
    secrets: Mapping[str, str]

    def database_url(self, service: str) -> str:
        """Say how a service reaches the database of ours, where no role has a password."""
        return as_role(self.addresses.admin_database_url, service, None)


@asynccontextmanager
async def reached(data: Path) -> AsyncIterator[Reached]:
    """Reach the servers of a data folder: those that run, or else started for the moment."""
    try:
        stack = await Stack(data).__aenter__()
    except BusyError:
        yield Running(Addresses(**RunFile.read(data).addresses), secrets_of(data, SECRETS))
        return
    try:
        yield stack
    finally:
        await stack.close()
