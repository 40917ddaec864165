"""The tables of the code are those that the migrations make, and the proof finds a fault."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from sqlalchemy import text

from kit.database import Database
from services.vouchers import models
from services.vouchers.models.table import Table
from tests.conftest import FreshHouse, as_service
from tests.vouchers.world import Ledger


async def test_every_table_of_the_code_is_in_the_database_column_by_column(ledger: Ledger):
    rows = await ledger.rows(
        "select table_name, column_name, is_nullable from information_schema.columns "
        "where table_schema = 'vouchers'"
    )
    made = {(row.table_name, row.column_name): row.is_nullable == "YES" for row in rows}
    for module in iter_modules(models.__path__, f"{models.__name__}."):
        import_module(module.name)
    for table in Table.metadata.sorted_tables:
        known = {name: nullable for (of, name), nullable in made.items() if of == table.name}
        assert known == {column.name: column.nullable for column in table.columns}


FORGERIES = {
    "an account is not what its transfers say": "update account set credits_cents = "
    "credits_cents + 1 where kind = 'payable'",
    "debits and credits differ": "update account set credits_cents = credits_cents + 1",
    "a line's budget is not what was allocated": "update budget_line set budget_cents = 1",
    "a line's budget is not where its money is": "update budget_line set budget_cents = 1",
    "a line's totals are not what its transfers say": "update line_total set cents = cents + 1",
    "a reservation does not hold its money": "update reservation set state = 'reserved'",
    "a committed application has no award": "update reservation set state = 'released'",
    "a reservation is not what its application asks for": "update reservation set "
    "state = 'reserved', amount_cents = 1",
    "an application waits for nothing": "update reservation set state = 'waiting', amount_cents=0",
    "a line ran out and nobody was told": "update reservation set state = 'waiting'",
    "a place was passed over": "update budget_line set next_place = 1",
    "instalments do not make their award": "delete from instalment",
    "a voucher's redeemed, returned and residual": "update voucher set amount_cents = 1",
    "an ended voucher still holds money": "update voucher set state = 'spent'",
    "a redemption is not its transfer": "delete from redemption",
    "an answer has no transfer": "insert into operation values "
    "('x', '', '{\"fact\": {}}', '2026-01-01')",
}


@pytest.mark.parametrize("fault", FORGERIES)
async def test_the_proof_finds_what_a_forger_with_all_rights_changed(
    fresh_house: FreshHouse, fault: str
):
    async with fresh_house() as url:
        ledger = Ledger(Database(as_service(url, "vouchers")))
        await ledger.open(1_000)
        await ledger.spend((await ledger.voucher(300)).voucher_id, 100)
        assert await ledger.faults() == []
        await forge(url, FORGERIES[fault])
        assert any(each.startswith(fault) for each in await ledger.faults())
        await ledger.database.close()


async def forge(url: str, statement: str) -> None:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.execute(text("set session_replication_role = replica"))
        await connection.execute(text("set search_path to vouchers"))
        await connection.execute(text(statement))
    await database.close()
