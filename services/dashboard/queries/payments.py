"""Batches of payments as their owner tells them, and the accounts that their file needs."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from contracts.cases import ApplicationIds
from contracts.identifiers import Iban
from contracts.payments import (
    BankAccount,
    BankAccounts,
    Payables,
    PaymentBatchCard,
    PaymentFileRequest,
)
from kit.refusal import Refusal
from services.dashboard.queries.peer import ROW_BY_ROW_S, Ask, Peer

AT_ONCE = 200
BODY, TREASURY = "body", "treasury"
IBAN = TypeAdapter[str](Iban)
APPLIED = "application:"


class Owners(NamedTuple):
    """Who is asked for a file: where money is, and where who applied is known."""

    vouchers: Peer
    applications: Peer


class Payees(BaseModel):
    """Whose bank accounts the file of a batch needs."""

    payees: list[str]


def application_of(payee: str) -> UUID | None:
    """Return the application that a payee is, None for another."""
    return UUID(payee.removeprefix(APPLIED)) if payee.startswith(APPLIED) else None


async def batch_of(vouchers: Peer, batch_id: UUID) -> PaymentBatchCard:
    """Return a batch; refuses `batch-unknown` (404) and `owner-silent` (503)."""
    return await vouchers.get(PaymentBatchCard, Ask(f"/v1/payment-batches/{batch_id}"))


async def payables_of(vouchers: Peer, call_id: str) -> Payables:
    """Return what a call owes and nobody ordered; refuses `owner-silent` (503)."""
    return await vouchers.get(Payables, Ask(f"/v1/calls/{call_id}/payables"))


async def payment_file(
    owners: Owners, batch_id: UUID, typed: Mapping[str, str], official: str
) -> bytes:
    """Return the file of a batch for the bank; no account that it needs is kept here.

    Refuses `account-wrong` (422) for an account that was mistyped, and what the owner refuses.
    """
    path = f"/v1/payment-batches/{batch_id}"
    payees = (await owners.vouchers.get(Payees, Ask(f"{path}/payees"))).payees
    accounts = await _accounts(owners.applications, [application_of(each) for each in payees])
    if TREASURY in payees:
        accounts.append(_typed(TREASURY, typed["treasury_holder"], typed["treasury_iban"]))
    debtor = _typed(BODY, typed["holder"], typed["iban"])
    body = PaymentFileRequest(debtor=debtor, accounts=accounts, official=official)
    made = await owners.vouchers.made(Ask(f"{path}/files", body, patience_s=ROW_BY_ROW_S))
    return bytes(made.content)


async def _accounts(applications: Peer, ids: Sequence[UUID | None]) -> list[BankAccount]:
    wanted = [each for each in ids if each]
    found: list[BankAccount] = []
    for first in range(0, len(wanted), AT_ONCE):
        body = ApplicationIds(application_ids=wanted[first : first + AT_ONCE])
        answer = await applications.post(BankAccounts, Ask("/v1/queries/bank-accounts", body))
        found += answer.items
    return found


def _typed(payee: str, holder: str, iban: str) -> BankAccount:
    if not holder.strip():
        raise Refusal("account-wrong", "Manca l'intestatario del conto.", 422)
    try:
        return BankAccount(payee=payee, holder=holder.strip(), iban=IBAN.validate_python(iban))
    except ValidationError as error:
        said: Any = error.errors()[0]["msg"]
        raise Refusal("account-wrong", str(said), 422) from error
