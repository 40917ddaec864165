"""An employer is asked for what its workers wait for, and never hears who they are."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.applications.checks import ApplicationChecked
from contracts.applications.filing import Wait
from kit.ids import new_id
from services.notifications.rules.matter import reader_of
from services.notifications.streams import cases
from tests.notifications.conftest import CAUSE, Desk
from tests.notifications.samples import employer
from tests.notifications.test_reactions import letters

KEY = employer().organisation_key
READER = reader_of(KEY)


def checked(
    waits_for: Wait = "adhesion", key: str = KEY, month: int = 5, application: UUID | None = None
) -> ApplicationChecked:
    return ApplicationChecked(
        application_id=application or new_id(), checked=1, outcome="to_complete", requirements=[],
        checked_at=datetime(2026, month, 4, 9, tzinfo=UTC), amount_cents=1, instalments=[],
        voucher_months=6, review_due_on=date(2026, 6, 4), list_until=None, decision=None,
        waits_for=waits_for, employer_key=key,
    )  # fmt: skip


async def told(desk: Desk, *facts: ApplicationChecked) -> None:
    for fact in facts:
        async with desk.database.transaction(CAUSE) as session:
            await cases.invite_the_employer(session, fact)


async def test_an_employer_is_asked_once_a_month_however_many_wait(desk: Desk):
    await told(desk, checked(), checked(), checked(month=6), checked("employment", month=6))
    assert await letters(desk) == [
        (READER, "employer_invited", f"{KEY} adhesion 2026-05"),
        (READER, "employer_invited", f"{KEY} adhesion 2026-06"),
        (READER, "employer_invited", f"{KEY} employment 2026-06"),
    ]


async def test_who_waits_for_nobody_has_no_employer_asked(desk: Desk):
    await told(desk, checked(""), checked(key=""))
    assert await letters(desk) == []


@pytest.mark.usefixtures("by_day")
async def test_an_employer_hears_neither_who_asked_nor_that_somebody_did(desk: Desk):
    desk.owners.employers[KEY] = employer()
    fact = checked()
    await told(desk, fact)
    await desk.sender.send_due()
    (mail,) = desk.office.taken
    words = " ".join(mail.get_body(("plain",)).get_content().split())
    assert mail["To"] == "impresa@esempio.example"
    assert "non Le diciamo se qualcuno ha fatto domanda, né chi" in words
    assert str(fact.application_id) not in mail.as_string()


@pytest.mark.usefixtures("by_day")
@pytest.mark.parametrize("workers", [0, 4])
async def test_where_few_work_nobody_is_written_to(desk: Desk, workers: int):
    desk.owners.employers[KEY] = employer(workers=workers)
    await told(desk, checked())
    await desk.sender.send_due()
    assert desk.office.taken == []


@pytest.mark.usefixtures("by_day")
async def test_an_employer_whom_nobody_knows_is_not_written_to(desk: Desk):
    await told(desk, checked())
    await desk.sender.send_due()
    assert await desk.sender.send_due() == 0
    assert desk.office.taken == []
