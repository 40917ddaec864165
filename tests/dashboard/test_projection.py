"""The read model says the same whatever the order in which facts arrive."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from contracts.applications.closing import ApplicationClosed, ApplicationWaitlisted
from contracts.applications.procedure import TermMoved, TermNearing
from contracts.notifications import LetterAccepted, LetterQueued
from contracts.vouchers.awards import AwardGranted
from contracts.vouchers.budget import BudgetExhausted, BudgetReleased, BudgetReserved
from kit.database import CAUSE, Cause, Database
from kit.ids import new_id
from kit.messages import Event
from services.dashboard.models import ApplicationRow, LetterRow, StateCount, TimelineFact
from services.dashboard.streams import doors
from tests.dashboard.conftest import CALL, T0, checked, decided, registered, tell

SHARE = {"call_id": CALL, "line": "A", "place": 1, "amount_cents": 1_200_000}


async def row_of(database: Database, application_id: UUID):
    async with database.reading() as session:
        return await session.get_one(ApplicationRow, application_id)


async def counts_of(database: Database):
    async with database.reading() as session:
        rows = (await session.exec(select(StateCount))).all()
    return {row.state: row.applications for row in rows if row.applications}


async def test_a_checked_application_waits_for_a_decision_until_its_term(database: Database):
    fact = registered()
    await tell(database, fact, checked(fact.application_id))
    row = await row_of(database, fact.application_id)
    assert (row.state, row.due_on, row.verdict) == ("to_decide", date(2016, 4, 8), "to_complete")


async def test_facts_in_any_order_make_the_same_row(database: Database):
    rows = []
    for number, order in enumerate(permutations(range(4)), start=1):
        fact = registered(number)
        case = fact.application_id
        facts = (
            fact,
            checked(case),
            decided(case, number=4),
            ApplicationClosed(application_id=case, state="awarded"),
        )
        await tell(database, *(facts[place] for place in order))
        row = await row_of(database, case)
        rows.append((row.state, row.decision, row.final, row.act, row.due_on, row.checked))
    assert set(rows) == {("awarded", "granted", "awarded", "4/2016", date.max, 1)}
    assert await counts_of(database) == {"awarded": 24}


async def test_a_fact_that_overtakes_the_registration_is_kept_but_not_listed(database: Database):
    case = new_id()
    await tell(database, BudgetReserved(application_id=case, recovered=False, **SHARE))
    row = await row_of(database, case)
    assert (row.budget, row.state) == ("reserved", "")
    assert await counts_of(database) == {}


async def test_a_fact_read_late_keeps_the_instant_at_which_it_happened(database: Database):
    fact = registered()
    cause = Cause(actor="applications", causation="e1", at=T0)
    async with database.transaction(cause) as session:
        await doors.events[fact.type()][1](session, fact)
    assert (await row_of(database, fact.application_id)).registered_at == T0


async def test_the_same_fact_twice_has_one_place_in_the_timeline(database: Database):
    fact = registered()
    for _ in range(2):
        async with database.transaction(Cause(actor="applications", causation="e1")) as session:
            await doors.events[fact.type()][1](session, fact)
    async with database.reading() as session:
        told = (await session.exec(select(TimelineFact))).all()
    assert [(each.event_id, each.kind) for each in told] == [("e1", "ApplicationRegistered")]
    assert await counts_of(database) == {"registered": 1}


async def test_an_older_check_does_not_undo_a_newer_one(database: Database):
    fact = registered()
    case = fact.application_id
    await tell(database, fact, checked(case, 2, outcome="yes"), checked(case, 1, outcome="no"))
    row = await row_of(database, case)
    assert (row.checked, row.verdict) == (2, "yes")


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_money_set_aside_late_wins_over_exhausted_funds(database: Database, order: Any):
    fact = registered()
    case = fact.application_id
    facts = (
        BudgetExhausted(application_id=case, **SHARE),
        BudgetReserved(application_id=case, recovered=True, **SHARE),
        BudgetReleased(application_id=case, amount_cents=1_200_000),
    )
    await tell(database, fact)
    for place in order:
        await tell(database, facts[place], at=T0 + timedelta(seconds=place))
    row = await row_of(database, case)
    assert (row.budget, row.reserved_cents) == ("released", 0)


async def test_a_reservation_that_grows_beyond_the_funds_waits_again(database: Database):
    fact = registered()
    case = fact.application_id
    await tell(database, fact, BudgetReserved(application_id=case, recovered=False, **SHARE), at=T0)
    assert (await row_of(database, case)).reserved_cents == 1_200_000
    later = T0 + timedelta(days=1)
    await tell(database, BudgetExhausted(application_id=case, **SHARE), at=later)
    row = await row_of(database, case)
    assert (row.budget, row.reserved_cents) == ("exhausted", 0)


async def test_a_waitlisted_application_is_listed_as_such_until_it_has_its_award(
    database: Database,
):
    fact = registered()
    case = fact.application_id
    await tell(
        database,
        fact,
        checked(case),
        decided(case),
        ApplicationWaitlisted(application_id=case, waitlisted_at=T0),
    )
    assert (await row_of(database, case)).state == "waitlisted"
    award = AwardGranted(application_id=case, award_id=new_id(), amount_cents=5, instalments=[])
    await tell(database, award)
    assert (await row_of(database, case)).state == "granted"


async def test_a_passed_term_alarms_and_decides_nothing(database: Database):
    fact = registered()
    case = fact.application_id
    await tell(database, fact, checked(case), passed(case))
    row = await row_of(database, case)
    assert row.state == "to_decide"
    assert row.alarmed_at is not None


async def test_a_term_that_comes_near_alarms_nobody_yet(database: Database):
    fact = registered()
    case = fact.application_id
    near = passed(case).model_copy(update={"days_left": 5, "to": "supervisor"})
    await tell(database, fact, checked(case), near)
    assert (await row_of(database, case)).alarmed_at is None


async def test_a_clock_that_stands_still_moves_the_last_day(database: Database):
    fact = registered()
    case = fact.application_id
    at = datetime(2016, 3, 12, 9, tzinfo=UTC)
    moved = TermMoved(
        application_id=case, due_on=date(2016, 4, 9), clock="stopped", at=at, wake_at=None
    )
    await tell(database, fact, checked(case), moved)
    row = await row_of(database, case)
    assert (row.state, row.due_on) == ("to_decide", date(2016, 4, 9))


async def test_a_letter_told_as_queued_after_it_left_stays_sent(database: Database):
    letter = {"letter_id": new_id(), "application_id": new_id(), "letter": "refused"}
    await tell(database, LetterAccepted(**letter), LetterQueued(**letter))
    async with database.reading() as session:
        row = await session.get_one(LetterRow, letter["letter_id"])
    assert row.state == "accepted"


async def test_counts_follow_every_move(database: Database):
    first, second = registered(1), registered(2)
    await tell(database, first, second, checked(first.application_id))
    assert await counts_of(database) == {"registered": 1, "to_decide": 1}
    refused = ApplicationClosed(application_id=first.application_id, state="refused")
    await tell(database, refused)
    assert await counts_of(database) == {"registered": 1, "refused": 1}


async def test_a_batch_that_fails_leaves_neither_row_nor_count(database: Database):
    fact = registered()
    with pytest.raises(ZeroDivisionError):
        async with database.transaction(Cause(actor="applications", causation="e1")) as session:
            await doors.events[fact.type()][1](session, fact)
            raise ZeroDivisionError
    assert await counts_of(database) == {}
    await tell(database, fact)
    assert await counts_of(database) == {"registered": 1}


async def test_two_batches_that_meet_in_opposite_order_both_end(database: Database):
    facts = [registered(number) for number in range(1, 9)]
    await tell(database, *facts)
    cases = [fact.application_id for fact in facts]
    start = asyncio.Barrier(2)
    async with asyncio.TaskGroup() as tasks:
        for round_, order in ((1, cases), (2, cases[::-1])):
            tasks.create_task(together(database, start, [checked(case, round_) for case in order]))
    assert await counts_of(database) == {"to_decide": 8}


async def test_a_new_check_with_another_term_moves_the_term_and_no_count(database: Database):
    fact = registered()
    case = fact.application_id
    await tell(database, fact, checked(case), checked(case, 2, review_due_on=date(2016, 5, 9)))
    row = await row_of(database, case)
    assert (row.state, row.due_on) == ("to_decide", date(2016, 5, 9))
    assert await counts_of(database) == {"to_decide": 1}


async def test_a_state_counts_from_the_fact_that_made_it(database: Database):
    fact = registered()
    await tell(database, checked(fact.application_id), fact)
    first = await row_of(database, fact.application_id)
    await tell(database, passed(fact.application_id))
    then = await row_of(database, fact.application_id)
    assert first.registered_at == first.state_since_at == then.state_since_at


def passed(case: UUID) -> TermNearing:
    """Return the fact that the last day of a case went by."""
    return TermNearing(application_id=case, due_on=date(2016, 4, 1), days_left=0, to="director")


async def together(database: Database, start: asyncio.Barrier, facts: Sequence[Event]) -> None:
    """Hand facts over in one transaction, as a batch of a stream, once all batches have begun."""
    async with database.transaction(Cause(actor="stream")) as session:
        await session.connection()
        await start.wait()
        for fact in facts:
            session.info[CAUSE] = Cause(actor="stream", causation=str(new_id()))
            await doors.events[fact.type()][1](session, fact)
