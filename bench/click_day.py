"""A click day: everybody applies in the first two minutes, and the register keeps its order."""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import orjson

from bench import people
from bench.crowd import MANY
from bench.house import House, house
from kit.ids import new_id
from programmes.files import load_programmes

SEED = 20151209
BURST = 10
SUBMITTED = 201
TRIED = 10_000
_REGISTER = (
    "select number, previous_link, link, at, place, late from applications.register_entry r "
    "join applications.application a on a.id = r.application_id "
    "where r.kind = 'application' order by r.body, r.year, r.number"
)


@dataclass(frozen=True)
class Rush:
    """How many apply a second before the rush, for how long, and how long the rush lasts."""

    per_second: float
    idle_seconds: float
    burst_seconds: float

    def arrivals(self) -> Iterator[tuple[float, bool]]:
        """Yield the seconds at which somebody applies, and whether that is in the rush."""
        chance = random.Random(SEED)
        yield from _drawn(chance, 0.0, self.idle_seconds, self.per_second, rush=False)
        end = self.idle_seconds + self.burst_seconds
        yield from _drawn(chance, self.idle_seconds, end, BURST * self.per_second, rush=True)


# Together some 5,000: the tenth of them in the quiet before.
FULL = Rush(per_second=3.95, idle_seconds=70.0, burst_seconds=120.0)
QUICK = Rush(per_second=3.95, idle_seconds=20.0, burst_seconds=15.0)


@dataclass
class ClickDay:
    """Milliseconds that people waited for their receipt, and what the register looks like."""

    idle_ms: list[float] = field(default_factory=list)
    burst_ms: list[float] = field(default_factory=list)
    refused: int = 0
    late: int = 0
    faults: list[str] = field(default_factory=list)
    settled_seconds: float = 0.0
    what_if_seconds: float = 0.0
    tried: int = 0

    @property
    def submissions(self) -> int:
        """How many applied."""
        return len(self.idle_ms) + len(self.burst_ms)


async def click_day(rush: Rush) -> ClickDay:
    """Run a house of its own through a click day; arrivals do not wait for answers."""
    with TemporaryDirectory(prefix="capofila-bench-") as folder:
        async with house(Path(folder) / "data", in_memory=True) as ours:
            await ours.file(25)
            await ours.settled()
            day = await _apply(ours, rush)
            begun = time.perf_counter()
            await ours.settled(patience=600)
            day.settled_seconds = time.perf_counter() - begun
            await _examine(ours, day)
            await _simulate(ours, day)
    return day


async def _simulate(ours: House, day: ClickDay) -> None:
    """Fill the call up to ten thousand, and try a version that gives less over all of them."""
    async with ours.database("applications").begin() as connection:
        crowd = {"call_id": people.CALL, "line": people.LINE, "many": TRIED - day.submissions}
        await connection.execute(MANY, crowd)
    changed = load_programmes().calls[people.CALL].latest.model_dump(mode="json")
    for line in changed["lines"]:
        line["amount"]["percent"] = 40
    begun = time.perf_counter()
    found = await ours.ask(
        "/v1/what-ifs", {"call_id": people.CALL, "definition": {**changed, "version": 2}}
    )
    day.what_if_seconds = time.perf_counter() - begun
    day.tried = found["applications"]


async def _apply(ours: House, rush: Rush) -> ClickDay:
    day, begun = ClickDay(), time.perf_counter()
    limits = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
    url = ours.stack.url("applications")
    async with (
        httpx2.AsyncClient(base_url=url, timeout=60, limits=limits) as client,
        asyncio.TaskGroup() as group,
    ):
        for number, (second, in_rush) in enumerate(rush.arrivals()):
            due = begun + second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            waited = day.burst_ms if in_rush else day.idle_ms
            group.create_task(_submit(client, 1000 + number, due, (day, waited)))
    return day


async def _submit(
    client: httpx2.AsyncClient, number: int, due: float, told: tuple[ClickDay, list[float]]
) -> None:
    """Apply; the wait counts from the moment somebody wanted to, not from when we got to it."""
    day, waited = told
    headers = {"Idempotency-Key": str(new_id()), "Content-Type": "application/json"}
    body = orjson.dumps(people.form(number))
    answer = await client.post("/v1/applications", content=body, headers=headers)
    waited.append((time.perf_counter() - due) * 1000)
    day.refused += answer.status_code != SUBMITTED
    day.late += answer.status_code == SUBMITTED and answer.json()["late"]


async def _examine(ours: House, day: ClickDay) -> None:
    rows = await ours.admin.fetch(_REGISTER)
    for before, after in pairwise(rows):
        if after["number"] != before["number"] + 1 or after["place"] != before["place"] + 1:
            day.faults.append(f"a gap or a repeat after number {before['number']}")
        if after["previous_link"] != before["link"] or after["at"] <= before["at"]:
            day.faults.append(f"the chain or the order breaks after number {before['number']}")
    day.faults += [] if len(rows) == day.submissions + 25 - day.refused else ["numbers are missing"]


def _drawn(
    chance: random.Random, start: float, end: float, rate: float, *, rush: bool
) -> Iterator[tuple[float, bool]]:
    second = start + chance.expovariate(rate)
    while second < end:
        yield second, rush
        second += chance.expovariate(rate)
