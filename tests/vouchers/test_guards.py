"""What the database itself refuses, whatever the code of the service does."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from contracts.vouchers.issue import VoucherIssued
from kit.database import Database
from kit.ids import new_id
from services.vouchers.rules.accounts import payable
from services.vouchers.usecases.calls import FUNDER
from tests.conftest import FreshHouse, as_service
from tests.vouchers.world import Ledger

TRANSFER = (
    "insert into transfer "
    "(id, operation_key, debit_account, credit_account, amount_cents, code, at, actor, cause) "
    "values (:id, :key, :debit, :credit, :cents, :code, '2026-01-01', 'test', 'test')"
)


@dataclass
class Twofold:
    """One database as the service sees it, and as its owner does."""

    service: Ledger
    owner: Ledger
    voucher: VoucherIssued

    async def transfer(self, debit: UUID, credit: UUID, cents: int, code: str) -> None:
        values = {"debit": debit, "credit": credit, "cents": cents, "code": code}
        await write(self.service, TRANSFER, id=new_id(), key=str(new_id()), **values)


@pytest.fixture(scope="module")
async def house(fresh_house: FreshHouse) -> AsyncIterator[Twofold]:
    """A voucher of 300 cents, of which 100 are spent at `nido`."""
    async with fresh_house() as url:
        service = Ledger(Database(as_service(url, "vouchers")))
        owner = await as_owner(url)
        await service.open(1_000)
        voucher = await service.voucher(300)
        await service.spend(voucher.voucher_id, 100)
        yield Twofold(service, owner, voucher)
        await service.database.close()
        await owner.database.close()


async def as_owner(url: str) -> Ledger:
    first = Ledger(Database(url))
    name = make_url(url).database
    await write(first, f"alter database {name} set search_path to vouchers")
    await first.database.close()
    return Ledger(Database(url))


async def write(ledger: Ledger, statement: str, **values: object) -> None:
    async with ledger.database.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def refusal(ledger: Ledger, statement: str, **values: object) -> asyncpg.PostgresError:
    """The server's own error for a statement that it must refuse."""
    with pytest.raises(DBAPIError) as no:
        await write(ledger, statement, **values)
    cause = no.value.orig.__cause__
    assert isinstance(cause, asyncpg.PostgresError)
    return cause


CHANGES = [
    "update transfer set amount_cents = 1",
    "delete from transfer",
    "truncate transfer",
    "update operation set outcome = '{}'",
    "delete from operation",
    "update redemption set amount_cents = 1",
    "update account set credits_cents = credits_cents + 100",
    "update account set kind = 'external'",
    "delete from account",
    "update line_total set cents = 0",
    "alter table account drop constraint account_never_overdrawn",
    "alter table transfer disable trigger transfer_moves_money",
    "set session_replication_role = replica",
]


OWNER_TOO = [
    "update transfer set amount_cents = 1",
    "delete from transfer",
    "truncate transfer cascade",
    "update operation set outcome = '{}'",
    "delete from operation",
    "update redemption set amount_cents = 1",
    "update account set credits_cents = credits_cents + 100",
    "truncate account cascade",
    "update line_total set cents = 0",
    "truncate line_total",
]


@pytest.mark.parametrize("statement", CHANGES)
async def test_the_service_has_no_right_to_change_the_journal(house: Twofold, statement: str):
    error = await refusal(house.service, statement)
    assert type(error) is asyncpg.InsufficientPrivilegeError
    assert await house.service.faults() == []


@pytest.mark.parametrize("statement", OWNER_TOO)
async def test_even_the_owner_cannot_change_what_is_append_only(house: Twofold, statement: str):
    error = await refusal(house.owner, statement)
    assert type(error) is asyncpg.IntegrityConstraintViolationError
    assert "is append-only" in str(error)


async def test_the_database_refuses_an_overspend(house: Twofold):
    nido = (await accounts(house))["nido"]
    with pytest.raises(DBAPIError) as no:
        await house.transfer(house.voucher.voucher_id, nido, 201, "redeem")
    cause = no.value.orig.__cause__
    assert type(cause) is asyncpg.CheckViolationError
    assert cause.constraint_name == "account_never_overdrawn"
    assert await house.service.faults() == []


CHART = (asyncpg.CheckViolationError, "transfer_follows_the_chart")
NO_ACCOUNT = (asyncpg.ForeignKeyViolationError, "transfer_accounts_exist")
NOT_POSITIVE = (asyncpg.CheckViolationError, "transfer_amount_positive")
ONE_ACCOUNT = (asyncpg.CheckViolationError, "transfer_between_two_accounts")
WRONG = {
    ("voucher", "line", 10, "redeem"): CHART,
    ("line", "nido", 10, "redeem"): CHART,
    ("line", "voucher", 10, "gift"): CHART,
    ("voucher", "other line", 10, "expire"): CHART,
    ("line", "nobody", 10, "reserve"): NO_ACCOUNT,
    ("funder", "line", 0, "allocate"): NOT_POSITIVE,
    ("funder", "line", -5, "allocate"): NOT_POSITIVE,
    ("line", "line", 5, "reserve"): ONE_ACCOUNT,
}


@pytest.mark.parametrize("wrong", WRONG, ids=str)
async def test_the_database_refuses_a_transfer_that_is_not_in_the_chart(
    house: Twofold, wrong: tuple[str, str, int, str]
):
    debit, credit, cents, code = wrong
    named = await accounts(house)
    with pytest.raises(DBAPIError) as no:
        await house.transfer(named[debit], named[credit], cents, code)
    cause = no.value.orig.__cause__
    assert (type(cause), cause.constraint_name) == WRONG[wrong]


async def accounts(house: Twofold) -> dict[str, UUID]:
    await house.service.open(500, line="B", version=1)
    lines = {row.line: row.account for row in await house.owner.rows("select * from budget_line")}
    return {
        "line": lines["A"], "other line": lines["B"], "voucher": house.voucher.voucher_id,
        "nido": payable(lines["A"], "provider:nido"), "funder": FUNDER, "nobody": new_id(),
    }  # fmt: skip


async def test_an_account_cannot_be_made_rich(house: Twofold):
    statement = (
        "insert into account (id, kind, owner, credits_cents) values (:id, 'line', 'mine', 100)"
    )
    error = await refusal(house.service, statement, id=new_id())
    assert (type(error), error.constraint_name) == (
        asyncpg.CheckViolationError, "account_starts_empty",
    )  # fmt: skip


async def test_totals_cannot_be_invented(house: Twofold):
    statement = "insert into line_total values (:id, 'redeem', 0, 100)"
    error = await refusal(house.service, statement, id=new_id())
    assert type(error) is asyncpg.IntegrityConstraintViolationError


async def test_one_operation_has_one_transfer(house: Twofold):
    (row,) = await house.owner.rows("select * from transfer where code = 'redeem'")
    values = {"debit": row.debit_account, "credit": row.credit_account, "cents": 1}
    error = await refusal(
        house.service, TRANSFER, id=new_id(), key=row.operation_key, code="redeem", **values
    )
    assert (type(error), error.constraint_name) == (
        asyncpg.UniqueViolationError, "one_transfer_per_operation",
    )  # fmt: skip


async def test_a_temporary_table_cannot_stand_in_for_the_accounts(house: Twofold):
    residual = "select credits_cents - debits_cents from vouchers.account where id = :id"
    nido = (await accounts(house))["nido"]
    values = {
        "id": new_id(), "key": "temp", "debit": house.voucher.voucher_id, "credit": nido,
        "cents": 50, "code": "redeem",
    }  # fmt: skip
    async with house.service.database.engine.connect() as connection:
        await connection.execute(text("create temporary table account (like vouchers.account)"))
        await connection.execute(text(TRANSFER), values)
        left = await connection.scalar(text(residual), {"id": house.voucher.voucher_id})
        await connection.rollback()
    assert left == 150
