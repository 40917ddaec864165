"""Payments over HTTP: what is owed, the orders for the bank, and what the bank made of them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.identifiers import Cup
from contracts.money import ActRef, Sum
from contracts.places import CallId
from contracts.publishing import Official, Words
from contracts.values import Frozen
from kit.money import Cents


class CollectorAnswer(Frozen):
    """What the collector answered about a payee before a payment above 5,000 euro."""

    payee: Annotated[str, Field(pattern=r"^(provider|application):[a-z0-9-]{1,64}$|^treasury$")]
    checked_on: date
    clear: bool
    reference: Words
    official: Official


class PaymentRequest(Frozen):
    """Order the payment of what is owed by lines of a call: all of it, or to these payees.

    `expected_cents` is the total that who orders was shown: with another one nothing is ordered.
    """

    call_id: CallId
    payees: Annotated[list[str], Field(max_length=5000, default_factory=list)]
    cup: Cup
    act: ActRef
    execute_on: date
    official: Official
    expected_cents: Sum | None = None


class BatchConfirmation(Frozen):
    """Another official than who ordered them confirms that the orders of a batch may leave."""

    official: Official


class BatchDecline(Frozen):
    """An official does not let a batch go to the bank, and says why; who ordered it may too."""

    reason: Words
    official: Official


class Payable(Frozen):
    """What a line owes to a payee and nobody ordered yet."""

    line: str
    payee: str
    amount_cents: Cents


class Payables(Frozen):
    """What a call owes, by line and payee, with its total."""

    call_id: str
    items: list[Payable]
    total_cents: Cents


class BankAccount(Frozen):
    """Where a payee is paid; answered by who holds it, to vouchers only."""

    payee: str
    holder: str
    iban: str


class BankAccounts(Frozen):
    """The bank accounts found."""

    items: list[BankAccount]


class PaymentFileRequest(Frozen):
    """The accounts that a payment file is made with: the body's own, and those of its payees."""

    debtor: BankAccount
    accounts: Annotated[list[BankAccount], Field(max_length=20_000)]
    official: Official


class Outcome(Frozen):
    """What the bank says of one order; `code` is its reason in ISO 20022, if it gives one."""

    order_id: UUID
    paid: bool
    on: date
    code: Annotated[str, Field(max_length=35)] = ""
    reason: Annotated[str, Field(max_length=200)] = ""


class OutcomeRow(Frozen):
    """What one row of a bank's file did: nothing when its outcome was known."""

    order_id: UUID
    did: Literal["paid", "bounced", "known"]
    amount_cents: Cents
    code: str = ""
    reason: str = ""


class OutcomesTaken(Frozen):
    """What a bank's file did; `news` counts the orders whose outcome was not known before.

    With `again` the same file had been read before: it did this then, and nothing now.
    """

    file_id: UUID
    news: int
    again: bool = False
    rows: list[OutcomeRow]


class OrderCard(Frozen):
    """One order of a batch with its outcome; `own_account` says that the house knows its account.

    `reason` is the bank's, or what its `code` means.
    """

    order_id: UUID
    line: str
    payee: str
    amount_cents: Cents
    state: Literal["ordered", "paid", "bounced"]
    own_account: bool
    outcome_on: date | None
    code: str
    reason: str


class OutcomeFileCard(Frozen):
    """A file of the bank that was read."""

    file_id: UUID
    at: datetime
    official: str
    news: int
    rows: list[OutcomeRow]


class PaymentBatchCard(Frozen):
    """A batch of payment orders as officials see it; one that is declined owes its sums again."""

    batch_id: UUID
    call_id: str
    state: Literal["composed", "confirmed", "declined", "sent", "settled"]
    cup: str
    act: str
    official: str
    execute_on: date
    created_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    has_file: bool
    sent_at: datetime | None
    amount_cents: Cents
    orders: list[OrderCard]
    files: list[OutcomeFileCard]
