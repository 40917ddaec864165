"""`capofila payments …`: an accountant orders what is owed, and tells what the bank did with it."""

import asyncio
import csv
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import httpx2
import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from capofila.call_steps import Act, DoorSettings, Official
from capofila.house import SECRETS
from capofila.servers.process import ServerError
from capofila.supervisor.runfile import RunFile, secrets_of, write_private
from contracts.identifiers import Iban
from contracts.payments import BankAccount, BankAccounts, OutcomesTaken
from contracts.vouchers.payments import PaymentOrdered
from kit.ids import new_id
from kit.money import euro

PATIENCE_SECONDS = 60
AT_ONCE = 200
BODY = "ente"
COLUMNS = ["beneficiario", "intestatario", "iban"]
IBAN = TypeAdapter[str](Iban)
Answer = TypeVar("Answer")

payments_app = typer.Typer(
    no_args_is_help=True, help="Payments: the order, the file for the bank, what the bank did."
)
What = Annotated[
    list[str],
    typer.Argument(
        metavar="CALL [PAYEE]...",
        help="A call, then who is paid: application:<id>, provider:<handle>, treasury; "
        "without any, everybody to whom something is owed.",
    ),
]  # fmt: skip
On = Annotated[datetime, typer.Option(help="The day on which the bank pays, as 2026-12-31.")]
Batch = Annotated[UUID, typer.Argument(help="The id of a batch, as `order` told it.")]
Accounts = Annotated[
    Path,
    typer.Option(
        exists=True, dir_okay=False,
        help="A CSV file `beneficiario;intestatario;iban` with the account of the body (`ente`), "
        "of each provider, and of the treasury.",
    ),
]  # fmt: skip
Why = Annotated[str, typer.Option(help="Why it does not go to the bank, in Italian.")]
To = Annotated[Path, typer.Option(help="Where the file for the bank is written.")]
Said = Annotated[
    Path,
    typer.Argument(
        exists=True, dir_okay=False, help="What the bank sent: CSV, pain.002, camt.054."
    ),
]
Data = Annotated[Path, typer.Option(help="The folder that holds everything.")]
HERE = Path(".capofila")
console = Console(highlight=False)


class MoneySettings(DoorSettings):
    """Where applications and vouchers answer, when the house is not one of a data folder."""

    vouchers_url: str = ""


@dataclass(frozen=True)
class Doors:
    """Where who applied is known, and where money is, with the key to both."""

    applications: str
    vouchers: str
    key: str


class Payments:
    """What an accountant does; what the house refuses raises ServerError with its sentence."""

    def __init__(self, client: httpx2.AsyncClient, doors: Doors) -> None:
        self._client = client
        self._doors = doors
        self._batches = f"{doors.vouchers}/v1/payment-batches"

    async def order(self, call_id: str, asked: dict[str, Any]) -> PaymentOrdered:
        """Order what lines of a call owe, under the CUP of the call."""
        call = (await self._ask("GET", f"{self._doors.applications}/v1/calls/{call_id}")).json()
        cup = call["definition"]["legal"]["cup"]
        if cup is None:
            raise ServerError(f"{call_id}: il bando non ha un CUP, e senza non si paga.")
        body = {"call_id": call_id, "cup": cup, **asked}
        ordered = await self._ask("POST", self._batches, json=body, headers=_once())
        return PaymentOrdered.model_validate_json(ordered.content)

    async def confirm(self, batch_id: UUID, official: str) -> None:
        """Let a batch go to the bank, as another official than who ordered it."""
        path, body = f"{self._batches}/{batch_id}/confirmations", {"official": official}
        await self._ask("POST", path, json=body, headers=_once())

    async def decline(self, batch_id: UUID, reason: str, official: str) -> None:
        """Do not let a batch go to the bank: what it pays is owed again."""
        path, body = f"{self._batches}/{batch_id}/declines", {"reason": reason}
        await self._ask("POST", path, json={**body, "official": official}, headers=_once())

    async def file(self, batch_id: UUID, own: Mapping[str, BankAccount], official: str) -> bytes:
        """Return the file for the bank: accounts of who applied are asked for, others are told.

        `own` are by payee, that of the body under `ente`.
        """
        payees = (await self._ask("GET", f"{self._batches}/{batch_id}/payees")).json()["payees"]
        known = {**own, **await self._accounts([each for each in payees if _applied(each)])}
        if missing := [each for each in (BODY, *payees) if each not in known]:
            raise ServerError(f"Nel file dei conti mancano: {', '.join(missing)}.")
        body = {
            "debtor": known[BODY].model_dump(),
            "accounts": [known[each].model_dump() for each in payees],
            "official": official,
        }
        made = await self._ask("POST", f"{self._batches}/{batch_id}/files", json=body)
        return bytes(made.content)

    async def sent(self, batch_id: UUID) -> None:
        """Note that the file went to the bank."""
        await self._ask("POST", f"{self._batches}/{batch_id}/sendings", headers=_once())

    async def outcome(self, batch_id: UUID, content: bytes) -> int:
        """Take what the bank did; return how many orders had an outcome that was not known."""
        path = f"{self._batches}/{batch_id}/outcomes"
        answer = await self._ask("POST", path, content=content)
        taken = OutcomesTaken.model_validate_json(answer.content)
        return 0 if taken.again else taken.news

    async def _accounts(self, payees: Sequence[str]) -> dict[str, BankAccount]:
        found: dict[str, BankAccount] = {}
        for first in range(0, len(payees), AT_ONCE):
            some = payees[first : first + AT_ONCE]
            body = {"application_ids": [each.partition(":")[2] for each in some]}
            path = f"{self._doors.applications}/v1/queries/bank-accounts"
            answer = await self._ask("POST", path, json=body)
            accounts = BankAccounts.model_validate_json(answer.content)
            found |= {each.payee: each for each in accounts.items}
        return found

    async def _ask(self, method: str, url: str, **rest: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self._doors.key}", **rest.pop("headers", {})}
        try:
            answer = await self._client.request(method, url, headers=headers, **rest)
        except httpx2.TransportError as error:
            raise ServerError(f"{url} does not answer.") from error
        if not answer.is_success:
            said = answer.json()
            faults = [f"{each['field']}: {each['detail']}" for each in said.get("errors", ())]
            raise ServerError("\n".join([said["detail"], *faults]))
        return answer


@payments_app.command()
def order(what: What, act: Act, on: On, official: Official, data: Data = HERE) -> None:
    """Order by an act the payment of what a call owes: who signed may not."""
    call_id, *payees = what
    asked = {
        "payees": payees,
        "act": {"number": act[0], "on": act[1].date().isoformat()},
        "execute_on": on.date().isoformat(),
        "official": official,
    }
    ordered = _on(data, lambda payments: payments.order(call_id, asked))
    count = "1 mandato" if ordered.orders == 1 else f"{ordered.orders} mandati"
    _say(f"Distinta {ordered.batch_id}: {count}, {euro(ordered.amount_cents)}.")
    _say(f"Un'altra persona la conferma con: capofila payments confirm {ordered.batch_id}")
    for each in ordered.left_out:
        _say(f"Fuori dalla distinta, domanda {each.application_id}: {each.sentence}")


@payments_app.command()
def confirm(batch: Batch, official: Official, data: Data = HERE) -> None:
    """Confirm a batch, as another official than who ordered it: then its file may be made."""
    _on(data, lambda payments: payments.confirm(batch, official))
    _say("La distinta è confermata.")


@payments_app.command()
def decline(batch: Batch, why: Why, official: Official, data: Data = HERE) -> None:
    """Decline a batch whose file was not written yet: what it pays is owed again."""
    _on(data, lambda payments: payments.decline(batch, why, official))
    _say("La distinta è annullata: le somme tornano da pagare.")


@payments_app.command()
def file(batch: Batch, accounts: Accounts, official: Official, to: To, data: Data = HERE) -> None:
    """Write the file of a batch for the bank (pain.001), readable by this user only."""
    own = read_accounts(accounts)
    content = _on(data, lambda payments: payments.file(batch, own, official))
    write_private(to, content.decode())
    _say(f"Scritto {to}. Quando è alla banca: capofila payments sent {batch}")


@payments_app.command()
def sent(batch: Batch, data: Data = HERE) -> None:
    """Note that the file of a batch went to the bank."""
    _on(data, lambda payments: payments.sent(batch))
    _say("La distinta è alla banca.")


@payments_app.command()
def outcome(batch: Batch, said: Said, data: Data = HERE) -> None:
    """Take what the bank did with each order; the same file again changes nothing."""
    news = _on(data, lambda payments: payments.outcome(batch, said.read_bytes()))
    _say(f"Esiti nuovi: {news}.")


def read_accounts(path: Path) -> dict[str, BankAccount]:
    """Read the accounts that the body keeps, by payee; what is wrong raises ServerError."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, delimiter=";")
        if list(rows.fieldnames or ()) != COLUMNS:
            raise ServerError(f"{path}: la prima riga deve essere {';'.join(COLUMNS)}.")
        return {each["beneficiario"]: _account(each, rows.line_num) for each in rows}


def doors(data: Path) -> Doors:
    """Return where the house answers: as the settings say, or the data folder."""
    told = MoneySettings()
    if told.applications_url and told.vouchers_url:
        key = told.service_key.get_secret_value()
        return Doors(told.applications_url.rstrip("/"), told.vouchers_url.rstrip("/"), key)
    known = RunFile.read(data)
    if known.pid is None:
        raise ServerError(f"Capofila is not running on {data}.")
    applications, vouchers = (
        f"http://127.0.0.1:{known.ports[name]}" for name in ("applications", "vouchers")
    )
    return Doors(applications, vouchers, secrets_of(data, SECRETS)["CAPOFILA_SERVICE_KEY"])


def _account(row: Mapping[str, str | None], number: int) -> BankAccount:
    told = {name: (row[name] or "").strip() for name in COLUMNS}
    try:
        iban = IBAN.validate_python(told["iban"])
    except ValidationError as error:
        raise ServerError(f"Riga {number}: {error.errors()[0]['msg']}") from error
    return BankAccount(payee=told["beneficiario"], holder=told["intestatario"], iban=iban)


def _applied(payee: str) -> bool:
    return payee.startswith("application:")


def _once() -> dict[str, str]:
    return {"Idempotency-Key": f"payment-{new_id()}"}


def _on(data: Path, ask: Callable[[Payments], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_asked(doors(data), ask))


async def _asked(found: Doors, ask: Callable[[Payments], Awaitable[Answer]]) -> Answer:
    async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        return await ask(Payments(client, found))


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True)
