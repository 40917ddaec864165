"""Our side: the whole house, with people who apply and an official who decides."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import orjson
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from bench import people
from bench.meter import Meter, Milliseconds
from capofila.call_steps import publish_calls
from capofila.house import HOUSE
from capofila.preparation import every_read, prepare
from capofila.supervisor import Stack
from contracts.applications.decisions import Decision
from kit import clock
from kit.database import engine
from kit.ids import new_id
from workflows.worker import connect

INSIDE_THE_WINDOW = datetime(2015, 11, 2, 10, tzinfo=UTC)
OFFICIAL = "staff:00000000-0000-7000-8000-000000000001"
PATIENCE = 120.0
FILED_AT_ONCE = 8
SERVERS = ("temporal", "postgres", "valkey", "mail")

_PLACE = (
    "select last_place from applications.call_line "
    f"where call_id = '{people.CALL}' and line = '{people.LINE}'"
)
_CLOSED = (
    "select count(*) filter (where closed_at is null) as missing, max(closed_at) as last, "
    "count(*) filter (where closed_at is not null and state <> 'awarded') as otherwise "
    "from applications.application where id = any($1::uuid[])"
)
_CHECKED = (
    "select id from applications.application "
    "where id = any($1::uuid[]) and state = 'under_review' limit 50"
)
_LETTERS = "select count(*) from notifications.letter where state in ('queued', 'sending', 'retry')"


class House:
    """Files applications, lets them run in one burst, and waits until nothing moves."""

    def __init__(self, stack: Stack, admin: asyncpg.Connection, temporal: Client) -> None:
        self.stack = stack
        self.admin = admin
        self.temporal = temporal
        self.meter = Meter(dict(_pids(stack)))
        self._redis = Redis.from_url(stack.addresses.redis_url)
        self._http = httpx2.AsyncClient(base_url=stack.url("applications"), timeout=30)
        self._people = 0
        self._turns = asyncio.Semaphore(FILED_AT_ONCE)

    async def file(self, count: int) -> list[UUID]:
        """File applications at the intake door; return their ids."""
        first, self._people = self._people, self._people + count
        return list(await asyncio.gather(*(self._file(first + each) for each in range(count))))

    async def sign(self, ahead: int = 0) -> None:
        """Sign a batch act that grants every application filed, and so many to come."""
        act = {
            "line": people.LINE,
            "through_place": await self.admin.fetchval(_PLACE) + ahead,
            "official": OFFICIAL,
            "reason": "Prova di velocità.",
        }
        headers = {
            "Authorization": f"Bearer {self.stack.secrets['CAPOFILA_SERVICE_KEY']}",
            "Idempotency-Key": str(new_id()),
        }
        answer = await self._http.post(
            f"/v1/calls/{people.CALL}/batch-acts", json=act, headers=headers
        )
        answer.raise_for_status()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the process of workflows stand still, warm as it is, while applications are filed."""
        pid = self.stack.pid("workflows")
        if pid is None:
            raise RuntimeError("the process of workflows does not run")
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    async def closed(self, ids: Sequence[UUID], look_every: float = 0.1) -> float:
        """Return the moment, on this machine's clock, when the last of these was closed."""
        deadline = time.monotonic() + PATIENCE
        while True:
            row = await self.admin.fetchrow(_CLOSED, ids)
            if row["otherwise"]:
                raise RuntimeError(f"{row['otherwise']} applications were not awarded")
            if not row["missing"]:
                return float(row["last"].timestamp()) - self._offset().total_seconds()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{row['missing']} of {len(ids)} applications are still open")
            await asyncio.sleep(look_every)

    async def decide_each(self, ids: Sequence[UUID]) -> None:
        """Grant each application by an update of its own, as soon as it waits for one."""
        left = set(ids)
        while left:
            rows = await self.admin.fetch(_CHECKED, list(left))
            waiting = [row["id"] for row in rows]
            await asyncio.gather(*(self._decide(each) for each in waiting))
            left.difference_update(waiting)
            await asyncio.sleep(0.01)

    async def settled(self, patience: float = PATIENCE) -> None:
        """Wait until every letter left and every stream was read to its end."""
        deadline = time.monotonic() + patience
        while await self.admin.fetchval(_LETTERS) or await self._unread():
            if time.monotonic() > deadline:
                raise TimeoutError("the house does not come to rest")
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.3)

    def database(self, service: str) -> AsyncEngine:
        """Return the database as one service sees it."""
        return engine(self.stack.database_url(service), pool_size=1)

    async def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask applications something as a service of the house."""
        headers = {"Authorization": f"Bearer {self.stack.secrets['CAPOFILA_SERVICE_KEY']}"}
        answer = await self._http.post(path, json=body, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def standing_still(self, seconds: float = 3.0) -> Milliseconds:
        """Return the CPU milliseconds that each process spends in a second without work."""
        self.meter.lap()
        await asyncio.sleep(seconds)
        spent = self.meter.lap()
        return {name: each / spent.seconds for name, each in spent.cpu_ms.items()}

    async def close(self) -> None:
        """Close what was opened here."""
        await self._http.aclose()
        await self._redis.aclose()

    async def _file(self, number: int) -> UUID:
        headers = {"Idempotency-Key": str(new_id()), "Content-Type": "application/json"}
        async with self._turns:
            answer = await self._http.post(
                "/v1/applications", content=orjson.dumps(people.form(number)), headers=headers
            )
        answer.raise_for_status()
        return UUID(answer.json()["application_id"])

    async def _decide(self, application_id: UUID) -> None:
        handle = self.temporal.get_workflow_handle(f"application/{application_id}")
        decision = Decision(outcome="granted", official=OFFICIAL, checked=1)
        # Checked in the database may be a moment before checked in the workflow.
        await asyncio.sleep(0.05)
        await handle.execute_update("decide", decision, id="decide:1")

    async def _unread(self) -> int:
        unread = 0
        for stream, group in every_read():
            groups = await self._redis.xinfo_groups(stream)
            ours = next(each for each in groups if each["name"] == group.encode())
            unread += ours["pending"] + (ours["lag"] or 0)
        return unread

    def _offset(self) -> timedelta:
        return timedelta(seconds=float((self.stack.data / "clock").read_text()))


@asynccontextmanager
async def house(data: Path, *, in_memory: bool) -> AsyncIterator[House]:
    """Run the house from an empty folder, its clock inside the window of the call."""
    async with Stack(data, in_memory_temporal=in_memory, keep=False) as stack:
        await prepare(stack)
        clock.move(stack.data / "clock", INSIDE_THE_WINDOW - datetime.now(UTC))  # noqa: TID251
        await stack.start_house()
        key = stack.secrets["CAPOFILA_SERVICE_KEY"]
        await publish_calls(stack.url("applications"), key, [people.CALL])
        temporal = await connect(stack.addresses.temporal_address)
        admin = await asyncpg.connect(stack.addresses.admin_database_url)
        ours = House(stack, admin, temporal)
        try:
            yield ours
        finally:
            await ours.close()
            await admin.close()


def _pids(stack: Stack) -> Iterator[tuple[str, int]]:
    for name in (*SERVERS, *(room.name for room in HOUSE)):
        pid = stack.pid(name)
        if pid is not None:
            yield name, pid
