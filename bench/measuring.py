"""What is measured on one house: bursts, flows that run alone, and what a flow leaves behind."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_high
from uuid import UUID

from bench.house import House
from bench.sample import Sample

GRANTED = "ours, granted by a batch act"
HUMAN = "ours, one decision each"
ALONE = "ours, alone"
SAMPLED = 10
SCHEMAS = ("applications", "vouchers", "notifications")

_STEPS = (
    " union all ".join(
        "select correlation, causation, max(at) as at from "
        f"{schema}.event_log where correlation = any($1::text[]) and actor = 'workflow' "
        "group by correlation, causation"
        for schema in SCHEMAS
    )
    + " order by correlation, at"
)
_ALONE = (
    "select a.closed_at - a.registered_at as flow, c.at - a.registered_at as first "
    "from applications.application a join applications.eligibility_check c "
    "on c.application_id = a.id and c.round = 1 where a.id = any($1::uuid[])"
)


@dataclass(frozen=True)
class History:
    """What one flow leaves in Temporal."""

    events: int
    bytes: int


@dataclass(frozen=True)
class Alone:
    """Milliseconds and history of flows that had the house to themselves."""

    flow_ms: list[float]
    step_ms: list[float]
    first_step_ms: list[float]
    history: History


async def burst(house: House, flows: int, *, human: bool) -> tuple[Sample, list[UUID]]:
    """File applications while the workflows stand still, then let them go all at once."""
    house.meter.lap()
    with house.held():
        ids = await house.file(flows)
        if not human:
            await house.sign()
        await asyncio.sleep(0.5)
        filing = house.meter.lap().per(flows)
    begun = time.time()
    if human:
        await house.decide_each(ids)
    ended = await house.closed(ids)
    await house.settled()
    spent = house.meter.lap().per(flows)
    total = {name: spent[name] + filing[name] for name in spent}
    name = HUMAN if human else GRANTED
    return Sample(name, flows, ended - begun, total, filing), ids


async def alone(house: House, flows: int) -> Alone:
    """Run flows one after the other, each already granted when it is filed."""
    await house.sign(ahead=flows)
    ids = []
    for _ in range(flows):
        filed = await house.file(1)
        await house.closed(filed, look_every=0.02)
        ids.extend(filed)
    await house.settled()
    rows = await house.admin.fetch(_ALONE, ids)
    steps = await _steps(house, ids)
    return Alone(
        [row["flow"].total_seconds() * 1000 for row in rows],
        steps,
        [row["first"].total_seconds() * 1000 for row in rows],
        await history(house, ids),
    )


async def history(house: House, ids: Sequence[UUID]) -> History:
    """Return the median history of some flows."""
    chosen = ids[:: max(1, len(ids) // SAMPLED)]
    found = [await _history(house, each) for each in chosen]
    return History(
        median_high(each.events for each in found), median_high(each.bytes for each in found)
    )


async def _history(house: House, application_id: UUID) -> History:
    handle = house.temporal.get_workflow_handle(f"application/{application_id}")
    sizes = [event.ByteSize() async for event in handle.fetch_history_events()]
    return History(len(sizes), sum(sizes))


async def _steps(house: House, ids: Sequence[UUID]) -> list[float]:
    """From the fact of one step to the fact of the next: a whole turn through the house."""
    rows = await house.admin.fetch(_STEPS, [f"application/{each}" for each in ids])
    return [
        (after["at"] - before["at"]).total_seconds() * 1000
        for before, after in pairwise(rows)
        if before["correlation"] == after["correlation"]
    ]
