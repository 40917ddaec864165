"""`capofila terms ID`: the clock of a procedure, day by day, with the law of each stop."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from uuid import UUID

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from capofila.call_steps import door
from capofila.servers.process import ServerError
from contracts.terms import TermCard, TermDay

PATIENCE_SECONDS = 30
COLUMNS = ("giorno", "conta come", "perché")
CLOCKS = {
    "running": "il termine corre", "stopped": "il termine è fermo",
    "passed": "il termine è passato", "ended": "la domanda è già stata decisa o fermata",
}  # fmt: skip
HERE = Path(".capofila")
Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
Application = Annotated[UUID, typer.Argument(help="The id of an application.")]
Days = Annotated[bool, typer.Option("--days", help="List every day, and why it counts or not.")]
console = Console(highlight=False)


def terms(application: Application, data: Data = HERE, days: Days = False) -> None:
    """Show by when an application is decided, how that comes about, and what it waits for."""
    card = asyncio.run(asked(*door(data), application))
    for line in told(card):
        console.print(line, markup=False, soft_wrap=True)
    if days:
        console.print(table(card))


async def asked(url: str, key: str, application: UUID) -> TermCard:
    """Ask the running house for the term of a case; what it refuses raises ServerError."""
    path = f"{url}/v1/applications/{application}/term"
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        try:
            answer = await client.get(path, headers={"Authorization": f"Bearer {key}"})
        except httpx2.TransportError as error:
            raise ServerError(f"{url} does not answer.") from error
    if not answer.is_success:
        raise ServerError(answer.json()["detail"])
    return TermCard.model_validate_json(answer.content)


def told(card: TermCard) -> Iterator[str]:
    """Tell the term in sentences: where it is, how it comes about, what a refusal waits for."""
    term = card.term
    yield f"{term.protocol}: {CLOCKS[term.clock]}."
    yield from term.reckoning.sentences
    if card.refusal_waits:
        yield f"Una non ammissione non si può ancora decidere. {card.refusal_waits}"


def table(card: TermCard) -> Table:
    """Return a row for each day: its number when it counts, and why it does not."""
    found = Table(*COLUMNS)
    for day in card.term.reckoning.days:
        found.add_row(*_row(day))
    return found


def _row(day: TermDay) -> tuple[str, str, str]:
    return day.on.isoformat(), str(day.number or ""), day.why
