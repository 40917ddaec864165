"""A letter is ordered once, and asked about by its application."""

from uuid import UUID

import httpx2
import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.database import Cause
from kit.ids import new_id
from kit.web import create_app
from services.notifications import api
from services.notifications.models import Letter
from tests.notifications.conftest import Desk
from tests.notifications.owners import KEY
from tests.notifications.samples import facts


def door(desk: Desk) -> httpx2.AsyncClient:
    app = create_app("notifications", "Notifiche")
    app.state.settings, app.state.database = desk.settings, desk.database
    app.include_router(api.router)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://door")


async def test_the_same_letter_ordered_twice_is_one_letter(desk: Desk):
    application = desk.owners.knows(facts())
    letter = await desk.order(application)
    assert await desk.order(application) == letter
    await desk.sender.send_due()
    assert await desk.order(application) == letter
    assert await desk.facts(letter) == ["queued", "accepted"]
    assert len(desk.office.taken) == 1


async def test_two_letters_of_one_application_are_two(desk: Desk):
    application = desk.owners.knows(facts())
    assert await desk.order(application, "not_funded") != await desk.order(application, "granted")


async def test_a_case_that_was_opened_again_is_told_its_outcome_once_more(desk: Desk):
    application = desk.owners.knows(facts())
    first, second = [await desk.order(application, "granted", about) for about in (None, "2")]
    assert first != second
    assert await desk.order(application, "granted", "2") == second


async def test_the_database_itself_refuses_a_second_letter_of_a_kind(desk: Desk):
    application = new_id()
    await desk.order(application, "granted")
    with pytest.raises(IntegrityError, match="one_letter_of_a_kind_per_matter"):
        async with desk.database.transaction(Cause("test")) as session:
            add(session, application)


def add(session: AsyncSession, application: UUID) -> None:
    at = now()
    session.add(
        Letter(
            id=new_id(), application_id=application, name="granted", state="queued",
            queued_at=at, next_attempt_at=at,
        )
    )  # fmt: skip


async def test_a_case_page_reads_the_letters_of_its_application(desk: Desk):
    application = desk.owners.knows(facts())
    letter = await desk.order(application)
    await desk.sender.send_due()
    async with door(desk) as client:
        answer = await client.get(
            f"/v1/applications/{application}/letters", headers={"Authorization": f"Bearer {KEY}"}
        )
    (item,) = answer.json()["items"]
    assert (item["letter_id"], item["letter"]) == (str(letter), "refused")
    assert (item["catalogue"], item["letter_class"]) == ("N12", "L")
    assert (item["state"], item["attempts"], item["reason"]) == ("accepted", 1, "")


async def test_letters_are_told_to_our_own_processes_only(desk: Desk):
    async with door(desk) as client:
        answer = await client.get(f"/v1/applications/{new_id()}/letters")
    assert (answer.status_code, answer.json()["title"]) == (401, "service-key")
