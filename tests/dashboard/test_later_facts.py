"""What happens after the filing, and to calls: noted whatever the order, and told to open pages."""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from contracts.applications.closing import ApplicationClosed
from contracts.applications.filing import ApplicationRevised, ApplicationStopped
from contracts.vouchers.budget import LineExhausted
from kit.database import Cause, Database
from kit.ids import new_id
from services.dashboard.queries.calls import published_versions, told_of
from services.dashboard.queries.changes import changed_since, latest_marks
from services.dashboard.streams import doors
from tests.dashboard.calls_world import changed, moved, published
from tests.dashboard.conftest import CALL, T0, checked, registered, tell
from tests.dashboard.test_projection import counts_of, row_of


def revised(case: UUID, revision: int = 2, **changed: Any) -> ApplicationRevised:
    facts = {
        "application_id": case,
        "by": "amendment",
        "revision": revision,
        "call_id": CALL,
        "call_version": 1,
        "line": "A",
        "amount_cents": 900_000,
        **changed,
    }
    return ApplicationRevised.model_validate(facts)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_newest_revision_holds_in_whatever_order_it_comes(database: Database, order: Any):
    fact = registered()
    case = fact.application_id
    facts = (
        fact,
        revised(case),
        revised(case, 3, by="migration", call_version=2, amount_cents=800_000),
    )
    await tell(database, *(facts[place] for place in order))
    row = await row_of(database, case)
    assert (row.revision, row.call_version, row.requested_cents) == (3, 2, 800_000)
    assert row.state == "registered"


@pytest.mark.parametrize("stop", ["withdrawn", "call_revoked"])
async def test_an_application_that_stopped_is_listed_and_counted_as_such(
    database: Database, stop: Any
):
    fact = registered()
    case = fact.application_id
    await tell(database, ApplicationStopped(application_id=case, by=stop), fact, checked(case))
    row = await row_of(database, case)
    assert (row.state, row.due_on) == (stop, date.max)
    assert await counts_of(database) == {stop: 1}
    await tell(database, ApplicationClosed(application_id=case, state=stop))
    assert await counts_of(database) == {stop: 1}


async def test_a_fact_of_a_call_is_kept_once(database: Database):
    fact, cause = published(), Cause(actor="applications", causation=str(new_id()), at=T0)
    for _ in range(2):
        async with database.transaction(cause) as session:
            await doors.events[fact.type()][1](session, fact)
    await tell(database, moved(), moved("closed"), LineExhausted(call_id=CALL, line="A"))
    async with database.reading() as session:
        told = await told_of(session, CALL)
    kinds = [each.kind for each in told.facts]
    assert kinds == ["CallPublished", "CallMoved", "CallMoved", "LineExhausted"]


async def test_the_published_versions_of_a_call_are_known_by_its_facts(database: Database):
    await tell(database, changed(), published())
    async with database.reading() as session:
        assert await published_versions(session, CALL) == [1, 2]
        assert await published_versions(session, "MAI-2016") == []


async def test_a_look_tells_applications_and_calls_that_changed_since_the_last(database: Database):
    fact = registered()
    await tell(database, fact)
    async with database.reading() as session:
        marks = await latest_marks(session)
    await tell(database, checked(fact.application_id), moved())
    async with database.reading() as session:
        _, found = await changed_since(session, marks)
    assert found == {str(fact.application_id), CALL}
