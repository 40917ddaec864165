"""`capofila ranking verify ID`: a published list computed again from what was stored of it."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import httpx2
import typer
from rich.console import Console

from capofila.call_steps import door
from capofila.servers.process import ServerError
from contracts.rankings import Recomputed

PATIENCE_SECONDS = 60
HERE = Path(".capofila")
Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
Ranking = Annotated[UUID, typer.Argument(help="The id of a published list.")]
console = Console(highlight=False)
app = typer.Typer(no_args_is_help=True, help="Published lists and their proofs.")


@app.callback()
def lists() -> None:
    """Work with published lists."""


@app.command()
def verify(ranking: Ranking, data: Data = HERE) -> None:
    """Compute a list again, byte for byte; exit with 1 when it is not what was published."""
    found = asyncio.run(asked(*door(data), ranking))
    for line in told(found):
        console.print(line, markup=False, soft_wrap=True)
    if not found.same:
        raise typer.Exit(1)


async def asked(url: str, key: str, ranking: UUID) -> Recomputed:
    """Ask the running house to compute a list again; what it refuses raises ServerError."""
    path = f"{url}/v1/rankings/{ranking}/verification"
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        try:
            answer = await client.get(path, headers={"Authorization": f"Bearer {key}"})
        except httpx2.TransportError as error:
            raise ServerError(f"{url} does not answer.") from error
    if not answer.is_success:
        raise ServerError(answer.json()["detail"])
    return Recomputed.model_validate_json(answer.content)


def told(found: Recomputed) -> list[str]:
    """Tell the three hashes, and whether the list is the same."""
    same = "La graduatoria è la stessa, byte per byte."
    other = "La graduatoria NON è quella pubblicata: i dati o il risultato sono cambiati."
    return [
        f"Dati:        {found.inputs_hash}",
        f"Pubblicata:  {found.result_hash}",
        f"Ricalcolata: {found.recomputed_hash}",
        same if found.same else other,
    ]
