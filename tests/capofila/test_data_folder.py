import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from capofila.servers import ports
from capofila.servers.process import ServerError
from capofila.supervisor import Stack
from capofila.supervisor.runfile import Life, RunFile, life_of
from tests.capofila.supervised import lives, running, supervisor, until


async def test_a_second_start_keeps_ports_keys_and_data(data: Path):
    async with Stack(data) as first, Redis.from_url(first.addresses.redis_url) as redis:
        await redis.set("kept", "sì")
    async with Stack(data) as second, Redis.from_url(second.addresses.redis_url) as redis:
        assert await redis.get("kept") == "sì".encode()
    assert second.addresses == first.addresses
    assert (second.ports, second.secrets) == (first.ports, first.secrets)


async def test_a_kill_of_the_supervisor_leaves_no_process_and_the_next_start_works(data: Path):
    async with supervisor(data) as process:
        pids = lives(data)
        assert set(pids) == {"postgres", "valkey", "temporal", "mail", "registries"}
        assert running(pids.values()) == list(pids.values())
        process.kill()
        await until(lambda: not running(pids.values()))
    async with supervisor(data):
        assert running(lives(data).values())


async def test_what_a_supervisor_just_killed_left_behind_does_not_stop_the_next_start(data: Path):
    async with supervisor(data) as process:
        process.kill()
        process.wait()
        async with Stack(data) as stack:
            connection = await asyncpg.connect(stack.addresses.admin_database_url)
            await connection.close()


async def test_an_interrupted_supervisor_stops_everything_and_says_success(data: Path):
    async with supervisor(data) as process:
        pids = lives(data)
        process.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(process.wait, 20) == 0
        assert running(pids.values()) == []
        assert lives(data) == {}


async def test_a_second_supervisor_on_the_same_folder_is_refused(data: Path):
    async with supervisor(data) as process:
        with pytest.raises(ServerError) as refusal:
            await Stack(data).__aenter__()
    assert str(refusal.value) == (
        f"Capofila is already running on {data}: stop it first (process {process.pid}), "
        "or choose another folder with --data."
    )


def test_an_orphan_is_ended_and_a_stranger_with_its_number_is_spared(tmp_path: Path):
    orphan, stranger = (subprocess.Popen(("sleep", "60")) for _ in range(2))
    file = RunFile(tmp_path / "run.json")
    file.processes = {
        "orphan": life_of(orphan.pid, signal.SIGTERM),
        "stranger": Life(stranger.pid, "another birth", signal.SIGTERM),
    }
    file.reap()
    assert orphan.wait(5) == -signal.SIGTERM
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_taken_port_is_replaced_and_a_free_one_kept():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        picked = ports.pick(("valkey", "smtp"), {"valkey": number, "smtp": 20_001}, {})
    assert picked["valkey"] != number
    assert picked["valkey"] in ports.RANGE
    assert picked["smtp"] == 20_001


def test_a_child_whose_parent_is_already_gone_does_not_start():
    shim = "capofila/servers/shim.py"
    facts = (str(os.getpid() + 1), "9", "-", "0", "--", "echo", "started")
    answer = subprocess.run((sys.executable, shim, *facts), capture_output=True, check=False)
    assert (answer.returncode, answer.stdout) == (1, b"")
