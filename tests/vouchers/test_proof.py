"""The nightly proof finds what a forger with all rights changed, keeps it and tells it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit.database import Database
from tests.conftest import FreshHouse, as_service
from tests.vouchers.test_reopened import annul
from tests.vouchers.world_money import Treasury

ID = "'00000000-0000-7000-8000-000000000001'"
SUBSTITUTED = (
    "insert into substitution (id, application_id, check_id, creditor, amount_cents, act, act_on, "
    f"official, at) values ({ID}, {ID}, {ID}, 'inps', 1, '1/2026', now(), 'staff:0a', now())"
)
ANSWERED = (
    "insert into contributions_check (id, firm, regular, protocol, requested_on, at) "
    f"values ({ID}, 'f', true, 'p', now(), now())"
)
FORGED = {
    "an act moved money and no movement says so": "delete from fund_move",
    "an offer is not its reservation": "update reservation set state = 'offered'",
    "an award is not what was committed": "update award set amount_cents = amount_cents + 1 "
    "where annulled_at is null",
    "liquidations are not their movements": "delete from liquidation",
    "a payment order is not its account": "update payment_order set state = 'ordered', "
    "outcome_on = null",
    "a settled file has rows without an outcome": "update payment_batch set state = 'sent'",
    "a recovery is not its account": "update recovery set state = 'returned'",
    "receipts are not what came back": "delete from recovery_receipt",
    "instalments of a recovery do not make it": "update recovery_instalment "
    "set amount_cents = amount_cents + 1",
    "an account of a kind belongs to nothing of that kind": "delete from payment_order",
    "what was moved to a line is not what acts moved": "update budget_line set moved_cents = 0",
    "an annulled award still holds money": "update award set annulled_at = now(), "
    "voided_cents = voided_cents + amount_cents, amount_cents = 0",
    "money came back of a grant that no act annulled": "update award set annulled_at = null, "
    "voided_cents = 0",
    "contributions were paid for a firm and no movement says so": SUBSTITUTED,
    "contributions were paid for a firm that pays them": f"with asked as ({ANSWERED}) "
    f"{SUBSTITUTED}",
}
JOURNAL = {
    "update transfer set amount_cents = 1": "42501",
    "delete from transfer": "42501",
    "truncate transfer": "42501",
    "update transfer set cause = 'x'": "42501",
    "update fund_move set amount_cents = 1": "42501",
    "delete from liquidation": "42501",
    "delete from proof": "42501",
    "insert into transfer (id, operation_key, debit_account, credit_account, amount_cents, code, "
    "at, actor) values (gen_random_uuid(), 'x', gen_random_uuid(), gen_random_uuid(), 1, 'pay', "
    "now(), 'x')": "23502",
}


@pytest.fixture
async def forged(fresh_house: FreshHouse) -> AsyncIterator[tuple[str, Treasury]]:
    """A house in which money was moved, granted, annulled, paid, and asked back."""
    async with fresh_house() as url:
        treasury = Treasury(Database(as_service(url, "vouchers")))
        await treasury.publish({"A": 10_000, "B": 10_000})
        await treasury.move("B", "A", 1_000)
        debt = await treasury.demand(await treasury.paid(1_000), (300, 30))
        await treasury.give_back(debt.recovery_id, 100, "bonifico 1")
        await annul(treasury, (await treasury.signed(500)).application_id, 2)
        await treasury.signed(500)
        assert await treasury.faults() == []
        yield url, treasury
        await treasury.database.close()


@pytest.mark.parametrize("fault", FORGED)
async def test_the_proof_keeps_and_tells_what_was_forged(forged: tuple[str, Treasury], fault: str):
    url, treasury = forged
    await forge(url, FORGED[fault])
    proved = await treasury.prove()
    kept = await treasury.rows("select fault from proof_fault order by position")
    assert proved.faults == len(kept) >= 1
    assert any(row.fault.startswith(fault) for row in kept)
    assert [name for name, _, _ in await treasury.told()][-2:] == ["ledger.proved", "ledger.faulty"]


@pytest.mark.parametrize("statement", JOURNAL)
async def test_the_service_itself_cannot_touch_what_was_written(treasury: Treasury, statement: str):
    with pytest.raises(DBAPIError) as no:
        async with treasury.database.engine.begin() as connection:
            await connection.execute(text(statement))
    cause = no.value.orig.__cause__
    assert isinstance(cause, asyncpg.PostgresError)
    assert cause.sqlstate == JOURNAL[statement]


async def forge(url: str, statement: str) -> None:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.execute(text("set session_replication_role = replica"))
        await connection.execute(text("set search_path to vouchers"))
        await connection.execute(text(statement))
    await database.close()
