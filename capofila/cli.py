"""The command line: `capofila up`, `capofila servers`, `capofila status`."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from capofila.accounts import Person, open_account
from capofila.audit import read_checkpoint, verify_logs, write_checkpoint
from capofila.board import board
from capofila.call_steps import register
from capofila.calls import calls_app
from capofila.demo.run import LOGINS, play, settle
from capofila.doctor import faults
from capofila.house import DOORS
from capofila.payments import payments_app
from capofila.preparation import prepare, prepare_foreign
from capofila.rankings import app as rankings_app
from capofila.recalculation import recalculate
from capofila.register import register_app
from capofila.settings import PreparationSettings
from capofila.supervisor import Addresses, ServerError, Stack, reached
from capofila.supervisor.runfile import RunFile
from capofila.terms import terms
from capofila.what_if import what_if

Prepare = Callable[[Stack], Awaitable[None]]
Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
HERE = Path(".capofila")
# Ports that a person remembers, taken when they are free at the first start.
PREFERRED = {"dashboard": 8000, "portal": 8001, "temporal_ui": 8080, "mail": 8025}

Kept = Annotated[Path | None, typer.Option(help="A file written by `audit checkpoint`.")]
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Role = Annotated[str, typer.Option(help="manager, reviewer or reader.")]
audit_app = typer.Typer(no_args_is_help=True, help="The event logs and their proof.")
app.add_typer(audit_app, name="audit")
app.add_typer(calls_app, name="call")
app.add_typer(payments_app, name="payments")
app.add_typer(rankings_app, name="ranking")
app.add_typer(register_app, name="register")
app.command("terms")(terms)
register(calls_app)
calls_app.command("what-if")(what_if)
calls_app.command("recalculate")(recalculate)
console = Console(highlight=False)


async def run_house(data: Path, prepare: Prepare) -> None:
    """Run the servers, prepare the house, run its processes, and stay until told to stop."""
    async with Stack(data, preferred_ports=PREFERRED) as stack:
        await prepare(stack)
        await stack.start_house()
        console.print(await board(stack))
        await asyncio.Event().wait()


async def run_servers(data: Path) -> None:
    """Run the servers only, and stay until told to stop."""
    async with Stack(data, preferred_ports=PREFERRED) as stack:
        for line in environment_lines(stack.addresses):
            console.print(line, soft_wrap=True)
        await asyncio.Event().wait()


async def run_demo(data: Path, once: bool) -> None:
    """Run the house with the demonstration in it; with `once`, check it and stop."""
    async with Stack(data, preferred_ports=PREFERRED) as stack:
        with console.status("Preparo le basi di dati e avvio i servizi…"):
            await prepare(stack)
            await stack.start_house()
        await play(stack, console)
        if once:
            await settle(stack)
            console.print("Tutto in ordine: nessuna domanda persa, conti in pareggio.")
        console.print(await board(stack, LOGINS))
        if not once:
            await asyncio.Event().wait()


async def examine(data: Path) -> None:
    """Print what is wrong in a data folder; fail when there is anything."""
    async with reached(data) as house:
        found = await faults(house)
    for fault in found:
        console.print(fault, markup=False)
    if found:
        raise ServerError(f"{len(found)} faults.")
    console.print("No faults.")


async def audit_logs(data: Path, checkpoint: Path | None) -> None:
    """Verify the event logs of a data folder, against a checkpoint when one is given."""
    kept = read_checkpoint(checkpoint) if checkpoint else None
    async with reached(data) as house:
        logs = await verify_logs(
            house.addresses.admin_database_url, house.secrets["CAPOFILA_AUDIT_KEY"], kept
        )
    for service, log in logs.items():
        console.print(f"{service}: {log.rows} facts, head {log.head[:16]}, {log.fault or 'intact'}")
    if any(log.fault for log in logs.values()):
        raise ServerError("An event log was tampered with.")


async def give_account(data: Path, person: Person) -> None:
    """Write an account into the desk's schema."""
    async with reached(data) as house:
        await open_account(house, person)
    console.print(f"{person.email} può entrare.")


async def keep_checkpoint(data: Path, file: Path) -> None:
    """Write the heads of the chains of a data folder."""
    async with reached(data) as house:
        logs = await verify_logs(
            house.addresses.admin_database_url, house.secrets["CAPOFILA_AUDIT_KEY"]
        )
    write_checkpoint(file, logs)


def environment_lines(addresses: Addresses) -> list[str]:
    """Return the settings that lead another program to these servers."""
    return [
        f"CAPOFILA_ADMIN_DATABASE_URL='{addresses.admin_database_url}'",
        f"CAPOFILA_REDIS_URL='{addresses.redis_url}'",
        f"CAPOFILA_TEMPORAL_ADDRESS='{addresses.temporal_address}'",
        f"CAPOFILA_SMTP_URL='{addresses.smtp_url}'",
    ]


@app.command()
def up(data: Data = HERE) -> None:
    """Run the whole house until Ctrl-C."""
    _stay(run_house(data, prepare))


@app.command("migrate")
def migrate_foreign() -> None:
    """Bring schemas, roles and consumer groups up to date on the servers of the settings."""
    _stay(prepare_foreign(PreparationSettings()))


@app.command()
def demo(
    data: Data = HERE,
    once: Annotated[bool, typer.Option(help="Check everything at the end, and stop.")] = False,
) -> None:
    """Run the house, play some sixty invented applications through it, and stay until Ctrl-C."""
    _stay(run_demo(data, once))


@app.command()
def doctor(data: Data = HERE) -> None:
    """Check every invariant of the data folder's house, running or not."""
    _stay(examine(data))


@app.command()
def account(name: str, email: str, role: Role = "manager", data: Data = HERE) -> None:
    """Give a person an account of the desk, or a new password; the password is asked for."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    _stay(give_account(data, Person(name, email, password, role)))


@audit_app.command("verify")
def audit_verify(data: Data = HERE, checkpoint: Kept = None) -> None:
    """Follow the hash chain of every event log; exit 1 at the first fault."""
    _stay(audit_logs(data, checkpoint))


@audit_app.command("checkpoint")
def audit_checkpoint(file: Path, data: Data = HERE) -> None:
    """Write the heads of all chains to a file, to be kept elsewhere."""
    _stay(keep_checkpoint(data, file))


@app.command()
def servers(data: Data = HERE) -> None:
    """Run the servers only until Ctrl-C, and print the settings that lead to them."""
    _stay(run_servers(data))


@app.command()
def status(data: Data = HERE) -> None:
    """Ask every process of the house how it is; exit 1 when one does not answer."""
    known = RunFile.read(data)
    if known.pid is None:
        raise ServerError(f"Capofila is not running on {data}.")
    table = Table("process", "state", "address")
    states = {name: _state(f"http://127.0.0.1:{known.ports[name]}/status") for name in DOORS}
    for name, state in states.items():
        table.add_row(name, state, f"http://127.0.0.1:{known.ports[name]}")
    console.print(table)
    raise typer.Exit(0 if all(state == "ok" for state in states.values()) else 1)


def main() -> None:
    """Run the command line and leave without the interpreter's farewell.

    Temporal's client has a thread that may abort the process while the interpreter ends, and turn
    success into exit code 134.
    """
    try:
        code = _run()
    except ServerError as error:
        Console(stderr=True, highlight=False).print(str(error), soft_wrap=True, markup=False)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run() -> int:
    try:
        app()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return 0


def _stay(work: Awaitable[None]) -> None:
    asyncio.run(_until_told(work))


async def _until_told(work: Awaitable[None]) -> None:
    """Run until the first SIGINT or SIGTERM; further ones do not hurry the stop."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, _cancel_once, task)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


def _cancel_once(task: asyncio.Future[None]) -> None:
    if isinstance(task, asyncio.Task) and not task.cancelling():
        task.cancel()


def _state(url: str) -> str:
    try:
        answer = httpx2.get(url, timeout=2)
    except httpx2.HTTPError:
        return "no answer"
    return "ok" if answer.is_success else f"answers {answer.status_code}"


if __name__ == "__main__":
    main()
