"""The steps of a call from the command line, and the way that rehearsals publish calls."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import httpx2
import typer
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.console import Console

from capofila.house import SECRETS
from capofila.servers.process import ServerError
from capofila.supervisor.runfile import RunFile, secrets_of
from contracts.publishing import CallStep, CallStepTaken, MigrationRequest, Recalculation
from kit.days import civil_day
from kit.ids import new_id
from kit.settings import SECRETS as MOUNTED
from programmes.versions import version_of

Answer = TypeVar("Answer")

OFFICIALS = ("staff:0197c0de", "staff:0197c1de")
PUBLISHED_BY = "Determinazione di pubblicazione {call_id}"
PREPARING: tuple[CallStep, ...] = ("check", "approve", "publish")
ACTING: tuple[CallStep, ...] = ("suspend", "resume", "close", "revoke")
COME_SO_FAR = ("draft", "checked", "approved", "published")
WORDS: Mapping[str, str] = {
    "check": "controllo",
    "approve": "approvazione",
    "publish": "pubblicazione",
    "suspend": "sospensione",
    "resume": "ripresa",
    "close": "chiusura",
    "revoke": "revoca",
}

Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
HERE = Path(".capofila")
console = Console(highlight=False)
Version = Annotated[str, typer.Argument(help="A version as its file is named: ID, ID.2, ID.3.")]
Official = Annotated[str, typer.Option(help="Who takes the step, as acts call them: staff:<id>.")]
Act = Annotated[tuple[str, datetime], typer.Option(help="Number and day of the act.")]
Reason = Annotated[str, typer.Option(help="Reason of the act.")]


class DoorSettings(BaseSettings):
    """Where applications answers, when the house is not one of a data folder."""

    model_config = SettingsConfigDict(
        env_prefix="CAPOFILA_", secrets_dir=MOUNTED if MOUNTED.is_dir() else None, extra="ignore"
    )

    applications_url: str = ""
    service_key: SecretStr = SecretStr("")


class StepRefused(ServerError):
    """The house refused a step: its sentence, and each thing that is missing."""


class Applications:
    """The door of the applications process, as our own processes use it."""

    def __init__(self, client: httpx2.AsyncClient, base_url: str, service_key: str) -> None:
        self._client = client
        self._url = base_url
        self._headers = {"Authorization": f"Bearer {service_key}"}

    async def card(self, call_id: str) -> dict[str, Any]:
        """Return a call as an official sees it; a call that is in no file raises StepRefused."""
        found = await self._post("/v1/queries/call-cards", {"call_ids": [call_id]})
        if not found["items"]:
            raise StepRefused(f"{call_id}: nessun file descrive questo bando.")
        card: dict[str, Any] = found["items"][0]
        return card

    async def take(self, call_id: str, step: dict[str, Any]) -> CallStepTaken:
        """Take a step; what the house refuses raises StepRefused."""
        key = {"Idempotency-Key": f"step-{new_id()}"}
        taken = await self._post(f"/v1/calls/{call_id}/steps", step, key)
        return CallStepTaken.model_validate(taken)

    async def recalculate(self, call_id: str, asked: MigrationRequest, key: str) -> Recalculation:
        """Judge the next undecided applications of a call; a refusal raises StepRefused."""
        path, sent = f"/v1/calls/{call_id}/recalculations", {"Idempotency-Key": key}
        return Recalculation.model_validate(
            await self._post(path, asked.model_dump(mode="json"), sent)
        )

    async def _post(
        self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        sent = {**self._headers, **(headers or {})}
        answer = await self._client.post(self._url + path, json=body, headers=sent)
        said: dict[str, Any] = answer.json()
        if not answer.is_success:
            details = [said.get("detail", ""), *(each["detail"] for each in said.get("errors", ()))]
            raise StepRefused(f"{path}: {' '.join(details)}")
        return said


async def publish_calls(
    base_url: str,
    service_key: str,
    call_ids: Sequence[str],
    officials: tuple[str, str] = OFFICIALS,
) -> None:
    """Check, approve and publish the first version of calls; those that are published stay so.

    `officials` are who checks and who approves: they must not be the same. The act bears the day
    on which the house lives. What the house refuses raises StepRefused.
    """
    async with httpx2.AsyncClient(timeout=30) as client:
        applications = Applications(client, base_url, service_key)
        for call_id in call_ids:
            await _publish(applications, call_id, officials)


async def _publish(applications: Applications, call_id: str, officials: tuple[str, str]) -> None:
    """Take the steps that are still to be taken, in their order."""
    card = await applications.card(call_id)
    state = next(each["state"] for each in card["versions"] if each["version"] == 1)
    done = COME_SO_FAR.index(state)
    # Business time is known to the house alone: the step that was taken last tells its day.
    day = civil_day(datetime.fromisoformat(card["taken"][-1]["at"])) if done else None
    for step in PREPARING[done:]:
        who = officials[0] if step == "check" else officials[1]
        body = {"step": step, "version": 1, "official": who, "act_on": day and day.isoformat()}
        body |= {"act_number": PUBLISHED_BY.format(call_id=call_id)} if step != "check" else {}
        taken = await applications.take(call_id, body)
        day = civil_day(taken.at)


def register(app: typer.Typer) -> None:
    """Add the steps of a call to a command line: `steps` shows, each other command takes one."""
    app.command()(steps)
    app.command()(examine)
    for preparing in PREPARING[1:]:
        app.command(preparing)(_preparing(preparing))
    for acting in ACTING:
        app.command(acting)(_acting(acting))


def steps(call_id: str, data: Data = HERE) -> None:
    """Show a call of the running house: its versions, what was done, what may be done now."""
    for line in _lines(asyncio.run(_on(data, lambda door: door.card(call_id)))):
        console.print(line, markup=False, soft_wrap=True)


def examine(version: Version, official: Official, data: Data = HERE) -> None:
    """Check a version of a call in the running house: its engine is run on every line."""
    _take(data, version, {"step": "check", "official": official})


def _preparing(step: CallStep) -> Callable[..., None]:
    def take(version: Version, official: Official, act: Act, data: Data = HERE) -> None:
        _take(data, version, {"step": step, "official": official, **_written(act)})

    take.__doc__ = f"{step.capitalize()} a version of a call in the running house, by an act."
    return take


def _acting(step: CallStep) -> Callable[..., None]:
    def take(
        version: Version, official: Official, act: Act, reason: Reason, data: Data = HERE
    ) -> None:
        body = {"step": step, "official": official, "reason": reason, **_written(act)}
        _take(data, version, body)

    take.__doc__ = f"{step.capitalize()} a call of the running house, by an act with its reason."
    return take


def _written(act: tuple[str, datetime]) -> dict[str, str]:
    return {"act_number": act[0], "act_on": act[1].date().isoformat()}


def _take(data: Path, name: str, step: dict[str, Any]) -> None:
    call_id, version = version_of(Path(f"{name}.toml"))
    body = {**step, "version": version}
    taken = asyncio.run(_on(data, lambda door: door.take(call_id, body)))
    console.print(f"{call_id}, versione {version}: {WORDS[taken.step]}.", markup=False)


async def _on(data: Path, ask: Callable[[Applications], Awaitable[Answer]]) -> Answer:
    url, key = door(data)
    async with httpx2.AsyncClient(timeout=30) as client:
        try:
            return await ask(Applications(client, url, key))
        except httpx2.TransportError as error:
            raise ServerError(f"{url} does not answer.") from error


def door(data: Path) -> tuple[str, str]:
    """Return where applications answers, and the key: as the settings say, or the data folder."""
    told = DoorSettings()
    if told.applications_url:
        return told.applications_url.rstrip("/"), told.service_key.get_secret_value()
    known = RunFile.read(data)
    if known.pid is None:
        raise ServerError(f"Capofila is not running on {data}.")
    key = secrets_of(data, SECRETS)["CAPOFILA_SERVICE_KEY"]
    return f"http://127.0.0.1:{known.ports['applications']}", key


def _lines(card: dict[str, Any]) -> Iterator[str]:
    yield f"{card['call_id']}: {card['title']} ({card['state']}), {card['applications']} domande"
    for version in card["versions"]:
        yield f"versione {version['version']}: {version['state']}"
        yield from (f"  manca: {item}" for item in version["missing"])
        yield from (f"  cambia: {sentence}" for sentence in version["differences"])
    for taken in card["taken"]:
        act = f", atto {taken['act_number']} del {taken['act_on']}" if taken["act_number"] else ""
        yield f"{taken['at'][:16]} {WORDS[taken['step']]}, {taken['official']}{act}"
    for step, version in card["steps"]:
        yield f"si può: {WORDS[step]} della versione {version}"
