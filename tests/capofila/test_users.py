import os
import subprocess
from pathlib import Path

import asyncpg
import pytest

from capofila.servers import account, cluster
from capofila.servers.account import Account
from capofila.supervisor import Stack
from tests.capofila.supervised import interpreter_for, run_as

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
NOBODY = account._named("nobody")
NAMELESS = Account("", 54_321, 54_321)
SERVE = """
import asyncio, os, pathlib, sys
from capofila.supervisor import ServerError, Stack
async def main():
    async with Stack(pathlib.Path(sys.argv[1]) / "data") as stack:
        print(*(os.stat(f"/proc/{stack.pid(each)}").st_uid for each in ("postgres", "valkey")))
try:
    asyncio.run(main())
except ServerError as error:
    print(error)
sys.stdout.flush()
os._exit(0)
"""


def as_user(user: Account, data: Path) -> str:
    if interpreter_for(user) is None:
        pytest.skip("no Python here that an ordinary user may run")
    data.mkdir()
    os.chown(data, user.uid, user.gid)
    answer = run_as(user, data, SERVE)
    return answer.stdout.strip() or answer.stderr


def test_an_ordinary_user_runs_the_servers_as_itself(data: Path):
    assert as_user(NOBODY, data) == f"{NOBODY.uid} {NOBODY.uid}"


def test_a_user_without_a_name_is_told_why_postgresql_cannot_run(data: Path):
    assert as_user(NAMELESS, data) == (
        "PostgreSQL cannot run as user number 54321, which has no name on this machine: add it to "
        "/etc/passwd, run as another user, or set CAPOFILA_ADMIN_DATABASE_URL."
    )


async def test_under_root_postgresql_runs_as_its_own_user_even_where_that_cannot_enter(data: Path):
    data.parent.chmod(0o700)
    async with Stack(data, in_memory_temporal=True, keep=False) as stack:
        far = cluster.SHARED / stack.identity
        connection = await asyncpg.connect(stack.addresses.admin_database_url)
        assert await connection.fetchval("show data_directory") == str(far)
        assert far.stat().st_uid == account.own().uid == uid_of(stack.pid("postgres"))
        await connection.close()
    assert not far.exists()


def uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_a_wheel_out_of_reach_is_copied_to_where_postgresql_can_run(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cluster, "SHARED", data)
    data.parent.chmod(0o755)
    program, user = cluster._copy_of_wheel(cluster._in_wheel()), account.own()
    answer = subprocess.run(
        (program.with_name("psql"), "--version"), user=user.uid, capture_output=True, check=True
    )
    assert answer.stdout.startswith(b"psql (PostgreSQL) 18")
    assert user.may_enter(program)
