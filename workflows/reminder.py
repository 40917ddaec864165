"""Reminders of a last day: who forgot is written to before it comes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from temporalio import workflow

from contracts.notifications import LetterName, SendLetter
from contracts.values import Frozen
from kit.calls import call
from kit.days import end_of_day, until

ONE_DAY = timedelta(days=1)


class Reminder(Frozen):
    """When a letter leaves, and what it is about: it is dropped when that was done."""

    on: date
    about: str


class Reminders(Frozen):
    """The letters that remind of one last day, in their order; waits are counted from `at`."""

    application_id: UUID
    letter: LetterName
    at: datetime
    items: Sequence[Reminder]


@workflow.defn
class ReminderWorkflow:
    """Sends each letter when its day has begun."""

    @workflow.run
    async def run(self, reminders: Reminders) -> int:
        """Return how many letters were asked for."""
        began_at = workflow.now()
        for round_, reminder in enumerate(reminders.items, 1):
            due_at = began_at + until(end_of_day(reminder.on - ONE_DAY), reminders.at)
            await workflow.sleep(until(due_at, workflow.now()))
            letter = SendLetter(
                application_id=reminders.application_id, letter=reminders.letter,
                about=reminder.about,
            )  # fmt: skip
            await call(letter, round_)
        return len(reminders.items)
