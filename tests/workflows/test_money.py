"""What the ledger waits for: answers to offers, money that comes back, the nightly proof."""

from datetime import UTC, date, datetime, timedelta

from contracts.vouchers.offers import BudgetOffered
from contracts.vouchers.recoveries import RecoveryDemanded
from kit.days import civil_day
from kit.ids import new_id
from workflows.offer import OfferWorkflow
from workflows.proof import ProofWorkflow
from workflows.recovery import RecoveryWorkflow


def offered() -> BudgetOffered:
    return BudgetOffered(
        application_id=new_id(), call_id="ADM-2015", line="I", amount_cents=200_000,
        wanted_cents=450_000, answer_by_on=in_days(10), at=datetime.now(UTC),
    )  # fmt: skip


def demanded() -> RecoveryDemanded:
    return RecoveryDemanded(
        recovery_id=new_id(), application_id=new_id(), amount_cents=100,
        due_on=[in_days(30), in_days(60)], at=datetime.now(UTC),
    )  # fmt: skip


def in_days(days: int) -> date:
    return civil_day(datetime.now(UTC)) + timedelta(days=days)


async def test_an_offer_ends_on_the_day_after_its_last(procedures):
    handle = await procedures.start(OfferWorkflow.run, "offer/1", offered())
    await procedures.days_go_by(handle, 9)
    assert procedures.house.asked == []
    await procedures.days_go_by(handle, 3)
    assert await handle.result() == "lapsed"


async def test_a_recovery_is_looked_at_after_each_of_its_days(procedures):
    procedures.house.recoveries = [in_days(60), None]
    handle = await procedures.start(RecoveryWorkflow.run, "recovery/1", demanded())
    await procedures.days_go_by(handle, 32)
    await procedures.asked("RemindRecovery")
    await procedures.days_go_by(handle, 62)
    assert await handle.result() == 2


async def test_the_ledger_is_proved_once_a_night(procedures):
    handle = await procedures.start(ProofWorkflow.run, "ledger-proof")
    assert await handle.result() == 0
    [step] = procedures.house.asked
    assert step.startswith("ProveLedger:")
