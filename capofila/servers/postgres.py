"""PostgreSQL 18 behind a private socket, owned by a user that is never root."""

from signal import SIGINT
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from capofila.servers import cluster
from capofila.servers.process import Place, Probe, Process, Served

DATABASE = "capofila"
LOCALE = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' ENCODING 'UTF8' TEMPLATE template0"


def answers(url: str) -> Probe:
    """Build a probe that passes when the database takes a connection, made first when missing."""

    async def probe() -> None:
        try:
            connection = await asyncpg.connect(url, timeout=5)
        except asyncpg.InvalidCatalogNameError:
            await _create(url)
            connection = await asyncpg.connect(url, timeout=5)
        await connection.close()

    return probe


async def _create(url: str) -> None:
    parts = urlsplit(url)
    connection = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")), timeout=5)
    try:
        name = parts.path.lstrip("/").replace('"', '""')
        await connection.execute(f'CREATE DATABASE "{name}" {LOCALE}')
    except asyncpg.DuplicateDatabaseError:
        pass
    finally:
        await connection.close()


def serve(place: Place) -> Served:
    """Describe the server of this data folder, or the one that the settings name."""
    if place.settings.admin_database_url:
        url = place.settings.admin_database_url
        return Served("postgres", {"admin_database_url": url}, answers(url))
    files = cluster.prepare(place)
    url = f"postgresql://postgres@/{DATABASE}?host={files.socket}&port={cluster.PORT}"
    process = Process(
        "postgres",
        files.argv,
        env={"TZ": "UTC", "LC_ALL": "C"},
        ready=answers(url),
        account=None if files.owner.is_current else files.owner,
        stop_signal=SIGINT,
        death_signal=SIGINT,
    )
    elsewhere = tuple(path for path in (files.data, files.socket) if path.parent != place.data)
    address = {"admin_database_url": url}
    return Served("postgres", address, answers(url), process, (files.data,), elsewhere)
