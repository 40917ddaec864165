"""What happens elsewhere makes a letter: receipts, drafts, calls that change."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.applications.calls import CallChanged
from contracts.applications.filing import ApplicationRegistered, ApplicationRevised
from kit.ids import new_id
from kit.wake import Bell
from services.notifications.streams import cases
from services.notifications.streams.mailer import Mailer
from tests.notifications.conftest import CAUSE, Desk
from tests.notifications.samples import draft, facts
from tests.world.house import registered


async def told(desk: Desk, reaction: Callable[..., Awaitable[None]], fact: Any) -> None:
    async with desk.database.transaction(CAUSE) as session:
        await reaction(session, fact)


async def letters(desk: Desk) -> list[tuple[UUID, str, str]]:
    query = text("select application_id, name, about from letter order by application_id, about")
    async with desk.database.reading() as session:
        return [tuple(row) for row in await session.execute(query)]


def revised(by: str = "amendment", revision: int = 2) -> ApplicationRevised:
    return ApplicationRevised(
        application_id=facts().recipient.application_id, by=by, revision=revision,
        call_id="ADM-2015", call_version=1, line="II", amount_cents=1,
    )  # fmt: skip


def changed(version: int = 2) -> CallChanged:
    return CallChanged(
        call_id="ADM-2015", call_version=version, act="extension", lines=[], supplement_until=None
    )


async def test_a_registered_application_is_receipted_once(desk: Desk):
    fact: ApplicationRegistered = registered()
    desk.owners.knows(facts(fact.application_id))
    await told(desk, cases.send_receipt, fact)
    await told(desk, cases.send_receipt, fact)
    await desk.sender.send_due()
    assert await letters(desk) == [(fact.application_id, "received", "")]
    assert len(desk.office.taken) == 1


async def test_every_change_of_an_application_has_its_receipt_and_an_act_has_none(desk: Desk):
    for fact in (revised(revision=2), revised("supplement", 3), revised("migration", 4)):
        await told(desk, cases.send_receipt_of_changes, fact)
    assert [(name, about) for _, name, about in await letters(desk)] == [
        ("amended", "2"), ("amended", "3"),
    ]  # fmt: skip


@pytest.mark.usefixtures("by_day")
async def test_a_draft_is_reminded_of_with_what_the_portal_knows(desk: Desk):
    known = draft()
    draft_id = known.recipient.application_id
    desk.owners.drafts[str(draft_id)] = known
    await desk.order(draft_id, "draft_reminder")
    await desk.sender.send_due()
    assert len(desk.office.taken) == 1


async def test_everybody_who_applied_hears_once_that_the_call_changed(desk: Desk):
    desk.owners.audience = [new_id() for _ in range(5)]
    await told(desk, cases.tell_of_a_changed_call, changed())
    mailer = Mailer(desk.database, desk.asker, Bell(), Bell())
    await mailer.serve()
    await mailer.serve()
    assert await letters(desk) == [(each, "call_changed", "2") for each in desk.owners.audience]


async def test_a_mailing_goes_on_when_its_owner_answers_again(desk: Desk):
    desk.owners.audience = [new_id() for _ in range(3)]
    await told(desk, cases.tell_of_a_changed_call, changed())
    mailer = Mailer(desk.database, desk.asker, Bell(), Bell())
    desk.owners.down = True
    await mailer.serve()
    assert await letters(desk) == []
    desk.owners.down = False
    await mailer.serve()
    assert len(await letters(desk)) == 3
