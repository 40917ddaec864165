"""What is running, in which version, and where to look."""

import platform
from importlib.metadata import version

from redis.asyncio import Redis
from rich.table import Table
from sqlalchemy import text
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client

from capofila.house import HOUSE
from capofila.supervisor import Stack
from kit.database import engine

Rows = dict[str, str]

WITH_PAGES = ("dashboard", "portal")


async def board(stack: Stack, more: Rows | None = None) -> Table:
    """Draw the board of a running house, with further rows at its end."""
    table = Table("cosa", "dove", title="Capofila", min_width=60)
    for what, where in {**_pages(stack), **(more or {}), **_doors(stack)}.items():
        table.add_row(what, where)
    table.add_section()
    for what, which in (await versions(stack)).items():
        table.add_row(what, which)
    return table


async def versions(stack: Stack) -> Rows:
    """Ask each server for its version."""
    return {
        "Capofila": f"{version('capofila')} su Python {platform.python_version()}",
        "PostgreSQL": await _postgres(stack.addresses.admin_database_url),
        "Redis": await _redis(stack.addresses.redis_url),
        "Temporal": await _temporal(stack.addresses.temporal_address),
    }


def _pages(stack: Stack) -> Rows:
    addresses = stack.addresses
    return {
        "Scrivania dell'ente": stack.url("dashboard"),
        "Bandi e domande": stack.url("portal"),
        "Posta inviata": addresses.mail_url or addresses.smtp_url,
        "Temporal": addresses.temporal_ui_url or addresses.temporal_address,
    }


def _doors(stack: Stack) -> Rows:
    doors = {room.name: stack.url(room.name) for room in HOUSE if room.name not in WITH_PAGES}
    return {**doors, **_registries(stack), "dati e registri": str(stack.data)}


def _registries(stack: Stack) -> Rows:
    """Tell where the codes of aid come from: those of our stand-in are invented."""
    url = stack.addresses.registries_url
    ours = url == stack.url("registries")
    return {"RNA e DURC di prova" if ours else "RNA e DURC": url}


async def _postgres(url: str) -> str:
    database = engine(url, pool_size=1)
    try:
        async with database.connect() as connection:
            return str((await connection.execute(text("show server_version"))).scalar_one())
    finally:
        await database.dispose()


async def _redis(url: str) -> str:
    client = Redis.from_url(url)
    try:
        told = await client.info("server")
    finally:
        await client.aclose()
    valkey = told.get("valkey_version")
    return f"Valkey {valkey}" if valkey else str(told["redis_version"])


async def _temporal(address: str) -> str:
    client = await Client.connect(address)
    return (await client.workflow_service.get_system_info(GetSystemInfoRequest())).server_version
