"""Whom a reminder leaves in peace: at night, and when what it reminds of is done."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.notifications import LetterName
from kit.days import ROME
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.hours import in_the_day
from tests.notifications.conftest import Desk, Later
from tests.notifications.samples import ASKED, facts

REMINDERS = {
    "draft_reminder", "integration_reminder", "acceptance_reminder", "voucher_activation",
    "voucher_expiry", "report_due", "recovery_reminder", "digest", "employer_invited",
}  # fmt: skip
ASKED_OF: dict[str, Any] = {"hearing": ASKED, "awaited": True}


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2016-12-01T07:59", "2016-12-01T08:00"),
        ("2016-12-01T08:00", "2016-12-01T08:00"),
        ("2016-12-01T19:59", "2016-12-01T19:59"),
        ("2016-12-01T20:00", "2016-12-02T08:00"),
        ("2016-12-31T23:30", "2017-01-01T08:00"),
        ("2026-03-29T00:30", "2026-03-29T08:00"),
    ],
)
def test_nobody_is_reminded_before_eight_or_after_twenty(at: str, leaves: str):
    here = datetime.fromisoformat(at).replace(tzinfo=ROME)
    assert in_the_day(here.astimezone(UTC)).astimezone(ROME).isoformat()[:16] == leaves


def test_only_courtesies_that_nobody_waits_for_leave_by_day_alone():
    quiet = {name: each.matter for name, each in drafts().items() if each.matter.quiet}
    assert set(quiet) == REMINDERS
    assert {matter.letter_class for matter in quiet.values()} == {"C"}


async def test_a_reminder_of_the_night_leaves_in_the_morning(
    desk: Desk, later: Later, by_day: None
):
    later(hours=12)
    reminder = await desk.order(desk.owners.knows(facts(**ASKED_OF)), "integration_reminder")
    assert await desk.sender.send_due() == 0
    later(hours=12)
    await desk.sender.send_due()
    assert await desk.facts(reminder) == ["queued", "accepted"]


async def test_a_receipt_leaves_at_any_hour(desk: Desk, later: Later, by_day: None):
    later(hours=12)
    receipt = await desk.order(desk.owners.knows(facts()), "received")
    await desk.sender.send_due()
    assert await desk.facts(receipt) == ["queued", "accepted"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("integration_reminder", {"hearing": ASKED}),
        ("acceptance_reminder", {"acceptance": "accepted"}),
        ("acceptance", {"accept_by_on": None}),
        ("acceptance_reminder", {"accept_by_on": None}),
        ("withdrawn", {"acceptance": "lapsed"}),
        ("report_due", {"report_by_on": None}),
    ],
)
async def test_a_letter_that_no_longer_matters_is_dropped(
    desk: Desk, by_day: None, name: LetterName, told: dict[str, Any]
):
    letter = await desk.order(desk.owners.knows(facts(**told)), name)
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "dropped"]
    assert (await desk.row(letter)).reason == "no-longer-matters"
    assert desk.office.taken == []


async def test_who_gave_a_grant_up_is_told_that_it_was_taken_back(desk: Desk):
    letter = await desk.order(desk.owners.knows(facts(acceptance="waived")), "withdrawn")
    await desk.sender.send_due()
    assert await desk.facts(letter) == ["queued", "accepted"]


async def test_reminders_of_two_requests_are_two_letters(desk: Desk):
    application = desk.owners.knows(facts(**ASKED_OF))
    first = await desk.order(application, "integration_reminder", "request-1")
    assert await desk.order(application, "integration_reminder", "request-1") == first
    assert await desk.order(application, "integration_reminder", "request-2") != first
