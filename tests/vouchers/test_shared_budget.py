"""A line that spends the budget of another, and one that has no budget any more."""

from contracts.applications.calls import BudgetLine
from tests.vouchers.world import LINE, Ledger

BUDGETS = "select line, budget_cents from budget_line order by line"


async def test_an_application_waits_for_the_budget_that_its_line_spends(ledger: Ledger):
    await ledger.open(1_000)
    first = await ledger.deliver(ledger.arrival(700))
    other = ledger.arrival(400).model_copy(update={"line": "B", "fund": LINE})
    await ledger.deliver(other)
    assert await ledger.state(first) == "reserved"
    assert await ledger.state(other.application_id) == "waiting"
    await ledger.release(first)
    assert await ledger.state(other.application_id) == "reserved"
    assert await ledger.rows(BUDGETS) == [(LINE, 1_000)]


async def test_a_budget_that_is_no_more_gives_all_its_money_back(ledger: Ledger):
    await ledger.open(1_000)
    await ledger.change([BudgetLine(line="B", budget_cents=500)], version=2)
    await ledger.change([BudgetLine(line="B", budget_cents=0)], version=3)
    assert await ledger.rows(BUDGETS) == [(LINE, 1_000), ("B", 0)]
    assert await ledger.faults() == []
