from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from capofila.servers import cluster, postgres, temporal, valkey
from capofila.servers.binary import Program, version_of
from capofila.servers.process import Place, Served, ServerError
from capofila.settings import ServerSettings

PORTS = {"valkey": 20_001, "temporal": 20_002, "temporal_ui": 20_003}
NOWHERE = Program(("no-such-program",), (1,), lambda: None)


def place(folder: Path, **settings: str) -> Place:
    return Place(folder, "0" * 16, PORTS, ServerSettings(**settings))


def fake(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{version}'\n")
    program.chmod(0o755)
    return program


HINT = "or run `pip install capofila[embedded]`."
MISSING = {
    "postgres": f"PostgreSQL 18 was not found: install it, set CAPOFILA_ADMIN_DATABASE_URL, {HINT}",
    "valkey": f"Valkey or Redis 7.2 was not found: install it, set CAPOFILA_REDIS_URL, {HINT}",
    "temporal": (
        "Temporal was not found: install its command line (1.9 or newer), "
        f"set CAPOFILA_TEMPORAL_ADDRESS, {HINT}"
    ),
}


@pytest.mark.parametrize(
    ("module", "serve", "sentence"),
    [
        (cluster, postgres.serve, MISSING["postgres"]),
        (valkey, valkey.serve, MISSING["valkey"]),
        (temporal, temporal.serve, MISSING["temporal"]),
    ],
)
def test_a_missing_server_is_told_in_one_sentence(
    module: ModuleType,
    serve: Callable[[Place], Served],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(module, "PROGRAM", NOWHERE)
    monkeypatch.setattr(cluster, "_in_wheel", lambda: None)
    with pytest.raises(ServerError) as refusal:
        serve(place(tmp_path))
    assert str(refusal.value) == sentence


def test_an_old_program_on_the_path_is_skipped_for_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    old = fake(tmp_path / "old", "redis-server", "Redis server v=7.0.15 sha=00000000:0")
    monkeypatch.setenv("PATH", str(old.parent), prepend=":")
    assert version_of(old) == (7, 0, 15)
    assert valkey.PROGRAM.find() == valkey._in_wheel()


def test_a_new_enough_program_on_the_path_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    new = fake(tmp_path / "new", "redis-server", "Redis server v=7.2.0 sha=00000000:0")
    monkeypatch.setenv("PATH", str(new.parent), prepend=":")
    assert valkey.PROGRAM.find() == new.resolve()


def test_a_postgresql_without_its_initdb_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bare = fake(tmp_path / "bare", "postgres", "postgres (PostgreSQL) 18.1")
    monkeypatch.setenv("PATH", str(bare.parent), prepend=":")
    assert cluster.PROGRAM.find() == cluster._in_wheel()


def test_a_program_that_cannot_tell_its_version_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = fake(tmp_path / "broken", "temporal", "no number here")
    monkeypatch.setenv("PATH", str(broken.parent), prepend=":")
    assert temporal.PROGRAM.find() == temporal._in_wheel()


def test_a_server_named_in_the_settings_is_not_started(tmp_path: Path):
    served = valkey.serve(place(tmp_path, redis_url="redis://elsewhere:6379/3"))
    assert served.process is None
    assert served.addresses == {"redis_url": "redis://elsewhere:6379/3"}
