"""`capofila call recalculate ID.2`: what is not decided judged by a version, part by part."""

import asyncio
from itertools import count
from pathlib import Path

import httpx2
from rich.console import Console

from capofila.call_steps import HERE, Act, Applications, Data, Official, Reason, Version, door
from capofila.servers.process import ServerError
from contracts.publishing import MigrationRequest, Recalculation
from kit.ids import new_id
from programmes.versions import version_of

PATIENCE_SECONDS = 30
console = Console(highlight=False)


def recalculate(
    version: Version, official: Official, act: Act, reason: Reason, data: Data = HERE
) -> None:
    """Judge by a version, by an act, the applications of a call that are not decided."""
    call_id, number = version_of(Path(f"{version}.toml"))
    asked = MigrationRequest(
        to_version=number, official=official, act_number=act[0], act_on=act[1].date(), reason=reason
    )
    done = asyncio.run(judged_again(*door(data), call_id, asked))
    console.print(
        f"{call_id}, versione {number}: {done.migrated} con un altro esito o importo, "
        f"{done.unchanged} come prima, {done.left} lasciate con la loro versione.",
        markup=False, soft_wrap=True,
    )  # fmt: skip


async def judged_again(url: str, key: str, call_id: str, asked: MigrationRequest) -> Recalculation:
    """Ask until nothing remains, saying how far it is; return what all parts did together.

    What was done stays done: after a failure, which raises ServerError, the same command goes on.
    """
    once, changed, same = new_id(), 0, 0
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        applications = Applications(client, url, key)
        for part in count():
            done = await _part(applications, call_id, asked, f"{once}-{part}")
            changed, same = changed + done.migrated, same + done.unchanged
            judged = changed + same
            console.print(f"Ricalcolate {judged} domande su {judged + done.remaining}.")
            if not done.remaining:
                break
    return Recalculation(migrated=changed, unchanged=same, remaining=0, left=done.left)


async def _part(
    applications: Applications, call_id: str, asked: MigrationRequest, key: str
) -> Recalculation:
    try:
        return await applications.recalculate(call_id, asked, key)
    except httpx2.TransportError as error:
        raise ServerError("applications does not answer: the same command goes on.") from error
