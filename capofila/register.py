"""`capofila register`: the register of a day as a file, and the recovery of an emergency."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx2
import typer
from rich.console import Console

from capofila.call_steps import door
from capofila.servers.process import ServerError
from contracts.emergencies import EmergencyCard
from kit.ids import new_id

PATIENCE_SECONDS = 60
HERE = Path(".capofila")
Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
Body = Annotated[str, typer.Option(help="The slug of the body whose register it is.")]
Day = Annotated[datetime, typer.Option(help="A day that is over.", formats=["%Y-%m-%d"])]
Out = Annotated[Path | None, typer.Option(help="Where to write it: <body>-<day>.csv by default.")]
Official = Annotated[str, typer.Option(help="Who does it, as acts call them: staff:<id>.")]
Emergency = Annotated[UUID, typer.Argument(help="The id of an emergency register.")]
Sheet = Annotated[Path, typer.Argument(help="The sheet that was filled in while all was down.")]
console = Console(highlight=False)
register_app = typer.Typer(no_args_is_help=True, help="The register of documents.")


@register_app.command()
def daily(body: Body, day: Day, data: Data = HERE, out: Out = None) -> None:
    """Write the register of a day and its SHA-256; the same day always makes the same bytes."""
    named = f"{day:%Y-%m-%d}"
    path = f"/v1/registers/{body}/days/{named}"
    content = asyncio.run(_asked(*door(data), "GET", path))
    target = out or Path(f"{body}-{named}.csv")
    target.write_bytes(content)
    console.print(f"{hashlib.sha256(content).hexdigest()}  {target}", soft_wrap=True)


@register_app.command()
def load(emergency: Emergency, sheet: Sheet, official: Official, data: Data = HERE) -> None:
    """Write the entries of a sheet into an emergency register that is open."""
    form = {"content": sheet.read_bytes().decode("utf-8-sig"), "official": official}
    path = f"/v1/emergency-registers/{emergency}/files"
    card = EmergencyCard.model_validate_json(asyncio.run(_asked(*door(data), "POST", path, form)))
    console.print(f"{len(card.lines)} documenti nel registro di emergenza.")


@register_app.command()
def recover(emergency: Emergency, official: Official, data: Data = HERE) -> None:
    """Give every entry of a closed emergency register its number in the ordinary one."""
    card = asyncio.run(recovered(*door(data), emergency, official))
    for line in card.lines:
        console.print(f"{line.number}  {line.protocol}")


async def recovered(url: str, key: str, emergency: UUID, official: str) -> EmergencyCard:
    """Recover entries in portions until all have both numbers; a refusal raises ServerError."""
    path, form = f"/v1/emergency-registers/{emergency}/recoveries", {"official": official}
    while True:
        answer = await _asked(url, key, "POST", path, form)
        card = EmergencyCard.model_validate_json(answer)
        if all(line.protocol for line in card.lines):
            return card


async def _asked(
    url: str, key: str, method: str, path: str, form: dict[str, Any] | None = None
) -> bytes:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(new_id())}
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        try:
            answer = await client.request(method, url + path, json=form, headers=headers)
        except httpx2.TransportError as error:
            raise ServerError(f"{url} does not answer.") from error
    if not answer.is_success:
        raise ServerError(answer.json()["detail"])
    return answer.content
